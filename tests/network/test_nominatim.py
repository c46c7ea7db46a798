"""Against a real Nominatim: what it answers, and villages that only it knows."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from nominatim import server as nominatim_server
from nominatim.places import ELSEWHERE, HOMONYMS, VILLAGES, Village

from geomap.errors import GeocoderResponseError
from geomap.gazetteer import open_gazetteer
from geomap.geodesy import great_circle_km
from geomap.network.door import Door
from geomap.network.opening import open_geocoder
from geomap.protocols import Gazetteer, GeocoderQuery
from geomap.records import Bbox, Candidate, MatchKind, Point, Resolution, Status
from geomap.resolution import open_resolver
from geomap.settings import Settings

from .reports import COUNTRY_NAMES, NEAR_KM, REPORTS, SEATS, mentions, report, told

pytestmark = pytest.mark.server

LEAST_VILLAGES = 40


def opened(address: str, **settings: Any) -> Door:
    """A door that does not wait between questions: the server is the test's own."""
    door = open_geocoder(Settings(nominatim=address, nominatim_interval_s=0.0, nominatim_limit=1000, **settings))
    assert door is not None
    return door


@pytest.fixture
def door(nominatim: str) -> Door:
    return opened(nominatim)


def ask(door: Door, name: str, *country_codes: str, **more: Any) -> list[Candidate]:
    return door.geocode(GeocoderQuery(name=name, country_codes=country_codes, **more))


def test_the_exact_name(door: Door) -> None:
    (found,) = ask(door, "Dabiq")
    place = found.place
    assert (place.name, place.country_code, place.feature_class, place.feature_code) == ("Dabiq", "SY", "P", "PPL")
    assert place.point == Point(lat=36.53, lon=37.28)
    assert place.place_id.startswith("osm:node/")
    assert (found.match, found.similarity) == (MatchKind.GEOCODER, 1.0)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("دابق", "Dabiq"),
        ("الموصل", "Mosul"),
        ("Londres", "London"),
        ("Halab", "Aleppo"),
        ("Al-Mawsil", "Mosul"),
        ("Shingal", "Sinjar"),
        ("Mazār-i-Sharīf", "Mazar-i-Sharif"),
        ("MAZAR E SHARIF", "Mazar-i-Sharif"),
    ],
)
def test_other_scripts_languages_and_spellings(door: Door, name: str, place: str) -> None:
    assert place in {found.place.name for found in ask(door, name)}


def test_countries(door: Door) -> None:
    assert {found.place.country_code for found in ask(door, "Tripoli")} == {"LB", "LY"}
    assert {found.place.country_code for found in ask(door, "Tripoli", "LB")} == {"LB"}
    assert {found.place.country_code for found in ask(door, "Manchester")} == {"GB", "US"}
    assert ask(door, "Raqqa", "IQ") == []


def test_the_viewbox_is_a_preference(door: Door) -> None:
    at_libya = Bbox(south=32.0, west=12.0, north=33.5, east=14.0)
    at_lebanon = Bbox(south=34.0, west=35.0, north=35.0, east=36.5)
    assert ask(door, "Tripoli", viewbox=at_libya)[0].place.country_code == "LY"
    assert ask(door, "Tripoli", viewbox=at_lebanon)[0].place.country_code == "LB"
    # Not a bound: what is only elsewhere is found there.
    assert ask(door, "Dabiq", viewbox=at_libya)[0].place.country_code == "SY"


def test_structured_questions(door: Door) -> None:
    assert [found.place.name for found in ask(door, "Dabiq", "SY", admin1="Aleppo", kind="P")] == ["Dabiq"]
    assert ask(door, "Dabiq", "SY", admin1="Raqqa", kind="P") == []
    (province,) = ask(door, "Nineveh", "IQ", kind="ADM1")
    assert (province.place.name, province.place.feature_code) == ("Nineveh Governorate", "ADM1")
    assert 120 < province.place.uncertainty_km < 250
    assert [found.place.name for found in ask(door, "Dabiq", "SY", admin1="Aleppo")] == ["Dabiq"]


def test_what_is_not_there(door: Door) -> None:
    names = ("Mosull", "Atlantis", "Xyzzy al-Foo", "'; DROP TABLE placex; --", "ساسكاتون")
    assert [ask(door, name) for name in names] == [[]] * len(names)
    assert door.counts()["nothing_found"] == len(names)


@pytest.mark.parametrize("name", ["???", "-"])
def test_a_question_without_a_word_is_the_questions_fault(door: Door, name: str) -> None:
    with pytest.raises(GeocoderResponseError, match="400"):
        ask(door, name)
    assert door.counts()["requests"] == 1


