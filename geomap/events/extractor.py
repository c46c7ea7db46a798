"""One document and its resolutions to events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from geomap.events.bulletins import Bulletin, read_bulletin
from geomap.events.casualties import Casualties, find_casualties
from geomap.events.coreference import merge_drafts
from geomap.events.dates import DateExpression, find_dates
from geomap.events.detection import Trigger, event_type, find_triggers
from geomap.events.drafts import Draft
from geomap.events.factuality import Factuality, factuality
from geomap.events.lexicon import Lexicon, load_lexicon
from geomap.events.linking import PlacePhrase, link, place_phrases
from geomap.events.locations import event_place
from geomap.events.numbers import read_number
from geomap.events.text import Sentence, TokenizedText
from geomap.records import (
    DatePrecision,
    Document,
    Event,
    EventType,
    Resolution,
    Role,
    SourceRef,
    Span,
)

_TELLING = frozenset({Factuality.HAPPENED, Factuality.ALLEGED})
_VIOLENT = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.ARMED_CLASH,
     EventType.KILLING, EventType.RIOT, EventType.PROTEST, EventType.ACCIDENT, EventType.NATURAL_DISASTER,
     EventType.ABDUCTION, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER}
)  # fmt: skip
"""Types that the dead and injured of a sentence are put down to."""


def open_extractor() -> Extractor:
    """The event extractor with the lexicon and model that geomap ships."""
    return Extractor(lexicon=load_lexicon())


class Extractor:
    """Implements protocols.EventExtractor."""

    def __init__(self, *, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def extract(self, document: Document, resolutions: Sequence[Resolution]) -> list[Event]:
        """The events that the document tells, in the text's order.

        With `document.given_triggers` exactly one event for each of them, whatever the text says of it.
        """
        tokens = TokenizedText(document.text)
        if not tokens.sentences:
            return []
        reading = _Reading(document, tokens, place_phrases(tokens, resolutions), self._lexicon)
        if document.given_triggers is not None:
            drafts = reading.given(document.given_triggers)
        else:
            drafts = merge_drafts(reading.detected(), tokens)
        return [_event(document, tokens, draft) for draft in drafts]


class _Reading:
    """The state of reading one document."""

    def __init__(
        self, document: Document, tokens: TokenizedText, phrases: list[PlacePhrase], lexicon: Lexicon
    ) -> None:
        self._document = document
        self._tokens = tokens
        self._phrases = phrases
        self._lexicon = lexicon
        self._bulletin: Bulletin | None = read_bulletin(tokens, lexicon)
        self._anchor: date | None = None

    def detected(self) -> list[Draft]:
        """A draft for every trigger that tells of something that happened."""
        drafts: list[Draft] = []
        for sentence in self._tokens.sentences:
            triggers = find_triggers(self._tokens, sentence, self._lexicon)
            if not triggers and self._bulletin and sentence.index in self._bulletin.heading_triggers:
                drafts.extend(self._item_without_trigger(sentence))
                continue
            told = [(t, factuality(t, self._tokens, sentence)) for t in triggers]
            drafts.extend(self._read(sentence, [(t, f) for t, f in told if f in _TELLING]))
        return drafts

    def given(self, spans: Sequence[tuple[int, int]]) -> list[Draft]:
        """A draft for each annotated trigger."""
        drafts = []
        for start, end in spans:
            sentence = self._tokens.sentence_at(start)
            first, last = self._tokens.tokens_within(start, end)
            if sentence is None or first >= last:
                continue
            found = [t for t in find_triggers(self._tokens, sentence, self._lexicon) if t.first < last and first < t.last]
            kind = found[0].kind if found else "other"
            form = found[0].form if found else "past"
            part = found[0].part if found else "verb"
            trigger = Trigger(first=first, last=last, kind=kind, part=part, form=form)
            for draft in self._read(sentence, [(trigger, Factuality.HAPPENED)]):
                draft.is_given = True
                drafts.append(draft)
        return drafts

    def _read(self, sentence: Sentence, told: list[tuple[Trigger, Factuality]]) -> list[Draft]:
        if not told:
            self._note_dates(sentence)
            return []
        tokens = self._tokens
        dates = self._note_dates(sentence)
        casualties = find_casualties(tokens, sentence)
        phrases = [p for p in self._phrases if sentence.first <= p.first < sentence.last]
        drafts = []
        for trigger, fact in told:
            draft = Draft(
                trigger=trigger, sentence=sentence, factuality=fact,
                event_type=event_type(trigger, tokens, sentence, self._lexicon),
                date=_nearest_date(trigger, tokens, dates),
                count=_incidents(trigger, tokens, sentence),
                is_item=self._bulletin is not None and sentence.index in self._bulletin.headings,
            )  # fmt: skip
            for phrase in link(trigger, tokens, sentence, phrases):
                draft.places.append(self._event_place(phrase, sentence))
            drafts.append(draft)
        _attribute(casualties, drafts)
        self._fill_from_layout(drafts)
        return drafts

    def _item_without_trigger(self, sentence: Sentence) -> list[Draft]:
        """A list entry that leaves out the word its heading says: "Near X, destroying a vehicle."""
        assert self._bulletin is not None
        heading = self._bulletin.heading_triggers[sentence.index]
        trigger = Trigger(first=sentence.first, last=sentence.first + 1, kind=heading.kind, part="noun", form="singular")
        return self._read(sentence, [(trigger, Factuality.HAPPENED)])

    def _note_dates(self, sentence: Sentence) -> list[DateExpression]:
        dates = find_dates(
            self._document.text, sentence.start, sentence.end, published=self._document.published, anchor=self._anchor
        )
        anchors = [d.low for d in dates if d.is_anchor and d.precision is DatePrecision.DAY]
        if anchors:
            self._anchor = anchors[-1]
        return dates

    def _fill_from_layout(self, drafts: list[Draft]) -> None:
        """List entries take the date of the bulletin's head and the type of its section's heading."""
        if self._bulletin is None:
            return
        when = self._bulletin.when or self._document.published
        for draft in drafts:
            if draft.is_item and draft.date is None and when is not None:
                draft.date = DateExpression(start=0, end=0, low=when, high=when, precision=DatePrecision.DAY)
            heading = self._bulletin.heading_triggers.get(draft.sentence.index)
            if heading is not None and draft.trigger.kind in {heading.kind, "attack?"}:
                draft.event_type = event_type(heading, self._tokens, self._bulletin.headings[draft.sentence.index], self._lexicon)

    def _event_place(self, phrase: PlacePhrase, sentence: Sentence):  # type: ignore[no-untyped-def]
        words = self._tokens.words
        return event_place(
            phrase.resolution,
            role=Role.HAPPENED,
            words_before=words[max(sentence.first, phrase.first - 4) : phrase.first],
            words_after=words[phrase.last : min(sentence.last, phrase.last + 3)],
        )


