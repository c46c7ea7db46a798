"""How like two reports are: type, place, date, participants, numbers and words, with the reasons in words."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from geomap.geodesy import KM_PER_DEGREE, great_circle_km
from geomap.records import Count, DatePrecision, Event, EventPlace, EventType, Point, Role

SAME_AT_LEAST = 1.7
"""Least score of two reports of one event. The same place on the same day reaches it alone (2.0); a place that contains
the other (0.6), a date a day off (0.3) or a week's span (0.6) needs like numbers, a shared actor or like words too."""

VIOLENT = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.ARMED_CLASH,
     EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER}
)  # fmt: skip
VAGUE = frozenset({EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER})
"""Violent types that may be another report's word for a more exact one."""

NEAR_KM = 8.0
"""Two points this close are one place: a town's point and one of its quarters'."""
CELL_DEGREES = 0.5
"""Side of the cells by which near points are found."""
COARSE = 4
"""From this location precision on (admin1, country) a place is an area that contains others."""
UNDATED_DAYS = 7
"""An event without a date lies this many days before its publication, or less."""
LIKE_RATIO, TOLL_RATIO, CONFLICT_RATIO = 1.5, 2.0, 3.0
"""Numbers of dead within the first ratio are like (the second from RISING_TOLL on: tolls rise from report to report);
beyond the third, and by more than three, they are of two events."""
RISING_TOLL = 10
WORDS_LIKE, WORDS_COPY = 0.5, 0.8
"""Share of common words that speaks for one event, and that copies of one agency report have."""
MIN_SHARED_WORDS = 5
"""Fewer common words are chance."""
OTHER_WORD = -0.35
"""When one report says killing and the other bombing, the place and the day alone do not make them one."""
A_DAY_APART = "a day apart"
DAY_SLACK = 1
"""Reports whose days are this far apart may be of one event."""
MAX_DAY = date.max.toordinal()
POINTS_KEPT = 10_000

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What of an event is compared, computed once."""

    number: int
    event: Event
    family: str
    doc_ids: frozenset[str]
    places: tuple[EventPlace, ...]
    place_keys: frozenset[str]
    cells: frozenset[tuple[int, int]]
    near_cells: frozenset[tuple[int, int]]
    countries: frozenset[str]
    low: date | None
    high: date | None
    is_dated: bool
    killed: Count | None
    names: frozenset[str]
    words: frozenset[str]
    first_day: int
    last_day: int
    """`low` and `high` as ordinals; 0 and MAX_DAY where they are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The score of a comparison and what made it."""

    score: float
    reason: str

    @property
    def is_same(self) -> bool:
        """Whether the two are taken for reports of one event."""
        return self.score >= SAME_AT_LEAST


UNLIKE = Likeness(score=0.0, reason="")


def profile(number: int, event: Event) -> Profile:
    """The profile of the event that stands at `number` of the input."""
    places = tuple(place for place in event.places if place.role is Role.HAPPENED)
    low, high, is_dated = _dates(event)
    text = event.evidence.text if event.evidence else ""
    words = frozenset(_WORD.findall(text.lower()))
    points = [p.point for p in places if p.point and p.location_precision < COARSE]
    cells = frozenset(_cell(point) for point in points)
    return Profile(
        number=number, event=event, family="violence" if event.event_type in VIOLENT else event.event_type.value,
        doc_ids=frozenset({event.doc_id, *(source.doc_id for source in event.sources)}), places=places,
        place_keys=frozenset(_place_key(p) for p in places if p.point is None or p.location_precision >= COARSE),
        cells=cells,
        near_cells=frozenset(cell for point in points for cell in _near_cells(point.lat, point.lon)),
        countries=frozenset(p.place.country_code for p in places if p.place and p.place.country_code),
        low=low, high=high, is_dated=is_dated, killed=event.fatalities, names=_names(event), words=words,
        first_day=low.toordinal() if low and high else 0, last_day=high.toordinal() if low and high else MAX_DAY,
    )  # fmt: skip


def _cell(point: Point) -> tuple[int, int]:
    return int(point.lat // CELL_DEGREES), int(point.lon // CELL_DEGREES)


@lru_cache(maxsize=POINTS_KEPT)
def _near_cells(lat: float, lon: float) -> frozenset[tuple[int, int]]:
    """The cells within NEAR_KM of a point: one, or up to four beside a border."""
    north = NEAR_KM / KM_PER_DEGREE
    east = north / max(0.1, math.cos(math.radians(lat)))
    rows = {int((lat + step) // CELL_DEGREES) for step in (-north, north)}
    columns = {int((lon + step) // CELL_DEGREES) for step in (-east, east)}
    return frozenset((row, column) for row in rows for column in columns)


def _place_key(place: EventPlace) -> str:
    return place.place.place_id if place.place else f"name:{place.name.casefold()}"


def _names(event: Event) -> frozenset[str]:
    """Capitalized words of the actors' names."""
    return frozenset(
        word.casefold()
        for actor in event.actors
        for word in re.findall(r"[^\W\d_]{3,}", actor.name)
        if word[0].isupper()
    )


def _dates(event: Event) -> tuple[date | None, date | None, bool]:
    """First and last day that the event may lie on, and whether the text gave them."""
    if event.date_start is not None:
        low, high = _first_day(event.date_start), _last_day(event.date_end or event.date_start)
        if low is not None and high is not None and low <= high:
            return low, high, True
    if event.published is not None:
        return event.published - timedelta(days=UNDATED_DAYS), event.published, False
    return None, None, False


