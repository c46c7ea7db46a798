"""Merging slice by slice does what merging at once does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from geomap.batch import run
from geomap.batch.keys import UNDATED, days_of, pack_keys, unpack_keys
from geomap.records import Event, EventPlace, EventType, Place, Point, Role, Status
from geomap.settings import Settings
from geomap.store import load_events

from .conftest import FakeEngine, document, write_jsonl


def event(start: str | None, end: str | None = None, published: date | None = None, country: str = "") -> Event:
    places: tuple[EventPlace, ...] = ()
    if country:
        place = Place(
            place_id="x",
            name="x",
            point=Point(lat=1, lon=2),
            feature_class="P",
            feature_code="PPL",
            country_code=country,
        )
        places = (EventPlace(name="x", role=Role.HAPPENED, status=Status.RESOLVED, place=place, point=place.point),)
    return Event(
        event_id="e",
        doc_id="d",
        event_type=EventType.RIOT,
        date_start=start,
        date_end=end,
        published=published,
        places=places,
    )


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (event("2017-05-22"), ("2017-05-22", "2017-05-22")),
        (event("2017-05-22", "2017-05-25"), ("2017-05-22", "2017-05-25")),
        (event("2017-02"), ("2017-02-01", "2017-02-28")),
        (event("2016"), ("2016-01-01", "2016-12-31")),
        (event("9999-12"), ("9999-12-01", "9999-12-31")),
        (event(None, published=date(2017, 5, 22)), ("2017-05-15", "2017-05-22")),
        (event("someday", published=date(2017, 5, 22)), ("2017-05-15", "2017-05-22")),
    ],
)
def test_days(given: Event, days: tuple[str, str]) -> None:
    assert days_of(given) == tuple(map(date.fromisoformat, days))


def test_keys_take_the_documents_country_for_events_without_one() -> None:
    keys = unpack_keys(pack_keys([event(None), event("2017", country="IQ"), event("2017", country="IQ")]))
    assert keys["country"].tolist() == [b"IQ", b"IQ", b"IQ"]
    assert keys["first"].tolist() == [UNDATED, *[date(2017, 1, 1).toordinal()] * 2]
    assert keys["placed"].tolist() == [0, 1, 1]


@pytest.mark.parametrize("slice_events", [3, 7, 4_000])
def test_slices_make_no_difference(
    tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, slice_events: int
) -> None:
    """Three reports of each of ten bombings, days apart, wherever the slices are cut."""
    monkeypatch.setattr("geomap.batch.merging.SLICE_EVENTS", slice_events)
    process = fake_engine._processed

    def dated(item: object) -> object:
        from dataclasses import replace

        done = process(item)  # type: ignore[arg-type]
        number = int(done.doc_id[1:]) // 3
        day = (date(2016, 1, 1) + timedelta(days=20 * number)).isoformat()
        return replace(done, events=tuple(replace(found, date_start=day, date_end=day) for found in done.events))

    monkeypatch.setattr(fake_engine, "_processed", dated)
    rows = [document(f"d{number:02d}", f"bombing {number // 3}") for number in range(30)]
    result = run(write_jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", settings=Settings(workers=1))
    assert result.event_count == 10
    events = list(load_events(tmp_path / "out" / "events.jsonl"))
    assert [len(found.sources) for found in events] == [3] * 10
    assert [{source.doc_id for source in found.sources} for found in events] == [
        {f"d{3 * number + part:02d}" for part in range(3)} for number in range(10)
    ]
    apart = run(tmp_path / "in.jsonl", tmp_path / "out", settings=Settings(workers=1, merge=False))
    assert (apart.event_count, apart.counts.known) == (30, 30)
