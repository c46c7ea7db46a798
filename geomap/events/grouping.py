"""How the places of a sentence hang together: "in A, B and C", "A in B", "B's A", "the B town of A"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from geomap.events.dategrammar import MONTHS, WEEKDAYS
from geomap.events.phrases import KIND_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_list, word_set

PREPOSITIONS = word_list(
    "in at near on of from to into through around between outside inside over along across by with against for "
    "off toward about throughout within"
)
_PREPOSITIONS = frozenset(PREPOSITIONS)
_SAME = {"towards": "toward", "onto": "on", "nearby": "near", "via": "through", "surrounding": "around"}
SKIPPED = word_set(
    "the a an this that its his her their our northern southern eastern western central north south east west "
    "northeast northwest southeast southwest northeastern northwestern southeastern southwestern north-east "
    "north-west south-east south-west downtown suburban rural greater upper lower mainly predominantly strategic "
    "capital historic ancient old sunni shiite kurdish muslim christian volatile restive key coastal mountainous "
    "nearby walled besieged divided disputed own outskirts countryside remote small tiny neighboring neighbouring "
    "several many two three four five some other parts part whole entire once busy crowded populous "
    "central-western border war-torn troubled rebel-held government-held opposition-held regime-held isil-held "
    "isis-held impoverished provincial administrative industrial predominately holy main largest second-largest "
    "biggest city's country's embattled strife-torn local resort stronghold township townships positions flank "
    "major regional tribal flanks perimeter edge entrance axis sections half corner side"
)
"""Words between a preposition and the name it governs: "in the northern city of X"."""
PART_KINDS = word_set(
    "district districts neighborhood neighbourhood neighborhoods area areas quarter suburb suburbs section sector "
    "part parts countryside outskirts side corner edge flank region vicinity street road square airport hospital "
    "mosque university market station crossing checkpoint"
)
"""In "the A … of B" A is a part of B; after other kinds ("the A town of B") B lies in A."""
_COMPASS = word_set(
    "north south east west northeast northwest southeast southwest north-east north-west south-east south-west outside"
)
_QUOTES = frozenset({"'", "`", '"', "“", "”", "''", "``"})
_ARTICLES = frozenset({"the", "a", "an", "another"})
MAX_BETWEEN = 12
"""Tokens between two names that may still belong together."""


class Relation(Enum):
    """What stands between two neighboring phrases."""

    NONE = "none"
    LIST = "list"
    CONTAINED = "contained"
    """The first lies in, or near, the second."""
    CONTAINS = "contains"
    """The second lies in the first."""


@dataclass(slots=True, kw_only=True)
class Hanging:
    """How one phrase hangs in its sentence, whatever the trigger."""

    group: int
    """Phrases that hang together share it."""
    preposition: str = ""
    """The preposition that governs the group's first phrase, "" when none does."""
    own_preposition: str = ""
    distance: int = 0
    """Tokens from the preposition to the phrase."""
    height: int = 0
    """0: contains no other phrase; else one more than the highest that it contains."""
    list_index: int = 0
    list_size: int = 1
    children: list[int] = field(default_factory=list)


def hang(tokens: TokenizedText, sentence: Sentence, phrases: Sequence[PlacePhrase]) -> list[Hanging]:
    """Groups, containment and prepositions of a sentence's phrases, which are in the text's order."""
    hangings: list[Hanging] = []
    list_start = 0
    for index, phrase in enumerate(phrases):
        preposition, distance = _preposition(tokens, sentence, phrase)
        relation = _relation(tokens, phrases[index - 1], phrase) if index else Relation.NONE
        if relation is not Relation.LIST:
            list_start = index
        if relation is Relation.NONE:
            hangings.append(
                Hanging(group=index, preposition=preposition, own_preposition=preposition, distance=distance)
            )
            continue
        head = hangings[hangings[index - 1].group]
        hanging = Hanging(
            group=head.group, preposition=head.preposition, own_preposition=preposition, distance=distance
        )
        hangings.append(hanging)
        _attach(hangings, index, list_start, relation)
    _raise(hangings)
    return hangings


def _attach(hangings: list[Hanging], index: int, list_start: int, relation: Relation) -> None:
    previous = hangings[index - 1]
    if relation is Relation.LIST:
        size = index - list_start + 1
        for position in range(list_start, index + 1):
            hangings[position].list_size = size
            hangings[position].list_index = position - list_start
        if previous.own_preposition == "" or hangings[index].own_preposition:
            return
        hangings[index].preposition = previous.preposition
    elif relation is Relation.CONTAINED:
        first = index - previous.list_size
        hangings[index].children.extend(range(max(first, 0), index))
    else:
        previous.children.append(index)


def _raise(hangings: list[Hanging]) -> None:
    """Heights from the children; links only join neighbors, so a few passes settle them."""
    for _ in range(3):
        for hanging in hangings:
            if hanging.children:
                hanging.height = 1 + max(hangings[child].height for child in hanging.children)


def _preposition(tokens: TokenizedText, sentence: Sentence, phrase: PlacePhrase) -> tuple[str, int]:
    position = phrase.first - 1
    while position >= sentence.first and phrase.first - position <= 8:
        word = _SAME.get(tokens.words[position], tokens.words[position])
        before = tokens.words[position - 1] if position > sentence.first else ""
        if word == "of" and (before in SKIPPED or before in KIND_WORDS or before in _COMPASS):
            position -= 1
            continue
        if word in _PREPOSITIONS:
            return word, phrase.first - 1 - position
        if word not in SKIPPED and word not in KIND_WORDS and word != "'s":
            break
        position -= 1
    return "", 0


