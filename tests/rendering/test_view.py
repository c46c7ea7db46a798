"""The view model: what the page is told, without a page."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_events import AREAS, SPOTS, events, place_of

from geomap.records import (
    Actor,
    Count,
    DatePrecision,
    Event,
    EventPlace,
    EventType,
    Place,
    Point,
    Role,
    SourceRef,
    Span,
    Status,
)
from geomap.rendering.areas import DEFAULT_RADIUS_KM, area_key, radius_km
from geomap.rendering.days import UNDATED, day_range, first_and_last_day, iso_dates
from geomap.rendering.rows import MORE, SHORT, TELLING_EVIDENCE, WORDY
from geomap.rendering.view import PASS_ROWS, view_of

SAID = "A bomb went off in Mosul on Monday."
SENTENCE = Span(start=100, end=100 + len(SAID), text=SAID)
TRIGGER = Span(start=102, end=106, text="bomb")
MOSUL = next(spot for spot in SPOTS if spot.name == "Mosul")


def place(**changes: object) -> EventPlace:
    """Mosul as the place of an event."""
    known = {"name": "Mosul", "role": Role.HAPPENED, "status": Status.RESOLVED, "place": place_of(MOSUL)}
    where = {"point": Point(lat=MOSUL.lat, lon=MOSUL.lon), "start": 119, "end": 124, "location_precision": 1}
    return EventPlace(**{**known, **where, **changes})  # type: ignore[arg-type]


def event(**changes: object) -> Event:
    """A bombing in Mosul."""
    base = {
        "event_id": "e-1", "doc_id": "d-1", "event_type": EventType.BOMBING, "date_start": "2017-05-22", "date_end": "2017-05-22",
        "date_precision": DatePrecision.DAY, "trigger": TRIGGER, "evidence": SENTENCE, "places": (place(),), "confidence": 0.875,
        "actors": (Actor(name="gunmen", role="attacker"),), "fatalities": Count(low=1, best=2, high=3), "title": "Bomb in Mosul",
        "source_url": "https://news.example/1", "source_name": "Courier",
    }  # fmt: skip
    return Event(**{**base, **changes})  # type: ignore[arg-type]


def row(made: Event) -> dict[str, Any]:
    """The event's values by column, those of "more" beside them."""
    plain: dict[str, Any] = view_of([made]).chunk.plain()
    values = {name: column[0] for name, column in zip((*SHORT, *WORDY), plain["columns"], strict=True)}
    more = values.pop("more") or [None] * len(MORE)
    return {**values, **dict(zip(MORE, more, strict=True)), "table": plain["table"]}


def test_columns_of_one_event() -> None:
    core = view_of([event()]).core
    assert core["n"] == 1
    assert core["types"] == ["bombing"]
    assert core["sources"] == ["Courier"]
    assert core["actors"] == ["gunmen"]
    assert core["countries"] == ["IQ"]
    assert core["admin1"] == [["IQ", "Nineveh"]]
    assert core["places"] == {
        "lat": [363_350], "lon": [431_189], "name": ["Mosul"], "country": [0], "admin1": [0], "area": [""],
    }  # fmt: skip
    assert core["event"] == {
        "type": [0], "day": [17308], "span": [0], "dp": [0], "fat": [2], "conf": [88], "links": [1], "srcs": [1], "acts": [1],
    }  # fmt: skip
    assert core["link"] == {"place": [0], "prec": [1], "radius": [0.0]}


def test_row_marks_trigger_and_place_by_offsets_in_the_sentence() -> None:
    found = row(event())
    assert found["evidence"] == [SAID]
    assert found["marks"] == [[[2, 6, 0], [19, 24, 1]]]
    assert [SAID[start:end] for start, end, _ in found["marks"][0]] == ["bomb", "Mosul"]
    assert found["fatalities"] == [1, 2, 3]
    assert found["roles"] == ["attacker"]
    assert found["url"] == "https://news.example/1"


def test_newest_first_undated_last_otherwise_in_their_order() -> None:
    made = [event(event_id=name, date_start=day, date_end=None) for name, day in
            (("a", "2016"), ("b", None), ("c", "2018-03"), ("d", "2018-03"), ("e", "not a date"))]  # fmt: skip
    view = view_of(made)
    assert [json.loads(text) for text in view.chunk.columns["id"]] == ["c", "d", "a", "b", "e"]
    assert list(accumulate(view.core["event"]["day"]))[-2:] == [UNDATED, UNDATED]  # type: ignore[index]


def test_one_place_has_one_symbol_whatever_it_is_called() -> None:
    twin = place(place=None, name="Nineveh's capital", point=Point(lat=MOSUL.lat + 0.00001, lon=MOSUL.lon))
    core = view_of([event(), event(event_id="e-2", places=(twin,))]).core
    assert len(core["places"]["lat"]) == 1  # type: ignore[index]
    assert core["link"]["place"] == [0, 0]  # type: ignore[index]


