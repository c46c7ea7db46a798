"""One event as a row of JSON: all that its card shows. `assets/app/details.js` puts the parts together again.

A row has three parts, and a chunk holds first all heads, then all texts, then the rest: like stands beside like, which
packs a sixth smaller than whole rows. What the columns already say (type, days, names of actors and sources) is not
said twice. Places that were weighed are numbers of the chunk's own table.

The JSON is put together here, string by string, for that takes half the time of lists given to the json module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring as quoted

from geomap.records import Candidate, Count, Event, EventPlace, Role, SourceRef, Span
from geomap.rendering.days import DayRange, iso_dates
from geomap.rendering.escape import safe_link

HEAD = ("id", "doc", "url", "record", "published")
TEXT = ("title", "names", "evidence", "sources", "speaker", "reasons")
REST = ("places", "marks", "roles", "fatalities", "injured", "sources", "count", "start", "end")
"""Fields of the three parts in their order; empty ones at the end are left away."""

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

NOTHING = (',""', ",0", ",[]")
"""JSON that may be left away at the end of a part. No other value ends so: a comma before a text's last quotation mark
has the mark that opens the text, or a backslash, after it."""
NO_TEXT, PLAIN_SOURCE = '""', '"gazetteer"'
CACHED = 100_000


def row_of(
    event: Event,
    days: DayRange,
    symbols: Sequence[tuple[int, float]],
    roles: Iterable[str],
    *,
    sources: Mapping[str, int],
    weighed: Mapping[tuple[object, ...], int],
) -> tuple[str, str, str]:
    """JSON of head, text and rest of one event's row.

    `symbols` are the symbol's number of each of its places, -1 for none, and the radius of the circle in km; `roles`
    those of its actors, in the order in which the columns name them. `weighed` numbers the chunk's table.
    """
    refs = event.sources if len(event.sources) > 1 else ()
    sentences: Sequence[Span] = event.more_evidence
    if event.evidence:
        sentences = (event.evidence, *sentences) if sentences else (event.evidence,)
    places = [
        _place(place, number, radius, weighed) for place, (number, radius) in zip(event.places, symbols, strict=True)
    ]
    marks = [_marks(event, span) for span in sentences]
    rest = (
        f"[{','.join(places)}],[{','.join(marks)}],[{','.join(map(quoted, roles))}],"
        f"{_count(event.fatalities)},{_count(event.injured)}"
    )
    return _head(event), _text(event, sentences, refs), _trimmed(rest + _rare(event, days, refs, sources))


def _list(parts: Iterable[str]) -> str:
    return f"[{','.join(parts)}]"


def _trimmed(parts: str) -> str:
    """The list of the parts, without those at its end that hold nothing."""
    while parts.endswith(NOTHING):
        parts = parts[: parts.rindex(",")]
    return f"[{parts}]"


def _text_or_nothing(text: str | None) -> str:
    return quoted(text) if text else NO_TEXT


def _head(event: Event) -> str:
    url = quoted(safe_link(event.source_url)) if event.source_url else NO_TEXT
    record, published = _text_or_nothing(event.record_id), _day(event.published) if event.published else NO_TEXT
    return _trimmed(f"{quoted(event.event_id)},{quoted(event.doc_id)},{url},{record},{published}")


@lru_cache(maxsize=CACHED)
def _day(day: date) -> str:
    return f'"{day.isoformat()}"'


def _text(event: Event, sentences: Sequence[Span], refs: Sequence[SourceRef]) -> str:
    names = ",".join([quoted(place.name) for place in event.places])
    said = ",".join([quoted(span.text) for span in sentences])
    text = f"{_text_or_nothing(event.title)},[{names}],[{said}]"
    if not refs and not event.speaker and not event.merge_reasons:
        return f"[{text}]" if said else _trimmed(text)
    reports = _list([_list((quoted(ref.title or ref.doc_id), quoted(_foreign_sentence(ref, event)))) for ref in refs])
    return _trimmed(f"{text},{reports},{_text_or_nothing(event.speaker)},{_list(map(quoted, event.merge_reasons))}")


def _rare(event: Event, days: DayRange, refs: Sequence[SourceRef], sources: Mapping[str, int]) -> str:
    """What few events have: several reports, several incidents, dates that the days do not tell."""
    start, end = event.date_start or "", event.date_end or ""
    is_plain = (start, end or start) == iso_dates(days)
    if is_plain and not refs and event.count == 1:
        return ""
    reports = _list([_source(ref, event, sources) for ref in refs])
    count = event.count if event.count > 1 else 0
    return f",{reports},{count}" if is_plain else f",{reports},{count},{quoted(start)},{quoted(end)}"


def _count(count: Count | None) -> str:
    return f"[{count.low},{count.best},{count.high}]" if count else "0"


@lru_cache(maxsize=CACHED)
def _short(value: float, form: str) -> str:
    return format(value, form)


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


def _marks(event: Event, span: Span) -> str:
    """Stretches to highlight, [from, to, kind], offsets in code points of the sentence."""
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
    return _trimmed(f"{name},{_text_or_nothing(safe_link(ref.url))},{published},{marks}")
