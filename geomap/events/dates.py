"""Dates in a sentence: absolute ones, ones relative to the publication date, and ones relative to another date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geomap.events.dategrammar import (
    MONTHS,
    NO_EVENT_AFTER,
    NO_EVENT_BEFORE,
    RULE_NAMES,
    WEEKDAYS,
    find_matches,
    lowered,
)
from geomap.events.numbers import SMALL_NUMBERS
from geomap.records import DatePrecision

FIRST_YEAR, LAST_YEAR = 1800, 2100
"""A number outside is no year of a news event."""

FUTURE_SLACK_DAYS = 45
"""A date without a year that would lie further ahead of the publication date is last year's. Announced dates lie ahead
by days or weeks; a month and a half keeps them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """A date in the text, at code points `start`..`end`."""

    start: int
    end: int
    low: date
    high: date
    precision: DatePrecision
    is_anchor: bool = True
    """Whether later "the next day" may refer to it."""

    def iso(self) -> tuple[str, str]:
        """First and last day, month or year as ISO text of the precision that is known."""
        if self.precision is DatePrecision.MONTH:
            return self.low.strftime("%Y-%m"), self.high.strftime("%Y-%m")
        if self.precision is DatePrecision.YEAR:
            return f"{self.low.year:04d}", f"{self.high.year:04d}"
        return self.low.isoformat(), self.high.isoformat()


_FEW = {"a few": 3, "several": 3, "a couple of": 2}
_UNIT_DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}


def _no_anchor() -> date | None:
    """Nothing was named before."""


def find_dates(
    text: str, start: int, end: int, *, published: date | None, anchor: Callable[[], date | None] = _no_anchor
) -> list[DateExpression]:
    """The dates in `text[start:end]`.

    `published` resolves "yesterday" and dates without a year; `anchor` gives the last date named before, for "the
    next day". Expressions that need one that is missing are left out, and so are anniversaries and founding years.
    """
    piece = lowered(text[start:end])
    found: list[DateExpression] = []
    for match in find_matches(piece):
        if NO_EVENT_BEFORE.search(piece, max(0, match.start() - 40), match.start()):
            continue
        if NO_EVENT_AFTER.match(piece, match.end()):
            continue
        before = found[-1].low if found and found[-1].is_anchor else None
        expression = _Reader(match, offset=start, published=published, before=before, anchor=anchor).read()
        if expression is not None:
            found.append(expression)
    return _joined(found, text, published) if len(found) > 1 else found


def _joined(found: list[DateExpression], text: str, published: date | None) -> list[DateExpression]:
    """ "Monday, 22 May" and "on Friday night, 5 May" are one date: the more exact of two neighbors stays."""
    kept: list[DateExpression] = []
    for expression in found:
        previous = kept[-1] if kept else None
        if previous is not None and re.fullmatch(
            r"(?:night|morning|evening|afternoon)?[\s,(]*", text[previous.end : expression.start].strip()
        ):
            if _is_weekday(text[previous.start : previous.end]) and expression.precision is DatePrecision.DAY:
                kept[-1] = replace(expression, start=previous.start)
                continue
            if _is_weekday(text[expression.start : expression.end]) and previous.precision is DatePrecision.DAY:
                kept[-1] = replace(previous, end=expression.end)
                continue
            week = text[expression.start : expression.end].lower()
            if week.endswith("week") and _is_weekday(text[previous.start : previous.end]) and published is not None:
                monday = published - timedelta(days=published.weekday() + (7 if "last" in week else 0))
                day = monday + timedelta(
                    days=WEEKDAYS[text[previous.start : previous.end].lower().split()[-1].rstrip("'s.")]
                )
                kept[-1] = replace(previous, end=expression.end, low=day, high=day)
                continue
        kept.append(expression)
    return kept


