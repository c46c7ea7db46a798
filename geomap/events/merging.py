"""Reports of one event in several documents are one event with several sources.

Every event is compared only with those that share a key with it (family of types, place, days; or the very words), so
that the work grows with the number of events and not with its square. Events of one document are never merged with
each other: reading the document has decided that already.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from geomap.events.building import GIVEN_PREFIX
from geomap.events.likeness import DAY_SLACK, UNLIKE, Likeness, Profile, compare, may_be_same, profile
from geomap.records import Actor, Count, Event, EventPlace, Role, SourceRef

BLOCK_DAYS = 4
"""Width of a block of days. Spans that overlap share a block; a day's slack finds dates that are one day apart."""
MAX_COMPARED = 64
"""Clusters of one block that an event is compared with, the latest first; bounds the work in crowded blocks."""
COMPARED_MEMBERS = 3
"""Reports of a cluster that a further report is compared with."""
TELLING_WORDS = 8
"""As many different words in two reports are no chance when they are the same."""
LONG_SPAN_DAYS = 31
"""A longer span of dates is looked up by its first and last month only."""


@dataclass(slots=True)
class _Cluster:
    """Events taken for one, with the documents that they come from."""

    members: list[Profile]
    doc_ids: set[str]
    first_day: int
    last_day: int
    """Of the members that a further report is compared with."""
    reasons: list[str] = field(default_factory=list)

    def add(self, item: Profile) -> None:
        """Take a further report in."""
        if len(self.members) < COMPARED_MEMBERS:
            self.first_day = min(self.first_day, item.first_day)
            self.last_day = max(self.last_day, item.last_day)
        self.members.append(item)
        self.doc_ids |= item.doc_ids


def _alone(item: Profile) -> _Cluster:
    return _Cluster(members=[item], doc_ids=set(item.doc_ids), first_day=item.first_day, last_day=item.last_day)


def merge_events(events: Iterable[Event]) -> list[Event]:
    """Events with reports of the same one merged, each in the place of its first report.

    Events of annotated triggers are left as they are. Conflicting numbers become low/best/high: the lowest, the latest
    report's and the highest. Why two were merged stands in `merge_reasons`.
    """
    profiles = [profile(number, event) for number, event in enumerate(events)]
    given = [item for item in profiles if item.event.event_id.startswith(GIVEN_PREFIX)]
    clusters = [_alone(item) for item in given]
    profiles = [item for item in profiles if not item.event.event_id.startswith(GIVEN_PREFIX)]
    blocks: dict[tuple[object, ...], list[_Cluster]] = defaultdict(list)
    for item in sorted(profiles, key=lambda p: (p.low or date.max, p.event.published or date.max, p.number)):
        cluster = _find(item, blocks)
        if cluster is None:
            cluster = _alone(item)
            clusters.append(cluster)
        else:
            cluster.add(item)
        for key in _keys(item):
            block = blocks[key]
            if not block or block[-1] is not cluster:
                block.append(cluster)
    clusters.sort(key=lambda c: min(member.number for member in c.members))
    return [_merged(cluster) for cluster in clusters]


def _find(item: Profile, blocks: dict[tuple[object, ...], list[_Cluster]]) -> _Cluster | None:
    """The likest cluster that holds a report of the same event."""
    best: tuple[float, _Cluster, str] | None = None
    seen: set[int] = set()
    earliest, latest = item.first_day - DAY_SLACK, item.last_day + DAY_SLACK
    for key in _lookups(item):
        for cluster in reversed(blocks.get(key, ())[-MAX_COMPARED:]):
            if cluster.last_day < earliest or cluster.first_day > latest:
                continue
            if id(cluster) in seen or not cluster.doc_ids.isdisjoint(item.doc_ids):
                continue
            seen.add(id(cluster))
            likeness = _likest(cluster, item)
            if likeness.is_same and (best is None or likeness.score > best[0]):
                best = (likeness.score, cluster, likeness.reason)
    if best is None:
        return None
    best[1].reasons.append(f"{item.event.event_id} ({item.event.doc_id}): {best[2]}")
    return best[1]


def _likest(cluster: _Cluster, item: Profile) -> Likeness:
    """The likeness to the cluster's likest report; only its first few are asked."""
    best = UNLIKE
    for member in cluster.members[:COMPARED_MEMBERS]:
        if may_be_same(member, item):
            likeness = compare(member, item)
            if likeness.score > best.score:
                best = likeness
    return best


