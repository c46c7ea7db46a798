"""What is an event and what is not, and of which type."""

from __future__ import annotations

import pytest

from .builders import extract, types


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warplanes bombed Raqqa from the air on Friday.", "airstrike"),
        ("Three airstrikes hit Raqqa on Friday.", "airstrike"),
        ("Coalition aircraft carried out a strike near Mosul.", "airstrike"),
        ("A suicide bomber blew himself up in Kabul.", "bombing"),
        ("A car bomb exploded outside a mosque in Baghdad.", "bombing"),
        ("The army clashed with rebels near Aleppo.", "armed_clash"),
        ("Iraqi forces retook Mosul from the militants.", "armed_clash"),
        ("Troops captured the town of Kirkuk.", "armed_clash"),
        ("Mortars shelled the outskirts of Aleppo.", "shelling"),
        ("A chlorine attack in Aleppo injured dozens.", "chemical_attack"),
        ("Gunmen shot dead two policemen in Kabul.", "killing"),
        ("Police arrested four men in Manchester.", "arrest"),
        ("The leader of the group was captured in Mosul.", "arrest"),
        ("Two aid workers were kidnapped in Herat.", "abduction"),
        ("Thousands protested in Paris against the law.", "protest"),
        ("Rioters looted shops in London.", "riot"),
        ("Thousands of families fled from Mosul.", "displacement"),
        ("The UN delivered food and medicine to Aleppo.", "aid_delivery"),
        ("The foreign minister visited Kabul on Friday.", "visit_or_meeting"),
        ("The two governments signed a peace agreement in Paris.", "statement_or_agreement"),
        ("The army deployed 500 soldiers to Herat.", "troop_movement"),
        ("Militants destroyed a temple near Raqqa.", "destruction_of_property"),
        ("A bus crashed into a truck near Kirkuk, killing nine people.", "accident"),
        ("An earthquake struck near Herat and destroyed hundreds of homes.", "natural_disaster"),
        ("A court in London sentenced him to ten years in prison.", "trial"),
        ("Officials reported an outbreak of cholera in Aleppo.", "other"),
        ("Fighting was also reported in Herat.", "armed_clash"),
        ("Fighting between rebels and government forces killed 20 in Aleppo.", "armed_clash"),
        ("Troops fought militants in Kirkuk for hours.", "armed_clash"),
        ("Suicide attackers stormed a hotel in Kabul.", "armed_clash"),
        ("An explosion in Kabul killed five people.", "bombing"),
        ("An explosion rocked the market in Kabul, leaving 12 dead.", "bombing"),
        ("A bomb went off near the market in Baghdad.", "bombing"),
        ("A grenade was thrown at a shop in Baghdad.", "bombing"),
        ("Mortar shells hit a market in Aleppo.", "shelling"),
        ("Iraqi F-16s bombed a convoy near Mosul.", "airstrike"),
        ("A judge was gunned down in Kabul.", "killing"),
        ("A man was shot three times in Manchester.", "killing"),
        ("A 15-year-old was shot in Manchester.", "killing"),
        ("A man was stabbed at a party in Manchester.", "killing"),
        ("Militants murdered dozens of people in Mosul.", "killing"),
        ("Two journalists were seized at a checkpoint in Mosul.", "abduction"),
        ("Police dispersed protesters in Baghdad.", "protest"),
        ("Protesters blocked the main road in Baghdad.", "protest"),
        ("Thousands demonstrated outside the embassy in Paris.", "protest"),
        ("A bus plunged into a ravine near Kirkuk.", "accident"),
        ("A pedestrian was struck by a train in Manchester.", "accident"),
        ("A ferry sank in the river near Mosul.", "accident"),
        ("A gas leak caused a blast in Aleppo that wounded ten.", "accident"),
    ],
)
def test_each_type_is_found(text: str, expected: str) -> None:
    assert expected in types(extract(text))


@pytest.mark.parametrize(
    "text",
    [
        "The militants did not attack Kabul.",
        "No bombing was reported in Kabul.",
        "The group could attack Manchester at any time.",
        "If the rebels attack Aleppo, thousands will flee.",
        "He plans to visit Kabul next week.",
        "The planned offensive on Mosul was postponed.",
        "Police foiled a bomb attack in London.",
        "Residents fear an airstrike on Raqqa.",
        "The minister warned of another attack in Paris.",
        "Will the army attack Mosul?",
        "He denied attacking the village.",
        "Any attack on Kabul must be prevented.",
        "The UK must act to prevent another Manchester-style attack.",
        "Troops are preparing to storm Raqqa.",
        "The song hit number one in London.",
        "An explosion in demand for homes in London surprised builders.",
        "The film was shot in Paris.",
        "The council overturned the decision in London.",
        "The striker shot wide and the team lost the game in the second half of the league match.",
        "Oil prices hit a record high in London.",
        "He has a capacity to attack the town of Herat.",
        "The government struck a balance in Paris.",
        "A public meeting of the leaders will be held in Paris on Friday.",
        "The president is to make an official visit to Kabul on Friday.",
        "Anyone with information that leads to the arrest of the men in London can call.",
        "The firm sells shelled pistachios in London.",
        "This map of Kabul is striking.",
    ],
)
def test_what_has_not_happened_is_no_event(text: str) -> None:
    assert extract(text) == []


def test_managed_to_tells_what_happened() -> None:
    assert types(extract("The rebels managed to capture the town of Kirkuk.")) == ["armed_clash"]


def test_an_accusation_is_kept_with_less_confidence() -> None:
    (told,) = extract("Gunmen killed a farmer in Herat.")
    (alleged,) = extract("He was accused of killing a farmer in Herat.")
    assert alleged.confidence < told.confidence


def test_reported_speech_keeps_its_speaker() -> None:
    (event,) = extract("Twelve people were killed in Kabul, police chief Hashmat Khan said.")
    assert event.speaker == "police chief Hashmat Khan"


def test_a_pronoun_stands_for_the_speaker_named_last() -> None:
    events = extract("Gavin Hall said the talks were useful. A bomb exploded in Kabul, he said.")
    assert events[-1].speaker == "Gavin Hall"
