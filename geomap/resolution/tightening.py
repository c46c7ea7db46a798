"""Which of the gazetteer's matches of a name are worth ranking."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.records import Candidate, MatchKind, Place
from geomap.resolution.context import is_country
from geomap.resolution.evidence import prominence
from geomap.settings import FOCUS_COUNTRIES

OBSCURE_GAP = 0.45
"""Prominence (0..1) that a place of the main name may be ahead: a factor of some 4,000 in population."""

NEARLY_SAME = 0.95
"""Similarity (0..1) of a fold that differs by article, hyphen or one letter's romanization only."""


def tightened(pool: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that a tighter match rules out.

    Where a place has the name letter for letter, a place that only folds to something near it is another one, a city's
    adjective is not meant, and an obscure place of the same region that merely also goes by the name is not either.
    """
    if not any(c.match in {MatchKind.EXACT, MatchKind.ALTERNATE} for c in pool):
        return list(pool)
    floors: dict[str, float] = {}
    for candidate in pool:
        if candidate.match is MatchKind.EXACT:
            region = _region(candidate.place)
            floors[region] = max(floors.get(region, 0.0), prominence(candidate.place) - OBSCURE_GAP)
    return [candidate for candidate in pool if _stays(candidate, floors.get(_region(candidate.place), 0.0))]


def _region(place: Place) -> str:
    """The country; the focus countries are one region, whose news names places on both sides of a border."""
    return "focus" if place.country_code in FOCUS_COUNTRIES else place.country_code


def _stays(candidate: Candidate, floor: float) -> bool:
    if candidate.match is MatchKind.EXACT:
        return True
    if candidate.match is MatchKind.ALTERNATE:
        return prominence(candidate.place) >= floor
    if candidate.match is MatchKind.DEMONYM:
        return is_country(candidate.place)
    return candidate.match is MatchKind.FOLDED and candidate.similarity >= NEARLY_SAME
