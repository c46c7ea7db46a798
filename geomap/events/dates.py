"""Dates in a sentence: absolute ones, ones relative to the publication date, and ones relative to another date."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geomap.events.numbers import SMALL_NUMBERS
from geomap.records import DatePrecision

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}

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


_MONTH = (
    r"(?P<month{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>(?:1[89]|20)\d\d)"
_OF_YEAR = r"(?:,?\s+(?:of\s+)?(?:" + _YEAR + r"|(?P<rel{0}>last|this)\s+year))?"
_UNIT = r"(?P<unit{0}>day|week|month|year|hour|decade)s?"
_AMOUNT = r"(?P<amount{0}>\d{{1,3}}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|several|a couple of|just over a|more than a|about a|nearly a)"
_WEEKDAY = r"(?P<weekday{0}>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon\.|Tues?\.|Wed\.|Thurs?\.|Fri\.|Sat\.|Sun\.)"


def _rule(name: str, pattern: str) -> str:
    index = len(_ORDER)
    _ORDER.append(name)
    return f"(?P<rule{index}>" + pattern.replace("{0}", str(index)).replace("{{", "{").replace("}}", "}") + ")"


_ORDER: list[str] = []
_RULES = [
    _rule("iso", _YEAR + r"-(?P<month_number{0}>0[1-9]|1[0-2])-" + _DAY + r"\b"),
    _rule("day_range", _DAY + r"\s*(?:-|–|to|and)\s*(?P<last_day{0}>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"\b" + _OF_YEAR),
    _rule("day_range", _MONTH + r"\s+" + _DAY + r"\s*(?:-|–|to|and)\s*(?P<last_day{0}>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\s*,?\d{{3}})" + _OF_YEAR),
    _rule("day", _DAY + r"\s+(?:of\s+)?" + _MONTH + r"(?!\w)" + _OF_YEAR),
    _rule("day", _MONTH + r"\s+" + _DAY + r"\b(?![,.]?\d)" + _OF_YEAR),
    _rule("month", r"(?P<last{0}>last|this past)\s+" + _MONTH + r"(?!\w)"),
    _rule("month", r"(?:(?:in|during|since|by|until|through|from|of)\s+)?(?:(?P<part{0}>early|mid|late)[\s-]+(?:in\s+)?)?" + _MONTH + r"(?!\w)" + r",?\s+(?:of\s+)?(?:" + _YEAR + r"|(?P<rel{0}>last|this)\s+year)"),
    _rule("month", r"(?:(?:in|during|since|by|until|through|from|of|and)\s+)(?:(?P<part{0}>early|mid|late)[\s-]+)?" + _MONTH + r"(?!\w)"),
    _rule("month", r"(?P<part{0}>early|mid|late)[\s-]+" + _MONTH + r"(?!\w)"),
    _rule("year_range", r"(?:between|from)\s+" + _YEAR + r"\s+(?:and|to|until)\s+(?P<last_year{0}>(?:1[89]|20)\d\d)\b"),
    _rule("year_range", r"(?:in\s+)?" + _YEAR + r"\s*[-–]\s*(?P<last_year{0}>(?:1[89]|20)\d\d)\b"),
    _rule("year", r"(?:in|during|since|of|by|until|from|throughout|and)\s+(?:the\s+)?(?:(?P<part{0}>early|mid|late)[\s-]+|(?:the\s+)?(?:start|end|beginning|summer|spring|winter|autumn|fall)\s+of\s+)?" + _YEAR + r"\b(?!s|\s+(?:people|men|women|soldiers|troops|homes))"),
    _rule("today", r"today|tonight|(?:earlier|later) today|this (?:morning|afternoon|evening)"),
    _rule("yesterday", r"yesterday|last night|overnight"),
    _rule("before_yesterday", r"the day before yesterday"),
    _rule("same", r"(?:on )?(?:the|that) same (?:day|night|morning|afternoon|evening)|that (?:day|night|morning|afternoon|evening)"),
    _rule("anchor_next", r"(?:on )?the (?:following|next) (?:day|morning|night)|a day (?:later|after)|the day after"),
    _rule("anchor_previous", r"(?:on )?the (?:previous day|day before|day earlier)|a day (?:earlier|before)"),
    _rule("anchor_shift", _AMOUNT + r"\s+" + _UNIT + r"\s+(?P<way{0}>later|earlier|before|after)\b"),
    _rule("ago", _AMOUNT + r"\s+" + _UNIT + r"\s+ago"),
    _rule("weekend", r"(?:over|at|during|on) (?:the|this) (?:past |last )?weekend|(?:last|this) weekend|over the weekend"),
    _rule("weekday", r"(?:(?P<last{0}>last|past|next|this|previous)\s+)?" + _WEEKDAY + r"(?!\w)(?:'s)?"),
    _rule("last_unit", r"(?P<last{0}>last|this|past|the past|the last|next)\s+" + r"(?P<unit{0}>week|month|year)\b"),
    _rule("past_units", r"(?P<lead{0}>(?:in|over|during|within)\s+(?:the\s+)?)(?:past|last)\s+" + _AMOUNT + r"?\s*" + _UNIT + r"\b"),
    _rule("recent", r"in recent (?P<unit{0}>day|week|month|year)s|(?:in )?the past few (?P<unit_b{0}>day|week|month|year)s"),
]  # fmt: skip
_DATE = re.compile(r"(?<![\w$£€])(?:" + "|".join(_RULES) + r")(?!\w)", re.IGNORECASE)
_HINT = re.compile(
    r"\d|day|week|month|year|night|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|morning|afternoon|evening|sept|\b(?:jan|feb|mar|apr|jun|jul|aug|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)",
    re.IGNORECASE,
)
_NO_EVENT_DATE = re.compile(
    r"(?:anniversary(?: of)?(?: the)?|commemorat\w+|born(?: on| in)?|founded(?: in)?|established(?: in| on)?|since its founding|"
    r"built(?: in)?|class of|aged|graduated(?: in)?|opened(?: in)?|elected(?: in)?|formed(?: in)?|created(?: in)?|"
    r"dating(?: back)?(?: to| from)?|resolution|act of|mark(?:s|ed|ing)?)\s*(?:\S+\s+){0,2}$",
    re.IGNORECASE,
)  # fmt: skip
_AFTER_NO_EVENT = re.compile(r"\s*(?:anniversary|birthday|revolution\b|-year-old|elections?\b)", re.IGNORECASE)
_FEW = {"a few": 3, "several": 3, "a couple of": 2}
_UNIT_DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}


def find_dates(
    text: str, start: int, end: int, *, published: date | None, anchor: date | None = None
) -> list[DateExpression]:
    """The dates in `text[start:end]`.

    `published` resolves "yesterday" and dates without a year; `anchor` is the last date named before, for "the next
    day". Expressions that need one that is missing are left out, and so are anniversaries and founding years.
    """
    piece = text[start:end]
    if not _HINT.search(piece):
        return []
    found: list[DateExpression] = []
    for match in _DATE.finditer(piece):
        if _NO_EVENT_DATE.search(piece, max(0, match.start() - 40), match.start()):
            continue
        if _AFTER_NO_EVENT.match(piece, match.end()):
            continue
        before = found[-1].low if found and found[-1].is_anchor else anchor
        expression = _Reader(match, published=published, anchor=before).read()
        if expression is not None:
            found.append(replace(expression, start=start + match.start(), end=start + match.end()))
    return _joined(found, text, published)


def _joined(found: list[DateExpression], text: str, published: date | None) -> list[DateExpression]:
    """ "Monday, 22 May" and "on Friday night, 5 May" are one date: the more exact of two neighbors stays."""
    kept: list[DateExpression] = []
    for expression in found:
        previous = kept[-1] if kept else None
        if previous is not None and re.fullmatch(r"(?:night|morning|evening|afternoon)?[\s,(]*", text[previous.end : expression.start].strip()):
            if _is_weekday(text[previous.start : previous.end]) and expression.precision is DatePrecision.DAY:
                kept[-1] = replace(expression, start=previous.start)
                continue
            if _is_weekday(text[expression.start : expression.end]) and previous.precision is DatePrecision.DAY:
                kept[-1] = replace(previous, end=expression.end)
                continue
            week = text[expression.start : expression.end].lower()
            if week.endswith("week") and _is_weekday(text[previous.start : previous.end]) and published is not None:
                monday = published - timedelta(days=published.weekday() + (7 if "last" in week else 0))
                day = monday + timedelta(days=WEEKDAYS[text[previous.start : previous.end].lower().split()[-1].rstrip("'s.")])
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
    """One match of the date grammar to a date expression (offsets are the caller's)."""

    def __init__(self, match: re.Match[str], *, published: date | None, anchor: date | None) -> None:
        self._number = next(i for i in range(len(_ORDER)) if match[f"rule{i}"] is not None)
        self._groups = match.groupdict()
        self._surface = match.group().lower()
        self._published = published
        self._anchor = anchor

    def read(self) -> DateExpression | None:
        """The date, or None when it is impossible or needs a publication date that is not known."""
        try:
            return getattr(self, f"_{_ORDER[self._number]}")()  # type: ignore[no-any-return]
        except (ValueError, OverflowError):
            return None

    def _group(self, name: str) -> str | None:
        return self._groups.get(f"{name}{self._number}")

    def _make(self, low: date, high: date, precision: DatePrecision, *, is_anchor: bool = True) -> DateExpression | None:
        if not FIRST_YEAR <= low.year <= high.year <= LAST_YEAR:
            return None
        return DateExpression(start=0, end=0, low=low, high=high, precision=precision, is_anchor=is_anchor)

    def _day_at(self, day: date) -> DateExpression | None:
        return self._make(day, day, DatePrecision.DAY)

    def _month_number(self) -> int:
        return MONTHS[(self._group("month") or "").lower().rstrip(".")]

    def _year_number(self, month: int, day: int = 1) -> int | None:
        """The year named, or the one that puts month and day before the publication date."""
        year, rel = self._group("year"), self._group("rel")
        if year:
            return int(year)
        reference = self._published or self._anchor
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
        return self._day_at(date(int(self._group("year") or 0), int(self._group("month_number") or 0), int(self._group("day") or 0)))

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
        return self._shifted(self._anchor, 1)

    def _anchor_previous(self) -> DateExpression | None:
        return self._shifted(self._anchor, -1)

    def _same(self) -> DateExpression | None:
        return self._shifted(self._anchor, 0)

    def _amount(self) -> int:
        text = (self._group("amount") or "1").lower()
        if text.isdigit():
            return int(text)
        return _FEW.get(text) or SMALL_NUMBERS.get(text, 1)

    def _anchor_shift(self) -> DateExpression | None:
        sign = 1 if self._group("way") in {"later", "after"} else -1
        return self._by_units(self._anchor, sign * self._amount())

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
        return self._make(self._published - timedelta(days=3 * _UNIT_DAYS[unit]), self._published, DatePrecision.RANGE, is_anchor=False)


def document_dates(text: str, limit: int = 400) -> Iterator[DateExpression]:
    """Full dates (day, month, year) within the first `limit` code points: headings and datelines."""
    for expression in find_dates(text, 0, min(len(text), limit), published=None):
        if expression.precision is DatePrecision.DAY:
            yield expression
