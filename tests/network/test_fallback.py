"""For which names resolution asks, with which questions, and which answers it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geomap.errors import GeocoderBusyError, GeocoderError, GeocoderUnaskedError, GeocoderUnavailableError
from geomap.gazetteer import open_gazetteer
from geomap.protocols import Gazetteer, GeocoderQuery
from geomap.records import Candidate, Label, MatchKind, Place, Point, Resolution, Status
from geomap.resolution import open_resolver
from geomap.resolution.fallback import MAX_QUESTIONS
from geomap.resolution.spellings import spellings
from geomap.settings import Settings

from .reports import mentions, report

UNKNOWN = "Kafr Zunbil"


class Told:
    """A geocoder that says what it was told to, and remembers the questions."""

    def __init__(self, *places: Place, error: GeocoderError | None = None, only_for: str = "") -> None:
        self.places = places
        self.error = error
        self.only_for = only_for
        self.queries: list[GeocoderQuery] = []

    def geocode(self, query: GeocoderQuery) -> list[Candidate]:
        self.queries.append(query)
        if self.error:
            raise self.error
        if self.only_for and query.name != self.only_for:
            return []
        return [
            Candidate(place=place, match=MatchKind.GEOCODER, matched_name=place.name, similarity=1.0)
            for place in self.places
        ]

    def counts(self) -> dict[str, int]:
        return {}

    def attributions(self) -> tuple[str, ...]:
        return ()

    def report(self) -> dict[str, object]:
        return {}


def village(lat: float = 36.29, lon: float = 37.61, country_code: str = "SY", number: int = 1) -> Place:
    return Place(
        place_id=f"osm:node/{number}", name=UNKNOWN, point=Point(lat=lat, lon=lon), feature_class="P",
        feature_code="PPL", country_code=country_code, source_id="nominatim", uncertainty_km=1.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def resolve(
    gazetteer: Gazetteer, geocoder: Told, text: str, names: list[str], wanted: str = UNKNOWN, **options: Any
) -> Resolution:
    resolver = open_resolver(gazetteer, settings=Settings(), geocoder=geocoder)
    source = options.pop("source", {})
    resolutions = resolver.resolve(report(text, **source), mentions(text, names, **options))
    return next(each for each in resolutions if each.mention.surface == wanted)


NEAR_ALEPPO = f"Shells fell on {UNKNOWN} in Aleppo province, Syria, on Monday."
NAMES = [UNKNOWN, "Aleppo", "Syria"]


def test_the_gazetteer_lacks_the_village(gazetteer: Gazetteer) -> None:
    assert all(found.match is MatchKind.FUZZY for found in gazetteer.candidates(UNKNOWN))


def test_an_answer_is_taken(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, Told(village()), NEAR_ALEPPO, NAMES)
    assert found.status is Status.RESOLVED
    assert found.chosen is not None
    assert found.chosen.match is MatchKind.GEOCODER
    assert found.chosen.place.place_id == "osm:node/1"
    # The gazetteer's codes are put in, so that the answer counts as lying in the province that the text names.
    assert found.chosen.place.admin1_name
    assert found.chosen.evidence["in_named_container"] == 1.0
    assert found.chosen.evidence["focus_layer"] == 0.0


def test_the_question_says_what_the_text_says(gazetteer: Gazetteer) -> None:
    told = Told()
    resolve(gazetteer, told, f"Shells fell on the village of {UNKNOWN} in Aleppo province, Syria.", NAMES)
    first, second, third = told.queries
    assert first.name == UNKNOWN
    assert "Aleppo" in first.admin1
    assert first.kind == "P"
    assert first.country_codes == ("SY",)
    assert first.viewbox is not None
    assert first.viewbox.south < 36.2 < first.viewbox.north
    assert second == replace(first, admin1="")
    assert third.name != UNKNOWN
    assert len(told.queries) <= MAX_QUESTIONS


def test_other_spellings_are_tried_when_nothing_comes(gazetteer: Gazetteer) -> None:
    text = "Shells fell on Deir Sarkees, Syria."
    told = Told(replace(village(), name="Dayr Sarkis"), only_for="dayr sarkis")
    found = resolve(gazetteer, told, text, ["Deir Sarkees", "Syria"], wanted="Deir Sarkees")
    assert found.status is Status.RESOLVED
    assert [query.name for query in told.queries] == ["Deir Sarkees", "dayr sarkis"]


@pytest.mark.parametrize(
    ("text", "names", "wanted", "options"),
    [
        ("Shells fell on Mosul, Iraq.", ["Mosul", "Iraq"], "Mosul", {}),
        (NEAR_ALEPPO, NAMES, UNKNOWN, {"label": Label.MODIFIER}),
        (NEAR_ALEPPO, NAMES, UNKNOWN, {"label": Label.DEMONYM}),
        (NEAR_ALEPPO, NAMES, UNKNOWN, {"score": 0.3}),
        ("Shells fell on kafr zunbil, Syria.", ["kafr zunbil", "Syria"], "kafr zunbil", {}),
        ("He came by Route 662, Syria.", ["Route 662", "Syria"], "Route 662", {}),
        ("The XZ said so in Syria.", ["XZ", "Syria"], "XZ", {}),
        ("In Syria the Ministry Of Roads And Old Bridges spoke.", ["Ministry Of Roads And Old Bridges", "Syria"],
         "Ministry Of Roads And Old Bridges", {}),
    ],
)  # fmt: skip
def test_what_is_known_or_looks_like_no_place_is_not_asked(
    gazetteer: Gazetteer, text: str, names: list[str], wanted: str, options: dict[str, Any]
) -> None:
    told = Told(village())
    resolve(gazetteer, told, text, names, wanted, **options)
    assert told.queries == []


def test_arabic_names_have_no_capitals_and_are_asked(gazetteer: Gazetteer) -> None:
    told = Told(replace(village(), name="بير قشقول"))
    found = resolve(gazetteer, told, "قصف على بير قشقول في سوريا", ["بير قشقول", "سوريا"], wanted="بير قشقول")
    assert found.status is Status.RESOLVED
    assert told.queries[0].country_codes == ("SY",)


def test_a_name_that_stands_often_is_asked_once(gazetteer: Gazetteer) -> None:
    told = Told(village())
    resolve(gazetteer, told, f"{NEAR_ALEPPO} {UNKNOWN} burned. People left {UNKNOWN}.", NAMES)
    assert len(told.queries) == 1


@pytest.mark.parametrize("place", [village(49.18, -0.37, "FR"), village(37.15, 38.79, "TR"), village(34.3, 47.0, "IR")])
def test_a_place_in_another_country_than_the_documents_is_not_taken(gazetteer: Gazetteer, place: Place) -> None:
    for text, names in ((NEAR_ALEPPO, NAMES), (f"Shells fell on {UNKNOWN}. Mosul is quiet.", [UNKNOWN, "Mosul"])):
        found = resolve(gazetteer, Told(place), text, names)
        assert all(candidate.match is not MatchKind.GEOCODER for candidate in found.candidates)


def test_homonyms_abroad_lose(gazetteer: Gazetteer) -> None:
    abroad = [village(49.18, -0.37, "FR", 2), village(37.15, 38.79, "TR", 3)]
    found = resolve(gazetteer, Told(*abroad, village()), NEAR_ALEPPO, NAMES)
    assert found.chosen is not None
    assert found.chosen.place.place_id == "osm:node/1"
    assert {c.place.country_code for c in found.candidates if c.match is MatchKind.GEOCODER} == {"SY"}


def test_of_two_in_the_country_the_one_near_the_others_wins(gazetteer: Gazetteer) -> None:
    text = f"Shells fell on {UNKNOWN}. The wounded were brought to Manbij and to Al-Bab, Syria."
    far = village(32.7, 36.4, "SY", 2)
    found = resolve(gazetteer, Told(far, village()), text, [UNKNOWN, "Manbij", "Al-Bab", "Syria"])
    assert found.chosen is not None
    assert found.chosen.place.place_id == "osm:node/1"


def test_a_country_is_filled_in_where_the_service_names_none(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, Told(village(country_code="")), NEAR_ALEPPO, NAMES)
    assert found.chosen is not None
    assert found.chosen.place.country_code == "SY"


def test_without_any_context_nobody_is_asked(gazetteer: Gazetteer) -> None:
    told = Told(replace(village(), name="Bir Zughmur"))
    found = resolve(gazetteer, told, "Somebody spoke of Bir Zughmur.", ["Bir Zughmur"], wanted="Bir Zughmur")
    assert found.status is Status.NO_CANDIDATE
    assert told.queries == []


def test_a_document_of_many_countries_asks_for_the_first_few(gazetteer: Gazetteer) -> None:
    countries = ["Syria", "Iraq", "Turkey", "Iran", "Jordan", "Lebanon", "Egypt", "Yemen", "Oman"]
    told = Told()
    text = f"{UNKNOWN} was named by ministers of {', of '.join(countries)}."
    resolve(gazetteer, told, text, [UNKNOWN, *countries])
    assert len(told.queries[0].country_codes) == 4


def test_the_sources_country_is_the_last_resort(gazetteer: Gazetteer) -> None:
    told = Told()
    resolve(gazetteer, told, f"Somebody spoke of {UNKNOWN}.", [UNKNOWN], source={"url": "https://news.example.iq/1"})
    assert told.queries[0].country_codes == ("IQ",)


@pytest.mark.parametrize("error", [GeocoderUnavailableError, GeocoderBusyError, GeocoderUnaskedError])
def test_could_not_ask_is_not_nothing_found(gazetteer: Gazetteer, error: type[GeocoderError]) -> None:
    text, names = "Shells fell on Bir Zughmur, Syria.", ["Bir Zughmur", "Syria"]
    failed = Told(error=error("down"))
    found = resolve(gazetteer, failed, text, names, wanted="Bir Zughmur")
    assert found.status is Status.SERVICE_FAILED
    assert found.chosen is None
    assert len(failed.queries) == 1
    nothing = Told()
    found = resolve(gazetteer, nothing, text, names, wanted="Bir Zughmur")
    assert found.status is Status.NO_CANDIDATE
    # The rest of the document does not suffer.
    assert resolve(gazetteer, failed, text, names, wanted="Syria").status is Status.RESOLVED


def test_a_settled_answer_stays_when_the_service_fails(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, Told(error=GeocoderUnavailableError("down")), NEAR_ALEPPO, NAMES)
    assert found.status is Status.RESOLVED
    assert found.chosen is not None
    assert found.chosen.match is MatchKind.CONTAINER


def test_an_exact_answer_puts_misspelt_matches_out(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer, Told(village()), f"Shells fell on {UNKNOWN}, Syria.", [UNKNOWN, "Syria"])
    assert [candidate.match for candidate in found.candidates] == [MatchKind.GEOCODER]


def test_what_the_gazetteer_has_is_no_news(gazetteer: Gazetteer) -> None:
    # A name that means little by itself: the gazetteer's own candidate stays the only one for the place.
    known = gazetteer.candidates("Dabiq")[0].place
    answer = replace(village(known.point.lat, known.point.lon), name="Dabiq")
    told = Told(answer)
    resolver = open_resolver(gazetteer, settings=Settings(confidence_threshold=1.0), geocoder=told)
    text = "Shells fell on Dabiq, Syria."
    found = resolver.resolve(report(text), mentions(text, ["Dabiq", "Syria"]))[0]
    assert [query.name for query in told.queries].count("Dabiq") == 1
    assert all(candidate.match is not MatchKind.GEOCODER for candidate in found.candidates)


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("Tel Warsheen", "tall warshin"),
        ("Khirbet al-Mazloum", "khirbat al mazlum"),
        ("Sheikh Murjan", "shaykh murjan"),
        ("Um Jarzoun", "umm jarzun"),
    ],
)
def test_spellings(name: str, likeliest: str) -> None:
    assert spellings(name, limit=3)[0] == likeliest
    assert len(spellings(name, limit=2)) <= 2
    assert name.lower() not in spellings(name, limit=9)


def test_a_name_without_another_spelling() -> None:
    assert spellings("Kurat", limit=3) == ()
    assert spellings("كفر زنبل", limit=3)
    assert spellings("", limit=3) == ()


def test_no_spellings_where_names_have_one(gazetteer: Gazetteer) -> None:
    told = Told()
    resolve(gazetteer, told, "Fire in Hagshaw Cloough near Oldham, England.", ["Hagshaw Cloough", "Oldham", "England"],
            wanted="Hagshaw Cloough")  # fmt: skip
    assert {query.name for query in told.queries} == {"Hagshaw Cloough"}
