"""Offsets are the text's own, and no text makes the extractor raise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.events import open_extractor
from geomap.records import Document, Event

from .builders import PUBLISHED, extract, resolutions

VOCABULARY = (
    "attack attacked killed bombing in Kabul Mosul near the 12 people and , . - wounded on Friday May 2017 not if "
    'to said Near airstrikes ( ) " ’ % 23-year-old dozens of at least U.S. a'
)
WORDS = st.sampled_from([*VOCABULARY.split(), "\n", "\n\n- "])


def check(document: Document, events: list[Event]) -> None:
    """Every offset of every event cuts out the text that the event holds."""
    for event in events:
        spans = [event.trigger, event.evidence, *event.more_evidence]
        for span in spans:
            assert span is not None
            assert document.text[span.start : span.end] == span.text
        for place in event.places:
            assert place.start is not None
            assert document.text[place.start : place.end] == place.name
        for actor in event.actors:
            assert actor.start is not None
            assert document.text[actor.start : actor.end] == actor.name


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_offsets_of_newslike_word_salad(words: list[str]) -> None:
    text = " ".join(words)
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    check(document, open_extractor().extract(document, resolutions(text)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    check(document, open_extractor().extract(document, []))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "." * 5000,
        "killed " * 3000,
        "قُتل 12 شخصا في انفجار في كابول يوم الجمعة.",
        "💥 A bomb 💣 exploded in Kabul 🕌, killing 5 people 😢.",
        "İstanbul'da bir bomba patladı. A bomb exploded in İSTANBUL on 5 May 2017.",
        "A\x00bomb\u200bexploded in Kabul\ufeff.",
        "\ud800 attack in Kabul",
        "a bomb exploded in kabul killing " + "9" * 400 + " people",
        "on 99 May 20175 and 31 February 2018 a bomb exploded in Kabul",
        "- " * 500,
    ],
)
def test_odd_text_never_raises(text: str) -> None:
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    check(document, open_extractor().extract(document, resolutions(text)))


def test_long_text_without_punctuation() -> None:
    text = "gunmen attacked a village near Kabul and killed two people " * 400
    assert extract(text)


def test_the_same_document_gives_the_same_ids() -> None:
    text = "A bomb exploded in Kabul on Friday. Police arrested two men in Herat."
    first, second = extract(text), extract(text)
    assert [event.event_id for event in first] == [event.event_id for event in second]
    assert len({event.event_id for event in first}) == len(first)
    assert all(event.event_id.startswith("e-") and len(event.event_id) == 14 for event in first)