def _nearest_date(trigger: Trigger, tokens: TokenizedText, dates: list[DateExpression]) -> DateExpression | None:
    start, end = tokens.starts[trigger.first], tokens.ends[trigger.last - 1]
    if not dates:
        return None
    return min(dates, key=lambda d: d.start - end if d.start >= end else (start - d.end) * 1.5)


def _incidents(trigger: Trigger, tokens: TokenizedText, sentence: Sentence) -> int:
    """How many incidents a noun lumps together: "three airstrikes"."""
    if trigger.part != "noun":
        return 1
    for position in range(max(sentence.first, trigger.first - 4), trigger.first):
        number = read_number(tokens.words, position, trigger.first)
        if number is not None and number[1] >= trigger.first - 2:
            return max(1, number[0])
    return 1


def _attribute(casualties: Casualties | None, drafts: list[Draft]) -> None:
    """Puts a sentence's dead and injured down to its violent events."""
    if casualties is None:
        return
    for draft in drafts:
        if draft.event_type in _VIOLENT:
            draft.killed, draft.injured = casualties.killed, casualties.injured


def _span(document: Document, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=document.text[start:end])


def _event(document: Document, tokens: TokenizedText, draft: Draft) -> Event:
    start, end = tokens.starts[draft.trigger.first], tokens.ends[draft.trigger.last - 1]
    trigger = _span(document, start, end)
    evidence = _span(document, draft.sentence.start, draft.sentence.end)
    seed = f"{document.doc_id}\0{start}\0{end}\0{draft.event_type.value}"
    low, high = draft.date.iso() if draft.date else (None, None)
    source = SourceRef(
        doc_id=document.doc_id, title=document.title, url=document.url, source_name=document.source_name,
        published=document.published, evidence=evidence, trigger=trigger,
    )  # fmt: skip
    return Event(
        event_id="e-" + hashlib.sha256(seed.encode()).hexdigest()[:12],
        doc_id=document.doc_id,
        event_type=draft.event_type,
        date_start=low,
        date_end=high,
        date_precision=draft.date.precision if draft.date else DatePrecision.UNKNOWN,
        trigger=trigger,
        places=tuple(draft.places),
        actors=tuple(draft.actors),
        fatalities=draft.killed,
        injured=draft.injured,
        evidence=evidence,
        more_evidence=tuple(_span(document, d.sentence.start, d.sentence.end) for d in draft.more),
        confidence=0.7 if draft.factuality is Factuality.HAPPENED else 0.5,
        title=document.title,
        source_url=document.url,
        source_name=document.source_name,
        published=document.published,
        speaker=draft.speaker,
        count=draft.count,
        sources=(source,),
    )
