"""Words as codes and back."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from map_events import events

from geomap.rendering.pack import packed
from geomap.rendering.wordcode import CODES, LEADS, LONG_LEAD, MOST_WORDS, REMEMBERED, Codes, coded, vocabulary

TEXTS = [event.evidence.text for event in events(300) if event.evidence]


def spelled(text: str, words: list[str]) -> str:
    """The page's way back."""
    spaced, out, at = dict(zip(CODES, words, strict=False)), "", 0
    while at < len(text):
        size = 3 if text[at] == LONG_LEAD else 2 if text[at] in LEADS else 1
        out += text[at] if size == 1 else spaced[text[at : at + size]] + " "
        at += size
    return out


@given(st.lists(st.sampled_from([*TEXTS[0].split(" "), "", "zzz", "\n", "\ufeff"]), max_size=30).map(" ".join))
@example("")
@example(" ")
@example("of")
@example("of ")
@example("of\nof the")
def test_coding_can_be_undone(text: str) -> None:
    words = vocabulary(TEXTS)
    assert spelled(coded(text, Codes(words)), words) == text


def test_codes_of_three_characters_can_be_undone() -> None:
    words = [f"w{number}" for number in range(len(CODES) + 9)]
    text = " ".join(words)
    assert spelled(coded(text, Codes(words)), words) == text


def test_frequent_words_are_found_and_shorten_the_text() -> None:
    words = vocabulary(TEXTS)
    assert {"Witnesses", "killing", "the"} <= set(words)
    text = "\n".join(TEXTS)
    short = coded(text, Codes(words))
    assert len(short) < len(text) / 2
    assert len(packed(short.encode())) < len(packed(text.encode()))


@given(st.text())
def test_no_text_in_json_holds_what_begins_a_code(text: str) -> None:
    assert not set(json.dumps(text, ensure_ascii=False)) & set(LEADS + LONG_LEAD + "\n")


def test_no_code_begins_another() -> None:
    assert len(set(CODES)) == len(CODES)
    assert all(code[0] == LONG_LEAD or len(code) == 2 for code in CODES)


def test_words_that_json_writes_otherwise_are_not_taken() -> None:
    assert vocabulary(['say "so" back\\slash tab\there plain'] * 9) == ["plain", "say"]


def test_no_more_words_than_pay() -> None:
    texts = [" ".join(f"w{n}" for n in range(9_000))] * 3
    assert len(vocabulary(texts)) == MOST_WORDS <= len(CODES)


def test_words_without_a_code_are_not_remembered_without_end() -> None:
    code = Codes(["the"])
    coded(" ".join(f"w{n}" for n in range(REMEMBERED + 9)), code)
    assert len(code) == REMEMBERED


def test_nothing_to_count() -> None:
    assert vocabulary([]) == []
    assert vocabulary(["once only"]) == []
