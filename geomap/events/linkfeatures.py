"""What speaks for and against an event having happened at a place that its sentence names, in numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from geomap.events.detection import Trigger
from geomap.events.grouping import PREPOSITIONS, SKIPPED, Hanging, hang
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_list, word_set

CLAUSE_WORDS = word_set("who which that where when while after before as because since if although but whose whom")
SPEECH = word_set(
    "said says told according reported reports announced added saying tells spokesman source sources statement"
)
BE = word_set("was were been being is are be")
PERSON_TITLES = word_set(
    "mr mrs ms dr gen col lt maj sgt capt cpl president minister secretary spokesman spokeswoman chief leader "
    "commander general king prince sheikh ayatollah senator governor mayor ambassador envoy brig officer named "
    "identified"
)
DEMONYM_ENDS = word_list(
    "ian ians ese ish iraqi iraqis afghans israelis pakistani pakistanis yemeni saudi kurdish arab arabs muslim "
    "muslims shiite sunni jews jewish -led -backed -held -controlled somali afghan african american americans "
    "german germans kurds serbs turks"
)
"""Endings of adjectives and names of people that are no place."""
MANY = 6.0
"""Counts above are all the same."""
FAR = 40
"""Tokens; greater distances are all the same."""

_OWN = word_list(
    "kind_after kind_inside kind_before org_inside org_after possessive demonym person_before acronym length "
    "follows_comma precedes_comma height is_leaf_of_group group_size list_size list_index sentence_start at_start "
    "speech_near preposition_distance lower_after own_preposition is_locative mentions is_mention mention_score "
    "resolved is_settlement is_country is_admin is_spot is_natural"
)
"""Of a phrase, whatever the trigger."""
_PREPOSITIONS = (*(f"prep_{name}" for name in PREPOSITIONS), "prep_none")
_TRIGGER = word_list(
    "passive trigger_noun trigger_ing comma_before_trigger trigger_locative_next trigger_takes_place trigger_moves "
    "trigger_kills word_count candidates groups after_count named_after locatives_after locatives_before "
    "lead_place_after"
)
"""Of a trigger, and of all phrases together to it."""
_PAIR = word_list(
    "gap group_gap is_after between groups_between rank rank_side group_rank commas clauses verbs speech_between "
    "quotes between_and direct_object group_direct_object locatives_between clause_gap other_triggers"
)
"""Where a phrase and its group stand to the trigger, among the others."""
NAMES: tuple[str, ...] = (*_OWN, *_PREPOSITIONS, *_TRIGGER, *_PAIR)
"""The features, in the model's order."""
_COUNTS = word_set(
    "length group_size list_size list_index mentions candidates groups after_count named_after locatives_after "
    "locatives_before between groups_between rank rank_side group_rank commas clauses verbs locatives_between "
    "other_triggers"
)
_DISTANCES = word_set("gap group_gap clause_gap")
_AT_MOST = np.array(
    [MANY if name in _COUNTS else FAR if name in _DISTANCES else np.inf for name in NAMES], dtype=np.float32
)
_PREPOSITION_ROWS = {name: array("f", (other == name for other in (*PREPOSITIONS, ""))) for name in (*PREPOSITIONS, "")}
"""Preposition → the features of `_PREPOSITIONS`: one of them is 1."""