def _first_day(text: str) -> date | None:
    parts = [int(part) for part in text[:10].split("-") if part.isdigit()]
    try:
        return date(*[*parts, 1, 1][:3]) if parts else None
    except ValueError:
        return None


def _last_day(text: str) -> date | None:
    first = _first_day(text)
    if first is None or len(text) >= 10:
        return first
    if len(text) >= 7:
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(month=12, day=31)


def may_be_same(first: Profile, second: Profile) -> bool:
    """A cheap test before `compare`: types that go together and days that touch."""
    if first.first_day > second.last_day + DAY_SLACK or second.first_day > first.last_day + DAY_SLACK:
        return False
    return _types_agree(first.event.event_type, second.event.event_type)


def compare(first: Profile, second: Profile) -> Likeness:
    """How like two reports are; UNLIKE when types, dates or places exclude that they are of one event."""
    if not may_be_same(first, second):
        return UNLIKE
    dated = _date_likeness(first, second)
    placed = _place_likeness(first, second) if dated is not None else None
    if dated is None or placed is None:
        return UNLIKE
    parts = [placed, dated, _number_likeness(first, second), _name_likeness(first, second)]
    # Reports written alike on two days running, as bulletins are, tell of two days.
    words = 0.0 if dated[1] == A_DAY_APART else _words(first, second)
    if words >= WORDS_COPY:
        parts.append((1.2, "the same words"))
    elif placed[0] == 0.0:
        return UNLIKE
    elif words >= WORDS_LIKE:
        parts.append((0.3, "like words"))
    if first.event.event_type is not second.event.event_type:
        parts.append((OTHER_WORD, ""))
    return Likeness(score=sum(score for score, _ in parts), reason=", ".join(reason for _, reason in parts if reason))


def _types_agree(first: EventType, second: EventType) -> bool:
    if first is second:
        return True
    return first in VIOLENT and second in VIOLENT and (first in VAGUE or second in VAGUE)


def _words(first: Profile, second: Profile) -> float:
    """Share of the shorter sentence's words that the other has too; 0 when they are few."""
    shared = len(first.words & second.words)
    return shared / min(len(first.words), len(second.words)) if shared >= MIN_SHARED_WORDS else 0.0


def _date_likeness(first: Profile, second: Profile) -> tuple[float, str] | None:
    if first.low is None or second.low is None or first.high is None or second.high is None:
        return 0.0, ""
    exact = first.event.date_precision is DatePrecision.DAY and second.event.date_precision is DatePrecision.DAY
    if exact:
        days = abs((first.low - second.low).days)
        if days == 0:
            return 1.0, f"same day ({first.low.isoformat()})"
        return (0.3, A_DAY_APART) if days == 1 else None
    if first.low > second.high or second.low > first.high:
        return None
    widest = max((first.high - first.low).days, (second.high - second.low).days)
    if not first.is_dated or not second.is_dated:
        return (0.3, "published within a week") if widest <= UNDATED_DAYS else (0.1, "dates overlap")
    return 0.6 if widest <= UNDATED_DAYS else 0.3 if widest <= 31 else 0.1, "dates overlap"


def _place_likeness(first: Profile, second: Profile) -> tuple[float, str] | None:
    """None when both are placed and the places exclude each other."""
    if not first.places or not second.places:
        return 0.0, ""
    best: tuple[float, str] | None = None
    for a in first.places:
        for b in second.places:
            found = _pair_likeness(a, b)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return best


def _pair_likeness(a: EventPlace, b: EventPlace) -> tuple[float, str] | None:
    name = a.place.name if a.place else a.name
    coarse = a.location_precision >= COARSE and b.location_precision >= COARSE
    if _place_key(a) == _place_key(b):
        country = coarse and min(a.location_precision, b.location_precision) >= 6 and a.place is not None
        return (0.3, f"same country ({name})") if country else (1.0, f"same place ({name})")
    if a.place is None or b.place is None or a.point is None or b.point is None:
        return None
    fine = a.location_precision < COARSE and b.location_precision < COARSE
    if fine:
        near = great_circle_km(a.point, b.point) <= NEAR_KM
        return (0.9, f"near places ({name}, {b.place.name})") if near else None
    if a.place.country_code != b.place.country_code or not a.place.country_code:
        return None
    inner, outer = (a, b) if a.location_precision < b.location_precision else (b, a)
    if (
        outer.location_precision == COARSE
        and outer.place
        and inner.place
        and outer.place.admin1_code != inner.place.admin1_code
    ):
        return None
    return 0.6, f"one place in the other ({inner.name}, {outer.name})"


def _number_likeness(first: Profile, second: Profile) -> tuple[float, str]:
    a, b = first.killed, second.killed
    if a is None or b is None or not a.best or not b.best:
        return 0.0, ""
    if a.best == b.best:
        return (0.5 if a.best > 2 else 0.1), f"{a.best} dead in both"
    low, high = sorted((a.best, b.best))
    ratio = TOLL_RATIO if high >= RISING_TOLL else LIKE_RATIO
    if low * ratio >= high or (a.low <= b.high and b.low <= a.high):
        return 0.3, f"{a.best} and {b.best} dead"
    return (-1.0 if low * CONFLICT_RATIO < high and high - low > 3 else -0.4), ""


def _name_likeness(first: Profile, second: Profile) -> tuple[float, str]:
    shared = first.names & second.names
    return (0.3, f"same actor ({', '.join(sorted(shared))})") if shared else (0.0, "")
