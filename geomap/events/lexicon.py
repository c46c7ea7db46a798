"""The trigger lexicon: two tables in data/ made into an index by first word.

A pattern is a sequence of words; each inflected form of its verb or noun becomes a pattern of its own, so that matching
compares words only. Conditions stand for the parts of speech that are not computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

GAP = "~"
GAP_TOKENS = 4
"""The most words that a gap in a pattern spans: "took (the two foreign) aid workers hostage"."""
NEAR_TOKENS = 12
"""How far on either side a word class counts as context."""
NEXT_TOKENS = 4
"""How far after or before a trigger its neighbors are looked at."""

IRREGULAR: dict[str, tuple[str, str, str, str, str]] = {
    verb.split("/")[0]: tuple(verb.split("/"))  # type: ignore[misc]
    for verb in (
        "strike/strikes/struck/striking/stricken",
        "stick/sticks/stuck/sticking/stuck",
        "shoot/shoots/shot/shooting/shot",
        "hit/hits/hit/hitting/hit",
        "blow/blows/blew/blowing/blown",
        "take/takes/took/taking/taken",
        "hold/holds/held/holding/held",
        "meet/meets/met/meeting/met",
        "send/sends/sent/sending/sent",
        "set/sets/set/setting/set",
        "go/goes/went/going/gone",
        "drive/drives/drove/driving/driven",
        "break/breaks/broke/breaking/broken",
        "lay/lays/laid/laying/laid",
        "leave/leaves/left/leaving/left",
        "make/makes/made/making/made",
        "pull/pulls/pulled/pulling/pulled",
        "beat/beats/beat/beating/beaten",
        "burn/burns/burned/burning/burnt",
        "throw/throws/threw/throwing/thrown",
        "stand/stands/stood/standing/stood",
        "put/puts/put/putting/put",
        "be/is/was/being/were",
        "plead/pleads/pleaded/pleading/pled",
        "hijack/hijacks/hijacked/hijacking/hijacked",
        "ransack/ransacks/ransacked/ransacking/ransacked",
        "attack/attacks/attacked/attacking/attacked",
        "launch/launches/launched/launching/launched",
        "abduct/abducts/abducted/abducting/abducted",
        "lob/lobs/lobbed/lobbing/lobbed",
        "drop/drops/dropped/dropping/dropped",
        "stab/stabs/stabbed/stabbing/stabbed",
        "nab/nabs/nabbed/nabbing/nabbed",
        "airdrop/airdrops/airdropped/airdropping/airdropped",
        "kidnap/kidnaps/kidnapped/kidnapping/kidnapped",
        "die/dies/died/dying/died",
        "travel/travels/traveled/traveling/travelled",
        "shut/shuts/shut/shutting/shut",
        "open/opens/opened/opening/opened",
        "agree/agrees/agreed/agreeing/agreed",
        "free/frees/freed/freeing/freed",
    )
}
"""English verbs whose forms the rule below does not give."""

FORMS = ("base", "third", "past", "ing", "participle")
"""Forms of a verb in a written paradigm; where base and past are one ("hit") the form is "either"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One alternative of needs or unless: words in a window around the trigger."""

    window: str
    """near, next, next1, prev or prev1."""
    words: frozenset[str]
    phrases: tuple[str, ...] = ()
    """Alternatives of several words."""

    def holds(self, words: list[str], first: int, last: int, bounds: tuple[int, int]) -> bool:
        """Whether a word of the condition stands in its window around tokens `first`..`last` of the sentence."""
        low, high = bounds
        if self.window == "near":
            seen = words[max(low, first - NEAR_TOKENS) : first] + words[last : min(high, last + NEAR_TOKENS)]
        elif self.window == "next":
            seen = words[last : min(high, last + NEXT_TOKENS)]
        elif self.window == "next1":
            seen = words[last : min(high, last + 1)]
        elif self.window == "prev":
            seen = words[max(low, first - NEXT_TOKENS) : first]
        else:
            seen = words[max(low, first - 1) : first]
        if not self.words.isdisjoint(seen):
            return True
        if not self.phrases:
            return False
        joined = f" {' '.join(seen)} "
        return any(phrase in joined for phrase in self.phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One inflected pattern of the lexicon."""

    kind: str
    """An event type's value, or a kind with "?" that the sentence's cues decide."""
    part: str
    """noun or verb."""
    form: str
    """base, third, past, ing, participle or either (base and past) of the verb; singular or plural of the noun."""
    words: tuple[str, ...]
    needs: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    second: str = ""
    """The word that must stand next, "" when there is none or a gap."""

    def match(self, words: Sequence[str], first: int, stop: int) -> int | None:
        """The token after the match of this pattern, None when it does not match; its first word stands at `first`."""
        position = first + 1
        if len(self.words) == 1:
            return position  # patterns are looked up by their first word
        gap = False
        for word in self.words[1:]:
            if word == GAP:
                gap = True
                continue
            limit = min(stop, position + GAP_TOKENS + 1) if gap else min(stop, position + 1)
            while position < limit and words[position] != word:
                if gap and words[position] in {".", ";", ":"}:
                    return None
                position += 1
            if position >= limit:
                return None
            position += 1
            gap = False
        return position


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Patterns by first word, and the word classes."""

    patterns: dict[str, tuple[Pattern, ...]]
    """Longest first, so that the first that fits is the most specific."""
    classes: dict[str, frozenset[str]]
    ends: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    """First word → the last words of its patterns, one of which must stand in the sentence; empty where the first word
    is enough.
    """

    def __post_init__(self) -> None:
        ends = {
            word: frozenset({p.words[-1] for p in found} if all(len(p.words) > 1 for p in found) else ())
            for word, found in self.patterns.items()
        }
        object.__setattr__(self, "ends", ends)


def inflect_verb(lemma: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, -ing form and participle of an English verb."""
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    if lemma.endswith("e"):
        stem = lemma[:-1]
        return lemma, f"{lemma}s", f"{lemma}d", f"{stem}ing", f"{lemma}d"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma, f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing", f"{lemma[:-1]}ied"
    third = f"{lemma}es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else f"{lemma}s"
    vowel_then_consonant = (
        len(lemma) <= 4 and lemma[-1] not in "aeiouwxy" and lemma[-2] in "aeiou" and lemma[-3] not in "aeiou"
    )
    stem = lemma + lemma[-1] if vowel_then_consonant else lemma
    return lemma, third, f"{stem}ed", f"{stem}ing", f"{stem}ed"