@pytest.mark.parametrize("country", ["France", "Turkey", "Brazil", "Japan"])
def test_the_coarse_grid_of_countries_is_refused(door: Door, nominatim: str, country: str) -> None:
    with urllib.request.urlopen(f"{nominatim}/search?format=json&q={country}") as reply:
        raw = json.load(reply)
    # The server does answer, with a point somewhere in or near the country and no identity.
    assert raw
    assert "osm_id" not in raw[0]
    assert ask(door, country) == []


# Villages that only the server knows


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def missing(gazetteer: Gazetteer) -> list[Village]:
    """The villages that the gazetteer does not have; misspelt matches of others may be there."""
    guesses = {MatchKind.FUZZY, MatchKind.CONTAINER}
    return [
        village
        for village in VILLAGES
        if all(found.match in guesses for name in (village.name, village.asked) for found in gazetteer.candidates(name))
    ]


def resolved(door: Door, gazetteer: Gazetteer, village: Village, text: str) -> Resolution:
    """What the village's name is taken for in a report."""
    names = [village.asked, village.admin1, COUNTRY_NAMES[village.country_code], SEATS[village.admin1]]
    resolver = open_resolver(gazetteer, settings=Settings(), geocoder=door)
    resolutions = resolver.resolve(report(text), mentions(text, [name for name in names if name in text]))
    return next(each for each in resolutions if each.mention.surface == village.asked)


@pytest.mark.parametrize("kind", REPORTS)
def test_villages_that_the_gazetteer_lacks_end_within_5_km(
    nominatim: str, gazetteer: Gazetteer, missing: list[Village], kind: str
) -> None:
    assert len(missing) >= LEAST_VILLAGES
    door = opened(nominatim)
    wrong = []
    for village in missing:
        found = resolved(door, gazetteer, village, told(kind, village))
        truth = Point(lat=village.lat, lon=village.lon)
        if found.chosen is None or great_circle_km(found.chosen.place.point, truth) > NEAR_KM:
            wrong.append((village.asked, found.status.value, found.chosen and found.chosen.place.name))
    assert wrong == []
    assert door.counts()["requests"] <= 3 * len(missing)


def test_homonyms_in_other_countries_are_not_taken(
    nominatim: str, gazetteer: Gazetteer, missing: list[Village]
) -> None:
    door = opened(nominatim)
    abroad = {village.name for village in HOMONYMS}
    homonyms = [village for village in missing if village.name in abroad]
    assert len(homonyms) >= 4
    # The server does have both.
    assert all(len({found.place.country_code for found in ask(door, village.name)}) == 2 for village in homonyms)
    for kind in REPORTS:
        for village in homonyms:
            found = resolved(door, gazetteer, village, told(kind, village))
            assert found.chosen is not None
            assert found.chosen.place.country_code == village.country_code


def test_a_village_of_another_country_is_not_put_into_a_report(nominatim: str, gazetteer: Gazetteer) -> None:
    door = opened(nominatim)
    assert all(ask(door, village.name) for village in ELSEWHERE)
    outcomes: Counter[str] = Counter()
    for stranger in ELSEWHERE:
        for home in ("SY", "IQ", "AF"):
            country = COUNTRY_NAMES[home]
            text = f"Clashes broke out in {stranger.name}, {country}. {country} is quiet otherwise."
            found = resolved(door, gazetteer, stranger._replace(country_code=home, admin1="Aleppo"), text)
            assert found.chosen is None or found.chosen.match is not MatchKind.GEOCODER
            outcomes[found.status.value] += 1
    assert outcomes[Status.NO_CANDIDATE.value] > 0


# nginx in front


def test_real_429s_are_waited_out(nominatim: str, tmp_path: Path, needs_nginx: None) -> None:
    with nominatim_server.nginx(nominatim, tmp_path, per_minute=40) as (address, log):
        door = opened(address)
        names = [village.name for village in VILLAGES[:3]]
        assert all(ask(door, name) for name in names)
        counts = door.counts()
    statuses = Counter(line.split()[1] for line in log.read_text().splitlines() if "/search" in line)
    assert statuses["200"] == 3
    assert statuses["429"] >= 1
    assert counts["requests"] == statuses.total()
    assert counts["retries"] == statuses["429"]
    assert "busy" not in counts


def test_whoever_keeps_the_policy_gets_no_429(nominatim: str, tmp_path: Path, needs_nginx: None) -> None:
    with nominatim_server.nginx(nominatim, tmp_path, per_minute=60) as (address, log):
        door = open_geocoder(Settings(nominatim=address))
        assert door is not None
        assert all(ask(door, village.name) for village in VILLAGES[:4])
    assert {line.split()[1] for line in log.read_text().splitlines() if "/search" in line} == {"200"}
