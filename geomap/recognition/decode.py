"""Label probabilities to mentions: spans, trimming, prominent names, propagation, modifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geomap.recognition.encode import Stream
from geomap.recognition.lexicon import WORD_KINDS, Kind
from geomap.recognition.linear import BEGIN, DEMONYM, INSIDE, Floats
from geomap.recognition.lookup import VALUES, Level, Sort, is_further, level_of_value, sort_of_value
from geomap.recognition.sites import known_sites
from geomap.recognition.tokens import Tokens
from geomap.records import Document, Label, Mention

PLACE_THRESHOLD: Final = 0.42
"""Least probability of a token to belong to a toponym; a little under one half because a missed name costs
more than half a false one in F1 (development corpora, leave-one-out)."""
PROMINENT_THRESHOLD: Final = 0.2
"""The same for the name of a country, state or city of over 500,000 people."""
HOPEFUL_THRESHOLD: Final = 0.08
"""The same for a name that the document uses as a place elsewhere, with at least `SURE`, and for a known one
before "-based" or after "near"."""
ANNOUNCED_SCORE: Final = 0.5
"""Of a hyphenated name before "city" or the like, which is taken whatever the models think of its spelling;
given, not measured."""
SITE_SCORE: Final = 0.8
"""Of a site of the focus layer that the models passed over; given, not measured."""
SURE: Final = 0.85
DEMONYM_THRESHOLD: Final = 0.5

_LEVELS = np.array([level_of_value(value) for value in range(VALUES)])
_IS_PROMINENT = np.array(
    [
        level_of_value(value) in (Level.LARGE, Level.STATE, Level.COUNTRY)
        and sort_of_value(value) in (Sort.PLAIN, Sort.LONG)
        for value in range(VALUES)
    ]
)
"""By gazetteer value."""
_GOES_ON = np.array([is_further(value) for value in range(VALUES)])
"""By gazetteer value: whether it is that of a further token of a name."""
_MODIFIED = re.compile(
    r"[-\u2010\u2011\u2013](?:[a-z]{3,}|(?:BASED|STYLE|LED|BACKED|BORN|HELD|LINKED|CONTROLLED|OCCUPIED)\b)"
)
_COMPOUNDS = frozenset(["area", "based", "born", "bound", "held", "led", "style"])
"""What follows the hyphen after a place's name, hardly ever after another's."""
_MODIFYING = re.compile(r"(?:\b(?:anti|pro|non|ex|post|pre|all|mid|trans)[-\u2010\u2011])$", re.IGNORECASE)
_ORGANIZATIONS = (
    (
        ("Islamic State ",),
        re.compile(r"Islamic State (?:of [A-Z]\w+(?:,? and (?:the |al-)?[A-Z]\w+)?|in Iraq and (?:the |al-)?[A-Z]\w+)"),
    ),
    (
        ("l-Q", "l Q"),
        re.compile(r"\b[Aa]l[- ]Q\w+ in (?:Iraq|the (?:Arabian Peninsula|Islamic Maghreb|Indian Subcontinent))"),
    ),
    (("IS-", "IL-"), re.compile(r"\bIS(?:IS|IL)?-[A-Z]\w*")),
)
"""Letters, without any of which a text is not searched, and armed groups whose proper name holds a place's name;
"Islamic State in Mosul" is none of them."""
_GROUP_HEADS = frozenset(
    [
        *("ahrar", "ansar", "asaib", "faylaq", "harakat", "hayat", "hezb", "hizb", "jabhat", "jaish", "jaysh", "jund"),
        *("kataib", "liwa", "liwaa", "saraya", "tehreek", "tehrik"),
    ]
)
"""Front, army, brigade, party … in Arabic, Persian and Urdu: what follows names an armed group."""
_JOINTS = frozenset(["i", "e", "ye", "al", "el", "ul", "ur", "as", "ash", "az"])
"""Between the hyphens of a name such as Mazar-i-Sharif."""
_ARTICLES = frozenset(["al", "el", "ul", "ez", "az", "es", "as", "ash", "ad", "ar", "an", "at", "ed", "er", "en", "et"])
"""Arabic's, before a hyphen: Deir ez-Zor."""
JOINED_TOKENS: Final = 5
"""Tokens of such a name."""
_BREAK = "\u2014"
"""No name goes on after a long dash."""
_TRIMMED_HEADS = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """A span of tokens with its probability."""

    first: int
    last: int
    """The last token, inclusive."""
    score: float
    label: Label = Label.TOPONYM


