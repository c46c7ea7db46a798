"""Text to tokens and sentences, with offsets.

A token is a word, a number, a dotted abbreviation, a possessive "'s" or one symbol; hyphens are tokens of their
own, so that a place name inside "Manchester-style" has ends of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

MAX_SENTENCE_TOKENS = 100
"""Longer sentences are cut; lists and tables without punctuation would otherwise grow without end."""

WRAPPED_SHARE = 0.3
"""Share of single line breaks before a lower-case letter above which a text counts as hard-wrapped."""

_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u200c"
_APOSTROPHES = "'\u2019\u02bc\u02bb\u2018`"
_STATES = (
    "Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Kans|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nebr|Nev"
    "|Okla|Ore|Oreg|Pa|Penn|Tenn|Tex|Vt|Va|Wash|Wis|Wisc|Wyo|Ont|Que|Sask|Alta"
)
_TITLES = (
    "Mr|Mrs|Ms|Dr|Gov|Lt|Sen|Rep|Reps|Sens|Gen|Col|Sgt|Maj|Capt|Cpl|Cmdr|Adm|Brig|Pvt|Rev|Hon|Prof|Supt|Det|Insp"
    "|Sr|Jr|St|Ste|Mt|Ft|Pt"
)
_OTHER = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|No|vs|Inc|Corp|Co|Ltd|Bros|Ave|Blvd|Rd|Hwy"

TOKEN = re.compile(
    rf"(?:[^\W\d_][a-z]?\.){{2,}}"
    rf"|\b(?:{_STATES}|{_TITLES}|{_OTHER})\.(?!\.)"
    rf"|[{_APOSTROPHES}][sS]\b"
    rf"|[^\W\d_][\w{_MARKS}]*(?:[{_APOSTROPHES}](?![sS]\b)[^\W\d_][\w{_MARKS}]*)*"
    rf"|\d+(?:[.,:]\d+)*"
    rf"|\S"
)

_ENDS = frozenset({".", "!", "?", "\u2026", "\u061f", "\u06d4"})
_CLOSERS = frozenset("\"'\u201d\u2019)]}\u00bb")
_OPENERS = frozenset("\"'\u201c\u2018([{\u00ab-\u2013\u2014*\u2022")
_NEVER_LAST = frozenset(f"{name}." for name in f"{_TITLES}|No|vs|Ave|Blvd|Rd|Hwy".split("|"))
"""Abbreviations that hardly ever end a sentence."""
_STARTERS = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "He",
        "She",
        "It",
        "They",
        "We",
        "I",
        "You",
        "This",
        "That",
        "These",
        "Those",
        "But",
        "And",
        "However",
        "According",
        "Since",
        "After",
        "Before",
        "When",
        "While",
        "If",
        "His",
        "Her",
        "Their",
        "Our",
        "Its",
        "There",
        "What",
        "Who",
        "As",
        "For",
        "From",
        "With",
    ]
)
"""Words that begin a sentence after an abbreviation such as "U.S."."""
_LINE_BREAK = re.compile(r"\n\s*|\x0b|\x0c|\u2028|\u2029")

_CACHED_RUNS, _LONGEST_CACHED = 8_000, 40
"""Texts without spaces whose tokens are remembered, and the longest such in characters: some 4 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One text's tokens; `starts` and `ends` are code point offsets, `sentences` first tokens plus a last bound."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]


def tokenize(text: str) -> Tokens:
    """Split a text into tokens and sentences."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    # No token holds a space, and none depends on what stands beyond one.
    for run in text.split():
        start = text.index(run, end)
        end = start + len(run)
        if run.isalpha():
            words.append(run)
            starts.append(start)
            ends.append(end)
            continue
        for word, first, after in _known_tokens(run) if len(run) <= _LONGEST_CACHED else _tokens_of(run):
            words.append(word)
            starts.append(start + first)
            ends.append(start + after)
    return Tokens(words=words, starts=starts, ends=ends, sentences=_sentences(text, words, starts, ends))


def _tokens_of(run: str) -> tuple[tuple[str, int, int], ...]:
    """Tokens of a text without spaces, with their starts and ends in it."""
    return tuple((match[0], *match.span()) for match in TOKEN.finditer(run))


_known_tokens = lru_cache(maxsize=_CACHED_RUNS)(_tokens_of)


def _sentences(text: str, words: list[str], starts: list[int], ends: list[int]) -> list[int]:
    cuts = set(_line_cuts(text, starts))
    count = len(words)
    for index in [index for index, word in enumerate(words) if word[-1] in _ENDS]:
        word = words[index]
        if word in _ENDS:
            follower = index + 1
            while follower < count and words[follower] in _CLOSERS and starts[follower] == ends[follower - 1]:
                follower += 1
            if follower < count and _may_begin(words, follower):
                cuts.add(follower)
        elif word not in _NEVER_LAST and index + 1 < count and words[index + 1] in _STARTERS:
            cuts.add(index + 1)
    cuts.discard(0)
    bounds = [0]
    for cut in [*sorted(cuts), count]:
        while cut - bounds[-1] > MAX_SENTENCE_TOKENS:
            bounds.append(bounds[-1] + MAX_SENTENCE_TOKENS)
        if cut > bounds[-1]:
            bounds.append(cut)
    return bounds


def _may_begin(words: list[str], index: int) -> bool:
    first = words[index][0]
    return not first.islower() or first in _OPENERS


def _line_cuts(text: str, starts: list[int]) -> list[int]:
    """Token numbers after line breaks that end a sentence: every one, in a hard-wrapped text only blank lines."""
    breaks = [(match.end(), match.group()) for match in _LINE_BREAK.finditer(text)]
    if not breaks:
        return []
    single = [end for end, gap in breaks if gap.count("\n") == 1]
    lower = sum(text[end : end + 1].islower() for end in single)
    wrapped = len(single) >= 3 and lower > WRAPPED_SHARE * len(single)
    return [
        bisect_left(starts, end)
        for end, gap in breaks
        if (gap.count("\n") != 1 or not (wrapped or text[end : end + 1].islower())) and end < len(text)
    ]
