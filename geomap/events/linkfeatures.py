"""What speaks for and against an event having happened at a place that its sentence names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from geomap.events.detection import Trigger
from geomap.events.grouping import PREPOSITIONS, SKIPPED, hang
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText

CLAUSE_WORDS = frozenset("who which that where when while after before as because since if although but whose whom".split())
SPEECH = frozenset("said says told according reported reports announced added saying tells spokesman source sources statement".split())
BE = frozenset("was were been being is are be".split())
PERSON_TITLES = frozenset(
    "mr mrs ms dr gen col lt maj sgt capt cpl president minister secretary spokesman spokeswoman chief leader commander general "
    "king prince sheikh ayatollah senator governor mayor ambassador envoy brig officer named identified".split()
)
DEMONYM_ENDS = ("ian", "ians", "ese", "ish", "iraqi", "iraqis", "afghans", "israelis", "pakistani", "pakistanis", "yemeni", "saudi",
                "kurdish", "arab", "arabs", "muslim", "muslims", "shiite", "sunni", "jews", "jewish", "-led", "-backed", "-held",
                "-controlled", "somali", "afghan", "african", "american", "americans", "german", "germans", "kurds", "serbs", "turks")  # fmt: skip
NAME_MASK = "N"
MANY = 6.0
"""Counts above are all the same."""

NAMES: tuple[str, ...] = (
    "gap", "group_gap", "is_after", "between", "groups_between", "rank", "rank_side", "group_rank", "candidates", "groups", "after_count",
    "commas", "clauses", "verbs", "speech_between", "speech_near", "quotes", "kind_after", "kind_inside", "kind_before",
    "org_inside", "org_after", "possessive", "demonym", "person_before", "acronym", "length", "is_mention", "mention_score",
    "is_settlement", "is_country", "is_admin", "is_spot", "is_natural", "resolved", "follows_comma", "precedes_comma",
    "height", "is_leaf_of_group", "group_size", "list_size", "list_index", "sentence_start", "at_start", "direct_object",
    "group_direct_object", "passive", "trigger_noun", "trigger_ing", "comma_before_trigger", "trigger_locative_next",
    "preposition_distance", "lower_after", "between_and", "trigger_takes_place", "trigger_moves", "trigger_kills", "other_triggers",
    "word_count", "mentions", "own_preposition", "locatives_between", "locatives_after", "locatives_before", "is_locative",
    "clause_gap", "lead_place_after", "named_after",
    *(f"prep_{name}" for name in PREPOSITIONS), "prep_none",
)  # fmt: skip
"""The features, in the model's order."""

LOCATIVE = frozenset("in at near on outside inside over around throughout along across through".split())
"""Prepositions that say where."""
TAKES_PLACE = tuple(
    "patrol captur enter storm shell target raid attack invad seiz bomb struck strik hit pound besieg occup overr liberat "
    "retak recaptur bombard visit tour reach left leav destroy burn raz torch evacuat".split()
)
"""Stems of verbs whose object is the place."""
MOVES = tuple("march advanc arriv enter deploy withdr flee fled travel mov sent return came went head".split())
KILLS = tuple("shot shoot kill murder execut behead stab wound injur assassin slay slain arrest detain abduct kidnap".split())
"""Stems of verbs whose object is a person."""


