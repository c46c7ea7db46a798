"""Places of events whose sentences name none, and what is no place of them."""

from __future__ import annotations

from datetime import date

import pytest

from geomap.events import open_extractor
from geomap.events.heads import read_head
from geomap.pipeline import open_engine
from geomap.records import Document, Event, EventType, Role
from geomap.settings import Settings

from .builders import PUBLISHED, extract, happened, resolutions


def report(title: str, text: str, *, published: date | None = PUBLISHED) -> list[Event]:
    """The events of a report whose text begins with its title."""
    whole = f"{title}. {text}"
    document = Document(doc_id="d", text=whole, title=title, published=published)
    return open_extractor().extract(document, resolutions(whole))


@pytest.mark.parametrize(
    "head",
    [
        "KABUL, Afghanistan (AP) — ",
        "KABUL (Reuters) - ",
        "KABUL — ",
        "KABUL—",
        "KABUL (AP) ",
        "KABUL: ",
        "Kabul, Afghanistan -- ",
        "KABUL, May 22, 2017 (AFP)\n",
    ],
)
def test_dateline_behind_a_title(head: str) -> None:
    text = f"Bomb kills nine. {head}A bomb exploded at a market."
    found = read_head(text, "Bomb kills nine")
    assert text[found.title_end : found.dateline_end] == head


@pytest.mark.parametrize("text", ["Garden-fresh vegetables were sold.", "The army - and the police - said so.", ""])
def test_no_dateline(text: str) -> None:
    assert read_head(text, None).dateline_end == 0


def test_local_news_takes_the_dateline_behind_its_title() -> None:
    events = report("Man held after fire", "Herat — A man was arrested on Friday after a fire destroyed a house.")
    assert [happened(event) for event in events] == [["Herat"]] * len(events)
    assert all(p.inherited for event in events for p in event.places if p.role is Role.HAPPENED)


def test_title_takes_the_place_of_its_lead_and_is_one_event_with_it() -> None:
    (event,) = report("Police arrest two men", "Two men were arrested in Kirkuk on Friday.")
    assert happened(event) == ["Kirkuk"]


def test_all_that_is_told_of_one_town_is_told_there() -> None:
    quiet = "The family thanked the doctors. They asked for privacy. Neighbors brought flowers. It rained all day. "
    events = extract(f"A gunman shot a teacher in Herat on Friday. {quiet}{quiet}Two men were later arrested.")
    assert [happened(event) for event in events] == [["Herat"], ["Herat"]]


def test_two_towns_apart_are_no_scene() -> None:
    quiet = "The family thanked the doctors. They asked for privacy. Neighbors brought flowers. It rained all day. "
    text = (
        f"A gunman shot a teacher in Herat on Friday. Her sister was shot in Mosul. {quiet}Two men were later arrested."
    )
    assert happened(extract(text)[-1]) == []


def test_the_country_that_a_report_is_about() -> None:
    quiet = "The agency thanked the donors. It asked for more. Flowers were brought. It rained all day. "
    text = f"Iraq asked for help. Most roads in Iraq are closed. {quiet}{quiet}Thousands were displaced by the floods."
    assert [happened(event) for event in extract(text)][-1:] == [["Iraq"]]


@pytest.mark.parametrize(
    "text",
    [
        "Ali Hassan, 31, of Mosul, was arrested on Friday.",
        "Ali Hassan, 31, and Omar Hassan, 40, both from Mosul, were arrested on Friday.",
        "Police on Friday arrested a man who lives in Mosul.",
        "A Mosul man was killed in a crash on Friday.",
        "Ali Hassan, 31, of 12 Palm Street, Mosul, was arrested on Friday.",
        "A ship under the flag of Iraq sank, and two of its crew drowned.",
        "The council welcomed the sanctions against Syria.",
    ],
)
def test_homes_flags_and_topics_are_no_place(text: str) -> None:
    assert [happened(event) for event in extract(text)] == [[]]


def test_whose_home_a_place_is_hides_no_other() -> None:
    (event,) = extract("Ali Hassan, 31, of Mosul, was killed in a crash in Herat.")
    assert happened(event) == ["Herat"]


def test_a_home_that_the_report_names_for_itself_is_a_place() -> None:
    events = extract("A Mosul man was killed on Friday. Mosul police said the man was shot.")
    assert happened(events[0]) == ["Mosul"]


def test_local_police_act_at_home() -> None:
    (event,) = extract("Kirkuk police arrested two men on Friday.")
    assert happened(event) == ["Kirkuk"]


def test_a_country_arrests_at_home_unless_it_is_said_where() -> None:
    (event,) = extract("Iraq has arrested the leader of a union on suspicion of buying houses and a yacht in London.")
    assert happened(event) == ["Iraq"]
    (event,) = extract("Iraq has arrested five men in Mosul.")
    assert happened(event) == ["Mosul"]


def test_the_country_is_the_one_named_most() -> None:
    text = "Cholera spread in Iraq. Iraq has old ties with Syria. A bomb killed ten people in the country on Friday."
    assert happened(extract(text)[-1]) == ["Iraq"]


def test_a_speaker_and_a_topic_are_no_place() -> None:
    (event,) = extract("Paris refused, insisting that the shooting of two men happened at sea.")
    assert happened(event) == []
    (event,) = extract("Police clashed on Friday with protesters angry about a film made in Paris.")
    assert happened(event) == []


def test_an_untrusted_name_gives_way_to_the_town_around_it() -> None:
    (event,) = extract("Police arrested four vendors at MC Market in Mosul on Friday.")
    assert happened(event) == ["Mosul"]


def test_a_council_votes_at_home_whatever_it_is_about() -> None:
    (event, *_) = report("Council votes", "Herat — The city council voted on Friday for a new road in Mosul.")
    assert happened(event) == ["Herat"]


def test_a_street_is_not_the_town_of_its_name() -> None:
    (event,) = extract("A bomb exploded on Paris Street in Mosul on Friday.")
    assert all(p.place is None or p.place.name == "Mosul" for p in event.places if p.role is Role.HAPPENED)


def test_what_is_said_elsewhere_places_no_deed() -> None:
    events = extract("The minister signed a treaty in Paris on Friday. Gunmen killed a doctor on Sunday.")
    assert [happened(event) for event in events] == [["Paris"], []]


def test_another_town_in_between_ends_what_is_inherited() -> None:
    events = extract("A bomb exploded in Kirkuk on Friday. The governor flew to Paris. Police arrested two men.")
    assert happened(events[0]) == ["Kirkuk"]
    assert happened(events[-1]) != ["Kirkuk"]


def test_a_trial_is_not_held_where_the_bomb_went_off() -> None:
    text = "A man was sentenced to 55 years in prison on Thursday for the bombing at Manchester Arena. He was convicted in March."
    real = open_engine(Settings(recognizer="crf"))
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    trials = [e for e in real.process([document])[0].events if e.event_type is EventType.TRIAL]
    assert trials
    assert "Manchester Arena" not in {place.name for event in trials for place in event.places if place.inherited}


def test_long_ago_is_not_here() -> None:
    events = extract("A bomb exploded in Kirkuk on Friday. Ten years ago gunmen killed a doctor.")
    assert [happened(event) for event in events] == [["Kirkuk"], []]


def test_the_region_is_none_of_the_towns_before() -> None:
    events = extract("The envoy met the king in Baghdad on Friday. It was his third visit to the region.")
    assert happened(events[-1]) == []


def test_a_sentence_that_opens_with_its_place() -> None:
    (event,) = extract("In Syria, gunmen were blamed for a deadly attack on the US embassy on Friday.")
    assert happened(event) == ["Syria"]