def test_only_places_where_it_happened_are_linked() -> None:
    others = [place(role=role) for role in (Role.MENTIONED, Role.SPEAKER, Role.ORIGIN, Role.DESTINATION)]
    assert view_of([event(places=tuple(others))]).core["event"]["links"] == [0]  # type: ignore[index]


def test_lines_run_from_origin_to_destination() -> None:
    raqqa = next(spot for spot in SPOTS if spot.name == "Raqqa")
    target = place(role=Role.DESTINATION, place=place_of(raqqa), point=Point(lat=raqqa.lat, lon=raqqa.lon))
    assert view_of([event(places=(place(), target))]).core["line"] == {"event": [0], "from": [0], "to": [1]}
    assert view_of([event(places=(place(role=Role.ORIGIN), target))]).core["line"] == {
        "event": [0],
        "from": [0],
        "to": [1],
    }
    assert view_of([event(places=(target,))]).core["line"] == {"event": [], "from": [], "to": []}


def test_an_unresolved_place_is_in_the_row_and_has_no_symbol() -> None:
    lost = place(place=None, point=None, status=Status.NO_CANDIDATE, name="Wadi Hamra")
    view = view_of([event(places=(lost,))])
    assert view.core["event"]["links"] == [0]  # type: ignore[index]
    assert row(event(places=(lost,)))["names"] == ["Wadi Hamra"]
    assert row(event(places=(lost,)))["places"][0][:3] == [-1, "happened", "NO_CANDIDATE"]


@pytest.mark.parametrize("spot", AREAS, ids=lambda spot: spot.name)
def test_a_country_or_province_is_an_area_even_when_called_exact(spot: object) -> None:
    known = place_of(spot)  # type: ignore[arg-type]
    outlines = {known.country_code, known.place_id}
    assert area_key(known, 1, outlines)
    assert radius_km(place(place=known, location_precision=1)) > 0


def test_without_an_outline_an_area_is_a_circle() -> None:
    assert area_key(place_of(AREAS[0]), 6, frozenset()) == ""
    assert radius_km(place(place=None, location_precision=6)) == DEFAULT_RADIUS_KM[6]


def test_a_town_said_to_stand_for_its_country_is_the_country() -> None:
    assert area_key(place_of(MOSUL), 6, {"IQ"}) == "IQ"
    assert area_key(place_of(MOSUL), 1, {"IQ"}) == ""


def test_radius_is_the_events_own_then_the_places_then_the_precisions() -> None:
    vague = replace(place_of(MOSUL), uncertainty_km=7.0)
    assert radius_km(place(location_precision=2, uncertainty_km=12.34)) == 12.3
    assert radius_km(place(location_precision=2, place=vague)) == 7.0
    assert radius_km(place(location_precision=2)) == DEFAULT_RADIUS_KM[2]
    assert radius_km(place(location_precision=1, uncertainty_km=3.0)) == 0.0


@pytest.mark.parametrize(
    ("text", "days"),
    [("1970-01-01", (0, 0)), ("1970-02", (31, 58)), ("1972", (730, 1095)), ("2017-05-22T10:00:00Z", (17308, 17308)),
     ("2017-13", None), ("2017-02-30", None), ("May", None), ("", None), ("0000", None)],
)  # fmt: skip
def test_dates_of_any_precision(text: str, days: tuple[int, int] | None) -> None:
    assert first_and_last_day(text) == days


def test_day_range_takes_what_is_there_and_orders_it() -> None:
    assert day_range("1970-01-05", "1970-01-02") == (1, 4)
    assert day_range(None, "1970-02") == (31, 58)
    assert day_range(None, None) == (UNDATED, UNDATED)


def test_all_sources_of_a_merged_event_are_in_the_row() -> None:
    refs = tuple(SourceRef(doc_id=f"d-{k}", title=f"Report {k}", url=f"https://n.example/{k}", source_name=f"S{k}",
                           evidence=SENTENCE, trigger=TRIGGER) for k in range(1, 4))  # fmt: skip
    merged = event(sources=refs, merge_reasons=("same day",))
    found = row(merged)
    # The own sentence stands among the evidence, not twice.
    assert [report[-2:] for report in found["sources"]] == [["Report 1", ""], ["Report 2", SAID], ["Report 3", SAID]]
    assert found["sources"][1][:-2] == [1, "https://n.example/2", "", [[2, 6, 0]]]
    assert found["reasons"] == ["same day"]
    assert view_of([merged]).core["sources"] == ["S1", "S2", "S3", "Courier"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example",
        "http://",
        "https://a b",
        "ftp://x",
        "HTTP:x",
        None,
    ],
)
def test_only_web_links_reach_the_page(url: str | None) -> None:
    assert row(event(source_url=url))["url"] == ""


