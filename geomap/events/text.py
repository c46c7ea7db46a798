"""Tokens and sentences with their offsets, in pure Python and one pass each.

A hyphenated compound is one token ("Manchester-style", "re-taking"), a possessive "'s" is its own, so that names end
where they end.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from geomap.events.words import word_set


def _token(letter: str, alnum: str) -> re.Pattern[str]:
    """The pattern of a token, in which two classes stand for letters, and for letters and digits."""
    return re.compile(
        rf"({letter}{alnum}+(?:(?:[-‐‑]|['’‘`](?!s\b)){alnum}+)*"  # al-Hilla, Mar'a; first, because most are such
        r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?"  # 1,100
        rf"|\d+(?:\.\d+)?(?:-?{letter}+(?:-{letter}+)*)?"  # 12, 4.5, 13th, 23-year-old
        rf"|(?:{letter}\.){{2,}}"  # U.S.
        r"|['’](?:s|S)\b"
        rf"|{alnum}+(?:(?:[-‐‑]|['’‘`](?!s\b)){alnum}+)*"  # a-b, 3d
        r"|[^\s])",
    )


_TOKEN = _token(r"[^\W\d_]", r"[^\W_]")
_ASCII_TOKEN = _token("[A-Za-z]", "[A-Za-z0-9]")
"""The same of plain text, in two thirds of the time."""
_BOUNDARY = re.compile(
    r"[.?!…\n](?:"  # one class first, by which the rest of the text is passed over
    r"(?<!\n)[.?!…]*[\"'”’)\]]*(?=\s)"  # an end mark, then white space
    r"|(?<=\n)(?:[ \t\r]*\n\s*)?)"  # a line's end, or an empty line
)
_FRESH_START = re.compile(r"\s+(?:The|A|An|It|He|She|They|In|But)\b")
_NEXT_START = re.compile(r"\s*[\"'“‘`(\[]*([^\s])")
_BEFORE_WORD = re.compile(r"[\"'“‘(\[]")
LONGEST_ABBREVIATION = 20
"""Characters; a longer word before a period is no abbreviation."""

ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen lt col maj sgt capt cmdr adm brig gov sen rep rev hon st mt ft no nos vs jr sr inc ltd "
    "co corp dept est jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun pvt "
    "spc cpl pfc msgt ssgt supt insp det dist al p.m a.m approx"
)
"""Words that a period follows inside a sentence; general knowledge of English newswire."""

_MONTHS_AND_ENDS = frozenset(
    {"no", "mar", "jun", "sun", "sat", "co", "est", "al", "det", "p.m", "a.m", "inc", "ltd", "corp", "jr"}
)
"""Abbreviations after which a capital letter more often begins a sentence than goes on; a digit goes on."""

MAX_SENTENCE_TOKENS = 120
"""Longer stretches (tables, text without punctuation) are cut, so that work per sentence stays bounded."""

_WRAP_COLUMNS = (45, 100)
"""Median line length of text that was wrapped by hand or by a mail program."""


class Sentence(NamedTuple):
    """A sentence: code points `start`..`end` and tokens `first`..`last` (half-open)."""

    index: int  # type: ignore[assignment]  # nobody asks a sentence for the index of a value
    start: int
    end: int
    first: int
    last: int
    paragraph: int
    is_item: bool
    """Whether it begins a list item."""


class TokenizedText:
    """A text's tokens and sentences. `words` are lower case with plain apostrophes and without hyphens' variants."""

    def __init__(self, text: str) -> None:
        self.text = text
        is_ascii = text.isascii()
        pieces = (_ASCII_TOKEN if is_ascii else _TOKEN).split(text)  # what stands between tokens, a token, and so on
        self.surfaces: list[str] = pieces[1::2]
        borders = list(accumulate(map(len, pieces)))
        self.starts, self.ends = borders[:-1:2], borders[1::2]
        self.words = [surface.lower() for surface in self.surfaces]
        if not is_ascii:
            self.words = [_plain(word) for word in self.words]
        self.sentences = _sentences(text, self.starts, self.ends)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the code point `offset`, None between sentences and in empty text."""
        index = bisect_right(self._sentence_starts, offset) - 1
        if index < 0 or offset >= self.sentences[index].end:
            return None
        return self.sentences[index]

    def tokens_within(self, start: int, end: int) -> tuple[int, int]:
        """First and last (exclusive) token that touch `start`..`end`."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return word.replace("’", "'").replace("‘", "'").replace("‐", "-").replace("‑", "-")


def _is_wrapped(text: str) -> bool:
    """Whether single line breaks only wrap lines: many lines of like length, most without an end mark."""
    lines = text.split("\n")
    if len(lines) < 6:
        return False
    inner = [len(a) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < 5:
        return False
    inner.sort()
    low, high = _WRAP_COLUMNS
    ends = sum(1 for line in lines if line.rstrip()[-1:] in '.?!:"”')
    return low <= inner[len(inner) // 2] <= high and inner[-1] <= high + 40 and ends < 0.6 * len(lines)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether an end mark found by `_BOUNDARY` ends a sentence."""
    mark, end = match.span()
    next_char = text[end + 1 : end + 2] if text[end : end + 1] == " " else ""
    if not next_char.isalpha():
        following = _NEXT_START.match(text, end)
        if following is None:
            return True
        next_char = following[1]
    if next_char.islower():
        return False
    if text[mark] != "." or end - mark > 1:
        return True
    before = text[max(0, mark - LONGEST_ABBREVIATION) : mark]
    if not before or before[-1].isspace():
        return True
    word = before.split()[-1]
    if not word.isalpha():
        word = _BEFORE_WORD.split(word)[-1]
        if not word:
            return True
    word = word.lower().rstrip(".")
    if next_char.isdigit() and word in ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isalpha():  # an initial: "J. Smith"
        return False
    if "." in word:  # "U.S. Army" goes on, "in the U.S. The army" does not
        return _FRESH_START.match(text[end : end + 8]) is not None
    return word not in ABBREVIATIONS or word in _MONTHS_AND_ENDS


def _cut_points(text: str) -> list[tuple[int, bool]]:
    """Offsets at which a new sentence begins, each with whether it begins a paragraph."""
    wrapped = "\n" in text and _is_wrapped(text)
    cuts = []
    for match in _BOUNDARY.finditer(text):
        mark = match.group()
        if mark[0] != "\n":
            if _ends_sentence(text, match):
                cuts.append((match.end(), False))
        elif len(mark) > 1 or not wrapped or _starts_item(text, match.end()):
            cuts.append((match.end(), True))
    return cuts


_ITEM = re.compile(r"[ \t]*[-*•–—]\s?[^\s\d-]")


def _starts_item(text: str, offset: int) -> bool:
    return _ITEM.match(text, offset) is not None


def _sentences(text: str, starts: list[int], ends: list[int]) -> list[Sentence]:
    cuts = [(0, True), *_cut_points(text), (len(text), True)]
    sentences: list[Sentence] = []
    paragraph, last = -1, 0
    for (begin, opens_paragraph), (end, _) in pairwise(cuts):
        paragraph += opens_paragraph
        first, last = last, bisect_left(starts, end, last)
        is_item = opens_paragraph and _starts_item(text, begin)
        for chunk in range(first, last, MAX_SENTENCE_TOKENS):
            stop = min(chunk + MAX_SENTENCE_TOKENS, last)
            sentences.append(Sentence(len(sentences), starts[chunk], ends[stop - 1], chunk, stop, paragraph, is_item))
    return sentences
