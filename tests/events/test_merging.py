"""Reports of one event in several documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from geomap.events import merge_events, merging, open_extractor
from geomap.events.likeness import Profile, may_be_same
from geomap.records import (
    Actor,
    Count,
    DatePrecision,
    Document,
    Event,
    EventPlace,
    EventType,
    Role,
    SourceRef,
    Span,
    Status,
)

from .builders import event_place, resolutions


def report(
    doc_id: str,
    day: str | None,
    *,
    kind: EventType = EventType.BOMBING,
    place: EventPlace | None = None,
    killed: int | None = None,
    published: date | None = None,
    words: str = "",
    actor: str = "",
) -> Event:
    """One report of an event in Kabul."""
    return Event(
        event_id=f"e-{doc_id}",
        doc_id=doc_id,
        event_type=kind,
        date_start=day,
        date_end=day,
        date_precision=DatePrecision.DAY if day else DatePrecision.UNKNOWN,
        places=(place or event_place("Kabul"),),
        fatalities=Count(low=killed, best=killed, high=killed) if killed else None,
        actors=(Actor(name=actor, role="attacker"),) if actor else (),
        published=published,
        evidence=Span(start=0, end=len(words), text=words),
        sources=(SourceRef(doc_id=doc_id, published=published),),
        confidence=0.7,
    )


def test_three_sources_on_different_days_are_one_event() -> None:
    merged = merge_events(
        [
            report("a", "2018-01-27", killed=63, published=date(2018, 1, 27)),
            report("b", "2018-01-27", killed=95, published=date(2018, 1, 28)),
            report("c", "2018-01-27", kind=EventType.KILLING, killed=103, published=date(2018, 1, 30)),
        ]
    )
    (event,) = merged
    assert sorted(source.doc_id for source in event.sources) == ["a", "b", "c"]
    assert event.fatalities == Count(low=63, best=103, high=103)
    assert event.event_type is EventType.BOMBING
    assert len(event.merge_reasons) == 2
    assert "same place (Kabul)" in event.merge_reasons[0]
    assert event.confidence > 0.9


def test_two_bombings_in_one_city_a_week_apart_stay_two() -> None:
    assert len(merge_events([report("a", "2018-01-20"), report("b", "2018-01-27")])) == 2


def test_the_same_day_in_another_city_is_another_event() -> None:
    assert len(merge_events([report("a", "2018-01-20"), report("b", "2018-01-20", place=event_place("Herat"))])) == 2


def test_numbers_in_conflict_keep_two_apart() -> None:
    assert len(merge_events([report("a", "2018-01-20", killed=2), report("b", "2018-01-20", killed=40)])) == 2


def test_a_day_apart_needs_more_than_the_place() -> None:
    assert len(merge_events([report("a", "2018-01-20"), report("b", "2018-01-21")])) == 2
    assert len(merge_events([report("a", "2018-01-20", killed=9), report("b", "2018-01-21", killed=9)])) == 1


def test_a_country_holds_its_city_when_the_numbers_agree() -> None:
    country = event_place("Afghanistan", location_precision=6)
    city = report("a", "2018-01-20", killed=17)
    assert len(merge_events([city, report("b", "2018-01-20", place=country, killed=17)])) == 1
    assert len(merge_events([city, report("b", "2018-01-20", place=country)])) == 2


def test_another_type_is_another_event() -> None:
    assert len(merge_events([report("a", "2018-01-20"), report("b", "2018-01-20", kind=EventType.PROTEST)])) == 2


def test_events_of_one_document_are_never_merged() -> None:
    first = report("a", "2018-01-20")
    assert len(merge_events([first, replace(first, event_id="e-other")])) == 2


def test_copies_without_place_and_date_are_one() -> None:
    words = "Gunmen stormed a provincial office early morning and killed eleven guards before fleeing, officials said."
    nowhere = EventPlace(name="office", role=Role.HAPPENED, status=Status.NO_CANDIDATE)
    reports = [
        report(name, None, words=words, killed=11, place=nowhere, published=date(2018, 1, day), actor="Gunmen")
        for name, day in (("a", 20), ("b", 21))
    ]
    assert len(merge_events(reports)) == 1


def test_bulletins_of_two_days_running_stay_two() -> None:
    words = "Near Kabul, one airstrike struck a tactical unit and destroyed two fighting positions and a heavy gun."
    reports = [
        report(name, day, words=words, kind=EventType.AIRSTRIKE)
        for name, day in (("a", "2018-01-20"), ("b", "2018-01-21"))
    ]
    assert len(merge_events(reports)) == 2


def test_a_killing_and_a_bombing_on_one_day_need_more_than_the_city() -> None:
    bombing = report("a", "2018-01-20", killed=5)
    assert len(merge_events([bombing, report("b", "2018-01-20", kind=EventType.KILLING)])) == 2
    assert len(merge_events([bombing, report("b", "2018-01-20", kind=EventType.KILLING, killed=5)])) == 1


def test_events_of_annotated_triggers_are_never_merged() -> None:
    text = "A bomb exploded in Kabul on 5 May 2017 and killed nine people at a market."
    start = text.index("exploded")
    events = [
        event
        for doc_id in ("a", "b")
        for event in open_extractor().extract(
            Document(doc_id=doc_id, text=text, given_triggers=((start, start + 8),)), resolutions(text, doc_id=doc_id)
        )
    ]
    assert len(merge_events(events)) == 2


def test_order_and_count_are_kept_without_duplicates() -> None:
    events = [report(f"d{i}", (date(2018, 1, 1) + timedelta(days=10 * i)).isoformat()) for i in range(20)]
    assert [event.event_id for event in merge_events(events)] == [event.event_id for event in events]


def test_work_grows_with_the_number_of_events(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def counting(first: Profile, second: Profile) -> bool:
        nonlocal asked
        asked += 1
        return may_be_same(first, second)

    monkeypatch.setattr(merging, "may_be_same", counting)
    first_day = date(2000, 1, 1)
    merge_events([report(f"d{i}", (first_day + timedelta(days=i)).isoformat()) for i in range(3000)])
    # One a day for eight years: each meets the few of its own days, not the 4.5 million pairs.
    assert asked < 10 * 3000
