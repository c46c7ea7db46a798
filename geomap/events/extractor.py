"""One document and its resolutions to events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.events.asking import ask
from geomap.events.building import build_event
from geomap.events.coreference import merge_in_document, merge_in_sentences, settle_types
from geomap.events.drafts import Draft
from geomap.events.heads import read_head
from geomap.events.inheriting import Inheritance
from geomap.events.lexicon import Lexicon, load_lexicon
from geomap.events.linkfeatures import LOCATIVE
from geomap.events.linking import Link, LinkRequest, link_all
from geomap.events.linkmodel import LinkModel, shipped_model
from geomap.events.phrases import KIND_WORDS, PlacePhrase, mention_phrases, name_phrases, taken_tokens
from geomap.events.placing import linked_places, referred_place
from geomap.events.reading import DocumentReading, given_trigger
from geomap.events.settling import mark_references, place_beside, settled
from geomap.events.standing import Standings
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.protocols import Resolver
from geomap.records import Document, Event, EventType, Label, Resolution

DETECTED_AT_LEAST = 0.25
"""Least link probability for a place of an event that was found, not given: without a place it may inherit one."""
UNKNOWN_NAME_AT_LEAST = 0.5
"""Least link probability for a name that no recognizer took for a toponym."""


def open_extractor(*, resolver: Resolver | None = None) -> Extractor:
    """The event extractor with the lexicon and the linker that geomap ships.

    With a `resolver`, names that only the linker takes for places are put to it; without one they stay without a
    position, or take that of the place that contains them. Raises ModelMissingError when the linker's model is missing.
    """
    return Extractor(lexicon=load_lexicon(), model=shipped_model(), resolver=resolver)


class Extractor:
    """Implements protocols.EventExtractor."""

    def __init__(self, *, lexicon: Lexicon, model: LinkModel, resolver: Resolver | None = None) -> None:
        self._resolver = resolver
        self._lexicon = lexicon
        self._model = model

    def with_resolver(self, resolver: Resolver) -> Extractor:
        """The same extractor, putting names to another resolver."""
        return Extractor(lexicon=self._lexicon, model=self._model, resolver=resolver)

    def extract(self, document: Document, resolutions: Sequence[Resolution]) -> list[Event]:
        """The events that the document tells, in the text's order.

        With `document.given_triggers` exactly one event for each of them that lies in the text, whatever is said of it.
        """
        tokens = TokenizedText(document.text)
        if not tokens.sentences:
            return []
        taken = taken_tokens(tokens, resolutions)
        reading = DocumentReading(document, tokens, self._lexicon, place_tokens=taken)
        given = document.given_triggers
        drafts = reading.detected() if given is None else reading.given(given)
        if not drafts:
            return []
        head = read_head(document.text, document.title)
        standings = Standings(tokens, mention_phrases(tokens, resolutions), head, _peoples(resolutions))
        self._place(drafts, tokens, resolutions, standings, taken)
        if self._resolver is not None:
            ask(document, drafts, resolutions, self._resolver)
        if given is None:
            settle_types(drafts, tokens)
            drafts = merge_in_sentences(drafts, tokens)
            inheritance = Inheritance(tokens, standings, head, document.published)
            inheritance.give(drafts)
            drafts = merge_in_document(drafts, tokens)
            inheritance.give_ground(drafts)
        return [build_event(document, tokens, draft) for draft in drafts]

    def _place(
        self,
        drafts: list[Draft],
        tokens: TokenizedText,
        resolutions: Sequence[Resolution],
        standings: Standings,
        taken: frozenset[int],
    ) -> None:
        """Gives the drafts the places of their own sentences: the linker's, or the one referred to."""
        together: dict[int, list[Draft]] = {}
        for draft in drafts:
            together.setdefault(draft.sentence.index, []).append(draft)
        candidates: dict[int, list[PlacePhrase]] = {}
        for index, beside in together.items():
            sentence = tokens.sentences[index]
            phrases = sentence_phrases(tokens, sentence, standings.mentions_of(sentence), taken)
            mark_references([draft for draft in beside if not draft.is_given], phrases, tokens)
            candidates[index] = phrases
        requests = [
            _request(draft, together[draft.sentence.index], candidates[draft.sentence.index]) for draft in drafts
        ]
        for draft, links in zip(drafts, link_all(tokens, requests, self._model), strict=True):
            phrases = candidates[draft.sentence.index]
            if not draft.is_given:
                near = [k for k in links if _goes_with(k, links[0])]
                links = [k for k in near if _is_trusted(k, tokens)] or _containers(near)
                links, sites = _without_homes(draft, links, phrases, tokens, standings)
                links = settled(draft, links, together[draft.sentence.index], sites, tokens)
            referred = referred_place(draft, resolutions, tokens)
            draft.places = linked_places(draft, [] if referred else links, phrases, tokens, standings.head)
            if referred:
                draft.places.insert(0, referred)
            own = {(place.start, place.end) for place in draft.happened}
            draft.actors = [actor for actor in draft.actors if (actor.start, actor.end) not in own]


