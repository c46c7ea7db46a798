"""Lists of incidents under headings: "Strikes in Iraq", then a line for each place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geomap.events.dates import document_dates
from geomap.events.detection import Trigger, find_triggers
from geomap.events.lexicon import Lexicon
from geomap.events.text import Sentence, TokenizedText

MAX_HEADING_TOKENS = 12
"""A heading is short and ends without a period."""
MIN_ITEMS = 2
"""So many list entries make a bulletin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What the layout of a document says of its list entries."""

    headings: dict[int, Sentence]
    """Sentence index of a list entry → its heading."""
    heading_triggers: dict[int, Trigger]
    """Sentence index of a list entry → the trigger of its heading, if it has one."""
    when: date | None
    """The date that the document's head gives for all entries."""


def read_bulletin(tokens: TokenizedText, lexicon: Lexicon) -> Bulletin | None:
    """The document's list structure; None when it has no list under a heading."""
    if sum(sentence.is_item for sentence in tokens.sentences) < MIN_ITEMS:
        return None
    headings: dict[int, Sentence] = {}
    triggers: dict[int, Trigger] = {}
    heading: Sentence | None = None
    trigger: Trigger | None = None
    in_item = -1
    for sentence in tokens.sentences:
        if sentence.is_item or sentence.paragraph == in_item:
            in_item = sentence.paragraph
            if heading is not None:
                headings[sentence.index] = heading
                if trigger is not None:
                    triggers[sentence.index] = trigger
        elif _is_heading(tokens, sentence):
            heading = sentence
            found = find_triggers(tokens, sentence, lexicon) or bare_triggers(tokens, sentence, lexicon)
            trigger = found[0] if found else None
        elif sentence.paragraph != in_item:
            heading, trigger = None, None
    when = next((expression.low for expression in document_dates(tokens.text)), None)
    return Bulletin(headings=headings, heading_triggers=triggers, when=when)


def _is_heading(tokens: TokenizedText, sentence: Sentence) -> bool:
    return sentence.last - sentence.first <= MAX_HEADING_TOKENS and tokens.surfaces[sentence.last - 1] not in {
        ".",
        "!",
        "?",
    }


def bare_triggers(
    tokens: TokenizedText, sentence: Sentence, lexicon: Lexicon, *, kind: str | None = None
) -> list[Trigger]:
    """The first noun of a heading or entry (of a kind), without the context that a sentence would need: "Strikes in
    Iraq".
    """
    for position in range(sentence.first, sentence.last):
        for pattern in lexicon.patterns.get(tokens.words[position], ()):
            if pattern.part == "noun" and len(pattern.words) == 1 and kind in {None, pattern.kind}:
                return [Trigger(first=position, last=position + 1, kind=pattern.kind, part="noun", form=pattern.form)]
    return []