def _is_weekday(surface: str) -> bool:
    return surface.lower().split()[-1].removesuffix("'s").rstrip(".") in WEEKDAYS


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shift_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class _Reader:
    """One match of the date grammar, in a piece that begins at `offset`, to a date expression."""

    def __init__(
        self,
        match: re.Match[str],
        *,
        offset: int,
        published: date | None,
        before: date | None,
        anchor: Callable[[], date | None],
    ) -> None:
        self._match = match
        self._number = (match.lastgroup or "").removeprefix("rule")
        self._offset = offset
        self._surface = match.group()
        self._published = published
        self._before = before
        self._earlier = anchor

    def _anchor(self) -> date | None:
        """The last date named before, in this piece or earlier."""
        return self._before or self._earlier()

    def read(self) -> DateExpression | None:
        """The date, or None when it is impossible or needs a publication date that is not known."""
        try:
            return getattr(self, f"_{RULE_NAMES[int(self._number)]}")()  # type: ignore[no-any-return]
        except (ValueError, OverflowError):
            return None

    def _group(self, name: str) -> str | None:
        key = f"{name}{self._number}"
        return self._match[key] if key in self._match.re.groupindex else None

    def _make(
        self, low: date, high: date, precision: DatePrecision, *, is_anchor: bool = True
    ) -> DateExpression | None:
        if not FIRST_YEAR <= low.year <= high.year <= LAST_YEAR:
            return None
        start, end = self._match.span()
        return DateExpression(
            start=self._offset + start, end=self._offset + end, low=low, high=high, precision=precision,
            is_anchor=is_anchor,
        )  # fmt: skip

    def _day_at(self, day: date) -> DateExpression | None:
        return self._make(day, day, DatePrecision.DAY)

    def _month_number(self) -> int:
        return MONTHS[(self._group("month") or "").lower().rstrip(".")]

    def _year_number(self, month: int, day: int = 1) -> int | None:
        """The year named, or the one that puts month and day before the publication date."""
        year, rel = self._group("year"), self._group("rel")
        if year:
            return int(year)
        reference = self._published or self._anchor()
        if reference is None:
            return None
        if rel:
            return reference.year - (rel.lower() == "last")
        last = calendar.monthrange(reference.year, month)[1]
        ahead = date(reference.year, month, min(day, last)) - reference
        slack = 0 if self._group("last") else FUTURE_SLACK_DAYS
        if self._published is None:
            return reference.year
        return reference.year - 1 if ahead.days > slack else reference.year

    def _iso(self) -> DateExpression | None:
        return self._day_at(
            date(int(self._group("year") or 0), int(self._group("month_number") or 0), int(self._group("day") or 0))
        )

    def _day(self) -> DateExpression | None:
        month, day = self._month_number(), int(self._group("day") or 0)
        year = self._year_number(month, day)
        return None if year is None else self._day_at(date(year, month, day))

    def _day_range(self) -> DateExpression | None:
        month, first, last = self._month_number(), int(self._group("day") or 0), int(self._group("last_day") or 0)
        year = self._year_number(month, first)
        if year is None:
            return None
        return self._make(date(year, month, first), date(year, month, last), DatePrecision.RANGE)

    def _month(self) -> DateExpression | None:
        if self._surface.startswith("and ") and not self._group("year"):
            return None
        month = self._month_number()
        year = self._year_number(month)
        if year is None:
            return None
        low, high = month_span(year, month)
        if self._surface.startswith("since ") and self._published is not None:
            return self._make(low, max(low, self._published), DatePrecision.RANGE)
        return self._make(low, high, DatePrecision.MONTH)

    def _year(self) -> DateExpression | None:
        year = int(self._group("year") or 0)
        if self._surface.startswith("since ") and self._published is not None and self._published.year >= year:
            return self._make(date(year, 1, 1), self._published, DatePrecision.RANGE)
        return self._make(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)

    def _year_range(self) -> DateExpression | None:
        first, last = int(self._group("year") or 0), int(self._group("last_year") or 0)
        return self._make(date(first, 1, 1), date(last, 12, 31), DatePrecision.RANGE)

    def _shifted(self, reference: date | None, days: int) -> DateExpression | None:
        return None if reference is None else self._day_at(reference + timedelta(days=days))

    def _today(self) -> DateExpression | None:
        return self._shifted(self._published, 0)

    def _yesterday(self) -> DateExpression | None:
        return self._shifted(self._published, -1)

    def _before_yesterday(self) -> DateExpression | None:
        return self._shifted(self._published, -2)

    def _anchor_next(self) -> DateExpression | None:
        return self._shifted(self._anchor(), 1)

    def _anchor_previous(self) -> DateExpression | None:
        return self._shifted(self._anchor(), -1)

    def _same(self) -> DateExpression | None:
        return self._shifted(self._anchor(), 0)

    def _amount(self) -> int:
        text = (self._group("amount") or "1").lower()
        if text.isdigit():
            return int(text)
        return _FEW.get(text) or SMALL_NUMBERS.get(text, 1)

    def _anchor_shift(self) -> DateExpression | None:
        sign = 1 if self._group("way") in {"later", "after"} else -1
        return self._by_units(self._anchor(), sign * self._amount())

    def _ago(self) -> DateExpression | None:
        return self._by_units(self._published, -self._amount())

    def _by_units(self, reference: date | None, amount: int) -> DateExpression | None:
        if reference is None:
            return None
        unit = self._group("unit") or "day"
        exact = (self._group("amount") or "").lower() not in _FEW
        if unit in {"day", "hour"}:
            day = reference + timedelta(days=amount * _UNIT_DAYS[unit])
            return self._day_at(day) if exact else self._around(day, 1)
        if unit == "week":
            return self._around(reference + timedelta(days=7 * amount), 0 if abs(amount) == 1 else 3)
        if unit == "month":
            shifted = _shift_months(reference, amount)
            return self._make(*month_span(shifted.year, shifted.month), DatePrecision.MONTH)
        year = reference.year + amount * (10 if unit == "decade" else 1)
        return self._make(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)

    def _around(self, day: date, slack_days: int) -> DateExpression | None:
        """A day give or take some, as a week's precision."""
        slack = timedelta(days=slack_days)
        return self._make(day - slack, day + slack, DatePrecision.WEEK)

    def _weekend(self) -> DateExpression | None:
        if self._published is None:
            return None
        sunday = self._published - timedelta(days=(self._published.weekday() + 1) % 7)
        return self._make(sunday - timedelta(days=1), sunday, DatePrecision.RANGE)

    def _weekday(self) -> DateExpression | None:
        """The last such day before publication; on the day itself it is that day."""
        if self._published is None:
            return None
        which = (self._group("last") or "").lower()
        wanted = WEEKDAYS[(self._group("weekday") or "").lower().rstrip(".")]
        back = (self._published.weekday() - wanted) % 7
        if which == "next":
            return self._shifted(self._published, (wanted - self._published.weekday()) % 7 or 7)
        if which in {"last", "past", "previous"} and back == 0:
            back = 7
        return self._shifted(self._published, -back)

    def _last_unit(self) -> DateExpression | None:
        reference, which, unit = self._published, (self._group("last") or "").lower(), self._group("unit")
        if reference is None:
            return None
        step = -1 if "last" in which or "past" in which else 1 if which == "next" else 0
        if unit == "week":
            monday = reference - timedelta(days=reference.weekday()) + timedelta(days=7 * step)
            high = min(monday + timedelta(days=6), reference) if step == 0 else monday + timedelta(days=6)
            return self._make(monday, high, DatePrecision.WEEK)
        if unit == "month":
            shifted = _shift_months(reference, step)
            return self._make(*month_span(shifted.year, shifted.month), DatePrecision.MONTH)
        year = reference.year + step
        return self._make(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)

    def _past_units(self) -> DateExpression | None:
        if self._published is None:
            return None
        days = _UNIT_DAYS[self._group("unit") or "day"] * self._amount()
        return self._make(self._published - timedelta(days=days), self._published, DatePrecision.RANGE, is_anchor=False)

    def _recent(self) -> DateExpression | None:
        if self._published is None:
            return None
        unit = self._group("unit") or self._group("unit_b") or "day"
        return self._make(
            self._published - timedelta(days=3 * _UNIT_DAYS[unit]),
            self._published,
            DatePrecision.RANGE,
            is_anchor=False,
        )


def document_dates(text: str, limit: int = 400) -> Iterator[DateExpression]:
    """Full dates (day, month, year) within the first `limit` code points: headings and datelines."""
    for expression in find_dates(text, 0, min(len(text), limit), published=None):
        if expression.precision is DatePrecision.DAY:
            yield expression
