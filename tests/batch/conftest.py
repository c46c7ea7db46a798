"""Reports to run, and an engine whose documents can crash, hang and die at will."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geomap.batch import crew, worker
from geomap.pipeline import Item, Processed
from geomap.records import (
    Candidate,
    DatePrecision,
    Document,
    Event,
    EventPlace,
    EventType,
    MatchKind,
    Place,
    Point,
    Role,
    SourceRef,
    Span,
    Status,
)

PLACES = ("Mosul", "Kabul", "Aleppo", "Manchester", "Herat", "Baghdad", "Raqqa", "Kunduz", "Basra", "Homs")
OUTPUTS = ("toponyms.jsonl", "events.jsonl", "events.csv", "events.geojson")


def reports(count: int) -> list[dict[str, Any]]:
    """Short reports, some of them of the same events by two sources."""
    found = []
    for number in range(count):
        place, day = PLACES[number // 2 % len(PLACES)], 1 + number // 2 % 28
        text = (
            f"A car bomb exploded near a market in {place} on Tuesday, killing {3 + number // 2} people, police said. "
            f"The mayor of {place} visited the wounded."
        )
        found.append(
            {
                "doc_id": f"d{number:04d}",
                "title": f"Bomb in {place}",
                "date": f"2016-03-{day:02d}",
                "source": f"Courier {number % 3}",
                "text": text,
            }
        )
    return found


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    # Older than the time within which a file is not trusted to be settled.
    os.utime(path, (1_600_000_000, 1_600_000_000 + len(path.name)))
    return path


def output_bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


def problems(folder: Path) -> list[dict[str, Any]]:
    path = folder / "errors.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


class FakeEngine:
    """Finds one event a document, at a place that follows from its text; some words in a text have consequences."""

    def __init__(self) -> None:
        self.homes: Mapping[str, Any] = {}

    def set_homes(self, homes: Mapping[str, Any]) -> None:
        self.homes = homes

    def plain_places(self, documents: Sequence[Document]) -> list[list[Place]]:
        return [[_place(document.text)] for document in documents]

    def process(self, items: Sequence[Item]) -> list[Processed]:
        return [self._processed(item) for item in items]

    def _processed(self, item: Item) -> Processed:
        assert isinstance(item, Document)
        _suffer(item.text)
        place = _place(item.text)
        where = EventPlace(
            name=place.name, role=Role.HAPPENED, status=Status.RESOLVED, place=place, point=place.point,
            location_precision=1, candidates=(Candidate(place=place, match=MatchKind.EXACT),),
        )  # fmt: skip
        span = Span(start=0, end=len(item.text), text=item.text)
        event = Event(
            event_id=f"e-{item.doc_id}", doc_id=item.doc_id, event_type=EventType.BOMBING, evidence=span,
            date_start="2016-03-01", date_end="2016-03-01", date_precision=DatePrecision.DAY, places=(where,),
            sources=(SourceRef(doc_id=item.doc_id, evidence=span),),
        )  # fmt: skip
        return Processed(doc_id=item.doc_id, toponyms={"doc_id": item.doc_id, "toponyms": []}, events=(event,))


def _place(text: str) -> Place:
    number = sum(map(ord, text)) % 100
    return Place(
        place_id=f"x:{number}", name=f"Place {number}", point=Point(lat=30 + number / 10, lon=40 + number / 10),
        feature_class="P", feature_code="PPL", country_code="IQ", admin1_code="1",
    )  # fmt: skip


def _suffer(text: str) -> None:
    if "SLOWLY" in text:
        time.sleep(0.02)
    if "CRASH" in text:
        raise ZeroDivisionError("a bug in a stage")
    if "DIE" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(60)
    if "DEAF" in text:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return install(monkeypatch)


def install(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Let all runs use a fake engine, and write a line for a map."""
    engine = FakeEngine()
    for module in (crew, worker):
        monkeypatch.setattr(module, "open_engine", lambda *_args, **_more: engine)
    monkeypatch.setattr("geomap.rendering.write_map", _write_no_map)
    return engine


def _write_no_map(events: Iterable[Event], path: Path, **options: Any) -> None:
    """The real map takes half a second; its own tests look at it."""
    path.write_text(f"{options['title']}: {sum(1 for _ in events)} events", encoding="utf-8")


def document(name: str, text: str, day: date | None = None) -> dict[str, Any]:
    return {"doc_id": name, "text": text, "date": day.isoformat() if day else None}
