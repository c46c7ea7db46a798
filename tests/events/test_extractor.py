"""The extractor on small documents written for the test."""

from __future__ import annotations

from datetime import date

from geomap.events import open_extractor
from geomap.records import Document, EventType


def test_offsets_are_the_texts_own() -> None:
    text = "A suicide bombing in Kabul on Friday killed 12 people. Rain fell."
    document = Document(doc_id="d", text=text, published=date(2018, 9, 3))
    events = open_extractor().extract(document, [])
    assert [event.event_type for event in events] == [EventType.BOMBING]
    event = events[0]
    assert event.trigger is not None and text[event.trigger.start : event.trigger.end] == event.trigger.text
    assert event.date_start == "2018-08-31"
    assert event.fatalities is not None and event.fatalities.best == 12
