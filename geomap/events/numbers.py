"""Numbers in words and digits, with the vagueness that news gives them."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.events.words import word_list
from geomap.records import Count

SMALL_NUMBERS = {
    word: number
    for number, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
} | {"a": 1, "an": 1}
_TENS = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
TENS = {word: 10 * number for number, word in enumerate(_TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12, "score": 20}

VAGUE = {
    "dozens": Count(low=24, best=24, high=99),
    "scores": Count(low=40, best=40, high=199),
    "hundreds": Count(low=200, best=200, high=999),
    "thousands": Count(low=2000, best=2000, high=9999),
    "several": Count(low=3, best=3, high=9),
    "few": Count(low=3, best=3, high=9),
    "couple": Count(low=2, best=2, high=2),
}
"""Plural number words: at least two of the unit, below the next; best is the floor, as UCDP and ACLED code it."""

MAX_DIGITS = 12
"""A longer figure counts no people."""
MAX_COUNT = 50_000_000
"""A larger number of people in one event is misread."""


def read_number(words: Sequence[str], first: int, stop: int) -> tuple[int, int] | None:
    """The number that begins at token `first` and the token after it; None when there is none.

    Reads 12, 1,100, 4.5 million, twenty-three, two hundred and fifty, a dozen. "a" and "an" alone are no number here.
    """
    total, current, position, seen = 0, 0.0, first, False
    while position < stop:
        value = _word_value(words[position], alone=not seen, following=words[position + 1 : position + 2])
        if value is None:
            scale = SCALES.get(words[position])
            if scale is None or not seen:
                if words[position] == "and" and seen and current >= 100 and _follows_tens(words, position + 1, stop):
                    position += 1
                    continue
                break
            current = max(current, 1.0) * scale
            if scale >= 1000:
                total, current = total + int(current), 0.0
        else:
            if seen and not (current % 100 == 0 or (current % 10 == 0 and value < 10)):
                break
            current += value
        seen = True
        position += 1
    number = total + int(current)
    return (number, position) if seen and 0 <= number <= MAX_COUNT else None


def _follows_tens(words: Sequence[str], position: int, stop: int) -> bool:
    return position < stop and (words[position] in TENS or words[position] in SMALL_NUMBERS or "-" in words[position])


def _word_value(word: str, *, alone: bool, following: Sequence[str]) -> float | None:
    if word in {"a", "an"}:
        return 1.0 if alone and following and following[0] in SCALES else None
    if word in SMALL_NUMBERS:
        return float(SMALL_NUMBERS[word])
    if word in TENS:
        return float(TENS[word])
    if word[0].isdigit():
        plain = word.replace(",", "")
        try:
            return float(plain) if plain.isascii() and len(plain) <= MAX_DIGITS else None
        except ValueError:
            return None
    tens, hyphen, ones = word.partition("-")
    if hyphen and tens in TENS and ones in SMALL_NUMBERS:
        return float(TENS[tens] + SMALL_NUMBERS[ones])
    return None


def read_count(words: Sequence[str], first: int, stop: int) -> tuple[Count, int] | None:
    """A number of people at token `first` as low, best, high, and the token after it.

    Understands "at least 12", "up to 30", "between 10 and 15", "10 to 15", "dozens", "more than a dozen", "about 20".
    """
    word = words[first]
    if word in VAGUE or word == "tens":
        if list(words[first + 1 : first + 3]) in (["of", "thousands"], ["of", "millions"]):
            unit = (1000 if words[first + 2] == "thousands" else 1_000_000) * {"tens": 10, "hundreds": 100}.get(word, 1)
            return Count(low=2 * unit, best=2 * unit, high=10 * unit - 1), first + 3
        return (VAGUE[word], first + 1) if word in VAGUE else None
    number = read_number(words, first, stop)
    if number is None:
        return None
    value, position = number
    if value == 0:
        return Count(low=0, best=0, high=0), position
    before = words[max(0, first - 3) : first]
    if position + 1 < stop and words[position] in {"to", "or", "-", "–", "and"}:
        second = read_number(words, position + 1, stop)
        ranged = words[position] != "and" or before[-1:] == ["between"]
        if second is not None and ranged and value < second[0] <= 10 * value:
            return Count(low=value, best=(value + second[0]) // 2, high=second[0]), second[1]
    if (
        (before[-1:] == ["to"] and before[-2:-1] == ["up"])
        or before[-2:] == ["many", "as"]
        or before[-2:] == ["at", "most"]
    ):
        return Count(low=min(1, value), best=value, high=value), position
    return Count(low=value, best=value, high=value), position
