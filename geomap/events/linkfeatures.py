"""What speaks for and against an event having happened at a place that its sentence names, in numbers."""

from __future__ import annotations

from collections.abc import Sequence

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
FAR = 40.0
"""Tokens; greater distances are all the same."""

NAMES: tuple[str, ...] = (
    *word_list(
        "gap group_gap is_after between groups_between rank rank_side group_rank candidates groups after_count commas "
        "clauses verbs speech_between speech_near quotes kind_after kind_inside kind_before org_inside org_after "
        "possessive demonym person_before acronym length is_mention mention_score is_settlement is_country is_admin "
        "is_spot is_natural resolved follows_comma precedes_comma height is_leaf_of_group group_size list_size "
        "list_index sentence_start at_start direct_object group_direct_object passive trigger_noun trigger_ing "
        "comma_before_trigger trigger_locative_next preposition_distance lower_after between_and trigger_takes_place "
        "trigger_moves trigger_kills other_triggers word_count mentions own_preposition locatives_between "
        "locatives_after locatives_before is_locative clause_gap lead_place_after named_after"
    ),
    *(f"prep_{name}" for name in PREPOSITIONS),
    "prep_none",
)
"""The features, in the model's order."""
INDEX = {name: number for number, name in enumerate(NAMES)}

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
        self._triggers = trigger_tokens
        self.hangings = hang(tokens, sentence, phrases) if hangings is None else hangings
        self._groups: dict[int, list[int]] = {}
        for index, hanging in enumerate(self.hangings):
            self._groups.setdefault(hanging.group, []).append(index)
        self._mentions = min(MANY, float(sum(p.resolution is not None for p in phrases)))
        self._static = [self._own(index) for index in range(len(phrases))]

    def rows(self, trigger: Trigger) -> list[list[float]]:
        """The features of the trigger with each phrase, in the order of NAMES."""
        shared = {**self._of_trigger(trigger), **self._of_pairing(trigger)}
        gaps = [_gap(trigger, phrase) for phrase in self._phrases]
        group_gaps = {group: min(gaps[i] for i in members) for group, members in self._groups.items()}
        rows = []
        for index in range(len(self._phrases)):
            row = self._static[index].copy()
            for name, value in shared.items():
                row[INDEX[name]] = value
            for name, value in self._position(trigger, index, gaps, group_gaps).items():
                row[INDEX[name]] = value
            rows.append(row)
        return rows

    def _own(self, index: int) -> list[float]:
        tokens, phrase, hanging = self._tokens, self._phrases[index], self.hangings[index]
        words = tokens.words[phrase.first : phrase.last]
        before = tokens.words[max(self._sentence.first, phrase.first - 3) : phrase.first]
        after = tokens.words[phrase.last : min(self._sentence.last, phrase.last + 3)]
        surface = tokens.surfaces[phrase.first]
        group = self._groups[hanging.group]
        next_word = after[0] if after else ""
        features = {
            "kind_after": next_word in KIND_WORDS,
            "kind_inside": not KIND_WORDS.isdisjoint(words),
            "kind_before": not KIND_WORDS.isdisjoint(before),
            "org_inside": not ORG_WORDS.isdisjoint(words),
            "org_after": next_word in ORG_WORDS,
            "possessive": next_word == "'s",
            "demonym": words[-1].endswith(DEMONYM_ENDS),
            "person_before": any(w.rstrip(".") in PERSON_TITLES for w in before[-2:]),
            "acronym": surface.isupper() and len(surface) > 1,
            "length": min(len(words), 6),
            "follows_comma": before[-1:] == [","],
            "precedes_comma": next_word == ",",
            "height": hanging.height,
            "is_leaf_of_group": hanging.height == 0 and len(group) > 1,
            "group_size": min(MANY, len(group)),
            "list_size": min(MANY, hanging.list_size),
            "list_index": min(MANY, hanging.list_index),
            "sentence_start": phrase.first - self._sentence.first < 4,
            "at_start": phrase.first == self._sentence.first,
            "speech_near": not SPEECH.isdisjoint(before) or not SPEECH.isdisjoint(after),
            "preposition_distance": hanging.distance,
            "lower_after": next_word.isalpha() and tokens.surfaces[phrase.last][0].islower(),
            "own_preposition": bool(hanging.own_preposition),
            "is_locative": hanging.preposition in LOCATIVE,
            "mentions": self._mentions,
            f"prep_{hanging.preposition or 'none'}": True,
        }
        row = [0.0] * len(NAMES)
        for name, value in [*features.items(), *_mention_features(phrase).items()]:
            row[INDEX[name]] = float(value)
        return row

    def _of_trigger(self, trigger: Trigger) -> dict[str, float]:
        words, sentence = self._tokens.words, self._sentence
        stem = words[trigger.first]
        next_word = words[trigger.last] if trigger.last < len(words) else ""
        return {
            "passive": float(not BE.isdisjoint(words[max(sentence.first, trigger.first - 2) : trigger.first])),
            "trigger_noun": float(trigger.part == "noun"),
            "trigger_ing": float(stem.endswith("ing")),
            "comma_before_trigger": float(trigger.first > sentence.first and words[trigger.first - 1] == ","),
            "trigger_locative_next": float(next_word in _LOCATIVE_NEXT),
            "trigger_takes_place": float(stem.startswith(TAKES_PLACE)),
            "trigger_moves": float(stem.startswith(MOVES)),
            "trigger_kills": float(stem.startswith(KILLS)),
            "word_count": float(sentence.last - sentence.first),
        }

    def _of_pairing(self, trigger: Trigger) -> dict[str, float]:
        """What all phrases of the sentence together are to the trigger."""
        after = [phrase for phrase in self._phrases if phrase.first >= trigger.last]
        heads = [self._phrases[i] for i, h in enumerate(self.hangings) if h.group == i and h.preposition in LOCATIVE]
        lead = any(
            p.first - trigger.last <= 6 and all(_is_lead(w) for w in self._tokens.words[trigger.last : p.first])
            for p in after
        )
        return {
            "candidates": min(MANY, float(len(self._phrases))),
            "groups": min(MANY, float(len(self._groups))),
            "after_count": min(MANY, float(len(after))),
            "named_after": min(MANY, float(sum(p.resolution is not None for p in after))),
            "locatives_after": min(MANY, float(sum(p.first >= trigger.last for p in heads))),
            "locatives_before": min(MANY, float(sum(p.first < trigger.first for p in heads))),
            "lead_place_after": float(lead),
        }

    def _position(
        self, trigger: Trigger, index: int, gaps: Sequence[float], group_gaps: dict[int, float]
    ) -> dict[str, float]:
        """Where the phrase and its group stand to the trigger, among the others."""
        phrase, hanging, phrases = self._phrases[index], self.hangings[index], self._phrases
        is_after = phrase.first >= trigger.first
        low, high = (trigger.last, phrase.first) if is_after else (phrase.last, trigger.first)
        between = self._tokens.words[low:high] if low < high else []
        gap, group_gap = gaps[index], group_gaps[hanging.group]
        inner = [i for i, p in enumerate(phrases) if low <= p.first < high]
        inner_groups = {self.hangings[i].group for i in inner} - {hanging.group}
        near = phrases[min(self._groups[hanging.group], key=gaps.__getitem__)]
        lead = self._tokens.words[trigger.last : near.first] if near.first >= trigger.last else None
        own_side = [g for p, g in zip(phrases, gaps, strict=True) if (p.first >= trigger.first) == is_after]
        locatives = sum(self.hangings[i].group == i and self.hangings[i].preposition in LOCATIVE for i in inner)
        return {
            "gap": min(gap, FAR),
            "group_gap": min(group_gap, FAR),
            "is_after": float(is_after),
            "between": min(MANY, float(len(inner))),
            "groups_between": min(MANY, float(len(inner_groups))),
            "rank": min(MANY, float(sum(other < gap for other in gaps))),
            "rank_side": min(MANY, float(sum(other < gap for other in own_side))),
            "group_rank": min(MANY, float(sum(other < group_gap for other in group_gaps.values()))),
            "commas": min(MANY, float(between.count(","))),
            "clauses": min(MANY, float(sum(w in CLAUSE_WORDS for w in between))),
            "verbs": min(MANY, float(sum(w.endswith("ed") or w in BE for w in between))),
            "speech_between": float(not SPEECH.isdisjoint(between)),
            "quotes": float(not _QUOTES.isdisjoint(between)),
            "between_and": float("and" in between),
            "direct_object": float(is_after and all(_is_lead(w) for w in between)),
            "group_direct_object": float(lead is not None and all(_is_lead(w) for w in lead)),
            "locatives_between": min(MANY, float(locatives)),
            "clause_gap": min(FAR, float(_last_break(between) if is_after else len(between) - _first_break(between))),
            "other_triggers": min(MANY, float(sum(low <= t < high for t in self._triggers))),
        }


