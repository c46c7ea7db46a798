"""Rows of events as columns of JSON: all that their cards show. `assets/app/details.js` puts the parts together again.

A column has one line an event: like stands beside like, which packs a fifth smaller than whole rows, and takes
Python less time, a pass a column. What the page's columns already say (type, days, names of actors and sources) is not
said twice. Places that were weighed are numbers of the chunk's own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring as quoted

from geomap.records import Candidate, Count, Event, EventPlace, Role, SourceRef, Span
from geomap.rendering.days import DayRange, iso_dates
from geomap.rendering.escape import safe_link

SHORT = ("id", "doc", "url", "published", "places", "marks", "roles", "fatalities")
WORDY = ("more", "title", "names", "evidence")
"""Columns in their order; the words of the second kind are coded."""
MORE = ("record", "speaker", "reasons", "injured", "count", "start", "end", "sources")
"""What few events have: 0, or a list of these."""

TRIGGER, PLACE = 0, 1
"""Kinds of highlight in an evidence sentence."""
MAX_CANDIDATES = 5
CHOSEN_EVIDENCE, OTHER_EVIDENCE = 6, 2
"""As many as the card's "why here" lists: candidates, and evidence for the chosen one and for each other."""
LEAST_EVIDENCE, MOST_EVIDENCE = 0.05, 1e9
TELLING_EVIDENCE = (
    "in_named_container",
    "kind_cue",
    "country_named",
    "admin1_named",
    "country_votes",
    "admin1_votes",
    "near_others",
    "home_country",
    "home_admin1",
    "near_home",
    "focus_layer",
    "prominence",
    "in_focus",
)
"""Evidence that the card has words for, in the order in which it is told when it weighs the same. The rest of what
ranks (how many rivals a name has, say) tells a reader nothing; the match's kind is told apart."""

MENTIONED = Role.MENTIONED

NO_TEXT, NOTHING, PLAIN_SOURCE = '""', "0", '"gazetteer"'
CACHED = 100_000
Symbols = Sequence[tuple[int, float]]
"""Of an event's places: the symbol's number, -1 for none, and the radius of the circle in km."""


def columns_of(
    dated: Sequence[tuple[Event, DayRange]],
    symbols: Sequence[Symbols],
    roles: Sequence[Iterable[str]],
    *,
    sources: Mapping[str, int],
    weighed: Mapping[tuple[object, ...], int],
) -> dict[str, list[str]]:
    """The columns by name, a line of JSON an event.

    `symbols` are those of each event's places; `roles` those of its actors, in the order in which the columns name
    them. `weighed` numbers the chunk's table.
    """
    events = [event for event, _ in dated]
    return {
        "id": [quoted(event.event_id) for event in events],
        "doc": [quoted(event.doc_id) for event in events],
        "url": [quoted(safe_link(event.source_url)) if event.source_url else NO_TEXT for event in events],
        "published": [_day(event.published) if event.published else NO_TEXT for event in events],
        "places": [_places(event.places, known, weighed) for event, known in zip(events, symbols, strict=True)],
        "marks": [_marks(event) for event in events],
        "roles": [_list(map(quoted, names)) if names else "[]" for names in roles],
        "fatalities": [_count(event.fatalities) if event.fatalities else NOTHING for event in events],
        "more": [_more(event, days, sources) for event, days in dated],
        "title": [quoted(event.title) if event.title else NO_TEXT for event in events],
        "names": [_names(event.places) for event in events],
        "evidence": [_sentences(event) for event in events],
    }


def _list(parts: Iterable[str]) -> str:
    return f"[{','.join(parts)}]"


def _text_or_nothing(text: str | None) -> str:
    return quoted(text) if text else NO_TEXT


@lru_cache(maxsize=CACHED)
def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


def _names(places: Sequence[EventPlace]) -> str:
    if len(places) == 1:
        return f"[{quoted(places[0].name)}]"
    return _list([quoted(place.name) for place in places])


def _sentences(event: Event) -> str:
    own = event.evidence
    if own and not event.more_evidence:
        return f"[{quoted(own.text)}]"
    return _list([quoted(span.text) for span in _spans(event)])


def _spans(event: Event) -> Sequence[Span]:
    return (event.evidence, *event.more_evidence) if event.evidence else event.more_evidence


def _more(event: Event, days: DayRange, sources: Mapping[str, int]) -> str:
    """What few events have: several reports, several incidents, dates that the days do not tell."""
    is_told = _is_told(event.date_start, event.date_end, days)
    refs = event.sources if len(event.sources) > 1 else ()
    if is_told and not (
        refs or event.count > 1 or event.speaker or event.merge_reasons or event.injured or event.record_id
    ):
        return NOTHING
    injured = _count(event.injured) if event.injured else NOTHING
    start, end = ("", "") if is_told else (event.date_start or "", event.date_end or "")
    return _list(
        (
            _text_or_nothing(event.record_id),
            _text_or_nothing(event.speaker),
            _list(map(quoted, event.merge_reasons)),
            injured,
            str(event.count if event.count > 1 else 0),
            quoted(start),
            quoted(end),
            _list([_source(ref, event, sources) for ref in refs]),
        )
    )