def as_table(rows: array[float]) -> NDArray[np.float32]:
    """Rows that stand one after the other as a table [row, feature] with a free column at the end."""
    table = np.empty((len(rows) // len(NAMES), len(NAMES) + 1), dtype=np.float32)
    np.minimum(np.frombuffer(rows, dtype=np.float32).reshape(len(table), -1), _AT_MOST, out=table[:, :-1])
    return table


LOCATIVE = word_set("in at near on outside inside over around throughout along across through")
"""Prepositions that say where."""
TAKES_PLACE = word_list(
    "patrol captur enter storm shell target raid attack invad seiz bomb struck strik hit pound besieg occup overr "
    "liberat retak recaptur bombard visit tour reach left leav destroy burn raz torch evacuat"
)
"""Stems of verbs whose object is the place."""
MOVES = word_list("march advanc arriv enter deploy withdr flee fled travel mov sent return came went head")
KILLS = word_list(
    "shot shoot kill murder execut behead stab wound injur assassin slay slain arrest detain abduct kidnap"
)
"""Stems of verbs whose object is a person."""
_QUOTES = frozenset({'"', "“", "”", "``", "''"})
LEAD = SKIPPED | KIND_WORDS | {"of"}
"""Words that may stand between a verb and the place that is its object."""
_BREAKS = CLAUSE_WORDS | {",", ";", ":"}
_LOCATIVE_NEXT = word_set("in at near on inside outside")


class SentenceFeatures:
    """The features of all pairs of a trigger and a place in one sentence."""

    def __init__(
        self,
        tokens: TokenizedText,
        sentence: Sentence,
        phrases: Sequence[PlacePhrase],
        trigger_tokens: Sequence[int],
        *,
        hangings: Sequence[Hanging] | None = None,
    ) -> None:
        self._tokens = tokens
        self._sentence = sentence
        self._phrases = phrases
        self._triggers = sorted(trigger_tokens)
        self.hangings = hang(tokens, sentence, phrases) if hangings is None else hangings
        self._groups: dict[int, list[int]] = {}
        for index, hanging in enumerate(self.hangings):
            self._groups.setdefault(hanging.group, []).append(index)
        self._between = Between(tokens.words, sentence)
        self._firsts = [phrase.first for phrase in phrases]
        self._named = _sums([phrase.resolution is not None for phrase in phrases])
        self._locative = _sums(
            [h.group == index and h.preposition in LOCATIVE for index, h in enumerate(self.hangings)]
        )
        self._static = [self._own(index) for index in range(len(phrases))]

    def rows(self, trigger: Trigger) -> array[float]:
        """The features of the trigger with each phrase in the order of NAMES, one row after the other."""
        shared = array("f", self._of_trigger(trigger) + self._of_pairing(trigger))
        pairing = _Pairing(trigger, self._phrases, self._groups)
        direct = {group: self._is_direct(trigger, self._phrases[near]) for group, near in pairing.nearest.items()}
        rows = array("f")
        for index, static in enumerate(self._static):
            rows += static
            rows += shared
            rows.extend(self._position(trigger, index, pairing, direct))
        return rows

    def _own(self, index: int) -> array[float]:
        tokens, phrase, hanging = self._tokens, self._phrases[index], self.hangings[index]
        words = tokens.words[phrase.first : phrase.last]
        before = tokens.words[max(self._sentence.first, phrase.first - 3) : phrase.first]
        after = tokens.words[phrase.last : min(self._sentence.last, phrase.last + 3)]
        surface = tokens.surfaces[phrase.first]
        group = self._groups[hanging.group]
        next_word = after[0] if after else ""
        row = array(
            "f",
            (
                next_word in KIND_WORDS,
                not KIND_WORDS.isdisjoint(words),
                not KIND_WORDS.isdisjoint(before),
                not ORG_WORDS.isdisjoint(words),
                next_word in ORG_WORDS,
                next_word == "'s",
                words[-1].endswith(DEMONYM_ENDS),
                not PERSON_TITLES.isdisjoint([word.rstrip(".") for word in before[-2:]]),
                surface.isupper() and len(surface) > 1,
                len(words),
                before[-1:] == [","],
                next_word == ",",
                hanging.height,
                hanging.height == 0 and len(group) > 1,
                len(group),
                hanging.list_size,
                hanging.list_index,
                phrase.first - self._sentence.first < 4,
                phrase.first == self._sentence.first,
                not SPEECH.isdisjoint(before) or not SPEECH.isdisjoint(after),
                hanging.distance,
                next_word.isalpha() and tokens.surfaces[phrase.last][0].islower(),
                bool(hanging.own_preposition),
                hanging.preposition in LOCATIVE,
                self._named[-1],
                *_mention_features(phrase),
            ),
        )
        row += _PREPOSITION_ROWS[hanging.preposition]
        return row

    def _of_trigger(self, trigger: Trigger) -> tuple[float, ...]:
        words, sentence = self._tokens.words, self._sentence
        stem = words[trigger.first]
        next_word = words[trigger.last] if trigger.last < len(words) else ""
        return (
            not BE.isdisjoint(words[max(sentence.first, trigger.first - 2) : trigger.first]),
            trigger.part == "noun",
            stem.endswith("ing"),
            trigger.first > sentence.first and words[trigger.first - 1] == ",",
            next_word in _LOCATIVE_NEXT,
            stem.startswith(TAKES_PLACE),
            stem.startswith(MOVES),
            stem.startswith(KILLS),
            sentence.last - sentence.first,
        )

    def _of_pairing(self, trigger: Trigger) -> tuple[float, ...]:
        """What all phrases of the sentence together are to the trigger."""
        count = len(self._phrases)
        after = bisect_left(self._firsts, trigger.last)
        before = bisect_left(self._firsts, trigger.first)
        # If any phrase behind stands right there, the nearest does.
        is_near = after < count and self._firsts[after] - trigger.last <= LEAD_TOKENS
        return (
            count,
            len(self._groups),
            count - after,
            self._named[-1] - self._named[after],
            self._locative[-1] - self._locative[after],
            self._locative[before],
            is_near and self._between.is_lead(trigger.last, self._firsts[after]),
        )

    def _is_direct(self, trigger: Trigger, phrase: PlacePhrase) -> bool:
        """Whether nothing but a noun phrase's words stands between the trigger and a phrase after it."""
        return phrase.first >= trigger.last and self._between.is_lead(trigger.last, phrase.first)

    def _position(
        self, trigger: Trigger, index: int, pairing: _Pairing, direct: Mapping[int, bool]
    ) -> tuple[float, ...]:
        """Where the phrase and its group stand to the trigger, among the others."""
        phrase, group, gap = self._phrases[index], self.hangings[index].group, pairing.gaps[index]
        is_after = phrase.first >= trigger.first
        low, high = (trigger.last, phrase.first) if is_after else (phrase.last, trigger.first)
        inner = bisect_left(self._firsts, low)
        stop = max(inner, bisect_left(self._firsts, high))
        between, count, group_gap = self._between, self._between.count, pairing.group_gaps[group]
        return (
            gap,
            group_gap,
            is_after,
            stop - inner,
            len({hanging.group for hanging in self.hangings[inner:stop]} - {group}),
            bisect_left(pairing.ranked, gap),
            bisect_left(pairing.ranked_after if is_after else pairing.ranked_before, gap),
            bisect_left(pairing.ranked_groups, group_gap),
            count(between.commas, low, high),
            count(between.clauses, low, high),
            count(between.verbs, low, high),
            count(between.speech, low, high) > 0,
            count(between.quotes, low, high) > 0,
            count(between.ands, low, high) > 0,
            is_after and between.is_lead(low, high),
            direct[group],
            self._locative[stop] - self._locative[inner],
            between.from_last_break(low, high) if is_after else between.from_first_break(low, high),
            count(self._triggers, low, high),
        )


LEAD_TOKENS = 6
"""How far behind a trigger its object's name may stand."""


def _sums(flags: Iterable[bool]) -> list[int]:
    """Running counts: entry i counts the true ones before i."""
    return list(accumulate(flags, initial=0))


_KINDS = {
    word: tuple(
        number
        for number, kind in enumerate(
            (frozenset({","}), CLAUSE_WORDS, BE, SPEECH, _QUOTES, frozenset({"and"}), _BREAKS)
        )
        if word in kind or (kind is BE and word.endswith("ed"))
    )
    for word in {",", "and"} | CLAUSE_WORDS | BE | SPEECH | _QUOTES | _BREAKS
}
"""Word → which of the lists of `Between` its tokens stand in."""


class Between:
    """What stands between two tokens of a sentence: the tokens of each kind, found once for all pairs of them."""

    def __init__(self, words: Sequence[str], sentence: Sentence) -> None:
        self._words = words
        lists: list[list[int]] = [[] for _ in range(7)]
        self.commas, self.clauses, self.verbs, self.speech, self.quotes, self.ands, self._breaks = lists
        for token, word in enumerate(words[sentence.first : sentence.last], sentence.first):
            if word in _KINDS:
                for number in _KINDS[word]:
                    lists[number].append(token)
            elif word.endswith("ed"):
                self.verbs.append(token)

    def count(self, kind: list[int], low: int, high: int) -> int:
        """How many of a kind stand at tokens `low`..`high` (half-open)."""
        return bisect_left(kind, high) - bisect_left(kind, low) if kind and low < high else 0

    def is_lead(self, low: int, high: int) -> bool:
        """Whether all words there may stand between a verb and the place that is its object."""
        return LEAD.issuperset(self._words[low:high])

    def from_last_break(self, low: int, high: int) -> int:
        """Tokens from the last clause border to the end."""
        at = bisect_left(self._breaks, high) - 1
        return high - self._breaks[at] if at >= 0 and self._breaks[at] >= low else FAR

    def from_first_break(self, low: int, high: int) -> int:
        """Tokens from the first clause border to the end."""
        at = bisect_left(self._breaks, low)
        return max(0, high - self._breaks[at]) if at < len(self._breaks) else 0


class _Pairing:
    """The distances of a sentence's phrases from one trigger, ranked."""

    def __init__(self, trigger: Trigger, phrases: Sequence[PlacePhrase], groups: Mapping[int, Sequence[int]]) -> None:
        before = [trigger.first - phrase.last for phrase in phrases if phrase.first < trigger.first]
        after = [phrase.first - trigger.last for phrase in phrases[len(before) :]]
        self.gaps = gaps = before + after
        self.nearest = {
            group: min(members, key=gaps.__getitem__) if len(members) > 1 else members[0]
            for group, members in groups.items()
        }
        """Group → the phrase nearest to the trigger."""
        self.group_gaps = {group: gaps[near] for group, near in self.nearest.items()}
        self.ranked = sorted(gaps)
        self.ranked_after = sorted(after)
        self.ranked_before = sorted(before)
        self.ranked_groups = sorted(self.group_gaps.values())


def _mention_features(phrase: PlacePhrase) -> tuple[float, ...]:
    resolution = phrase.resolution
    if resolution is None:
        return (0.0,) * 8
    place = (
        resolution.chosen.place
        if resolution.chosen
        else resolution.candidates[0].place
        if resolution.candidates
        else None
    )
    code, kind = (place.feature_code, place.feature_class) if place else ("", "")
    is_country = code.startswith("PCL")
    return (
        1.0,
        resolution.mention.score,
        resolution.chosen is not None,
        kind == "P",
        is_country,
        kind == "A" and not is_country,
        kind == "S",
        kind in {"H", "T", "L", "U", "V"},
    )
