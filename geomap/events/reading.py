"""From a document's sentences to drafts: triggers that tell something, with dates, people and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from geomap.events.actors import find_actors, find_speaker
from geomap.events.bulletins import Bulletin, bare_triggers, read_bulletin
from geomap.events.casualties import Casualties, find_casualties
from geomap.events.dategrammar import MONTHS
from geomap.events.dates import DateExpression, find_dates
from geomap.events.detection import Trigger, event_type, find_triggers
from geomap.events.drafts import Draft
from geomap.events.factuality import Factuality, factuality
from geomap.events.lexicon import Lexicon
from geomap.events.numbers import read_number
from geomap.events.text import Sentence, TokenizedText
from geomap.records import DatePrecision, Document, EventType

TELLING = frozenset({Factuality.HAPPENED, Factuality.ALLEGED})
MEANS = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.ARMED_CLASH,
     EventType.RIOT, EventType.ACCIDENT, EventType.NATURAL_DISASTER, EventType.ABDUCTION, EventType.PROTEST}
)  # fmt: skip
"""Types that bring about the deaths and the destruction that their sentence tells."""
CONSEQUENCES = frozenset({EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER})
"""Types that may be what another event brought about."""
_HARMFUL = MEANS | CONSEQUENCES

WAR_TOLL = 5000
"""More dead than this are a war's or an epidemic's, not put down to a bombing in the same sentence."""
BACKWARD_COST = 1.5
"""A date before the trigger counts as this much further away than one after it."""
ANCHOR_SENTENCES = 3
"""How far back "the next day" may refer."""
SENTENCE_QUOTES = ('"', "“", "”")


def given_trigger(
    tokens: TokenizedText, span: tuple[int, int], lexicon: Lexicon
) -> tuple[Trigger | None, Sentence | None]:
    """An annotated trigger as a match of the lexicon, as far as the lexicon knows it."""
    start, end = span
    sentence = tokens.sentence_at(start)
    first, last = tokens.tokens_within(start, end)
    if sentence is None or first >= last:
        return None, None
    last = min(last, sentence.last)
    found = [t for t in find_triggers(tokens, sentence, lexicon) if t.first < last and first < t.last]
    if found:
        return Trigger(first=first, last=last, kind=found[0].kind, part=found[0].part, form=found[0].form), sentence
    return Trigger(first=first, last=last, kind=EventType.OTHER.value, part="verb", form="past"), sentence


class DocumentReading:
    """The state of reading one document."""

    def __init__(
        self, document: Document, tokens: TokenizedText, lexicon: Lexicon, *, place_tokens: frozenset[int]
    ) -> None:
        self._document = document
        self._tokens = tokens
        self._lexicon = lexicon
        self._place_tokens = place_tokens
        self._bulletin: Bulletin | None = read_bulletin(tokens, lexicon)
        self._anchor: date | None = None
        self._dated = 0
        self._unread: list[Sentence] = []
        """Sentences whose dates may be the last ones named, in order."""
        self._last_speaker: str | None = None

    def detected(self) -> list[Draft]:
        """A draft for every trigger that tells of something that happened, without places."""
        drafts: list[Draft] = []
        for sentence in self._tokens.sentences:
            triggers = self._from_heading(sentence) or find_triggers(self._tokens, sentence, self._lexicon)
            told = [(t, f) for t in triggers if (f := factuality(t, self._tokens, sentence)) in TELLING]
            drafts.extend(self._read(sentence, told))
        return drafts

    def given(self, spans: Sequence[tuple[int, int]]) -> list[Draft]:
        """A draft for each annotated trigger that lies in a sentence."""
        drafts = []
        for span in spans:
            trigger, sentence = given_trigger(self._tokens, span, self._lexicon)
            if trigger is None or sentence is None:
                continue
            for draft in self._read(sentence, [(trigger, Factuality.HAPPENED)]):
                draft.is_given = True
                drafts.append(draft)
        return drafts

    def _from_heading(self, sentence: Sentence) -> list[Trigger]:
        """A list entry takes its trigger from its heading: the same word, or, when that is left out ("Near X,
        destroying a vehicle"), its first word.
        """
        if self._bulletin is None or sentence.index not in self._bulletin.heading_triggers:
            return []
        heading = self._bulletin.heading_triggers[sentence.index]
        same = bare_triggers(self._tokens, sentence, self._lexicon, kind=heading.kind)
        if same:
            return same
        found = find_triggers(self._tokens, sentence, self._lexicon)
        if found:
            return found
        first = sentence.first
        while first < sentence.last - 1 and not self._tokens.words[first][0].isalnum():
            first += 1
        return [Trigger(first=first, last=first + 1, kind=heading.kind, part="noun", form="singular")]

    def _read(self, sentence: Sentence, told: list[tuple[Trigger, Factuality]]) -> list[Draft]:
        speaker = self._note_speaker(sentence)
        if not told:
            return []
        dates = self._dates(sentence)
        tokens = self._tokens
        drafts = []
        for trigger, fact in told:
            kind = event_type(trigger, tokens, sentence, self._lexicon)
            draft = Draft(
                trigger=trigger, sentence=sentence, factuality=fact, event_type=kind, speaker=speaker,
                date=nearest_date(trigger, tokens, dates, [t for t, _ in told]),
                count=incidents(trigger, tokens, sentence),
                actors=find_actors(trigger, kind, tokens, sentence, self._place_tokens),
            )  # fmt: skip
            drafts.append(draft)
        _attribute(find_casualties(tokens, sentence), drafts)
        self._fill_from_layout(drafts, sentence)
        return drafts

    def _dates(self, sentence: Sentence) -> list[DateExpression]:
        """The sentence's dates. Those of earlier sentences are read only when "the next day" refers to one."""
        self._unread.extend(
            self._tokens.sentences[max(self._dated, sentence.index - ANCHOR_SENTENCES) : sentence.index]
        )
        dates = self._read_dates(sentence, self._anchor_before)
        self._dated = sentence.index + 1
        return dates

    def _read_dates(self, sentence: Sentence, anchor: Callable[[], date | None]) -> list[DateExpression]:
        """The sentence's dates; the last day among them is what later sentences refer to."""
        dates = find_dates(
            self._document.text, sentence.start, sentence.end, published=self._document.published, anchor=anchor
        )
        anchors = [d.low for d in dates if d.is_anchor and d.precision is DatePrecision.DAY]
        if anchors:
            self._anchor = anchors[-1]
            self._unread.clear()
        return dates

    def _anchor_before(self) -> date | None:
        """The last day named in the sentences before."""
        unread, self._unread = self._unread, []
        for sentence in unread:
            self._read_dates(sentence, lambda: self._anchor)
        return self._anchor

    def _note_speaker(self, sentence: Sentence) -> str | None:
        """Who says the sentence: named in it, a pronoun for the one named last, or the quotation's."""
        speaker = find_speaker(self._tokens, sentence)
        if speaker:
            self._last_speaker = speaker
            return speaker
        quoted = self._tokens.text[sentence.start : sentence.start + 1] in SENTENCE_QUOTES
        return self._last_speaker if speaker == "" or quoted else None

    def _fill_from_layout(self, drafts: list[Draft], sentence: Sentence) -> None:
        """List entries take the date of the bulletin's head and the type of their section's heading."""
        bulletin = self._bulletin
        if bulletin is None or sentence.index not in bulletin.headings:
            return
        when = bulletin.when or self._document.published
        heading = bulletin.heading_triggers.get(sentence.index)
        kind = event_type(heading, self._tokens, bulletin.headings[sentence.index], self._lexicon) if heading else None
        for draft in drafts:
            draft.is_item = True
            draft.heading = bulletin.headings[sentence.index]
            if draft.date is None and when is not None:
                draft.date = DateExpression(start=0, end=0, low=when, high=when, precision=DatePrecision.DAY)
            if kind in MEANS and draft.event_type in _HARMFUL:
                draft.event_type = kind


def nearest_date(
    trigger: Trigger, tokens: TokenizedText, dates: Sequence[DateExpression], told: Sequence[Trigger]
) -> DateExpression | None:
    """The date that goes with a trigger: the nearest, another trigger in between counting as distance."""
    dates = [d for d in dates if trigger.kind in _SAYING or not _is_when_said(d, tokens)]
    if not dates:
        return None
    start, end = tokens.starts[trigger.first], tokens.ends[trigger.last - 1]

    def cost(expression: DateExpression) -> float:
        """Code points between the two, with what stands in between."""
        is_after = expression.start >= start
        low, high = (end, expression.start) if is_after else (expression.end, start)
        between = sum(low <= tokens.starts[t.first] < high for t in told if t is not trigger)
        gap = max(0, high - low)
        relative = sum(mark in tokens.text[low:high] for mark in (" who ", " which ", ";")) if gap else 0
        return (gap if is_after else BACKWARD_COST * gap) + 30 * between + 20 * relative

    best = min(dates, key=cost) if len(dates) > 1 else dates[0]
    return None if _belongs_elsewhere(trigger, best, tokens, told) else best


_CLAUSE_MARKS = (" - ", " – ", " — ", "--", "; ", " who ", " which ", " said ", " told ", "“", '"')


_SAYING = frozenset({"statement_or_agreement", "visit_or_meeting"})
_SAID_WHEN = re.compile(r"\b(?:said|says|told \w+|confirmed|reported)(?: (?:on|in a statement(?: on)?|late|early))? $")


def _is_when_said(expression: DateExpression, tokens: TokenizedText) -> bool:
    """Whether a date says when somebody spoke: "killed 36 fighters, the ministry said on Friday"."""
    return _SAID_WHEN.search(tokens.text, max(0, expression.start - 40), expression.start) is not None


def _belongs_elsewhere(
    trigger: Trigger, expression: DateExpression, tokens: TokenizedText, told: Sequence[Trigger]
) -> bool:
    """Whether another trigger in another clause stands between: "visiting Mazar …, said … - the bombing in May"."""
    start, end = tokens.starts[trigger.first], tokens.ends[trigger.last - 1]
    low, high = (end, expression.start) if expression.start >= end else (expression.end, start)
    between = [t for t in told if t is not trigger and low <= tokens.starts[t.first] < high]
    return bool(between) and any(mark in tokens.text[low:high] for mark in _CLAUSE_MARKS)


def incidents(trigger: Trigger, tokens: TokenizedText, sentence: Sentence) -> int:
    """How many incidents a noun lumps together: "three airstrikes", "265 bombing raids"."""
    if trigger.part != "noun":
        return 1
    for position in range(max(sentence.first, trigger.first - 4), trigger.first):
        number = read_number(tokens.words, position, trigger.first)
        if number is not None and number[1] >= trigger.first - 2 and not _is_no_count(tokens, position):
            return max(1, min(number[0], 100_000))
    return 1


def _is_no_count(tokens: TokenizedText, position: int) -> bool:
    """Whether a number is a date's or a measure: "13 November attacks", "a magnitude 5.9 earthquake"."""
    words = tokens.words
    before = words[position - 1] if position else ""
    if "." in words[position] or before in {"magnitude", "/"} or before in MONTHS:
        return True
    following = words[position + 1] if position + 1 < len(words) else ""
    year = words[position].isdigit() and len(words[position]) == 4 and words[position][:2] in {"18", "19", "20"}
    return year or any(
        following.startswith(month)
        for month in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    )


def _attribute(casualties: Casualties | None, drafts: list[Draft]) -> None:
    """Puts a sentence's dead and injured down to the event that brought them about."""
    if casualties is None or not drafts:
        return
    able = [d for d in drafts if d.event_type in _HARMFUL]
    if not able:
        return
    at = casualties.killed_at if casualties.killed_at is not None else casualties.injured_at
    means = [d for d in able if d.event_type in MEANS]
    own = [d for d in able if at is not None and d.trigger.first <= at < d.trigger.last]
    position = at if at is not None else 0
    if casualties.killed is not None and casualties.killed.best > WAR_TOLL:
        means = [d for d in means if d.event_type is EventType.NATURAL_DISASTER]
    nearest = min(means or able, key=lambda d: abs(d.trigger.first - position))
    for draft in {id(d): d for d in [*own, nearest]}.values():
        draft.killed, draft.injured = casualties.killed, casualties.injured
