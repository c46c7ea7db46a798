"""One event as a row of plain values: all that its card shows. `assets/app/details.js` names the fields again."""

from __future__ import annotations

from geomap.records import Candidate, Count, Event, EventPlace, Role, SourceRef, Span
from geomap.rendering.areas import radius_km
from geomap.rendering.escape import safe_link

FIELDS = (
    "id",
    "doc",
    "title",
    "url",
    "start",
    "end",
    "fatalities",
    "injured",
    "actors",
    "places",
    "evidence",
    "sources",
    "speaker",
    "count",
    "record",
    "published",
    "reasons",
)
"""Fields of a row in their order; empty ones at the end are left away."""

TRIGGER, PLACE = 0, 1
"""Kinds of highlight in an evidence sentence."""
NUMBER_DIGITS = 3
MOST_EVIDENCE = 1e9
MAX_CANDIDATES = 5
"""As many as the card's "why here" lists."""

Row = list[object]


def detail_row(event: Event, numbers: list[int]) -> Row:
    """The row of one event; `numbers` are the symbols of its places, -1 for none."""
    row: Row = [
        event.event_id,
        event.doc_id,
        event.title or "",
        safe_link(event.source_url),
        event.date_start or "",
        (event.date_end or "") if event.date_end != event.date_start else "",
        _count(event.fatalities),
        _count(event.injured),
        [[actor.name, actor.role] for actor in event.actors],
        [_place(place, number) for place, number in zip(event.places, numbers, strict=True)],
        _evidence(event),
        _sources(event),
        event.speaker or "",
        event.count if event.count > 1 else 0,
        event.record_id or "",
        event.published.isoformat() if event.published else "",
        list(event.merge_reasons),
    ]
    while row and not row[-1]:
        row.pop()
    return row


def _count(count: Count | None) -> object:
    return [count.low, count.best, count.high] if count else 0


def _place(place: EventPlace, number: int) -> Row:
    own = place.place
    row: Row = [
        place.role.value,
        place.name,
        number,
        place.status.value,
        place.location_precision,
        radius_km(place) if place.point else 0,
        round(place.confidence, NUMBER_DIGITS),
        place.source,
        int(place.inherited),
        own.name if own and own.name != place.name else "",
        own.place_id if own else "",
        [_candidate(candidate) for candidate in place.candidates[:MAX_CANDIDATES]] if _explained(place) else [],
    ]
    while not row[-1]:
        row.pop()
    return row


def _explained(place: EventPlace) -> bool:
    return place.role is not Role.MENTIONED and bool(place.candidates)


def _candidate(candidate: Candidate) -> Row:
    place = candidate.place
    evidence = [[name, round(value, NUMBER_DIGITS)] for name, value in candidate.evidence.items() if _says(value)]
    return [
        place.place_id,
        place.name,
        place.admin1_name,
        place.country_code,
        place.feature_code,
        place.population,
        candidate.match.value,
        candidate.matched_name,
        round(candidate.similarity, NUMBER_DIGITS),
        round(candidate.score, NUMBER_DIGITS),
        evidence,
    ]


def _says(value: float) -> bool:
    """Whether a piece of evidence says something: no zero, no infinity, no NaN."""
    return value != 0 and -MOST_EVIDENCE < value < MOST_EVIDENCE


def _evidence(event: Event) -> list[Row]:
    """The event's own sentences: [text, [[from, to, kind], …]], offsets in code points of that text."""
    spans = ([event.evidence] if event.evidence else []) + list(event.more_evidence)
    return [[span.text, _marks(event, span)] for span in spans]


def _marks(event: Event, span: Span) -> list[Row]:
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


def _sources(event: Event) -> list[Row]:
    """Every report: [title, url, name, published, sentence, marks]; the own sentence is left to the evidence."""
    refs = event.sources
    if len(refs) <= 1:
        name = event.source_name or (refs[0].source_name if refs else None)
        return [["", "", name]] if name else []
    return [_source(ref, is_own=ref.doc_id == event.doc_id and ref.evidence == event.evidence) for ref in refs]


def _source(ref: SourceRef, *, is_own: bool) -> Row:
    sentence = "" if is_own or ref.evidence is None else ref.evidence.text
    marks: list[Row] = []
    if sentence and ref.evidence and ref.trigger:
        start, end = ref.trigger.start - ref.evidence.start, ref.trigger.end - ref.evidence.start
        if 0 <= start < end <= len(sentence):
            marks.append([start, end, TRIGGER])
    published = ref.published.isoformat() if ref.published else ""
    row: Row = [
        ref.title or ref.doc_id,
        safe_link(ref.url),
        ref.source_name or "",
        published,
        sentence,
        marks,
    ]
    while row and not row[-1]:
        row.pop()
    return row