def decode(stream: Stream, marginals: Floats, tokens: Sequence[Tokens]) -> list[list[Spotted]]:
    """Spans of every document, sorted, not overlapping."""
    gaz = stream.columns[:, 0].astype(np.int64)
    place = marginals[:, BEGIN] + marginals[:, INSIDE]
    levels = _LEVELS.take(gaz)
    limit = np.where(_IS_PROMINENT.take(gaz), PROMINENT_THRESHOLD, PLACE_THRESHOLD)
    found: list[list[Spotted]] = [[] for _ in tokens]
    _collect(stream, marginals, place, place >= limit, found, Label.TOPONYM)
    demonym = marginals[:, DEMONYM]
    is_demonym = (levels == Level.DEMONYM) & (demonym >= DEMONYM_THRESHOLD) & (place < limit)
    _collect(stream, marginals, demonym, is_demonym, found, Label.DEMONYM)
    _take_sites(stream, tokens, found)
    _give_second_chances(stream, place, (levels > 0) & (levels != Level.DEMONYM), tokens, found)
    return [sorted(spans, key=lambda span: span.first) for spans in found]


def _collect(
    stream: Stream, marginals: Floats, scores: Floats, inside: np.ndarray, found: list[list[Spotted]], label: Label
) -> None:
    inside = inside & (stream.token >= 0)
    previous = np.roll(inside, 1)
    # A known name is not cut in two: "Greater Manchester".
    goes_on = _GOES_ON.take(stream.columns[:, 0].astype(np.int64))
    begins = inside & (~previous | ((marginals[:, BEGIN] > marginals[:, INSIDE]) & ~goes_on))
    if label is Label.DEMONYM:
        begins = inside & ~previous
    starts = np.flatnonzero(begins)
    stops = np.flatnonzero(inside & (~np.roll(inside, -1) | np.roll(begins, -1)))
    if not len(starts):
        return
    # Padding stands behind every span, so that there is a token behind the last one.
    most = np.maximum.reduceat(scores, np.column_stack([starts, stops + 1]).ravel())[::2]
    spans = (stream.document[starts], stream.token[starts], stream.token[stops], most)
    for document, first, last, score in zip(*(values.tolist() for values in spans), strict=True):
        found[document].append(Spotted(first=first, last=last, score=min(1.0, score), label=label))


def _take_sites(stream: Stream, tokens: Sequence[Tokens], found: list[list[Spotted]]) -> None:
    """Take the sites of the focus layer, in place of parts of their names: "Camp Bastion" for "Bastion"."""
    for document, first, last in known_sites(stream, tokens):
        touched = [span for span in found[document] if span.first <= last and first <= span.last]
        if all(first <= span.first and span.last <= last for span in touched):
            score = max([SITE_SCORE, *(span.score for span in touched)])
            found[document] = [span for span in found[document] if span not in touched]
            found[document].append(Spotted(first=first, last=last, score=score))


def _give_second_chances(
    stream: Stream, place: Floats, is_known: np.ndarray, tokens: Sequence[Tokens], found: list[list[Spotted]]
) -> None:
    """Take names that are not hopeless where the document calls the same a place elsewhere, or their neighbors do."""
    names, covered = _sure_names(tokens, found)

    def take(document: int, first: int, length: int, score: float) -> None:
        own = {(document, token) for token in range(first, first + length)}
        if own and covered.isdisjoint(own):
            found[document].append(Spotted(first=first, last=first + length - 1, score=score))
            covered.update(own)

    hopeful = np.flatnonzero(place >= HOPEFUL_THRESHOLD)
    origins = (stream.document[hopeful], stream.token[hopeful], place[hopeful], is_known[hopeful])
    for document, first, score, known in zip(*(origin.tolist() for origin in origins), strict=True):
        if (document, first) in covered:
            continue
        toks = tokens[document]
        length = _repeated(toks.words, first, names.get((document, toks.words[first]), ()))
        if not length and known and (_is_compounded(toks, first) or _is_after_near(toks.words, first)):
            length = 1
        take(document, first, length, score)
    for document, toks in enumerate(tokens):
        for first in _announced(toks):
            take(document, first, JOINED_TOKENS, ANNOUNCED_SCORE)


def _sure_names(
    tokens: Sequence[Tokens], found: list[list[Spotted]]
) -> tuple[dict[tuple[int, str], list[tuple[str, ...]]], set[tuple[int, int]]]:
    """Sure names by document and first word, and all tokens that are taken."""
    names: dict[tuple[int, str], list[tuple[str, ...]]] = {}
    covered: set[tuple[int, int]] = set()
    for document, spans in enumerate(found):
        words = tokens[document].words
        for span in spans:
            covered.update((document, token) for token in range(span.first, span.last + 1))
            if span.label is Label.TOPONYM and span.score >= SURE:
                known = names.setdefault((document, words[span.first]), [])
                name = tuple(words[span.first : span.last + 1])
                if name not in known:
                    known.append(name)
    return names, covered


def _repeated(words: list[str], first: int, names: Sequence[tuple[str, ...]]) -> int:
    """Tokens of the longest of the names that stands at a token, or 0."""
    return max((len(name) for name in names if tuple(words[first : first + len(name)]) == name), default=0)


