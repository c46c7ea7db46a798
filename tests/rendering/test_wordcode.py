"""Words as characters and back."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from map_events import events

from geomap.rendering.pack import packed
from geomap.rendering.wordcode import FIRST, LAST, coded, codes, vocabulary

TEXTS = [event.evidence.text for event in events(300) if event.evidence]


def spelled(text: str, words: list[str]) -> str:
    """The page's way back."""
    return "".join(words[ord(c) - FIRST] + " " if FIRST <= ord(c) <= LAST else c for c in text)


@given(st.lists(st.sampled_from([*TEXTS[0].split(" "), "", "zzz", "\n", '"', "\ufeff"]), max_size=30).map(" ".join))
@example("")
@example(" ")
@example("of")
@example("of ")
@example("of\nof the")
def test_coding_can_be_undone(text: str) -> None:
    words = vocabulary(TEXTS)
    short = coded(text, codes(words))
    assert short is not None
    assert spelled(short, words) == text


def test_frequent_words_are_found_and_shorten_the_text() -> None:
    words = vocabulary(TEXTS)
    assert {"Witnesses", "killing", "the"} <= set(words)
    text = "\n".join(TEXTS)
    short = coded(text, codes(words))
    assert short is not None
    assert len(short) < len(text) / 3
    assert len(packed(short.encode())) < len(packed(text.encode()))


def test_private_characters_of_the_text_are_left_alone() -> None:
    assert coded(f"the {chr(FIRST)} end", codes(["the"])) is None
    assert coded(f"the {chr(LAST)}", codes(["the"])) is None


def test_words_that_json_writes_otherwise_are_not_taken() -> None:
    assert vocabulary(['say "so" back\\slash tab\there plain'] * 9) == ["plain", "say"]


def test_no_more_words_than_characters() -> None:
    texts = [" ".join(f"w{n}" for n in range(9_000))] * 3
    assert len(vocabulary(texts)) == LAST - FIRST + 1


def test_nothing_to_count() -> None:
    assert vocabulary([]) == []
    assert vocabulary(["once only"]) == []
