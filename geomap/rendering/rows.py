"""One event as a row of plain values: all that its card shows. `assets/app/details.js` puts the parts together again.

A row has three parts, and a chunk holds first all heads, then all texts, then the rest: like stands beside like, which
packs a sixth smaller than whole rows. What the columns already say (type, days, names of actors and sources) is not
said twice. Places that were weighed are numbers of the chunk's own table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from geomap.records import Candidate, Count, Event, EventPlace, Role, SourceRef, Span
from geomap.rendering.areas import radius_km
from geomap.rendering.days import DayRange, iso_dates
from geomap.rendering.escape import safe_link

HEAD = ("id", "doc", "url", "record", "published")
TEXT = ("title", "names", "evidence", "sources", "speaker", "reasons")
REST = ("places", "marks", "roles", "fatalities", "injured", "sources", "count", "start", "end")
"""Fields of the three parts in their order; empty ones at the end are left away."""

TRIGGER, PLACE = 0, 1
"""Kinds of highlight in an evidence sentence."""
MAX_CANDIDATES = 5
CHOSEN_EVIDENCE, OTHER_EVIDENCE = 6, 2
"""As many as the card's "why here" lists: candidates, and evidence for the chosen one and for each other."""
EVIDENCE_DIGITS = 2
LEAST_EVIDENCE, MOST_EVIDENCE = 0.05, 1e9
SILENT_EVIDENCE = frozenset({"similarity", "bias", "is_country", "is_admin1", "is_populated"})
"""Evidence that ranks but tells a reader nothing; so do the match kinds, which the card names by themselves."""

Row = list[object]
TableNumber = Callable[[tuple[object, ...]], int]
"""Gives a place that was weighed its number in the chunk's table."""


def row_of(
    event: Event, days: DayRange, numbers: Sequence[int], *, sources: Mapping[object, int], weighed: TableNumber
) -> tuple[Row, Row, Row]:
    """Head, text and rest of one event's row; `numbers` are the symbols of its places, -1 for none."""
    return _trimmed(_head(event)), _trimmed(_text(event)), _trimmed(_rest(event, days, numbers, sources, weighed))


def _trimmed(row: Row) -> Row:
    while row and not row[-1]:
        row.pop()
    return row


def _head(event: Event) -> Row:
    published = event.published.isoformat() if event.published else ""
    return [event.event_id, event.doc_id, safe_link(event.source_url), event.record_id or "", published]


def _text(event: Event) -> Row:
    refs = event.sources if len(event.sources) > 1 else ()
    return [
        event.title or "",
        [place.name for place in event.places],
        [span.text for span in _sentences(event)],
        [[ref.title or ref.doc_id, _foreign_sentence(ref, event)] for ref in refs],
        event.speaker or "",
        list(event.merge_reasons),
    ]


def _rest(
    event: Event, days: DayRange, numbers: Sequence[int], sources: Mapping[object, int], weighed: TableNumber
) -> Row:
    refs = event.sources if len(event.sources) > 1 else ()
    start, end = event.date_start or "", event.date_end or ""
    is_plain = (start, end or start) == iso_dates(days)
    return [
        [_place(place, number, weighed) for place, number in zip(event.places, numbers, strict=True)],
        [_marks(event, span) for span in _sentences(event)],
        list(_roles(event).values()),
        _count(event.fatalities),
        _count(event.injured),
        [_source(ref, event, sources) for ref in refs],
        event.count if event.count > 1 else 0,
        "" if is_plain else start,
        "" if is_plain else end,
    ]


def _roles(event: Event) -> dict[str, str]:
    """Roles by name, in the order in which the columns have the names."""
    roles: dict[str, str] = {}
    for actor in event.actors:
        if actor.name:
            before = roles.get(actor.name)
            roles[actor.name] = f"{before}, {actor.role}" if before else actor.role
    return roles


def _sentences(event: Event) -> list[Span]:
    return ([event.evidence] if event.evidence else []) + list(event.more_evidence)


def _count(count: Count | None) -> object:
    return [count.low, count.best, count.high] if count else 0


def _place(place: EventPlace, number: int, weighed: TableNumber) -> Row:
    own = place.place
    shown = place.candidates[:MAX_CANDIDATES] if place.role is not Role.MENTIONED else ()
    chosen = next((k for k, one in enumerate(shown) if own and one.place.place_id == own.place_id), -1)
    return _trimmed(
        [
            number,
            place.role.value,
            place.status.value,
            place.location_precision,
            radius_km(place) if place.point else 0,
            round(place.confidence, EVIDENCE_DIGITS),
            place.source,
            int(place.inherited),
            chosen + 1,
            [_candidate(one, k == chosen, weighed) for k, one in enumerate(shown)],
        ]
    )


def _candidate(candidate: Candidate, is_chosen: bool, weighed: TableNumber) -> Row:
    place = candidate.place
    number = weighed((place.name, place.admin1_name, place.country_code, place.feature_code, place.population))
    matched = candidate.matched_name if candidate.matched_name != place.name else ""
    most = CHOSEN_EVIDENCE if is_chosen else OTHER_EVIDENCE
    return [number, candidate.match.value, matched, _strongest(candidate.evidence, most)]


def _strongest(evidence: Mapping[str, float], most: int) -> list[Row]:
    """The pieces of evidence that weigh most; a check that also refuses infinity and NaN."""
    telling = [
        (name, value)
        for name, value in evidence.items()
        if LEAST_EVIDENCE <= abs(value) < MOST_EVIDENCE
        and name not in SILENT_EVIDENCE
        and not name.startswith("match_")
    ]
    telling.sort(key=lambda pair: -abs(pair[1]))
    return [[name, round(value, EVIDENCE_DIGITS)] for name, value in telling[:most]]


def _marks(event: Event, span: Span) -> list[Row]:
    """Stretches to highlight, [from, to, kind], offsets in code points of the sentence."""
    marks: list[tuple[int, int, int]] = []
    if event.trigger:
        marks.append((event.trigger.start, event.trigger.end, TRIGGER))
    marks += [
        (place.start, place.end, PLACE)
        for place in event.places
        if place.start is not None and place.end is not None and place.role is not Role.MENTIONED
    ]
    inside = sorted({m for m in marks if span.start <= m[0] < m[1] <= span.end})
    return [[start - span.start, end - span.start, kind] for start, end, kind in inside]


def _foreign_sentence(ref: SourceRef, event: Event) -> str:
    """The sentence of another report; the own one stands among the evidence already."""
    is_own = ref.doc_id == event.doc_id and ref.evidence == event.evidence
    return "" if is_own or ref.evidence is None else ref.evidence.text


def _source(ref: SourceRef, event: Event, sources: Mapping[object, int]) -> Row:
    marks: list[Row] = []
    if _foreign_sentence(ref, event) and ref.evidence and ref.trigger:
        start, end = ref.trigger.start - ref.evidence.start, ref.trigger.end - ref.evidence.start
        if 0 <= start < end <= len(ref.evidence.text):
            marks.append([start, end, TRIGGER])
    name = sources[ref.source_name] if ref.source_name else -1
    return _trimmed([name, safe_link(ref.url), ref.published.isoformat() if ref.published else "", marks])