def _announced(tokens: Tokens) -> list[int]:
    """Where a name such as Mazar-i-Sharif begins, before "city" or the like."""
    words = tokens.words
    firsts = [hyphen - 1 for hyphen in _hyphens(words)]
    return [
        first
        for first in firsts
        if 0 <= first < len(words) - JOINED_TOKENS
        and _is_joint(tokens, first + 1)
        and WORD_KINDS.get(words[first + JOINED_TOKENS].lower()) is Kind.AREA
    ]


def _hyphens(words: list[str]) -> list[int]:
    found = []
    after = 0
    # Few words are hyphens: `index` passes over the others faster than a loop.
    for _ in range(words.count("-")):
        found.append(words.index("-", after))
        after = found[-1] + 1
    return found


def _is_after_near(words: list[str], token: int) -> bool:
    """Whether a name of one word follows "near": "Near Hit, an airstrike"."""
    after = words[token + 1] if token + 1 < len(words) else ""
    return token > 0 and words[token - 1].lower() == "near" and not after[:1].isupper()


def _is_compounded(tokens: Tokens, token: int) -> bool:
    """Whether "-based" or the like follows."""
    words = tokens.words
    return (
        token + 2 < len(words)
        and words[token + 1] == "-"
        and words[token + 2].lower() in _COMPOUNDS
        and tokens.starts[token + 2] == tokens.ends[token] + 1
    )


def to_mentions(document: Document, tokens: Tokens, spans: Sequence[Spotted], recognizer_id: str) -> list[Mention]:
    """Mentions with offsets, trimmed and labeled."""
    mentions: list[Mention] = []
    text = document.text
    groups = [
        match.span()
        for hints, name in _ORGANIZATIONS
        if any(hint in text for hint in hints)
        for match in name.finditer(text)
    ]
    for span in spans:
        first, last = _joined(tokens, *_trimmed(tokens.words, span))
        if first > last or _is_group(tokens.words, first, last):
            continue
        start, end = tokens.starts[first], tokens.ends[last]
        if mentions and tokens.words[first] in _ARTICLES and mentions[-1].end == start - 1:
            start = mentions.pop().start
        if (mentions and start < mentions[-1].end) or any(start < after and begin < end for begin, after in groups):
            continue
        surface = text[start:end]
        label = span.label
        if label is Label.TOPONYM and _is_modifier(text, start, end):
            label = Label.MODIFIER
        mentions.append(
            Mention(
                doc_id=document.doc_id,
                start=start,
                end=end,
                surface=surface,
                label=label,
                recognizer_id=recognizer_id,
                score=round(span.score, 4),
            )
        )
    return mentions


def _is_group(words: list[str], first: int, last: int) -> bool:
    """Whether a span is an armed group's name or the end of one: Jabhat al-Nusra."""
    is_headed = last > first and words[first].lower() in _GROUP_HEADS
    return is_headed or (first > 0 and words[first - 1].lower() in _GROUP_HEADS)


def _trimmed(words: list[str], span: Spotted) -> tuple[int, int]:
    first, last = span.first, span.last
    if _BREAK in words[first : last + 1]:
        last = words.index(_BREAK, first) - 1
    while first <= last and (words[first].lower() in _TRIMMED_HEADS or not words[first][0].isalnum()):
        first += 1
    while last >= first and not words[last][0].isalnum():
        last -= 1
    return first, last


def _joined(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """The span with the rest of a hyphenated name of which a model took one part."""
    if first >= 2 and _has_article(tokens, first):
        first -= 2
    while first >= JOINED_TOKENS - 1 and _is_joint(tokens, first - 3):
        first -= JOINED_TOKENS - 1
    while last + JOINED_TOKENS - 1 < len(tokens.words) and _is_joint(tokens, last + 1):
        last += JOINED_TOKENS - 1
    return first, last


def _has_article(tokens: Tokens, first: int) -> bool:
    """Whether "al-" or the like stands right before a token."""
    article, dash = tokens.words[first - 2 : first]
    return dash == "-" and article.lower() in _ARTICLES and tokens.starts[first] - tokens.ends[first - 2] == 1


def _is_joint(tokens: Tokens, hyphen: int) -> bool:
    """Whether "-i-" or the like begins at a token, between two capitalized words and without spaces."""
    before, dash, joint, again, after = tokens.words[hyphen - 1 : hyphen + 4]
    return (
        dash == again == "-"
        and joint in _JOINTS
        and before[0].isupper()
        and after[0].isupper()
        and tokens.starts[hyphen + 3] - tokens.ends[hyphen - 1] == len(joint) + 2
    )


def _is_modifier(text: str, start: int, end: int) -> bool:
    return bool(_MODIFIED.match(text, end) or _MODIFYING.search(text[max(0, start - 8) : start]))
