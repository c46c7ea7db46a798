"""Floors on the development corpora, where they are; the figures themselves come from tests/bench/bench_events.py."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from geomap.events import open_extractor
from geomap.records import Document, Event, Label

from .builders import happened, resolutions

SAMPLE = 60
"""Bulletins read; every fifth of the corpus."""
FOUND_FLOOR, DATE_FLOOR, COUNT_FLOOR = 0.99, 0.99, 0.97
"""What was asked for, on the strike lines of the bulletins."""


def test_strike_bulletins(shared: Path) -> None:
    lines = (shared / "corpora" / "centcom-dev.jsonl").read_text(encoding="utf-8").splitlines()[::5][:SAMPLE]
    total = found = dated = counted = 0
    for row in map(json.loads, lines):
        document = Document(doc_id=row["doc_id"], text=row["text"], published=date.fromisoformat(row["date"]))
        events = open_extractor().extract(document, resolutions(document.text))
        for gold in row["gold_events"]:
            total += 1
            inside = [e for e in events if e.trigger and gold["start"] <= e.trigger.start < gold["end"]]
            match = next((e for e in inside if e.event_type.value == "airstrike"), None)
            found += match is not None
            dated += match is not None and match.date_start == row["date"]
            counted += match is not None and match.count == gold["strikes"]
    assert total > 400
    assert found / total >= FOUND_FLOOR
    assert dated / total >= DATE_FLOOR
    assert counted / total >= COUNT_FLOOR


def seed_events(shared: Path) -> list[Event]:
    """The events of the seed article, its known names resolved by hand."""
    text = (shared / "samples" / "seed-article.txt").read_text(encoding="utf-8")
    document = Document(doc_id="seed", text=text, published=date(2018, 9, 3))
    return open_extractor().extract(document, resolutions(text, labels={"Manchester": Label.MODIFIER}))


def test_seed_article(shared: Path) -> None:
    events = {event.event_type.value: event for event in seed_events(shared)}
    assert happened(events["visit_or_meeting"]) == ["Mazeer-i-Shareef"]
    assert events["visit_or_meeting"].speaker == "Williamson"
    assert happened(events["bombing"]) == ["Manchester"]
    assert events["bombing"].date_start == "2017-05"
    assert events["bombing"].fatalities is not None
    assert events["bombing"].fatalities.best == 23
    assert happened(events["airstrike"]) == ["Afghanistan"]
    assert events["airstrike"].date_start == "2018-08-27"
    assert "Abu Saad Erhabi" in events["airstrike"].actors[0].name
    assert events["troop_movement"].date_start in {"2018-08", None}


def test_seed_article_has_no_event_for_what_is_feared(shared: Path) -> None:
    triggers = [event.trigger.text for event in seed_events(shared) if event.trigger]
    assert "terror attacks" not in triggers
    assert len([event for event in seed_events(shared) if "Manchester" in happened(event)]) == 1
