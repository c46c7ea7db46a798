"""Drafts to event records."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from geomap.events.drafts import Draft
from geomap.events.factuality import Factuality
from geomap.events.locations import is_resolved
from geomap.events.text import TokenizedText
from geomap.records import DatePrecision, Document, Event, EventPlace, Role, SourceRef, Span

BASE_CONFIDENCE = 0.6
"""Of a detected trigger with nothing else known; the increments were set by reading detections (docs/taxonomy.md)."""
ID_DIGITS = 12
GIVEN_PREFIX = "g-"
"""Begins the id of an event whose trigger was annotated: each stays the event that it was annotated as."""


def build_event(document: Document, tokens: TokenizedText, draft: Draft) -> Event:
    """The record of a draft; the folded drafts become its further evidence."""
    start, end = tokens.starts[draft.trigger.first], tokens.ends[draft.trigger.last - 1]
    trigger = _span(document, start, end)
    evidence = _span(document, draft.sentence.start, draft.sentence.end)
    seed = f"{document.doc_id}\0{start}\0{end}\0{draft.event_type.value}"
    low, high = draft.date.iso() if draft.date else (None, None)
    source = SourceRef(
        doc_id=document.doc_id, title=document.title, url=document.url, source_name=document.source_name,
        published=document.published, evidence=evidence, trigger=trigger,
    )  # fmt: skip
    return Event(
        event_id=(GIVEN_PREFIX if draft.is_given else "e-")
        + hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS],
        doc_id=document.doc_id,
        event_type=draft.event_type,
        date_start=low,
        date_end=high,
        date_precision=draft.date.precision if draft.date else DatePrecision.UNKNOWN,
        trigger=trigger,
        places=tuple(map(_without_others, draft.places)),
        actors=tuple(draft.actors),
        fatalities=draft.killed,
        injured=draft.injured,
        evidence=evidence,
        more_evidence=_more_evidence(document, draft),
        confidence=confidence(draft),
        title=document.title,
        source_url=document.url,
        source_name=document.source_name,
        published=document.published,
        speaker=draft.speaker,
        count=draft.count,
        sources=(source,),
    )


def _without_others(place: EventPlace) -> EventPlace:
    """A place that is only mentioned goes without the candidates it was chosen from: they were a quarter of all output,
    and nobody asks why a place stands where the event did not happen."""
    return replace(place, candidates=()) if place.role is Role.MENTIONED and place.candidates else place


def _span(document: Document, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=document.text[start:end])


def _more_evidence(document: Document, draft: Draft) -> tuple[Span, ...]:
    spans = {(d.sentence.start, d.sentence.end) for d in draft.more} - {(draft.sentence.start, draft.sentence.end)}
    return tuple(_span(document, start, end) for start, end in sorted(spans))


def confidence(draft: Draft) -> float:
    """How sure it is that this happened as recorded, 0..1."""
    if draft.is_given or draft.is_item:
        return 0.95
    value = BASE_CONFIDENCE
    happened = [place for place in draft.happened if is_resolved(place)]
    if happened:
        value += 0.05 if all(place.inherited for place in happened) else 0.12
    value += 0.08 if draft.date is not None else 0.0
    value += 0.1 if draft.killed or draft.injured or draft.count > 1 else 0.0
    value += 0.05 * min(2, len(draft.more))
    value -= 0.15 if draft.factuality is Factuality.ALLEGED else 0.0
    return round(min(0.95, max(0.05, value)), 3)