def _peoples(resolutions: Sequence[Resolution]) -> list[str]:
    """The country of each mention of a people."""
    peoples = (r.chosen.place for r in resolutions if r.mention.label is Label.DEMONYM and r.chosen is not None)
    return [place.country_code for place in peoples if place.feature_code.startswith("PCL")]


def _containers(links: Sequence[Link]) -> list[Link]:
    """What the text puts the best link in, when it is itself no name to trust: "at MC Market in X"."""
    outer = links[0].container if links else None
    return [replace(links[0], phrase=outer, container=None, inner=())] if outer is not None else []


def _without_homes(
    draft: Draft, links: list[Link], phrases: list[PlacePhrase], tokens: TokenizedText, standings: Standings
) -> tuple[list[Link], list[PlacePhrase]]:
    """The links and the phrases that are nobody's home; where only homes were linked, the place the sentence plays at.

    Who is displaced is so from home.
    """
    if draft.event_type is EventType.DISPLACEMENT:
        return links, phrases
    sites = [phrase for phrase in phrases if not standings.is_bearer(phrase, draft.sentence)]
    kept = [link for link in links if link.phrase in sites]
    return kept or (place_beside(draft, sites, tokens) if links else []), sites


def _goes_with(link: Link, best: Link) -> bool:
    """Whether a further place stands beside the best: in one group with it, or with a preposition of its own."""
    return link is best or link.group == best.group or bool(link.preposition) or not best.preposition


def _is_trusted(link: Link, tokens: TokenizedText) -> bool:
    """Whether a link of a detected event stands: a name that is no mention needs a locative preposition or a kind of
    place beside it, and no initials.
    """
    phrase = link.phrase
    if phrase.resolution is not None:
        return True
    follows = tokens.words[phrase.last : phrase.last + 1]
    kinds = KIND_WORDS.intersection([*follows, *tokens.words[phrase.first : phrase.last]])
    own = tokens.surfaces[phrase.first : phrase.last]
    if _is_no_place(phrase, tokens):
        return False
    if any(_is_initials(surface) for surface in own) or own[0].endswith(("-held", "-controlled", "-led", "-backed")):
        return False
    if kinds:
        return link.probability >= DETECTED_AT_LEAST
    return link.probability >= UNKNOWN_NAME_AT_LEAST and link.preposition in LOCATIVE


_NO_PLACES = word_set(
    "day days night nights eve week weekend season cup award awards act bill law games festival show series league "
    "united prize tour test plan program programme project report study survey month year best"
)
"""Last words of names that are no places'."""


def _is_no_place(phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether a name that no recognizer took for a toponym is a feast's, a prize's or a person's: "X Day"."""
    if tokens.words[phrase.last - 1] in _NO_PLACES:
        return True
    return phrase.last - phrase.first == 1 and tokens.words[phrase.last : phrase.last + 1] == ["'s"]  # "at Carter's"


def _is_initials(surface: str) -> bool:
    return surface.isupper() and not surface.isdigit()


def sentence_phrases(
    tokens: TokenizedText, sentence: Sentence, mentions: Sequence[PlacePhrase], taken: frozenset[int]
) -> list[PlacePhrase]:
    """The possible places of a sentence in the text's order."""
    own = [phrase for phrase in mentions if sentence.first <= phrase.first < sentence.last]
    return sorted([*own, *name_phrases(tokens, sentence, taken)], key=lambda phrase: phrase.first)


def _request(draft: Draft, beside: Sequence[Draft], phrases: Sequence[PlacePhrase]) -> LinkRequest:
    """The linker's question for a draft, `beside` which stand those of its sentence."""
    if draft.is_given:
        return LinkRequest(trigger=draft.trigger, sentence=draft.sentence, phrases=phrases)
    return LinkRequest(
        trigger=draft.trigger,
        sentence=draft.sentence,
        phrases=phrases,
        trigger_tokens=[other.trigger.first for other in beside],
        at_least=DETECTED_AT_LEAST,
    )


def given_request(
    tokens: TokenizedText, resolutions: Sequence[Resolution], span: tuple[int, int]
) -> LinkRequest | None:
    """The linker's question for an annotated trigger, as `Extractor.extract` asks it; None outside every sentence."""
    trigger, sentence = given_trigger(tokens, span, load_lexicon())
    if trigger is None or sentence is None:
        return None
    mentions = mention_phrases(tokens, resolutions)
    phrases = sentence_phrases(tokens, sentence, mentions, taken_tokens(tokens, resolutions))
    return LinkRequest(trigger=trigger, sentence=sentence, phrases=phrases)