def inflect_noun(lemma: str) -> tuple[str, str]:
    """Singular and plural of an English noun (or of a phrase's last word)."""
    if lemma.endswith(("s", "x", "ch", "sh")):
        return lemma, f"{lemma}es"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma, f"{lemma[:-1]}ies"
    return lemma, f"{lemma}s"


def _rows(name: str) -> list[list[str]]:
    text = (files("geomap.events") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _conditions(cell: str, classes: dict[str, frozenset[str]]) -> tuple[Condition, ...]:
    """The alternatives of a cell, those of one window as one."""
    windows = {">1": "next1", "<1": "prev1", ">": "next", "<": "prev"}
    alternatives: defaultdict[str, list[str]] = defaultdict(list)
    for item in filter(None, (part.strip() for part in cell.split(";"))):
        if item.startswith("@"):
            alternatives["near"].extend(classes[item[1:]])
            continue
        mark = next(mark for mark in (">1", "<1", ">", "<") if item.startswith(mark + (" " if mark[-1] == "1" else "")))
        alternatives[windows[mark]].extend(word.strip() for word in item[len(mark) :].split("|"))
    return tuple(
        Condition(window=window, words=frozenset(words), phrases=tuple(f" {word} " for word in words if " " in word))
        for window, words in alternatives.items()
    )


def _verb_forms(pattern: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every inflected form of a verb pattern: (form, words)."""
    tokens = pattern.split()
    heads = [index for index, token in enumerate(tokens) if token.rstrip("*") != token or "/" in token]
    if not heads and len(tokens) == 1:
        heads = [0]
    if not heads:
        return [("base", words) for _, words in _noun_forms(pattern)]
    result: list[tuple[str, tuple[str, ...]]] = []
    paradigms = {}
    for index in heads:
        token = tokens[index]
        written = [part.rstrip("*") for part in token.split("/")]
        paradigms[index] = tuple(written) if len(written) == len(FORMS) else inflect_verb(written[0])
        if len(written) == 2:  # base and the one form that differs
            paradigms[index] = inflect_verb(written[0])
    for number, form in enumerate(FORMS):
        inflected = " ".join(paradigms[i][number] if i in paradigms else token for i, token in enumerate(tokens))
        ambiguous = form in {"base", "past"} and all(paradigm[0] == paradigm[2] for paradigm in paradigms.values())
        shown = "either" if ambiguous else form
        result.extend((shown, words) for _, words in _noun_forms(inflected, explicit=True))
    return list(dict.fromkeys(result))


def _noun_forms(pattern: str, *, explicit: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Singular and plural of a noun pattern; with `explicit` only words marked + inflect."""
    tokens = pattern.split()
    marked = [index for index, token in enumerate(tokens) if token.endswith("+")]
    if not marked and not explicit and GAP not in tokens:
        marked = [len(tokens) - 1]
    if not marked:
        return [("singular", tuple(tokens))]
    forms: list[tuple[str, tuple[str, ...]]] = []
    for number, form in enumerate(("singular", "plural")):
        words = " ".join(inflect_noun(t.rstrip("+"))[number] if i in marked else t for i, t in enumerate(tokens))
        forms.append((form, tuple(words.split())))
    return forms


def _inflected(part: str, pattern: str) -> list[tuple[str, tuple[str, ...]]]:
    if part == "verb" or "*" in pattern:
        return _verb_forms(pattern if "*" in pattern or "/" in pattern or " " in pattern else f"{pattern}*")
    return _noun_forms(pattern)


@cache
def load_lexicon() -> Lexicon:
    """The lexicon as shipped, read once a process."""
    classes: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _rows("classes.tsv")}
    patterns: dict[str, list[Pattern]] = {}
    for row in _rows("triggers.tsv"):
        kind, part, pattern, needs, unless = [*row, "", ""][:5]
        for form, words in _inflected(part, pattern):
            patterns.setdefault(words[0], []).append(
                Pattern(
                    kind=kind, part=part, form=form, words=words,
                    needs=_conditions(needs, classes), unless=_conditions(unless, classes),
                    second=words[1] if len(words) > 1 and words[1] != GAP else "",
                )
            )  # fmt: skip
    ordered = {
        word: tuple(sorted(found, key=lambda p: -sum(w != GAP for w in p.words))) for word, found in patterns.items()
    }
    return Lexicon(patterns=ordered, classes=classes)