def governing_preposition(tokens: TokenizedText, sentence: Sentence, phrase: PlacePhrase) -> str:
    """The preposition before a phrase, over its article and kind of place; "" when none is."""
    return _preposition(tokens, sentence, phrase)[0]


def _relation(tokens: TokenizedText, first: PlacePhrase, second: PlacePhrase) -> Relation:
    between = _without_brackets(tokens.words[first.last : second.first])
    if len(between) > MAX_BETWEEN:
        return Relation.NONE
    if not between:
        return Relation.CONTAINED if _is_area(second) and not _is_area(first) else Relation.NONE
    core = [word for word in between if word not in SKIPPED and word not in KIND_WORDS and not _is_date(word)]
    kinds = [word for word in between if word in KIND_WORDS or word == "capital"]
    if between[0] == "'s":
        return Relation.CONTAINS if core in (["'s"], ["'s", "of"], ["'s", ","]) else Relation.NONE
    if len(core) > 1 and "of" in core and core[0] in {"and", ","}:
        core = [word for word in core if word != "of"]
    if core == [","]:
        return Relation.CONTAINS if between[-1] == "," and kinds else _comma(tokens, first, second)
    joined = " ".join(core)
    if joined in _LISTING:
        return Relation.LIST
    if joined in _INCLUDING or (not core and kinds):
        return Relation.CONTAINS
    if joined in _WITHIN and (first.resolution is not None or _is_governed(tokens, first)):
        return Relation.CONTAINED
    if core == ["of"]:
        return _of(tokens, first, second, between, kinds)
    if between[-1] == "of" and len(between) >= 2 and between[-2] in _COMPASS:
        return Relation.CONTAINED
    return Relation.NONE


def _is_date(word: str) -> bool:
    return word in MONTHS or word in WEEKDAYS or (word[0].isdigit() and len(word) <= 4)


_LISTING = frozenset(
    {
        "and",
        ", and",
        "or",
        "&",
        "/",
        "and in",
        ", and in",
        "and at",
        "and near",
        "as well as",
        ", as well as",
        "and on",
        "and around",
        "on and",
        "on , and",
        "on and in",
    }
)
_INCLUDING = frozenset({", including", "including", ", such as", ":", "; namely", "called", "named"})
_WITHIN = frozenset({"in", ", in", "near", "at", "inside", "within", "outside", "on", ", near", ", at", ", on"})


def _is_governed(tokens: TokenizedText, phrase: PlacePhrase) -> bool:
    """Whether an unknown name looks like a place: a preposition or a kind of place goes with it."""
    around = [*tokens.words[max(0, phrase.first - 3) : phrase.last], *tokens.words[phrase.last : phrase.last + 1]]
    return any(word in _PREPOSITIONS or word in KIND_WORDS for word in around)


def _of(
    tokens: TokenizedText, first: PlacePhrase, second: PlacePhrase, between: Sequence[str], kinds: Sequence[str]
) -> Relation:
    """ "the A town of B" against "A district of B": by the kind, the article and which is the greater place."""
    if not kinds or between[-1] != "of":
        return Relation.CONTAINED
    if "capital" in kinds:
        return Relation.CONTAINS
    if kinds[-1] in PART_KINDS:
        return Relation.CONTAINS if _prominence(first) > max(_prominence(second), _BIG) else Relation.CONTAINED
    return Relation.CONTAINS if _has_article(tokens, first) else Relation.CONTAINED


_BIG = 50_000
"""People in a place that itself has districts."""


def _prominence(phrase: PlacePhrase) -> int:
    resolution = phrase.resolution
    if resolution is None or resolution.chosen is None:
        return 0
    return resolution.chosen.place.population


def _has_article(tokens: TokenizedText, phrase: PlacePhrase) -> bool:
    """ "the Y town of X" has one, "in X town of Y" has none."""
    before = tokens.words[max(0, phrase.first - 3) : phrase.first]
    return not _ARTICLES.isdisjoint(before) or not before or before[-1] not in _PREPOSITIONS


def _without_brackets(words: Sequence[str]) -> list[str]:
    words = [word for word in words if word not in _QUOTES]
    if "(" not in words and "[" not in words:
        return words
    kept, depth = [], 0
    for word in words:
        depth += word in {"(", "["}
        if depth == 0:
            kept.append(word)
        depth = max(0, depth - (word in {")", "]"}))
    return kept


def _comma(tokens: TokenizedText, first: PlacePhrase, second: PlacePhrase) -> Relation:
    """ "Karrada, Baghdad" or the beginning of "Karrada, Mansour and Dora"."""
    if _is_area(second) and not _is_area(first):
        return Relation.CONTAINED
    after = tokens.words[second.last : second.last + 6]
    listed = "and" in after or "," in after or "or" in after
    return Relation.LIST if listed else Relation.CONTAINED


def _is_area(phrase: PlacePhrase) -> bool:
    resolution = phrase.resolution
    if resolution is None:
        return False
    place = (
        resolution.chosen.place
        if resolution.chosen
        else resolution.candidates[0].place
        if resolution.candidates
        else None
    )
    return place is not None and (place.feature_code.startswith(("PCL", "ADM1", "TERR", "CONT")))
