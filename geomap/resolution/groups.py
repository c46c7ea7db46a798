"""Mentions of one name in one sense, gathered: a document uses a name for one place unless it says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.records import Candidate, MatchKind, Mention, Place
from geomap.resolution.context import is_country
from geomap.resolution.cues import LEVELS, Cue
from geomap.resolution.evidence import prominence
from geomap.settings import FOCUS_COUNTRIES

OBSCURE_GAP = 0.45
"""Prominence (0..1) that a place of the main name may be ahead: a factor of some 4,000 in population."""

NEARLY_SAME = 0.95
"""Similarity (0..1) of a fold that differs by article, hyphen or one letter's romanization only."""

MAX_CANDIDATES = 60
"""Candidates of a name that are ranked; the gazetteer gives tight and prominent ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A name in one sense."""

    spans: tuple[tuple[int, int], ...]
    """Offsets of its mentions."""
    surface: str
    kind: str
    container: Place | None
    pool: tuple[Candidate, ...]


def group_mentions(
    mentions: Sequence[Mention],
    cues: Sequence[Cue],
    containers: Sequence[Place | None],
    pools: Sequence[Sequence[Candidate]],
) -> list[Group]:
    """Groups in the order of their first mention.

    A name apart as an area ("Kabul province" beside "Kabul") and a name with another container ("Paris, Texas" beside
    "Paris, France") are other senses; a mention without a container joins the sense named before it.
    """
    senses: dict[tuple[str, str, str], list[int]] = {}
    current: dict[tuple[str, str], str] = {}
    for index, (mention, cue, container) in enumerate(zip(mentions, cues, containers, strict=True)):
        name = mention.surface.casefold()
        area = cue.kind if cue.kind in LEVELS else ""
        where = container.place_id if container else current.get((name, area), "")
        if where and (name, area) not in current:
            # Earlier mentions without a container meant the same place.
            senses[name, area, where] = senses.pop((name, area, ""), [])
        current[name, area] = where
        senses.setdefault((name, area, where), []).append(index)
    return [_group(members, mentions, cues, containers, pools) for members in senses.values() if members]


def _group(
    members: Sequence[int],
    mentions: Sequence[Mention],
    cues: Sequence[Cue],
    containers: Sequence[Place | None],
    pools: Sequence[Sequence[Candidate]],
) -> Group:
    kinds = Counter(cues[i].kind for i in members if cues[i].kind)
    container = next((containers[i] for i in members if containers[i] is not None), None)
    pool = tightened(pools[members[0]])[:MAX_CANDIDATES]
    if container is not None and not is_country(container):
        pool = _with_container(pool, container)
    return Group(
        spans=tuple((mentions[i].start, mentions[i].end) for i in members),
        surface=mentions[members[0]].surface,
        kind=kinds.most_common(1)[0][0] if kinds else "",
        container=container,
        pool=tuple(pool),
    )


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


def _with_container(pool: list[Candidate], container: Place) -> list[Candidate]:
    """The area that the text puts the name in, as one more candidate: better than nothing where the name is unknown."""
    if any(candidate.place.place_id == container.place_id for candidate in pool):
        return pool
    return [*pool, Candidate(place=container, match=MatchKind.CONTAINER, matched_name=container.name, similarity=0.0)]