def _gap(trigger: Trigger, phrase: PlacePhrase) -> float:
    return float(phrase.first - trigger.last if phrase.first >= trigger.first else trigger.first - phrase.last)


def _is_lead(word: str) -> bool:
    return word in SKIPPED or word in KIND_WORDS or word == "of"


def _is_break(word: str) -> bool:
    return word in CLAUSE_WORDS or word in {",", ";", ":"}


def _last_break(between: Sequence[str]) -> float:
    """Tokens from the last clause border to the end."""
    for index in range(len(between) - 1, -1, -1):
        if _is_break(between[index]):
            return len(between) - index
    return FAR


def _first_break(between: Sequence[str]) -> int:
    """The token of the first clause border."""
    for index, word in enumerate(between):
        if _is_break(word):
            return index
    return len(between)


def _mention_features(phrase: PlacePhrase) -> dict[str, float]:
    resolution = phrase.resolution
    if resolution is None:
        return {}
    place = (
        resolution.chosen.place
        if resolution.chosen
        else resolution.candidates[0].place
        if resolution.candidates
        else None
    )
    code, kind = (place.feature_code, place.feature_class) if place else ("", "")
    return {
        "is_mention": 1.0,
        "mention_score": resolution.mention.score,
        "resolved": float(resolution.chosen is not None),
        "is_settlement": float(kind == "P"),
        "is_country": float(code.startswith("PCL")),
        "is_admin": float(kind == "A" and not code.startswith("PCL")),
        "is_spot": float(kind == "S"),
        "is_natural": float(kind in {"H", "T", "L", "U", "V"}),
    }