def _days(item: Profile, slack_days: int = 0) -> list[int]:
    """Numbers of the blocks of days that an event may lie in, give or take `slack_days`."""
    if item.low is None or item.high is None:
        return []
    first = (item.low.toordinal() - slack_days) // BLOCK_DAYS
    last = (item.high.toordinal() + slack_days) // BLOCK_DAYS
    if last - first > LONG_SPAN_DAYS // BLOCK_DAYS + 1:
        return [first, last]
    return list(range(first, last + 1))


def _keys(item: Profile) -> list[tuple[object, ...]]:
    """The blocks that an event belongs to."""
    keys: list[tuple[object, ...]] = []
    for days in _days(item):
        keys.extend((item.family, "place", place, days) for place in item.place_keys)
        keys.extend((item.family, "cell", cell, days) for cell in item.cells)
        if item.killed:
            keys.extend((item.family, "dead", country, item.killed.best, days) for country in item.countries)
    if len(item.words) >= TELLING_WORDS:
        keys.append((item.family, "words", item.words))
    return keys


def _lookups(item: Profile) -> Iterator[tuple[object, ...]]:
    """The blocks in which reports of the same event may be."""
    for days in _days(item, 1):
        for place in item.place_keys:
            yield (item.family, "place", place, days)
        for cell in item.near_cells:
            yield (item.family, "cell", cell, days)
        if item.killed:
            for country in item.countries:
                yield (item.family, "dead", country, item.killed.best, days)
    if len(item.words) >= TELLING_WORDS:
        yield (item.family, "words", item.words)


def _merged(cluster: _Cluster) -> Event:
    members = sorted((member.event for member in cluster.members), key=lambda e: (e.published or date.max, e.doc_id))
    if len(members) == 1:
        return members[0]
    base = max(members, key=_information)
    latest_first = list(reversed(members))
    confidence = 1.0
    for event in members:
        confidence *= 1.0 - event.confidence
    return replace(
        base,
        places=_places(base, members),
        actors=_actors([base, *members]),
        fatalities=_count([event.fatalities for event in latest_first]),
        injured=_count([event.injured for event in latest_first]),
        sources=_sources([base, *members]),
        confidence=round(min(0.99, 1.0 - confidence), 3),
        speaker=base.speaker,
        count=max(event.count for event in members),
        merge_reasons=tuple(dict.fromkeys([*(r for event in members for r in event.merge_reasons), *cluster.reasons])),
    )


def _information(event: Event) -> tuple[int, int, int, int]:
    """How much a report tells: the exact date and place first, then numbers, then actors."""
    exact_place = max(
        (8 - p.location_precision for p in event.places if p.role is Role.HAPPENED and p.point), default=0
    )
    exact_date = {"day": 5, "range": 3, "week": 3, "month": 2, "year": 1}.get(event.date_precision.value, 0)
    return exact_date, exact_place, int(event.fatalities is not None), len(event.actors)


def _places(base: Event, members: list[Event]) -> tuple[EventPlace, ...]:
    """The base report's places; those of another report when it has none where it happened."""
    if any(place.role is Role.HAPPENED and place.point for place in base.places):
        return base.places
    other = next((e for e in members if any(p.role is Role.HAPPENED and p.point for p in e.places)), None)
    if other is None:
        return base.places
    happened = [replace(p, start=None, end=None, inherited=True) for p in other.places if p.role is Role.HAPPENED]
    return (*happened, *base.places)


def _actors(events: list[Event]) -> tuple[Actor, ...]:
    """All actors, each name once; offsets only of the base report's, the first."""
    found: dict[str, Actor] = {}
    for number, event in enumerate(events):
        for actor in event.actors:
            own = actor if number == 0 else replace(actor, start=None, end=None)
            found.setdefault(re.sub(r"\W+", " ", actor.name.casefold()), own)
    return tuple(found.values())


def _count(latest_first: list[Count | None]) -> Count | None:
    """The lowest low, the latest report's best and the highest high."""
    counts = [count for count in latest_first if count is not None]
    if not counts:
        return None
    return Count(low=min(c.low for c in counts), best=counts[0].best, high=max(c.high for c in counts))


def _sources(events: list[Event]) -> tuple[SourceRef, ...]:
    found: dict[tuple[str, int | None], SourceRef] = {}
    for event in events:
        for source in event.sources:
            found.setdefault((source.doc_id, source.trigger.start if source.trigger else None), source)
    return tuple(found.values())
