"""One event as a row of JSON: all that its card shows. `assets/app/details.js` puts the parts together again.

A row has three parts, and a chunk holds first all heads, then all texts, then the rest: like stands beside like, which
packs a sixth smaller than whole rows. What the columns already say (type, days, names of actors and sources) is not
said twice. Places that were weighed are numbers of the chunk's own table.

The JSON is put together here, string by string, for that takes half the time of lists given to the json module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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

NOTHING = frozenset({'""', "0", "[]"})
"""JSON that may be left away at the end of a part."""
NO_TEXT = '""'

TableNumber = Callable[[tuple[object, ...]], int]
"""Gives a place that was weighed its number in the chunk's table."""


def row_of(
    event: Event,
    days: DayRange,
    symbols: Sequence[tuple[int, float]],
    *,
    sources: Mapping[object, int],
    weighed: TableNumber,
) -> tuple[str, str, str]:
    """JSON of head, text and rest of one event's row.

    `symbols` are the symbol's number of each of its places, -1 for none, and the radius of the circle in km.
    """
    refs = event.sources if len(event.sources) > 1 else ()
    sentences = [event.evidence, *event.more_evidence] if event.evidence else list(event.more_evidence)
    return _head(event), _text(event, sentences, refs), _rest(event, days, symbols, sentences, refs, sources, weighed)


def _list(parts: Iterable[str]) -> str:
    return f"[{','.join(parts)}]"


def _trimmed(parts: list[str]) -> str:
    while parts and parts[-1] in NOTHING:
        parts.pop()
    return f"[{','.join(parts)}]"


def _text_or_nothing(text: str | None) -> str:
    return quoted(text) if text else NO_TEXT


def _head(event: Event) -> str:
    published = f'"{event.published.isoformat()}"' if event.published else NO_TEXT
    url = _text_or_nothing(safe_link(event.source_url))
    return _trimmed([quoted(event.event_id), quoted(event.doc_id), url, _text_or_nothing(event.record_id), published])


def _text(event: Event, sentences: Sequence[Span], refs: Sequence[SourceRef]) -> str:
    reports = [_list((quoted(ref.title or ref.doc_id), quoted(_foreign_sentence(ref, event)))) for ref in refs]
    return _trimmed(
        [
            _text_or_nothing(event.title),
            _list([quoted(place.name) for place in event.places]),
            _list([quoted(span.text) for span in sentences]),
            _list(reports),
            _text_or_nothing(event.speaker),
            _list([quoted(reason) for reason in event.merge_reasons]),
        ]
    )


def _rest(
    event: Event,
    days: DayRange,
    symbols: Sequence[tuple[int, float]],
    sentences: Sequence[Span],
    refs: Sequence[SourceRef],
    sources: Mapping[object, int],
    weighed: TableNumber,
) -> str:
    start, end = event.date_start or "", event.date_end or ""
    is_plain = (start, end or start) == iso_dates(days)
    return _trimmed(
        [
            _list([_place(place, *symbol, weighed) for place, symbol in zip(event.places, symbols, strict=True)]),
            _list([_marks(event, span) for span in sentences]),
            _roles(event),
            _count(event.fatalities),
            _count(event.injured),
            _list([_source(ref, event, sources) for ref in refs]),
            str(event.count) if event.count > 1 else "0",
            NO_TEXT if is_plain else quoted(start),
            NO_TEXT if is_plain else quoted(end),
        ]
    )


def _roles(event: Event) -> str:
    """Roles in the order in which the columns have the actors' names, each name once."""
    roles: dict[str, str] = {}
    for actor in event.actors:
        if actor.name:
            before = roles.get(actor.name)
            roles[actor.name] = f"{before}, {actor.role}" if before else actor.role
    return _list([quoted(role) for role in roles.values()])


def _count(count: Count | None) -> str:
    return f"[{count.low},{count.best},{count.high}]" if count else "0"


def _place(place: EventPlace, number: int, radius: float, weighed: TableNumber) -> str:
    parts = [
        str(number),
        f'"{place.role.value}","{place.status.value}",{place.location_precision}',
        f"{radius:g}",
        f"{place.confidence:.2g}",
        quoted(place.source),
        "1" if place.inherited else "0",
    ]
    if place.candidates and place.role is not MENTIONED:
        own = place.place.place_id if place.place else ""
        shown = place.candidates[:MAX_CANDIDATES]
        chosen = next((k for k, one in enumerate(shown) if one.place.place_id == own), -1)
        parts.append(str(chosen + 1))
        parts.append(_list([_candidate(one, k == chosen, weighed) for k, one in enumerate(shown)]))
    return _trimmed(parts)


def _candidate(candidate: Candidate, is_chosen: bool, weighed: TableNumber) -> str:
    place = candidate.place
    number = weighed((place.name, place.admin1_name, place.country_code, place.feature_code, place.population))
    matched = quoted(candidate.matched_name) if candidate.matched_name != place.name else NO_TEXT
    evidence = _strongest(candidate.evidence, CHOSEN_EVIDENCE if is_chosen else OTHER_EVIDENCE)
    return f'[{number},"{candidate.match.value}",{matched},{evidence}]'


def _strongest(evidence: Mapping[str, float], most: int) -> str:
    """The pieces of evidence that weigh most; a check that also refuses infinity and NaN."""
    telling = [(name, evidence[name]) for name in TELLING_EVIDENCE if name in evidence]
    strong = [pair for pair in telling if LEAST_EVIDENCE <= abs(pair[1]) < MOST_EVIDENCE]
    strong.sort(key=lambda pair: -abs(pair[1]))
    return _list([f'["{name}",{value:.2g}]' for name, value in strong[:most]])


def _marks(event: Event, span: Span) -> str:
    """Stretches to highlight, [from, to, kind], offsets in code points of the sentence."""
    first, last = span.start, span.end
    marks: set[tuple[int, int, int]] = set()
    trigger = event.trigger
    if trigger and first <= trigger.start < trigger.end <= last:
        marks.add((trigger.start, trigger.end, TRIGGER))
    for place in event.places:
        start, end = place.start, place.end
        if start is not None and end is not None and first <= start < end <= last and place.role is not MENTIONED:
            marks.add((start, end, PLACE))
    return _list([f"[{start - first},{end - first},{kind}]" for start, end, kind in sorted(marks)])


def _foreign_sentence(ref: SourceRef, event: Event) -> str:
    """The sentence of another report; the own one stands among the evidence already."""
    is_own = ref.doc_id == event.doc_id and ref.evidence == event.evidence
    return "" if is_own or ref.evidence is None else ref.evidence.text


def _source(ref: SourceRef, event: Event, sources: Mapping[object, int]) -> str:
    marks = "[]"
    if _foreign_sentence(ref, event) and ref.evidence and ref.trigger:
        start, end = ref.trigger.start - ref.evidence.start, ref.trigger.end - ref.evidence.start
        if 0 <= start < end <= len(ref.evidence.text):
            marks = f"[[{start},{end},{TRIGGER}]]"
    name = sources[ref.source_name] if ref.source_name else -1
    published = f'"{ref.published.isoformat()}"' if ref.published else NO_TEXT
    return _trimmed([str(name), _text_or_nothing(safe_link(ref.url)), published, marks])