class SentenceFeatures:
    """The features of all pairs of a trigger and a place in one sentence."""

    def __init__(
        self, tokens: TokenizedText, sentence: Sentence, phrases: Sequence[PlacePhrase], trigger_tokens: Sequence[int]
    ) -> None:
        self._tokens = tokens
        self._sentence = sentence
        self._phrases = phrases
        self._triggers = trigger_tokens
        self.hangings = hang(tokens, sentence, phrases)
        self._groups: dict[int, list[int]] = {}
        for index, hanging in enumerate(self.hangings):
            self._groups.setdefault(hanging.group, []).append(index)
        self._mentions = min(MANY, float(sum(p.resolution is not None for p in phrases)))
        self._static = [self._own(index) for index in range(len(phrases))]

    def _own(self, index: int) -> dict[str, float]:
        tokens, phrase, hanging = self._tokens, self._phrases[index], self.hangings[index]
        words = tokens.words[phrase.first : phrase.last]
        before = tokens.words[max(self._sentence.first, phrase.first - 3) : phrase.first]
        after = tokens.words[phrase.last : min(self._sentence.last, phrase.last + 3)]
        surface = tokens.surfaces[phrase.first]
        group = self._groups[hanging.group]
        next_word = after[0] if after else ""
        features = {
            "kind_after": float(next_word in KIND_WORDS),
            "kind_inside": float(any(w in KIND_WORDS for w in words)),
            "kind_before": float(any(w in KIND_WORDS for w in before)),
            "org_inside": float(any(w in ORG_WORDS for w in words)),
            "org_after": float(next_word in ORG_WORDS),
            "possessive": float(next_word == "'s"),
            "demonym": float(words[-1].endswith(DEMONYM_ENDS)),
            "person_before": float(any(w.rstrip(".") in PERSON_TITLES for w in before[-2:])),
            "acronym": float(surface.isupper() and len(surface) > 1),
            "length": float(min(len(words), 6)),
            "follows_comma": float(before[-1:] == [","]),
            "precedes_comma": float(next_word == ","),
            "height": float(hanging.height),
            "is_leaf_of_group": float(hanging.height == 0 and len(group) > 1),
            "group_size": min(MANY, float(len(group))),
            "list_size": min(MANY, float(hanging.list_size)),
            "list_index": min(MANY, float(hanging.list_index)),
            "sentence_start": float(phrase.first - self._sentence.first < 4),
            "at_start": float(phrase.first == self._sentence.first),
            "speech_near": float(not SPEECH.isdisjoint(before) or not SPEECH.isdisjoint(after)),
            "preposition_distance": float(hanging.distance),
            "lower_after": float(next_word.isalpha() and tokens.surfaces[phrase.last][0].islower()),
            "own_preposition": float(bool(hanging.own_preposition)),
            "mentions": self._mentions,
        }
        features.update(_mention_features(phrase))
        features[f"prep_{hanging.preposition or 'none'}"] = 1.0
        return features

    def pair(self, trigger: Trigger, index: int) -> list[float]:
        """The features of a trigger with the phrase of that index, in the order of NAMES."""
        features = dict(self._static[index])
        features.update(self._position(trigger, index))
        features.update(self._of_trigger(trigger))
        return [features.get(name, 0.0) for name in NAMES]

    def _position(self, trigger: Trigger, index: int) -> dict[str, float]:
        """Where the phrase and its group stand to the trigger, among the others."""
        phrase, hanging = self._phrases[index], self.hangings[index]
        is_after = phrase.first >= trigger.first
        low, high = (trigger.last, phrase.first) if is_after else (phrase.last, trigger.first)
        between = self._tokens.words[low:high] if low < high else []
        gaps = [self._gap(trigger, p) for p in self._phrases]
        gap = gaps[index]
        group_gaps = {group: min(gaps[i] for i in members) for group, members in self._groups.items()}
        group_gap = group_gaps[hanging.group]
        nearest = min(self._groups[hanging.group], key=lambda i: gaps[i])
        near = self._phrases[nearest]
        places = [i for i, h in enumerate(self.hangings) if h.group == i and h.preposition in LOCATIVE]
        lead = self._tokens.words[trigger.last : near.first] if near.first >= trigger.last else None
        return {
            "gap": min(gap, 40.0),
            "group_gap": min(group_gap, 40.0),
            "is_after": float(is_after),
            "between": min(MANY, float(sum(low <= p.first < high for p in self._phrases))),
            "groups_between": min(MANY, float(len({self.hangings[i].group for i, p in enumerate(self._phrases) if low <= p.first < high} - {hanging.group}))),
            "rank": min(MANY, float(sum(other < gap for other in gaps))),
            "rank_side": min(MANY, float(sum((p.first >= trigger.first) == is_after and g < gap for p, g in zip(self._phrases, gaps, strict=True)))),
            "group_rank": min(MANY, float(sum(other < group_gap for other in group_gaps.values()))),
            "candidates": min(MANY, float(len(self._phrases))),
            "groups": min(MANY, float(len(self._groups))),
            "after_count": min(MANY, float(sum(p.first >= trigger.last for p in self._phrases))),
            "commas": min(MANY, float(between.count(","))),
            "clauses": min(MANY, float(sum(w in CLAUSE_WORDS for w in between))),
            "verbs": min(MANY, float(sum(w.endswith("ed") or w in BE for w in between))),
            "speech_between": float(not SPEECH.isdisjoint(between)),
            "quotes": float(any(w in {'"', "“", "”", "``", "''"} for w in between)),
            "between_and": float("and" in between),
            "direct_object": float(is_after and all(_is_lead(w) for w in between)),
            "group_direct_object": float(lead is not None and all(_is_lead(w) for w in lead)),
            "is_locative": float(hanging.preposition in LOCATIVE),
            "locatives_between": min(MANY, float(sum(low <= self._phrases[i].first < high for i in places if i != hanging.group))),
            "locatives_after": min(MANY, float(sum(self._phrases[i].first >= trigger.last for i in places))),
            "locatives_before": min(MANY, float(sum(self._phrases[i].first < trigger.first for i in places))),
            "clause_gap": min(40.0, float(_last_break(between) if is_after else len(between) - _first_break(between))),
            "lead_place_after": float(any(
                p.first >= trigger.last and p.first - trigger.last <= 6
                and all(_is_lead(w) for w in self._tokens.words[trigger.last : p.first]) for p in self._phrases)),
            "named_after": min(MANY, float(sum(p.first >= trigger.last and p.resolution is not None for p in self._phrases))),
            "other_triggers": min(MANY, float(sum(low <= t < high for t in self._triggers))),
        }

    def _of_trigger(self, trigger: Trigger) -> dict[str, float]:
        words, sentence = self._tokens.words, self._sentence
        stem = words[trigger.first]
        next_words = words[trigger.last : trigger.last + 1]
        return {
            "passive": float(not BE.isdisjoint(words[max(sentence.first, trigger.first - 2) : trigger.first])),
            "trigger_noun": float(trigger.part == "noun"),
            "trigger_ing": float(stem.endswith("ing")),
            "comma_before_trigger": float(trigger.first > sentence.first and words[trigger.first - 1] == ","),
            "trigger_locative_next": float(next_words in (["in"], ["at"], ["near"], ["on"], ["inside"], ["outside"])),
            "trigger_takes_place": float(stem.startswith(TAKES_PLACE)),
            "trigger_moves": float(stem.startswith(MOVES)),
            "trigger_kills": float(stem.startswith(KILLS)),
            "word_count": float(sentence.last - sentence.first),
        }

    def strings(self, trigger: Trigger, index: int) -> list[str]:
        """The same pair in words, for the hashed linear model. Names are masked, so that no place is learnt by heart."""
        tokens, sentence, phrase, hanging = self._tokens, self._sentence, self._phrases[index], self.hangings[index]
        masked, offset = self._masked, sentence.first
        is_after = phrase.first >= trigger.first
        low, high = (trigger.last, phrase.first) if is_after else (phrase.last, trigger.first)
        between = masked[low - offset + 1 : high - offset + 1] if low < high else []
        side = "A" if is_after else "B"
        stem = _stem(tokens.words[trigger.first])
        gap = _gap_class(len(between))
        preposition, own, height = hanging.preposition or "-", hanging.own_preposition or "-", str(min(hanging.height, 2))
        left = phrase.first - hanging.distance - offset if hanging.own_preposition else phrase.first - offset + 1
        attached, before_attached = masked[max(left - 1, 0)], masked[max(left - 2, 0)]
        previous, following = masked[phrase.first - offset], masked[phrase.last - offset + 1]
        trigger_next, trigger_before = masked[trigger.last - offset + 1], masked[trigger.first - offset]
        last_word = tokens.words[phrase.last - 1]
        commas = min(3, between.count(","))
        found = [
            f"T={stem}", f"Ts={stem}{side}", f"Tg={stem}{side}{gap}", f"Tp={stem}{side}{preposition}",
            f"Th={stem}{side}{preposition}{height}", f"p={preposition}{side}", f"op={own}{side}{gap}", f"pv={previous}",
            f"pp={masked[max(phrase.first - offset - 1, 0)]}_{previous}", f"nx={following}",
            f"nn={following}_{masked[min(phrase.last - offset + 2, len(masked) - 1)]}", f"tn={trigger_next}{side}{preposition}",
            f"tp={trigger_before}{side}", f"tt={trigger_before}{stem}{trigger_next}", f"h={height}{side}{preposition}",
            f"m={phrase.resolution is not None}{preposition}{side}", f"tv={trigger_next}{previous}{side}", f"lp={attached}{own}",
            f"ls={attached}{own}{side}{gap}", f"ll={before_attached}_{attached}{own}", f"lT={attached}{own}{stem}{side}",
            f"sf={last_word if last_word in KIND_WORDS or last_word in ORG_WORDS else last_word[-3:]}",
            f"ln={min(4, phrase.last - phrase.first)}{preposition}", f"cm={commas}{side}{preposition}",
            f"na={min(4, between.count(NAME_MASK))}{side}",
        ]  # fmt: skip
        verbs = [w for w in between if w in BE or w in CLAUSE_WORDS or w.endswith(("ed", "ing"))]
        found.append(f"v={side}{'_'.join(verbs[-2:])}")
        if len(between) <= 4:
            found.append(f"bt={side}{' '.join(between)}")
        found.extend(f"b={side}{word}" for word in set(between))
        if len(between) <= 14:
            found.extend(f"bb={side}{a}_{b}" for a, b in pairwise(between))
        return found

    @cached_property
    def _masked(self) -> list[str]:
        """The sentence's words between two borders, names and numbers masked."""
        tokens, sentence = self._tokens, self._sentence
        masked = ["^"]
        for position in range(sentence.first, sentence.last):
            word, first = tokens.words[position], tokens.surfaces[position][0]
            if first.isdigit():
                word = "#"
            elif first.isupper() and position > sentence.first and word not in KIND_WORDS and word not in ORG_WORDS:
                word = NAME_MASK
            masked.append(word)
        masked.append("$")
        return masked

    @staticmethod
    def _gap(trigger: Trigger, phrase: PlacePhrase) -> float:
        return float(phrase.first - trigger.last if phrase.first >= trigger.first else trigger.first - phrase.last)


def _last_break(between: Sequence[str]) -> int:
    """Tokens from the last clause border to the end."""
    for index in range(len(between) - 1, -1, -1):
        if between[index] in CLAUSE_WORDS or between[index] in {",", ";", ":"}:
            return len(between) - index
    return 40


def _first_break(between: Sequence[str]) -> int:
    """The token of the first clause border."""
    for index, word in enumerate(between):
        if word in CLAUSE_WORDS or word in {",", ";", ":"}:
            return index
    return len(between)


def _stem(word: str) -> str:
    """A verb's or noun's stem, roughly."""
    for suffix in ("ing", "ed", "es", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _gap_class(tokens_between: int) -> str:
    return "0" if tokens_between == 0 else "1" if tokens_between < 3 else "2" if tokens_between < 6 else "3" if tokens_between < 12 else "4"


def _is_lead(word: str) -> bool:
    return word in SKIPPED or word in KIND_WORDS or word == "of"


def _mention_features(phrase: PlacePhrase) -> dict[str, float]:
    resolution = phrase.resolution
    if resolution is None:
        return {}
    place = resolution.chosen.place if resolution.chosen else resolution.candidates[0].place if resolution.candidates else None
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
