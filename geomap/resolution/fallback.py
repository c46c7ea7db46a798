"""How resolution asks a geocoder: for which names, with which questions, and which answers it takes home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geomap.errors import GeocoderError
from geomap.geodesy import box_around, expanded, great_circle_km
from geomap.names import is_arabic_script
from geomap.protocols import Gazetteer, Geocoder, GeocoderQuery
from geomap.records import Bbox, Candidate, Label, MatchKind, Mention, Place, Point
from geomap.resolution.context import Context, is_country
from geomap.resolution.cues import KIND_WORDS
from geomap.resolution.groups import Group
from geomap.resolution.spellings import spellings

MAX_QUESTIONS = 3
"""Questions for one name, spelling variants included: what a patient person would try on the public server."""
LEAST_SCORE = 0.5
"""Of the recognizer, 0..1: below it a name more likely is none."""
TIGHT = 0.9
"""Similarity of an answer's name (0..1) from which misspelt matches of the gazetteer are out, as among its own."""
LEAST_LETTERS, MOST_WORDS = 3, 5
"""Shorter names are abbreviations, longer ones sentences; those with digits are roads."""
COUNTRY_SHARE = 0.15
"""Share of the document's votes (0..1) from which a country is one that the name may lie in."""
MAX_COUNTRIES = 4
ADMIN1_SHARE = 0.6
"""Share of the votes from which the document is about one province, and the question says so."""
MARGIN_KM = 100.0
"""Around the places of the document: where an answer is preferred."""
SAME_PLACE_KM = 5.0
"""Within this distance an answer and a place of the gazetteer with a like name are one place."""
LOOSE = frozenset({MatchKind.FUZZY, MatchKind.CONTAINER})
SETTLED = frozenset({"P", "ADM", "ADM1", "ADM2", "ADM3"})
ROMANIZED = frozenset(
    [
        "AE",
        "AF",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "ER",
        "IQ",
        "IR",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PK",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TD",
        "TJ",
        "TN",
        "YE",
    ]
)
"""Countries whose names reach reports through romanization, in which no two reports agree; elsewhere a name has one
spelling, and asking for others would waste the server's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What asking for one name came to."""

    candidates: tuple[Candidate, ...] = ()
    """Those of the name with the answers among them."""
    is_failed: bool = False
    """Whether the question could not be asked or answered: neither found nor not found."""


class Fallback:
    """Asks a geocoder for the names that the gazetteer leaves open."""

    def __init__(self, geocoder: Geocoder, gazetteer: Gazetteer, *, threshold: float) -> None:
        self._geocoder = geocoder
        self._gazetteer = gazetteer
        self._threshold = threshold

    def ask(
        self, group: Group, mentions: Sequence[Mention], *, best: tuple[Candidate, float] | None, context: Context
    ) -> Outcome | None:
        """The name's candidates with the geocoder's answers; None when there is nothing to ask or nothing was found.

        `mentions` are the group's own, `best` is what the gazetteer has come to, with its confidence.
        """
        if not self._is_open(best) or not any(_looks_like_place(mention) for mention in mentions):
            return None
        countries = _countries(group, context)
        if not countries:
            # Nothing would tell a right answer from a wrong one.
            return None
        try:
            answers = self._answers(group, context, countries)
        except GeocoderError:
            return Outcome(is_failed=True)
        if not answers:
            return None
        return Outcome(candidates=(*_without_guesses(group.pool.candidates, answers), *answers))

    def _is_open(self, best: tuple[Candidate, float] | None) -> bool:
        """Whether the gazetteer has no answer, a doubtful one, or only a guess, however sure of it the ranker is."""
        return best is None or best[0].match in LOOSE or best[1] < self._threshold

    def _answers(self, group: Group, context: Context, countries: Sequence[str]) -> list[Candidate]:
        """Of the first question that brings any which fit the document, those that the gazetteer does not have."""
        area = self._area_name(group, context, countries)
        for query in _questions(group, context, countries, area):
            found = [self._placed(candidate) for candidate in self._geocoder.geocode(query)]
            fitting = [each for each in found if _fits(each.place, group, countries)]
            if fitting:
                return [each for each in fitting if not _is_known(each, group.pool.candidates)]
        return []

    def _placed(self, candidate: Candidate) -> Candidate:
        """With the country and the province that the position lies in, in the gazetteer's codes."""
        place = candidate.place
        inside = self._gazetteer.containing(place.point)
        if inside is None:
            return candidate
        country_code = place.country_code or inside.country_code
        if country_code != inside.country_code:
            return candidate
        placed = replace(
            place,
            country_code=country_code,
            admin1_code=inside.admin1_code,
            admin1_name=inside.admin1_name or place.admin1_name,
        )
        return replace(candidate, place=placed)

    def _area_name(self, group: Group, context: Context, countries: Sequence[str]) -> str:
        """The area that the text or the rest of the document puts the name in."""
        if group.container is not None and not is_country(group.container):
            return group.container.name
        votes = {key: share for key, share in context.admin1.items() if key[0] in countries}
        if not votes:
            return ""
        (country, admin1), share = max(votes.items(), key=lambda item: item[1])
        area = self._gazetteer.admin1(country, admin1) if share >= ADMIN1_SHARE else None
        return area.name if area else ""


