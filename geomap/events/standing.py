"""How each mention of a document stands in its sentence: said to be where something is, or only naming somebody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from geomap.events.aims import AFTER_PLACE, TIME_WORDS
from geomap.events.bearers import STREETS, authority, is_adjective, is_home
from geomap.events.grouping import governing_preposition
from geomap.events.heads import Head
from geomap.events.linkfeatures import LOCATIVE
from geomap.events.locations import event_place
from geomap.events.phrases import KIND_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.visits import TOPIC
from geomap.records import EventPlace, Place, Role

SITE = frozenset({"in", "at", "near", "outside", "inside"})
"""Prepositions that say where something is."""
WHERE = (LOCATIVE - {"over"}) | {"into", "to", "toward", "between", "from"}
"""Prepositions that say where something is, or moves."""
TOPIC_TOKENS = 8
"""How far before a name the word stands that makes it a topic: "the situation in Aleppo and across Syria"."""
NAME_TOKENS = 3
"""Within so many words behind a place the kind of place ends that is named after it."""
_COUNTRIES = ("PCL", "TERR", "CONT")
_WIDE = ("ADM1", "RGN", "AREA", "OCN", "SEA", "GULF", *_COUNTRIES)
_TOPIC = TOPIC - {"over"}  # "pulled over in X"
_AFTER = AFTER_PLACE | TIME_WORDS


class Standing:
    """A resolved or unresolved mention in its sentence; what is not asked is not worked out."""

    def __init__(self, phrase: PlacePhrase, tokens: TokenizedText, sentence: Sentence) -> None:
        self.phrase = phrase
        self.start = tokens.starts[phrase.first]
        self.sentence = sentence
        self._tokens = tokens
        resolution = phrase.resolution
        chosen = resolution.chosen if resolution is not None else None
        self.place: Place | None = chosen.place if chosen is not None else None

    @cached_property
    def preposition(self) -> str:
        """The preposition that governs it, "" when none does."""
        return governing_preposition(self._tokens, self.sentence, self.phrase)

    @cached_property
    def is_home(self) -> bool:
        """Whether it is somebody's home."""
        return is_home(self.phrase, self._tokens, self.sentence)

    @cached_property
    def is_adjective(self) -> bool:
        """Whether it says who somebody is: "an X man"."""
        return is_adjective(self.phrase, self._tokens, self.sentence)

    @cached_property
    def authority(self) -> str:
        """The kind of the authority that is named after it, "" when none is."""
        return authority(self.phrase, self._tokens, self.sentence)

    @property
    def is_in_name(self) -> bool:
        """Whether a name goes on behind it that is neither a place nor an authority in it: "X Urban League"."""
        after = self.phrase.last
        goes_on = after < self.sentence.last and self._tokens.surfaces[after][0].isupper()
        is_kind = not KIND_WORDS.isdisjoint(self._tokens.words[after : after + NAME_TOKENS])
        return goes_on and not is_kind and not self.authority

    @property
    def is_part(self) -> bool:
        """Whether a part of it is named: "the heart of X"."""
        return "of" in self._tokens.words[max(self.sentence.first, self.phrase.first - 2) : self.phrase.first]

    @cached_property
    def says_where(self) -> bool:
        """Whether something is said to be there, or to move there, that is not only talked of."""
        return self.preposition in WHERE and not self.is_home and not self._is_topic

    @property
    def _is_topic(self) -> bool:
        before = self._tokens.words[max(self.sentence.first, self.phrase.first - TOPIC_TOKENS) : self.phrase.first]
        return not _TOPIC.isdisjoint(before)

    @property
    def is_country(self) -> bool:
        """Whether it is a country or a continent."""
        return self.place is not None and self.place.feature_code.startswith(_COUNTRIES)

    @property
    def is_province(self) -> bool:
        """Whether it is a first-order division."""
        return self.place is not None and self.place.feature_code == "ADM1"

    @property
    def is_street(self) -> bool:
        """Whether it is a street: the gazetteer's place of that name is seldom meant."""
        return self._tokens.words[self.phrase.last - 1].rstrip(".") in STREETS

    @property
    def is_local(self) -> bool:
        """Whether it is a known place below province level."""
        return self.place is not None and not self.place.feature_code.startswith(_WIDE) and not self.is_street

    @property
    def acts(self) -> bool:
        """Whether the name stands for who acts: "US aircraft", "the UK Government"."""
        after = self.phrase.last
        if after >= self.sentence.last or not self._tokens.surfaces[after][0].isalpha():
            return False
        return self._tokens.surfaces[after][0].isupper() or self._tokens.words[after] not in _AFTER

    @property
    def names_itself(self) -> bool:
        """Whether the name stands for the place: not for who acts, whose home it is or what is theirs."""
        after = self.phrase.last
        if after < self.sentence.last and self._tokens.words[after][0].isdigit():  # "U.S. 27A"
            return False
        owns = after < self.sentence.last and self._tokens.words[after] == "'s" and not self.is_country
        return not (self.acts or self.is_home or owns)

    @cached_property
    def event_place(self) -> EventPlace:
        """It as a place that an event inherits, with full confidence."""
        return self.inherited(1.0)

    def inherited(self, factor: float) -> EventPlace:
        """It as a place that an event inherits."""
        assert self.phrase.resolution is not None
        return event_place(
            self.phrase.resolution, role=Role.HAPPENED, words_before=(), words_after=(), inherited=True,
            confidence=factor,
        )  # fmt: skip


