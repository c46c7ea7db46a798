"""ISO dates of any precision to day numbers since 1970-01-01, as the page counts them, and back."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

DayRange = tuple[int, int]
"""First and last day that something may have happened on."""
UNDATED = -1_000_000
"""Day number of an event whose date is not known: before every date that `datetime` can hold."""
_EPOCH = date(1970, 1, 1).toordinal()
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")
DECEMBER = 12
CACHED = 100_000


@lru_cache(maxsize=CACHED)
def first_and_last_day(text: str) -> DayRange | None:
    """First and last day of an ISO date, month or year; None when it is none.

    >>> first_and_last_day("1970-02")
    (31, 58)
    """
    found = _ISO.match(text.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or DECEMBER, day or calendar.monthrange(year, month or DECEMBER)[1])
    except ValueError:
        return None
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH


@lru_cache(maxsize=CACHED)
def day_range(start: str | None, end: str | None) -> DayRange:
    """First and last day that an event may have happened on; (UNDATED, UNDATED) when no date is known."""
    first = first_and_last_day(start) if start else None
    last = first_and_last_day(end) if end else None
    if first is None and last is None:
        return UNDATED, UNDATED
    days = (first or last or (0, 0))[0], (last or first or (0, 0))[1]
    return (days[0], days[1]) if days[0] <= days[1] else (days[1], days[0])


@lru_cache(maxsize=CACHED)
def iso_dates(days: DayRange) -> tuple[str, str]:
    """Start and end as the page words them from the days: a day, month or year twice, or two days; "" for no date."""
    if days[0] == UNDATED:
        return "", ""
    first, last = (date.fromordinal(day + _EPOCH).isoformat() for day in days)
    for digits in (4, 7, 10):
        if first_and_last_day(first[:digits]) == days:
            return first[:digits], first[:digits]
    return first, last
