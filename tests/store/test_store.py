"""Events survive the way to disk and back, and tables are safe to open."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geomap.errors import StoreError
from geomap.records import (
    Actor,
    Bbox,
    Candidate,
    Count,
    DatePrecision,
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
from geomap.store import (
    dump_line,
    event_from_brief,
    event_from_dict,
    event_lines,
    event_to_dict,
    event_to_feature,
    load_events,
    pack_briefs,
    replacing,
    split_briefs,
    write_csv,
    write_geojson,
    write_jsonl,
)
from geomap.store.schema import event_schema

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
points = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
thousandths = st.integers(0, 10_000).map(lambda n: n / 10_000)
counts = (
    st.lists(st.integers(0, 500), min_size=3, max_size=3)
    .map(sorted)
    .map(lambda n: Count(low=n[0], best=n[1], high=n[2]))
)
spans = st.builds(lambda start, text: Span(start=start, end=start + len(text), text=text), st.integers(0, 99), texts)
places = st.builds(
    Place,
    place_id=names,
    name=names,
    point=points,
    feature_class=st.sampled_from(["P", "A", ""]),
    feature_code=st.sampled_from(["PPL", "ADM1", ""]),
    country_code=st.sampled_from(["IQ", "SY", ""]),
    admin1_name=texts,
    population=st.integers(0, 10**8),
    uncertainty_km=st.integers(0, 999).map(float),
    bbox=st.one_of(st.none(), st.just(Bbox(south=1.0, west=170.0, north=2.0, east=-170.0))),
)
candidates = st.builds(
    Candidate,
    place=places,
    match=st.sampled_from(MatchKind),
    matched_name=texts,
    similarity=thousandths,
    score=thousandths,
    evidence=st.dictionaries(names, thousandths.filter(bool), max_size=3),
)
placed = st.builds(
    lambda place, **more: EventPlace(place=place, point=place.point, status=Status.RESOLVED, **more),
    places,
    name=names,
    role=st.sampled_from(Role),
    start=st.integers(0, 9),
    end=st.integers(10, 19),
    location_precision=st.integers(1, 7),
    confidence=thousandths,
    candidates=st.lists(candidates, max_size=2).map(tuple),
    inherited=st.booleans(),
)
unplaced = st.builds(EventPlace, name=names, role=st.sampled_from(Role), status=st.sampled_from([Status.NO_CANDIDATE]))
events = st.builds(
    Event,
    event_id=names,
    doc_id=names,
    event_type=st.sampled_from(EventType),
    date_start=st.sampled_from([None, "2017", "2017-05", "2017-05-22"]),
    date_precision=st.sampled_from(DatePrecision),
    trigger=st.one_of(st.none(), spans),
    places=st.lists(st.one_of(placed, unplaced), max_size=3).map(tuple),
    actors=st.lists(st.builds(Actor, name=names, role=st.just("attacker")), max_size=2).map(tuple),
    fatalities=st.one_of(st.none(), counts),
    injured=st.one_of(st.none(), counts),
    evidence=st.one_of(st.none(), spans),
    more_evidence=st.lists(spans, max_size=2).map(tuple),
    confidence=thousandths,
    published=st.one_of(st.none(), st.dates()),
    count=st.integers(1, 9),
    sources=st.lists(st.builds(SourceRef, doc_id=names, evidence=st.one_of(st.none(), spans)), max_size=2).map(tuple),
    merge_reasons=st.lists(texts, max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(events)
def test_round_trip_through_json(event: Event) -> None:
    assert event_from_dict(json.loads(dump_line(event_to_dict(event)))) == event


@settings(max_examples=150, deadline=None)
@given(events)
def test_the_fast_way_to_a_line_writes_the_same(event: Event) -> None:
    assert event_lines(event).jsonl.decode() == dump_line(event_to_dict(event))


@settings(max_examples=100, deadline=None)
@given(st.lists(events, max_size=3))
def test_briefs_keep_what_merging_compares(found: list[Event]) -> None:
    briefs = [event_from_brief(data) for data in split_briefs(pack_briefs(found))] if found else []
    assert pack_briefs([]) == b""
    assert [compared(event) for event in briefs] == [compared(event) for event in found]


def compared(event: Event) -> Event:
    """The event without what merging does not look at."""
    places = tuple(
        EventPlace(
            name=place.name, role=place.role, status=place.status, point=place.point,
            location_precision=place.location_precision,
            place=place.place and Place(
                place_id=place.place.place_id, name=place.place.name, point=place.place.point, feature_class="",
                feature_code="", country_code=place.place.country_code, admin1_code=place.place.admin1_code,
            ),
        )
        for place in event.places
    )  # fmt: skip
    text = event.evidence.text if event.evidence else None
    return replace(
        event, places=places, trigger=None, more_evidence=(),
        evidence=None if text is None else Span(start=0, end=len(text), text=text),
        sources=tuple(SourceRef(doc_id=source.doc_id, published=source.published) for source in event.sources),
    )  # fmt: skip


validator = Draft202012Validator(event_schema())


@settings(max_examples=60, deadline=None)
@given(events)
def test_every_event_validates_against_the_schema(event: Event) -> None:
    validator.validate(event_to_dict(event))


@pytest.mark.parametrize("change", [{"event_type": "picnic"}, {"confidence": 2}, {"date_start": "soon"}, {"extra": 1}])
def test_the_schema_refuses_what_is_wrong(change: dict[str, object]) -> None:
    assert validator.is_valid(event_to_dict(sample()))
    assert not validator.is_valid({**event_to_dict(sample()), **change})


def sample(**more: object) -> Event:
    place = Place(
        place_id="geonames:99072", name="Mosul", point=Point(lat=36.335, lon=43.11889), feature_class="P",
        feature_code="PPLA", country_code="IQ", admin1_name="Nineveh", population=1683000,
    )  # fmt: skip
    where = EventPlace(
        name="Mosul", role=Role.HAPPENED, status=Status.RESOLVED, place=place, point=place.point, location_precision=1,
        uncertainty_km=5.0, confidence=0.9,
    )  # fmt: skip
    values: dict[str, object] = {
        "event_id": "e-1", "doc_id": "d", "event_type": EventType.BOMBING, "date_start": "2017-03-01",
        "date_end": "2017-03-01", "date_precision": DatePrecision.DAY, "places": (where,),
        "fatalities": Count(low=3, best=4, high=9), "evidence": Span(start=0, end=18, text="A bomb hit Mosul."),
        "title": "Bomb", "published": date(2017, 3, 2), "confidence": 0.8,
        "actors": (Actor(name="ISIL", role="attacker"),),
    }  # fmt: skip
    return Event(**{**values, **more})  # type: ignore[arg-type]


def written(tmp_path: Path, suffix: str, *found: Event) -> Path:
    path = tmp_path / f"events{suffix}"
    writer = {".jsonl": write_jsonl, ".csv": write_csv, ".geojson": write_geojson}[suffix]
    with replacing(path) as handle:
        writer(found, handle)
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".geojson"])
def test_every_format_is_read_back(tmp_path: Path, suffix: str) -> None:
    [event] = load_events(written(tmp_path, suffix, sample()))
    assert (event.event_type, event.date_start, event.fatalities) == (
        EventType.BOMBING, "2017-03-01", Count(low=3, best=4, high=9),
    )  # fmt: skip
    assert event.places[0].point == Point(lat=36.335, lon=43.11889)
    assert event.places[0].place is not None
    assert event.places[0].place.country_code == "IQ"
    assert event.actors[0] == Actor(name="ISIL", role="attacker")
    assert event.evidence is not None
    assert event.evidence.text == "A bomb hit Mosul."


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "  =1"])
def test_cells_are_no_formulas_and_come_back_whole(tmp_path: Path, title: str) -> None:
    path = written(tmp_path, ".csv", sample(title=title))
    [row] = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    assert row["title"] == f"'{title}"
    assert [event.title for event in load_events(path)] == [title]


def test_western_longitudes_stay_numbers(tmp_path: Path) -> None:
    point = Point(lat=53.48, lon=-2.24)
    where = EventPlace(name="Manchester", role=Role.HAPPENED, status=Status.RESOLVED, point=point, location_precision=1)
    text = written(tmp_path, ".csv", sample(places=(where,))).read_text(encoding="utf-8")
    assert ",-2.24," in text


def test_an_event_without_a_place_has_a_null_geometry() -> None:
    assert event_to_feature(sample(places=()))["geometry"] is None


def test_nothing_appears_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def fail() -> None:
        with replacing(path) as handle:
            handle.write("half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"event_id": "1"}', "doc_id"),
        ('{"event_id": "1", "doc_id": "d", "event_type": "picnic"}', "picnic"),
        (
            '{"event_id":"1","doc_id":"d","event_type":"riot","places":[{"role":"happened","lat":99,"lon":0}]}',
            "latitude",
        ),
    ],
)
def test_bad_events_are_refused_with_line_and_reason(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(StoreError, match=reason) as caught:
        list(load_events(path))
    assert "events.jsonl:2" in str(caught.value)