class Standings:
    """The mentions of a document by sentence, dateline apart."""

    def __init__(
        self, tokens: TokenizedText, mentions: Sequence[PlacePhrase], head: Head, peoples: Sequence[str] = ()
    ) -> None:
        self._tokens = tokens
        self.head = head
        self.peoples = peoples
        """Country codes of the peoples that are named, once each time: "Algerian", "Algerians"."""
        self.of_talk: frozenset[int | None] = frozenset()
        """Where the mentions begin at which somebody talked: set once the events have their own places."""
        self.dateline: Standing | None = None
        """The place of the dateline, None when there is none."""
        self._mentions = mentions
        self._firsts = [phrase.first for phrase in mentions]
        self._standings: dict[int, list[Standing]] = {}
        self._bearers: dict[int, bool] = {}
        for phrase in mentions:
            start = tokens.starts[phrase.first]
            if start >= head.dateline_end:
                break
            sentence = tokens.sentence_at(start)
            if start >= head.title_end and phrase.resolution is not None and sentence is not None:
                self.dateline = Standing(phrase, tokens, sentence)
                break

    def mentions_of(self, sentence: Sentence) -> Sequence[PlacePhrase]:
        """All mentions of a sentence, in the text's order."""
        low = bisect_left(self._firsts, sentence.first)
        return self._mentions[low : bisect_left(self._firsts, sentence.last, low)]

    def of(self, sentence: int) -> Sequence[Standing]:
        """How those stand that the recognizer took for places in a sentence, by its index; the dateline's left out."""
        found = self._standings.get(sentence)
        if found is None:
            within = self._tokens.sentences[sentence]
            found = self._standings[sentence] = [
                Standing(phrase, self._tokens, within)
                for phrase in self.mentions_of(within)
                if phrase.resolution is not None and not self._is_in_dateline(phrase)
            ]
        return found

    def _is_in_dateline(self, phrase: PlacePhrase) -> bool:
        return self.head.title_end <= self._tokens.starts[phrase.first] < self.head.dateline_end

    def __iter__(self) -> Iterator[Standing]:
        """All of them, in the text's order."""
        stop = -1
        for phrase in self._mentions:
            if phrase.first < stop:
                continue
            sentence = self._tokens.sentence_at(self._tokens.starts[phrase.first])
            if sentence is not None:
                stop = sentence.last
                yield from self.of(sentence.index)

    def is_bearer(self, phrase: PlacePhrase, sentence: Sentence) -> bool:
        """Whether a place is somebody's home, or goes with who somebody is and is named for nothing else."""
        known = self._bearers.get(phrase.first)
        if known is None:
            known = self._bearers[phrase.first] = self._is_bearer(phrase, sentence)
        return known

    def _is_bearer(self, phrase: PlacePhrase, sentence: Sentence) -> bool:
        if is_home(phrase, self._tokens, sentence):
            return True
        return is_adjective(phrase, self._tokens, sentence) and _key(phrase) not in self._named

    def times_named(self, standing: Standing) -> int:
        """How often its place is named in the document."""
        return sum(other.place == standing.place for other in self)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The places that are named for themselves, or for their authorities."""
        named = frozenset(_key(s.phrase) for s in self if not (s.is_adjective or s.is_home or s.is_in_name))
        return named | {_key(self.dateline.phrase)} if self.dateline else named


def _key(phrase: PlacePhrase) -> str:
    """What two mentions of one place have in common."""
    resolution = phrase.resolution
    if resolution is None:
        return ""
    return resolution.chosen.place.place_id if resolution.chosen is not None else resolution.mention.surface