def _looks_like_place(mention: Mention) -> bool:
    surface = mention.surface.strip()
    first = next((char for char in surface if char.isalpha()), "")
    is_name = first.isupper() or is_arabic_script(surface)
    letters = sum(char.isalpha() for char in surface)
    return (
        mention.label is Label.TOPONYM
        and mention.score >= LEAST_SCORE
        and is_name
        and letters >= LEAST_LETTERS
        and not any(char.isdigit() for char in surface)
        and len(surface.split()) <= MOST_WORDS
    )


def _countries(group: Group, context: Context) -> tuple[str, ...]:
    """Where the name may lie: its container's country, else the document's countries, else its source's."""
    if group.container is not None and group.container.country_code:
        return (group.container.country_code,)
    voted = sorted(context.countries, key=lambda code: (-context.countries[code], code))[:MAX_COUNTRIES]
    if not voted and context.origin.country_code:
        return (context.origin.country_code,)
    # In a document of many countries each has a small share.
    least = min(COUNTRY_SHARE, context.countries[voted[0]] / 2) if voted else COUNTRY_SHARE
    return tuple(code for code in voted if context.countries[code] >= least)


def _questions(group: Group, context: Context, countries: Sequence[str], area: str) -> Iterator[GeocoderQuery]:
    """The qualified name, the bare name, other spellings: the narrow question first, because it has fewer homonyms."""
    name = _without_kind(group.surface)
    bare = GeocoderQuery(name=name, country_codes=tuple(countries), viewbox=_viewbox(group, context), kind=group.kind)
    narrow = [replace(bare, admin1=area)] if area else []
    yield from narrow
    yield bare
    if not ROMANIZED.isdisjoint(countries):
        for other in spellings(name, limit=MAX_QUESTIONS - len(narrow) - 1):
            yield replace(bare, name=other)


def _without_kind(name: str) -> str:
    """ "Kafr Nabl village" → "Kafr Nabl": what the kind is goes with the question apart from the name."""
    first, _, last = name.rpartition(" ")
    return first if first and KIND_WORDS.get(last.lower(), "") in SETTLED else name


def _viewbox(group: Group, context: Context) -> Bbox | None:
    """Where an answer is preferred: in the area that the text names, else around the document's places."""
    container = group.container
    if container is not None and container.bbox is not None:
        return container.bbox
    if container is not None and not is_country(container):
        return expanded(_at(container.point), max(MARGIN_KM, container.uncertainty_km))
    box = box_around(Point(lat=lat, lon=lon) for lat, lon in context.anchors)
    if box is None and context.origin.home is not None:
        box = _at(context.origin.home.point)
    return expanded(box, MARGIN_KM) if box is not None else None


def _at(point: Point) -> Bbox:
    return Bbox(south=point.lat, west=point.lon, north=point.lat, east=point.lon)


def _fits(place: Place, group: Group, countries: Sequence[str]) -> bool:
    """Whether an answer may be taken: one in another country than all of the document's may not."""
    if place.country_code not in countries:
        return False
    container = group.container
    if container is None or is_country(container) or container.bbox is None:
        return True
    middle = container.point
    reach_km = max(container.uncertainty_km * 2, MARGIN_KM)
    return great_circle_km(place.point, middle) <= reach_km or _is_inside(place, container)


def _is_inside(place: Place, container: Place) -> bool:
    same_admin1 = bool(place.admin1_code) and place.admin1_code == container.admin1_code
    return place.country_code == container.country_code and same_admin1


def _is_known(answer: Candidate, pool: Sequence[Candidate]) -> bool:
    """Whether the gazetteer has the place already, and not as a guess."""
    return any(
        candidate.match not in LOOSE
        and candidate.place.feature_class == answer.place.feature_class
        and great_circle_km(candidate.place.point, answer.place.point) <= SAME_PLACE_KM
        for candidate in pool
    )


def _without_guesses(pool: Sequence[Candidate], answers: Sequence[Candidate]) -> list[Candidate]:
    """The gazetteer's candidates; misspelt matches only where no answer has the name itself."""
    if all(answer.similarity < TIGHT for answer in answers):
        return list(pool)
    return [candidate for candidate in pool if candidate.match is not MatchKind.FUZZY]
