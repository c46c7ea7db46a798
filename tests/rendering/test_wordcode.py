"""Words as codes and back."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st
from map_events import events

from geomap.rendering.pack import packed
from geomap.rendering.wordcode import CODES, FOLLOWERS, LEADS, LONG_LEAD, LONGEST, MOST_WORDS, Codes, coded, vocabulary

TEXTS = [event.evidence.text for event in events(300) if event.evidence]


def spelled(data: bytes, words: list[str]) -> str:
    """The page's way back."""
    spaced, out, at = dict(zip(CODES, words, strict=False)), b"", 0
    while at < len(data):
        size = 3 if data[at] == LONG_LEAD else 2 if data[at] in LEADS else 1
        code = data[at : at + size]
        out += code if size == 1 else spaced[code].encode() + b" "
        at += size
    return out.decode()


@given(st.lists(st.sampled_from([*TEXTS[0].split(" "), "", "zzz", "\n", "\ufeff", "شهود"]), max_size=30).map(" ".join))
@example("")
@example(" ")
@example("of")
@example("of ")
@example("of\nof the")
def test_coding_can_be_undone(text: str) -> None:
    code = Codes(vocabulary([*TEXTS, "شهود zz 1 " * 9]))
    assert "شهود" in code.words
    assert spelled(coded(text.encode(), code), code.words) == text


@given(st.text(alphabet="ab é\n", max_size=60))
def test_only_whole_words_are_coded(text: str) -> None:
    code = Codes(["a", "ab", "aé", "b" * LONGEST])
    words = [[len(CODES[code.words.index(word)]) - 1, word] for word in text.split(" ")[:-1] if word in code.words]
    short = coded(text.encode(), code)
    assert spelled(short, code.words) == text
    assert len(text.encode()) - len(short) == sum(len(word.encode()) - size for size, word in words)


def test_codes_of_three_bytes_can_be_undone() -> None:
    code = Codes([f"w{number}" for number in range(len(LEADS) * len(FOLLOWERS) + 999)])
    text = " ".join([*code.words, ""])
    short = coded(text.encode(), code)
    assert LONG_LEAD in short
    assert len(short) == sum(map(len, CODES[: len(code.words)]))
    assert spelled(short, code.words) == text


def test_words_that_are_too_long_or_find_their_slot_taken_have_no_code() -> None:
    many = [f"w{number}" for number in range(20_000)]
    taken = Codes(many).words
    assert len(CODES) == len(taken) < len(set(many))
    assert taken != many[: len(CODES)]
    long = "b" * (LONGEST + 1)
    code = Codes([long, "the"])
    assert code.words == ["the"]
    assert coded(f"{long} the {long[1:]} ".encode(), code) == f"{long} ".encode() + CODES[0] + f"{long[1:]} ".encode()


def test_frequent_words_are_found_and_shorten_the_text() -> None:
    words = vocabulary(TEXTS)
    assert {"Witnesses", "killing", "the"} <= set(words)
    text = "\n".join(TEXTS)
    short = coded(text.encode(), Codes(words))
    assert len(short) < len(text) / 2
    assert len(packed(short)) < len(packed(text.encode()))


@given(st.text())
def test_no_text_in_json_holds_what_begins_a_code(text: str) -> None:
    assert not set(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")) & {*LEADS, LONG_LEAD, ord("\n")}


def test_no_code_begins_another() -> None:
    assert len(set(CODES)) == len(CODES)
    assert all(code[0] == LONG_LEAD or len(code) == 2 for code in CODES)


def test_words_that_json_writes_otherwise_are_not_taken() -> None:
    assert vocabulary(['say "so" back\\slash tab\there plain'] * 9) == ["plain", "say"]


def test_no_more_words_than_pay() -> None:
    texts = [" ".join(f"w{n}" for n in range(9_000))] * 3
    assert len(vocabulary(texts)) == MOST_WORDS <= len(CODES)


def test_nothing_to_count() -> None:
    assert vocabulary([]) == []
    assert vocabulary(["once only"]) == []
    assert coded(b"once only", Codes()) == b"once only"
