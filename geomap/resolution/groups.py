"""Mentions of one name in one sense, gathered: a document uses a name for one place unless it says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.records import Mention, Place
from geomap.resolution.context import is_country
from geomap.resolution.cues import LEVELS, Cue
from geomap.resolution.generic import is_generic
from geomap.resolution.pools import Pool, Pools


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A name in one sense."""

    spans: tuple[tuple[int, int], ...]
    """Offsets of its mentions."""
    surface: str
    number: int
    """Of the name in its document, case apart: the senses of one name share it."""
    kind: str
    container: Place | None
    holding: int
    """How many of the mentions stand behind another name as its container ("Albany, New York")."""
    is_generic: bool
    """Whether it only says a part of some town."""
    pool: Pool


def group_mentions(
    mentions: Sequence[Mention], cues: Sequence[Cue], containers: Sequence[Place | None], pools: Pools
) -> list[Group]:
    """Groups in the order of their first mention.

    A name apart as an area ("Kabul province" beside "Kabul") and a name with another container ("Paris, Texas" beside
    "Paris, France") are other senses; a mention without a container joins the sense named before it.
    """
    senses: dict[tuple[str, str, str], list[int]] = {}
    current: dict[tuple[str, str], str] = {}
    numbers: dict[str, int] = {}
    holders = {cue.container for cue in cues if cue.container is not None}
    for index, (mention, cue, container) in enumerate(zip(mentions, cues, containers, strict=True)):
        name = mention.surface.casefold()
        numbers.setdefault(name, len(numbers))
        area = cue.kind if cue.kind in LEVELS else ""
        where = container.place_id if container else current.get((name, area), "")
        if where and (name, area) not in current:
            # Earlier mentions without a container meant the same place.
            senses[name, area, where] = senses.pop((name, area, ""), [])
        current[name, area] = where
        senses.setdefault((name, area, where), []).append(index)
    return [
        _group(members, numbers[name], len(holders.intersection(members)), mentions, cues, containers, pools)
        for (name, _, _), members in senses.items()
        if members
    ]


def _group(
    members: Sequence[int],
    number: int,
    holding: int,
    mentions: Sequence[Mention],
    cues: Sequence[Cue],
    containers: Sequence[Place | None],
    pools: Pools,
) -> Group:
    kinds = [cues[i].kind for i in members if cues[i].kind]
    container = next((containers[i] for i in members if containers[i] is not None), None)
    surface = mentions[members[0]].surface
    kind = max(kinds, key=kinds.count, default="")
    is_within = container is not None and not is_country(container)
    name = pools.area_name(surface) if kind in LEVELS else surface
    return Group(
        spans=tuple((mentions[i].start, mentions[i].end) for i in members),
        surface=surface,
        number=number,
        kind=kind,
        container=container,
        holding=holding,
        is_generic=is_generic(surface),
        pool=pools.within(name, container) if is_within and container else pools.of_name(name),
    )