@lru_cache(maxsize=CACHED)
def _is_told(start: str | None, end: str | None, days: DayRange) -> bool:
    """Whether the days tell the dates."""
    return (start or "", end or start or "") == iso_dates(days)


def _count(count: Count) -> str:
    return f"[{count.low},{count.best},{count.high}]"


@lru_cache(maxsize=CACHED)
def _short(value: float, form: str) -> str:
    return format(value, form)


def _places(places: Sequence[EventPlace], symbols: Symbols, weighed: Mapping[tuple[object, ...], int]) -> str:
    if len(places) == 1:
        number, radius = symbols[0]
        return f"[{_place(places[0], number, radius, weighed)}]"
    return _list([_place(place, *symbol, weighed) for place, symbol in zip(places, symbols, strict=True)])


def _place(place: EventPlace, number: int, radius: float, weighed: Mapping[tuple[object, ...], int]) -> str:
    role, status = place.role, place.status
    source = PLAIN_SOURCE if place.source == "gazetteer" else quoted(place.source)
    text = (
        f'[{number},"{role._value_}","{status._value_}",{place.location_precision},'
        f"{_short(radius, 'g')},{_short(place.confidence, '.2g')},{source}"
    )
    if place.candidates and role is not MENTIONED:
        own = place.place.place_id if place.place else ""
        shown = place.candidates[:MAX_CANDIDATES]
        chosen = next((k for k, one in enumerate(shown) if one.place.place_id == own), -1)
        candidates = ",".join([_candidate(one, k == chosen, weighed) for k, one in enumerate(shown)])
        return f"{text},{place.inherited:d},{chosen + 1},[{candidates}]]"
    return f"{text},1]" if place.inherited else f"{text}]"


def _candidate(candidate: Candidate, is_chosen: bool, weighed: Mapping[tuple[object, ...], int]) -> str:
    place = candidate.place
    number = weighed[place.name, place.admin1_name, place.country_code, place.feature_code, place.population]
    matched = quoted(candidate.matched_name) if candidate.matched_name != place.name else NO_TEXT
    evidence = _strongest(candidate.evidence, CHOSEN_EVIDENCE if is_chosen else OTHER_EVIDENCE)
    return f'[{number},"{candidate.match._value_}",{matched},{evidence}]'


def _strongest(evidence: Mapping[str, float], most: int) -> str:
    """The pieces of evidence that weigh most; a check that also refuses infinity and NaN."""
    telling = [(name, evidence[name]) for name in TELLING_EVIDENCE if name in evidence]
    strong = [pair for pair in telling if LEAST_EVIDENCE <= abs(pair[1]) < MOST_EVIDENCE]
    strong.sort(key=lambda pair: -abs(pair[1]))
    return _list([f'["{name}",{value:.2g}]' for name, value in strong[:most]])


def _marks(event: Event) -> str:
    """By sentence: stretches to highlight, [from, to, kind], offsets in code points of the sentence."""
    if event.evidence and not event.more_evidence:
        return f"[{_marks_in(event, event.evidence)}]"
    return _list([_marks_in(event, span) for span in _spans(event)])


def _marks_in(event: Event, span: Span) -> str:
    first, last = span.start, span.end
    marks: list[tuple[int, int, int]] = []
    trigger = event.trigger
    if trigger and first <= trigger.start < trigger.end <= last:
        marks.append((trigger.start - first, trigger.end - first, TRIGGER))
    for place in event.places:
        start, end = place.start, place.end
        if start is not None and end is not None and first <= start < end <= last and place.role is not MENTIONED:
            mark = (start - first, end - first, PLACE)
            if mark not in marks:
                marks.append(mark)
    marks.sort()
    return _list([f"[{start},{end},{kind}]" for start, end, kind in marks])


def _foreign_sentence(ref: SourceRef, event: Event) -> str:
    """The sentence of another report; the own one stands among the evidence already."""
    is_own = ref.doc_id == event.doc_id and ref.evidence == event.evidence
    return "" if is_own or ref.evidence is None else ref.evidence.text


def _source(ref: SourceRef, event: Event, sources: Mapping[str, int]) -> str:
    marks = "[]"
    if _foreign_sentence(ref, event) and ref.evidence and ref.trigger:
        start, end = ref.trigger.start - ref.evidence.start, ref.trigger.end - ref.evidence.start
        if 0 <= start < end <= len(ref.evidence.text):
            marks = f"[[{start},{end},{TRIGGER}]]"
    name = sources[ref.source_name] if ref.source_name else -1
    published = _day(ref.published) if ref.published else NO_TEXT
    title, sentence = quoted(ref.title or ref.doc_id), quoted(_foreign_sentence(ref, event))
    return f"[{name},{_text_or_nothing(safe_link(ref.url))},{published},{marks},{title},{sentence}]"
