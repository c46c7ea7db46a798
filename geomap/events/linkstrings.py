"""A trigger and a place in words, hashed, for the linear half of the linker.

Names are masked, so that no place is learnt by heart.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from geomap.events.detection import Trigger
from geomap.events.grouping import Hanging
from geomap.events.linkfeatures import BE, CLAUSE_WORDS
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText

HASH_BITS = 15
"""Width of the linear model; with about 60,000 different strings in training, 2**15 loses nothing."""
NAME_MASK = "N"
SHORT_PATH, LONG_PATH = 4, 14
"""Up to so many words between the two stand as one string, and as pairs of words."""
_GAPS = (1, 3, 6, 12)
"""Words between from which on a gap counts as longer."""
_MASK = (1 << HASH_BITS) - 1
_VERB_WORDS = BE | CLAUSE_WORDS
_VERB_ENDS = ("ed", "ing")


MOST_KEPT = 20_000
"""Words, or pairs of words, of one side whose slots are kept: three in four of a thousand texts are found again."""


def slots(strings: Iterable[str]) -> list[int]:
    """The strings' places in the linear model; a string is made of words and holds no line break."""
    lines = "\n".join(strings).encode("utf-8", "surrogatepass").split(b"\n")
    return [zlib.crc32(line) & _MASK for line in lines]


class _Slots(dict[str | tuple[str, str], int]):
    """The slots of words or pairs of words behind a prefix, each hashed when it is first asked for."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __missing__(self, key: str | tuple[str, str]) -> int:
        if len(self) >= MOST_KEPT:
            self.clear()
        string = self._prefix + (key if isinstance(key, str) else "_".join(key))
        slot = self[key] = zlib.crc32(string.encode("utf-8", "surrogatepass")) & _MASK
        return slot


_WORD_SLOTS = {side: _Slots(f"b={side}") for side in "AB"}
_PAIR_SLOTS = {side: _Slots(f"bb={side}") for side in "AB"}


class _Phrase(NamedTuple):
    """What is said of a phrase whatever the trigger."""

    slots: list[int]
    preposition: str
    own: str
    """The preposition right before it."""
    attached: str
    """The word before the phrase and its preposition, and that preposition: "troops in", "attack on"."""
    height: str
    previous: str
    is_mention: bool


class SentenceStrings:
    """The strings of all pairs of a trigger and a place in one sentence, as slots of the linear model."""

    def __init__(
        self, tokens: TokenizedText, sentence: Sentence, phrases: Sequence[PlacePhrase], hangings: Sequence[Hanging]
    ) -> None:
        self._tokens = tokens
        self._phrases = phrases
        self._offset = sentence.first - 1
        self._masked = _masked(tokens, sentence)
        self._static = [self._own(phrase, hanging) for phrase, hanging in zip(phrases, hangings, strict=True)]

    def slots(self, trigger: Trigger) -> list[list[int]]:
        """The slots of the trigger with each phrase."""
        stem = _stem(self._tokens.words[trigger.first])
        after = self._masked[trigger.last - self._offset]
        before = self._masked[trigger.first - self._offset - 1]
        shared = slots([f"T={stem}", f"tt={before}{stem}{after}"])
        return [
            [*shared, *static.slots, *self._pair(trigger, phrase, static, stem, before, after)]
            for phrase, static in zip(self._phrases, self._static, strict=True)
        ]

    def _own(self, phrase: PlacePhrase, hanging: Hanging) -> _Phrase:
        masked = self._masked
        first, last = phrase.first - self._offset, phrase.last - self._offset
        preposition, own = hanging.preposition or "-", hanging.own_preposition or "-"
        left = first - (hanging.distance + 1 if hanging.own_preposition else 0)
        attached = f"{masked[max(left - 1, 0)]}{own}"
        previous, following = masked[first - 1], masked[last]
        word = self._tokens.words[phrase.last - 1]
        strings = [
            f"pv={previous}",
            f"pp={masked[max(first - 2, 0)]}_{previous}",
            f"nx={following}",
            f"nn={following}_{masked[min(last + 1, len(masked) - 1)]}",
            f"lp={attached}",
            f"ll={masked[max(left - 2, 0)]}_{attached}",
            f"sf={word if word in KIND_WORDS or word in ORG_WORDS else word[-3:]}",
            f"ln={min(4, phrase.last - phrase.first)}{preposition}",
        ]
        height, is_mention = str(min(hanging.height, 2)), phrase.resolution is not None
        return _Phrase(slots(strings), preposition, own, attached, height, previous, is_mention)

    def _pair(
        self, trigger: Trigger, phrase: PlacePhrase, static: _Phrase, stem: str, before: str, after: str
    ) -> list[int]:
        offset = self._offset
        is_after = phrase.first >= trigger.first
        low, high = (trigger.last, phrase.first) if is_after else (phrase.last, trigger.first)
        between = self._masked[low - offset : high - offset] if low < high else []
        side = "A" if is_after else "B"
        gap = bisect_right(_GAPS, len(between))
        _, preposition, own, attached, height, previous, is_mention = static
        verbs = [w for w in between if w in _VERB_WORDS or w.endswith(_VERB_ENDS)]
        strings = [
            f"Ts={stem}{side}",
            f"Tg={stem}{side}{gap}",
            f"Tp={stem}{side}{preposition}",
            f"Th={stem}{side}{preposition}{height}",
            f"p={preposition}{side}",
            f"op={own}{side}{gap}",
            f"tn={after}{side}{preposition}",
            f"tp={before}{side}",
            f"h={height}{side}{preposition}",
            f"m={is_mention}{preposition}{side}",
            f"tv={after}{previous}{side}",
            f"ls={attached}{side}{gap}",
            f"lT={attached}{stem}{side}",
            f"cm={min(3, between.count(','))}{side}{preposition}",
            f"na={min(4, between.count(NAME_MASK))}{side}",
            f"v={side}{'_'.join(verbs[-2:])}",
        ]
        if len(between) <= SHORT_PATH:
            strings.append(f"bt={side}{' '.join(between)}")
        found = slots(strings)
        found.extend(map(_WORD_SLOTS[side].__getitem__, dict.fromkeys(between)))
        if len(between) <= LONG_PATH:
            found.extend(map(_PAIR_SLOTS[side].__getitem__, pairwise(between)))
        return found


def _masked(tokens: TokenizedText, sentence: Sentence) -> list[str]:
    """The sentence's words between two borders, names and numbers masked."""
    masked = ["^", *tokens.words[sentence.first : sentence.last], "$"]
    for index, surface in enumerate(tokens.surfaces[sentence.first : sentence.last], 1):
        first = surface[0]
        if first.isdigit():
            masked[index] = "#"
        elif first.isupper() and index > 1 and masked[index] not in KIND_WORDS and masked[index] not in ORG_WORDS:
            masked[index] = NAME_MASK
    return masked


def _stem(word: str) -> str:
    """A verb's or noun's stem, roughly."""
    for suffix in ("ing", "ed", "es", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
