"""Tokens and sentences keep their offsets and end where they should."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.recognition.tokens import MAX_SENTENCE_TOKENS, TOKEN, tokenize


def sentences(text: str) -> list[str]:
    tokens = tokenize(text)
    bounds = tokens.sentences
    return [text[tokens.starts[first] : tokens.ends[after - 1]] for first, after in pairwise(bounds)]


@given(st.text())
def test_tokens_are_the_text_at_their_offsets(text: str) -> None:
    tokens = tokenize(text)
    assert [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert "".join(tokens.words) == "".join(text.split())


@given(st.text(alphabet="aBsé٣3'’.,:-( \n\x1c\u200c") | st.text())
def test_a_text_read_run_by_run_has_the_tokens_of_the_whole(text: str) -> None:
    tokens = tokenize(text)
    assert list(zip(tokens.starts, tokens.ends, strict=True)) == [match.span() for match in TOKEN.finditer(text)]


@given(st.text())
def test_sentences_partition_the_tokens(text: str) -> None:
    tokens = tokenize(text)
    bounds = tokens.sentences
    assert bounds[0] == 0
    assert bounds[-1] == len(tokens.words)
    sizes = [after - first for first, after in pairwise(bounds)]
    assert all(0 < size <= MAX_SENTENCE_TOKENS for size in sizes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Manchester-style", ["Manchester", "-", "style"]),
        ("Syria's", ["Syria", "'s"]),
        ("Syria\u2019s", ["Syria", "\u2019s"]),
        ("Sana'a", ["Sana'a"]),
        ("O\u2019Leary", ["O\u2019Leary"]),
        ("the U.S. and W.Va.", ["the", "U.S.", "and", "W.Va."]),
        ("Springfield, Ill.", ["Springfield", ",", "Ill."]),
        ("Gov. Smith", ["Gov.", "Smith"]),
        ("1,100 on 22.5.2017", ["1,100", "on", "22.5.2017"]),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokenize(text).words == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left Mosul. She stayed.", ["He left Mosul.", "She stayed."]),
        ('"Go." "No," he said.', ['"Go."', '"No," he said.']),
        ("Gen. Votel met Mr. Smith in St. Paul.", ["Gen. Votel met Mr. Smith in St. Paul."]),
        ("It left the U.S. The troops stayed.", ["It left the U.S.", "The troops stayed."]),
        (
            "Strikes in Syria\n\n- Near Kobani, one.\n- Near Hit, two.",
            ["Strikes in Syria", "- Near Kobani, one.", "- Near Hit, two."],
        ),
        ("about 3.5 km away", ["about 3.5 km away"]),
        (
            "the governor of\nNineveh said\nthat the city\nof Mosul\nwas free",
            ["the governor of\nNineveh said\nthat the city\nof Mosul\nwas free"],
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
