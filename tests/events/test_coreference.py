"""One event told several times in one document; bulletins."""

from __future__ import annotations

from dataclasses import replace

from geomap.events.coreference import fold
from geomap.events.detection import find_triggers
from geomap.events.drafts import Draft
from geomap.events.factuality import Factuality
from geomap.events.lexicon import load_lexicon
from geomap.events.text import TokenizedText
from geomap.records import EventPlace, EventType, Role, Status

from .builders import extract, happened, types


def test_bombing_and_its_dead_are_one_event() -> None:
    (event,) = extract("A suicide bombing in Kabul on Friday killed 12 people and destroyed a shop.")
    assert event.event_type.value == "bombing"
    assert event.fatalities is not None


def test_a_disaster_has_its_dead_wherever_they_died() -> None:
    (event,) = extract("An earthquake struck near Herat on Friday, killing 42 people in Kabul.")
    assert event.event_type.value == "natural_disaster"
    assert event.fatalities is not None
    assert event.fatalities.best == 42


def test_a_place_is_told_once_however_often_the_event_is() -> None:
    lexicon, tokens = load_lexicon(), TokenizedText("An airstrike hit Kunduz, Paris said, killing 22.")
    (sentence,) = tokens.sentences
    struck, killed, *_ = (
        Draft(trigger=trigger, sentence=sentence, factuality=Factuality.HAPPENED, event_type=EventType.AIRSTRIKE)
        for trigger in find_triggers(tokens, sentence, lexicon)
    )
    kunduz, paris = (
        EventPlace(name=name, role=Role.MENTIONED, status=Status.RESOLVED, start=start, end=start + len(name))
        for name, start in (("Kunduz", 17), ("Paris", 25))
    )
    struck.places = [kunduz, paris]
    killed.places = [replace(kunduz, role=Role.HAPPENED), paris]
    fold(struck, killed)
    assert [(place.name, place.role) for place in struck.places] == [
        ("Kunduz", Role.HAPPENED),
        ("Paris", Role.MENTIONED),
    ]


def test_who_opens_fire_attacks_and_what_explodes_is_nobody() -> None:
    (shot,) = extract("Gunmen opened fire on a patrol in Kabul; two officers died.")
    assert [(actor.name, actor.role) for actor in shot.actors] == [("Gunmen", "attacker")]
    (shelled,) = extract("Rockets landed near the embassy in Kabul.")
    assert shelled.actors == ()


def test_a_place_before_a_number_is_no_part_of_the_people() -> None:
    (event,) = extract("In Kabul two civilians were killed when a mortar shell hit their house.")
    assert "two civilians" in {actor.name for actor in event.actors}


def test_the_attack_refers_to_the_bombing_before() -> None:
    text = "A car bomb exploded in Kabul on Friday. The attack killed nine people. The blast destroyed two houses."
    (event,) = extract(text)
    assert event.event_type.value == "bombing"
    assert event.fatalities is not None
    assert event.fatalities.best == 9
    assert [span.text for span in event.more_evidence] == [
        "The attack killed nine people.",
        "The blast destroyed two houses.",
    ]


def test_another_attack_is_another_event() -> None:
    text = "A car bomb exploded in Kabul on Friday. Another car bomb exploded in Herat on Saturday."
    assert [happened(event) for event in extract(text)] == [["Kabul"], ["Herat"]]


def test_attacks_after_a_chemical_attack_are_chemical() -> None:
    text = "The regime used chemical weapons on three occasions. The attacks in Aleppo and Raqqa killed dozens."
    assert set(types(extract(text))) == {"chemical_attack"}


BULLETIN = """Military airstrikes continue, December 19, 2014.

Strikes in Syria

- Near Raqqa, three airstrikes destroyed two buildings and struck two tactical units.
- Near Aleppo, an airstrike damaged a training compound.

Strikes in Iraq

- Near Mosul, 13 strikes destroyed a vehicle.
- Near Mosul, destroying a bridge.
- Near Kirkuk, one airstrike had inconclusive results.
"""


def test_every_entry_of_a_bulletin_is_an_event() -> None:
    events = [event for event in extract(BULLETIN, published=None) if event.evidence and event.evidence.text[0] == "-"]
    assert types(events) == ["airstrike"] * 5
    assert [event.count for event in events] == [3, 1, 13, 1, 1]
    assert [happened(event) for event in events] == [["Raqqa"], ["Aleppo"], ["Mosul"], ["Mosul"], ["Kirkuk"]]
    assert {event.date_start for event in events} == {"2014-12-19"}


def test_wrapped_lines_are_one_sentence() -> None:
    text = "\n".join(
        [
            "The ministry said on Friday that the army had been moving for several",
            "days along the road and that a suicide bomber blew himself up in the",
            "city of Kabul, where people were waiting at a bank in a long queue for",
            "their wages, and that twelve of them were killed at once while others",
            "were brought to the hospital by their relatives in private cars since",
            "no ambulance could get through the traffic of the early morning hours.",
        ]
    )
    (event,) = [event for event in extract(text) if event.event_type.value == "bombing"]
    assert happened(event) == ["Kabul"]
