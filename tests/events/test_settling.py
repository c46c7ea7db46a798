"""Whose place, whose date, whose deed: events that share a sentence or point back to one another."""

from __future__ import annotations

import numpy as np
import pytest

from geomap.events.forest import Forest
from geomap.events.linkmodel import shipped_model
from geomap.records import Event, EventType, Role

from .builders import extract, happened


def of_type(events: list[Event], kind: EventType) -> Event:
    """The one event of a type."""
    (found,) = [event for event in events if event.event_type is kind]
    return found


def test_flight_happens_where_it_begins() -> None:
    events = extract("Rebels captured Raqqa on Sunday and the governor fled to Paris.")
    assert happened(of_type(events, EventType.DISPLACEMENT)) == ["Raqqa"]
    (paris,) = [p for p in of_type(events, EventType.DISPLACEMENT).places if p.name == "Paris"]
    assert paris.role is Role.DESTINATION


def test_flight_to_a_place_alone_is_not_put_there() -> None:
    (event,) = extract("Thousands of people fled to Kabul.")
    assert [(p.name, p.role) for p in event.places] == [("Kabul", Role.DESTINATION)]


@pytest.mark.parametrize("verb", ["seized", "captured", "shelled", "entered"])
def test_the_object_of_an_attack_is_its_place(verb: str) -> None:
    events = extract(f"People fled from Mosul. The fighters moved on and {verb} Kirkuk on Tuesday.")
    assert happened(events[-1]) == ["Kirkuk"]
    assert "Kirkuk" not in [actor.name for actor in events[-1].actors]


def test_a_disease_is_no_place() -> None:
    events = extract("Gunmen killed four nurses in the Covid-19 ward of a hospital in Kabul.")
    assert [happened(event) for event in events] == [["Kabul"]]


def test_the_name_of_an_organization_places_nothing() -> None:
    (event,) = extract("Raqqa Brigade fighters arrested more than 100 people.")
    assert happened(event) == []


def test_a_place_belongs_to_the_noun_right_before_it() -> None:
    events = extract("Thousands gathered in London for a vigil for the victims of the bombing in Manchester.")
    assert happened(of_type(events, EventType.PROTEST)) == ["London"]
    assert happened(of_type(events, EventType.BOMBING)) == ["Manchester"]


def test_the_attack_that_arrests_are_about_is_the_one_told_before() -> None:
    events = extract(
        "A bomb exploded in Manchester on Saturday. Police arrested a man in London on Sunday over the attack."
    )
    assert [(e.event_type, happened(e), e.date_start) for e in events] == [
        (EventType.BOMBING, ["Manchester"], "2018-09-01"),
        (EventType.ARREST, ["London"], "2018-09-02"),
    ]


def test_what_somebody_said_on_a_day_did_not_happen_on_it() -> None:
    (event,) = extract("An airstrike near Raqqa killed 36 fighters, the ministry said on Friday.")
    assert event.date_start is None


def test_a_denied_deed_is_no_event() -> None:
    assert extract("The army denied that it had used chemical weapons.") == []


def test_a_toll_told_later_belongs_to_the_earthquake() -> None:
    (event,) = extract("An earthquake destroyed villages near Herat on Saturday. More than 1,000 people were killed.")
    assert event.event_type is EventType.NATURAL_DISASTER
    assert event.fatalities is not None
    assert event.fatalities.best == 1000


def test_a_magnitude_counts_no_earthquakes() -> None:
    (event,) = extract("A magnitude 5.9 earthquake struck Herat early on Wednesday.")
    assert event.count == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On the same day the US defence secretary met the president in Kabul.", "US defence secretary"),
        ("On the same day a suicide bomber killed at least 32 people in Kabul.", "suicide bomber"),
    ],
)
def test_an_actor_begins_with_its_article(text: str, expected: str) -> None:
    (event,) = extract(text)
    assert expected in [actor.name for actor in event.actors]
    assert all(actor.role != "victim" for actor in event.actors if actor.name == expected)


def test_who_ran_the_hospital_did_not_attack_it() -> None:
    (event,) = extract("An airstrike hit a hospital run by Doctors Without Borders in Kabul, killing 22 people.")
    assert "Doctors Without Borders" not in [actor.name for actor in event.actors]


def test_the_trees_at_once_give_what_walking_them_gives() -> None:
    model = shipped_model()
    rows = np.random.default_rng(3).integers(0, 7, (40, 96)).astype(np.float32)
    rows[:, -1] /= 7
    walked = []
    for row in rows:
        total = np.zeros(len(model.feature), dtype=np.float32)
        for tree in range(len(model.feature)):
            node = 0
            while model.left[tree, node] != node:
                branch = model.left if row[model.feature[tree, node]] <= model.threshold[tree, node] else model.right
                node = int(branch[tree, node])
            total[tree] = model.value[tree, node]
        walked.append(total.sum())
    forest = Forest.of(model.feature, model.threshold, model.left, model.right, model.value)
    np.testing.assert_array_equal(forest.log_odds(rows), np.array(walked, dtype=np.float32))


def test_a_place_that_had_been_captured_was_fought_for() -> None:
    (event,) = extract("Mosul had been captured on Saturday.")
    assert (event.event_type, happened(event)) == (EventType.ARMED_CLASH, ["Mosul"])


def test_the_bomb_that_exploded_is_the_bombing_told_before() -> None:
    (event,) = extract("A truck bombing in Baghdad killed 12 people. The bomb exploded on Sunday after midnight.")
    assert (happened(event), event.date_start) == (["Baghdad"], "2018-09-02")


def test_what_a_fire_or_an_illness_kills_nobody_murdered() -> None:
    (fire,) = extract("A fire in a hospital in Baghdad killed at least 92 people.")
    (illness,) = extract("The cholera killed 60 people in Iraq.")
    assert (fire.event_type, illness.event_type) == (EventType.ACCIDENT, EventType.OTHER)
