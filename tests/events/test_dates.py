"""Dates, absolute and relative; the reports are published on Monday, 3 September 2018."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.events.dates import find_dates
from geomap.events.text import TokenizedText

from .builders import PUBLISHED, extract


@pytest.mark.parametrize(
    ("phrase", "start", "end", "precision"),
    [
        ("on 22 May 2017", "2017-05-22", "2017-05-22", "day"),
        ("on May 22, 2017", "2017-05-22", "2017-05-22", "day"),
        ("on Monday, 22 May 2017", "2017-05-22", "2017-05-22", "day"),
        ("on 2017-05-22", "2017-05-22", "2017-05-22", "day"),
        ("on 22 May", "2018-05-22", "2018-05-22", "day"),
        ("on Dec. 6th", "2017-12-06", "2017-12-06", "day"),
        ("from 5-6 April 2016", "2016-04-05", "2016-04-06", "range"),
        ("in May 2017", "2017-05", "2017-05", "month"),
        ("in May last year", "2017-05", "2017-05", "month"),
        ("in March", "2018-03", "2018-03", "month"),
        ("last month", "2018-08", "2018-08", "month"),
        ("in 2015", "2015", "2015", "year"),
        ("last year", "2017", "2017", "year"),
        ("yesterday", "2018-09-02", "2018-09-02", "day"),
        ("today", "2018-09-03", "2018-09-03", "day"),
        ("on Friday", "2018-08-31", "2018-08-31", "day"),
        ("on Monday", "2018-09-03", "2018-09-03", "day"),
        ("last Monday", "2018-08-27", "2018-08-27", "day"),
        ("a week ago", "2018-08-27", "2018-08-27", "week"),
        ("three days ago", "2018-08-31", "2018-08-31", "day"),
        ("last week", "2018-08-27", "2018-09-02", "week"),
        ("over the weekend", "2018-09-01", "2018-09-02", "range"),
        ("between 2014 and 2016", "2014-01-01", "2016-12-31", "range"),
    ],
)
def test_expressions(phrase: str, start: str, end: str, precision: str) -> None:
    text = f"It happened {phrase}."
    (found,) = find_dates(text, 0, len(text), published=PUBLISHED)
    assert (*found.iso(), found.precision.value) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "It was the 10th anniversary of the May 2003 attack.",
        "A 23-year-old man was there.",
        "The company was founded in 1998.",
        "He may have joined them.",
        "They sent 1,100 troops.",
        "He was born on 5 May 1970.",
    ],
)
def test_what_is_no_date_of_an_event(text: str) -> None:
    assert find_dates(text, 0, len(text), published=PUBLISHED) == []


def test_relative_dates_need_a_publication_date() -> None:
    assert find_dates("It happened yesterday.", 0, 22, published=None) == []


def test_the_next_day_refers_to_the_date_named_before() -> None:
    events = extract("A bomb exploded in Kabul on 5 May 2017. Gunmen attacked Herat the next day.")
    assert [event.date_start for event in events] == ["2017-05-05", "2017-05-06"]


def test_each_event_takes_the_date_of_its_own_clause() -> None:
    events = extract("He was arrested in Herat in 2009, and on Friday gunmen killed him in Kabul.")
    assert {event.event_type.value: event.date_start for event in events} == {"arrest": "2009", "killing": "2018-08-31"}


@given(st.text(max_size=200), st.dates(date(1900, 1, 1), date(2090, 1, 1)))
def test_offsets_lie_in_the_text_and_nothing_raises(text: str, published: date) -> None:
    for found in find_dates(text, 0, len(text), published=published, anchor=lambda: published):
        assert 0 <= found.start < found.end <= len(text)
        assert found.low <= found.high


@given(st.text(max_size=400))
def test_tokens_and_sentences_keep_their_offsets(text: str) -> None:
    tokens = TokenizedText(text)
    for start, end, surface in zip(tokens.starts, tokens.ends, tokens.surfaces, strict=True):
        assert text[start:end] == surface
    position = 0
    for sentence in tokens.sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        position = sentence.end