def test_what_few_events_have_stands_with_them_alone() -> None:
    assert view_of([event()]).chunk.columns["more"] == ["0"]
    told = row(event(record_id="UCDP-7", speaker="the mayor", injured=Count(low=0, best=4, high=9), count=3))
    assert [told[name] for name in ("record", "speaker", "injured", "count")] == ["UCDP-7", "the mayor", [0, 4, 9], 3]


def test_every_column_has_a_line_an_event_however_many_passes() -> None:
    count = 2 * PASS_ROWS + 1
    view = view_of(events(count))
    assert {name: len(column) for name, column in view.chunk.columns.items()} == dict.fromkeys((*SHORT, *WORDY), count)
    assert {len(column) for column in view.core["event"].values()} == {count}  # type: ignore[attr-defined]


def test_same_events_same_model() -> None:
    assert view_of(events(50)) == view_of(events(50))


def test_only_evidence_that_tells_something_is_kept() -> None:
    candidate = next(iter(events(1))).places[0].candidates[0]
    odd = {"country_votes": float("nan"), "near_others": float("inf"), "home_country": 0.0, "near_home": 0.04}
    silent = {"similarity": 1.0, "match": 4.0, "is_country": 1.0, "rivals": 2.0}
    weighed = row(event(places=(place(candidates=(replace(candidate, evidence={**odd, **silent, "in_focus": 1.0}),)),)))
    assert weighed["places"][0][9][0][3] == [["in_focus", 1.0]]


def test_the_strongest_evidence_stands_first_and_less_of_it_for_the_others() -> None:
    candidate = next(iter(events(1))).places[0].candidates[0]
    strengths = {name: 1 - k / 20 for k, name in enumerate(TELLING_EVIDENCE)}
    full = replace(candidate, evidence={**strengths, "kind_cue": -1.0, "in_focus": 1.0})
    other = replace(full, place=place_of(AREAS[0]))
    first, second = row(event(places=(place(place=full.place, candidates=(full, other)),)))["places"][0][9]
    assert [name for name, _ in first[3]] == [
        "in_named_container",
        "kind_cue",
        "in_focus",
        "country_named",
        "admin1_named",
        "country_votes",
    ]
    assert [name for name, _ in second[3]] == ["in_named_container", "kind_cue"]


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [("2017-05-22", "2017-05-22", []), ("2017-05", "2017-05", []), ("2017", None, []), (None, None, []), ("2017-05-01", "2017-05-09", []),
     ("2017-05-22T10:00", None, ["2017-05-22T10:00"]), ("about May", None, ["about May"]), ("2017-05", "2017-06", ["2017-05", "2017-06"]), ("2017-05-01", "2017-05-31", ["2017-05-01", "2017-05-31"])],
)  # fmt: skip
def test_dates_that_the_days_tell_are_not_said_twice(start: str | None, end: str | None, kept: list[str]) -> None:
    found = row(event(date_start=start, date_end=end))
    assert [found[name] for name in ("start", "end") if found[name]] == kept
    if not kept:
        assert iso_dates(day_range(start, end)) == (start or "", end or start or "")


def test_places_that_were_weighed_stand_once_in_the_chunks_table() -> None:
    made = [e for e in events(60) if e.places[0].place and e.places[0].place.name == "Mosul"]
    assert len(made) > 1
    plain = view_of(made).chunk.plain()
    assert [list(place) for place in plain["table"]] == [  # type: ignore[union-attr]
        ["Mosul", "Nineveh", "IQ", "PPLA", 100_000],
        ["Mosul", "Illinois", "US", "PPLA", 100_000],
    ]


@given(st.text(max_size=40), st.floats(-90, 90), st.floats(-180, 180), st.integers(1, 7))
def test_any_text_and_place_can_be_packed(text: str, lat: float, lon: float, precision: int) -> None:
    odd = place(
        name=text, place=None, point=Point(lat=lat, lon=lon), location_precision=precision, start=None, end=None
    )
    made = event(
        title=text,
        actors=(Actor(name=text, role=text),),
        source_name=text,
        places=(odd,),
        evidence=Span(start=0, end=len(text), text=text),
        trigger=None,
    )
    view = view_of([made])
    assert view.chunk.short_lines().count("\n") == 1 + len(SHORT)
    assert view.chunk.wordy_lines().count("\n") == len(WORDY) - 1
    assert view.chunk.plain()["columns"][-1] == [[text]]  # type: ignore[index]
    assert view.core["n"] == 1


def test_unknown_place_kinds_do_not_break() -> None:
    sea = Place(
        place_id="x:1",
        name="Gulf",
        point=Point(lat=26, lon=52),
        feature_class="H",
        feature_code="GULF",
        country_code="",
    )
    core = view_of([event(places=(place(place=sea, location_precision=7),))]).core
    assert core["places"]["country"] == [-1]  # type: ignore[index]
    assert core["link"]["radius"] == [DEFAULT_RADIUS_KM[7]]  # type: ignore[index]
