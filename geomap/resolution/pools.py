"""The candidates of a name as arrays: what they are by themselves is worked out once for all documents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from geomap.protocols import Gazetteer
from geomap.records import Candidate, MatchKind, Place, Point
from geomap.resolution.context import is_country, is_extended
from geomap.resolution.cues import agrees
from geomap.resolution.evidence import COLUMN, EVIDENCE, inside, is_chosen_place, of_candidate, prominence
from geomap.resolution.ranking import FIRST_VECTOR, FIRST_WEIGHTS
from geomap.resolution.tightening import tightened

MAX_CANDIDATES = 60
"""Candidates of a name that are ranked; the gazetteer gives tight and prominent ones first."""

CACHED_NAMES = 10_000

FACTS = ("country", "province", "level", "x", "y", "z", "country_vote", "province_vote", "anchor", "loose")
"""What a candidate is for the other names, in the order of the rows below the evidence.

x, y, z: the position on the unit sphere, whose scalar products give all distances of a document in one multiplication.
"""

FACT = {name: number for number, name in enumerate(FACTS)}

ROW = {name: len(EVIDENCE) + number for name, number in FACT.items()}

NONE = -1.0
"""Number of no country and of no province."""

COUNTY_WORDS = ("County", "Parish")

AREA_MATCHES = frozenset({MatchKind.EXACT, MatchKind.ALTERNATE, MatchKind.FOLDED})

LOOSE_MATCHES = frozenset({MatchKind.FUZZY, MatchKind.CONTAINER})

AREA_LEVELS = {"ADM1": 1.0, "ADM2": 2.0, "ADM3": 2.0}

Table: TypeAlias = NDArray[np.float64]
"""(EVIDENCE, then FACTS) × candidates."""


class Pool:
    """The candidates of one name, the likeliest by name first."""

    __slots__ = ("candidates", "first", "table")

    def __init__(self, candidates: tuple[Candidate, ...], table: Table, first: list[float]) -> None:
        self.candidates = candidates
        self.table = table
        self.first = first
        """First scores without any document."""

    def __len__(self) -> int:
        return len(self.candidates)

    def plainest(self, kind: str, container: Place | None) -> Place | None:
        """The likeliest place by the words next to the name alone."""
        scores = list(self.first)
        for number, candidate in enumerate(self.candidates):
            place = candidate.place
            if kind:
                scores[number] += FIRST_WEIGHTS["kind_cue"] * agrees(kind, place.feature_class, place.feature_code)
            if container is not None:
                scores[number] += FIRST_WEIGHTS["in_named_container"] * inside(place, container)
        return self.candidates[scores.index(max(scores))].place if scores else None


EMPTY = Pool((), np.zeros((len(EVIDENCE) + len(FACTS), 0)), [])


class Pools:
    """Makes pools and remembers those of the names seen last."""

    def __init__(self, gazetteer: Gazetteer, focus_countries: frozenset[str]) -> None:
        self._gazetteer = gazetteer
        self._focus = focus_countries
        self._numbers: dict[str | tuple[str, str], float] = {}
        # Caches of the object's own, so that they end with it.
        self.of_name = lru_cache(maxsize=CACHED_NAMES)(self._of_name)
        self.within = lru_cache(maxsize=CACHED_NAMES)(self._within)
        self.area_name = lru_cache(maxsize=CACHED_NAMES)(self._area_name)

    def _of_name(self, surface: str) -> Pool:
        """The gazetteer's candidates for a name."""
        return self.make(tightened(self._gazetteer.candidates(surface))[:MAX_CANDIDATES])

    def _area_name(self, surface: str) -> str:
        """The name with its kind where the text says that it is an area, and only so an area has it.

        Counties go by their bare names among their like ("Clarke and Madison counties").
        """
        if self._has_area(surface):
            return surface
        for word in COUNTY_WORDS:
            full = f"{surface} {word}"
            if any(candidate.match is MatchKind.EXACT for candidate in self._gazetteer.candidates(full, fuzzy=False)):
                return full
        return surface

    def _has_area(self, surface: str) -> bool:
        return any(
            candidate.place.feature_class == "A" and candidate.match in AREA_MATCHES
            for candidate in self._gazetteer.candidates(surface, fuzzy=False)
        )

    def _within(self, surface: str, container: Place) -> Pool:
        """The same with the area that the text puts the name in: better than nothing where the name is unknown."""
        pool = self.of_name(surface)
        if any(candidate.place.place_id == container.place_id for candidate in pool.candidates):
            return pool
        area = Candidate(
            place=self._peopled(container), match=MatchKind.CONTAINER, matched_name=container.name, similarity=0.0
        )
        return self.make([*pool.candidates, area])

    def _peopled(self, container: Place) -> Place:
        """An area that stands for an unknown place in it: its point is where people live, not the middle of a desert.

        It stays the area, with its outline and uncertainty.
        """
        if container.feature_code != "ADM1" or container.country_code not in self._focus:
            return container
        point = self._gazetteer.peopled_point(container.country_code, container.admin1_code)
        return replace(container, point=point) if point else container

    def make(self, candidates: Sequence[Candidate]) -> Pool:
        """A pool of any candidates."""
        if not candidates:
            return EMPTY
        weights = [prominence(candidate.place) for candidate in candidates]
        top = max(weights)
        ranks = {n: rank for rank, n in enumerate(sorted(range(len(weights)), key=lambda n: -weights[n]))}
        rivals = math.log10(len(candidates) + 1)
        columns = []
        for number, candidate in enumerate(candidates):
            known = of_candidate(candidate)
            known["prominence"] = weights[number]
            known["prominence_gap"] = weights[number] - top
            known["prominence_rank"] = min(10.0, float(ranks[number]))
            known["rivals"] = rivals
            known["in_focus"] = float(candidate.place.country_code in self._focus)
            known["focus_layer"] = float(bool(self._focus) and is_chosen_place(candidate))
            column = [0.0] * len(EVIDENCE)
            for name, value in known.items():
                column[COLUMN[name]] = value
            columns.append([*column, *self._facts(candidate)])
        table = np.array(columns).T.copy()
        return Pool(tuple(candidates), table, (FIRST_VECTOR @ table[: len(EVIDENCE)]).tolist())

    def _facts(self, candidate: Candidate) -> tuple[float, ...]:
        place = candidate.place
        return (
            self.number(place.country_code),
            self.number((place.country_code, place.admin1_code)) if place.admin1_code else NONE,
            level_of(place),
            *on_sphere(place.point),
            float(is_country(place)),
            float(place.feature_code == "ADM1"),
            float(not is_extended(place)),
            float(candidate.match in LOOSE_MATCHES),
        )

    def number(self, area: str | tuple[str, str]) -> float:
        """A number for a country code or a (country, admin1) pair."""
        return self._numbers.setdefault(area, float(len(self._numbers))) if area else NONE


def level_of(place: Place) -> float:
    """A number for the kind of place: names in a row are mostly of one kind (three states, four villages)."""
    if is_country(place):
        return 0.0
    return AREA_LEVELS.get(place.feature_code, 3.0 if place.feature_class == "P" else 4.0)


def on_sphere(point: Point) -> tuple[float, float, float]:
    """Position on the unit sphere."""
    latitude, longitude = math.radians(point.lat), math.radians(point.lon)
    around = math.cos(latitude)
    return around * math.cos(longitude), around * math.sin(longitude), math.sin(latitude)
