"""The grammar of dates in English news, as one regular expression over lower-case text.

Lower case, because Python's alternation skips branches by their first letter only when case counts; it is the larger
part of what reading dates costs.
"""

from __future__ import annotations

import calendar
import re

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}

_MONTH = (
    r"(?P<month{0}>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan\.?|feb\.?|mar\.|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)"
)
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_LAST_DAY = r"(?P<last_day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>(?:1[89]|20)\d\d)"
_LAST_YEAR = r"(?P<last_year{0}>(?:1[89]|20)\d\d)"
_REL_YEAR = r"(?:" + _YEAR + r"|(?P<rel{0}>last|this)\s+year)"
_OF_YEAR = r"(?:,?\s+(?:of\s+)?" + _REL_YEAR + r")?"
_PART = r"(?P<part{0}>early|mid|late)[\s-]+"
_UNIT = r"(?P<unit{0}>day|week|month|year|hour|decade)s?"
_AMOUNT = (
    r"(?P<amount{0}>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|several"
    r"|a couple of|just over a|more than a|about a|nearly a)"
)
_WEEKDAY = (
    r"(?P<weekday{0}>monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|mon\.|tues?\.|wed\.|thurs?\.|fri\.|sat\.|sun\.)"
)
_TO = r"\s*(?:-|–|to|and)\s*"
_IN = r"(?:in|during|since|by|until|through|from|of)\s+"
_DAYTIME = r"(?:day|night|morning|afternoon|evening)"

_GRAMMAR: tuple[tuple[str, str], ...] = (
    ("iso", _YEAR + r"-(?P<month_number{0}>0[1-9]|1[0-2])-" + _DAY + r"\b"),
    ("day_range", _DAY + _TO + _LAST_DAY + r"\s+(?:of\s+)?" + _MONTH + r"\b" + _OF_YEAR),
    ("day_range", _MONTH + r"\s+" + _DAY + _TO + _LAST_DAY + r"\b(?!\s*,?\d{3})" + _OF_YEAR),
    ("day", _DAY + r"\s+(?:of\s+)?" + _MONTH + r"(?!\w)" + _OF_YEAR),
    ("day", _MONTH + r"\s+" + _DAY + r"\b(?![,.]?\d)" + _OF_YEAR),
    ("month", r"(?P<last{0}>last|this past)\s+" + _MONTH + r"(?!\w)"),
    ("month", r"(?:" + _IN + r")?(?:" + _PART + r"(?:in\s+)?)?" + _MONTH + r"(?!\w),?\s+(?:of\s+)?" + _REL_YEAR),
    ("month", r"(?:" + _IN + r"|and\s+)(?:" + _PART + r")?" + _MONTH + r"(?!\w)"),
    ("month", _PART + _MONTH + r"(?!\w)"),
    ("year_range", r"(?:between|from)\s+" + _YEAR + r"\s+(?:and|to|until)\s+" + _LAST_YEAR + r"\b"),
    ("year_range", r"(?:in\s+)?" + _YEAR + r"\s*[-–]\s*" + _LAST_YEAR + r"\b"),
    (
        "year",
        r"(?:" + _IN + r"|throughout\s+|and\s+)(?:the\s+)?(?:" + _PART
        + r"|(?:the\s+)?(?:start|end|beginning|summer|spring|winter|autumn|fall)\s+of\s+)?" + _YEAR
        + r"\b(?!s|\s+(?:people|men|women|soldiers|troops|homes))",
    ),
    ("today", r"today|tonight|(?:earlier|later) today|this (?:morning|afternoon|evening)"),
    ("yesterday", r"yesterday|last night|overnight"),
    ("before_yesterday", r"the day before yesterday"),
    ("same", r"(?:on )?(?:the|that) same " + _DAYTIME + r"|that " + _DAYTIME),
    ("anchor_next", r"(?:on )?the (?:following|next) (?:day|morning|night)|a day (?:later|after)|the day after"),
    ("anchor_previous", r"(?:on )?the (?:previous day|day before|day earlier)|a day (?:earlier|before)"),
    ("anchor_shift", _AMOUNT + r"\s+" + _UNIT + r"\s+(?P<way{0}>later|earlier|before|after)\b"),
    ("ago", _AMOUNT + r"\s+" + _UNIT + r"\s+ago"),
    ("weekend", r"(?:over|at|during|on) (?:the|this) (?:past |last )?weekend|(?:last|this) weekend"),
    ("weekday", r"(?:(?P<last{0}>last|past|next|this|previous)\s+)?" + _WEEKDAY + r"(?!\w)(?:'s)?"),
    ("last_unit", r"(?P<last{0}>last|this|past|the past|the last|next)\s+(?P<unit{0}>week|month|year)\b"),
    (
        "past_units",
        r"(?P<lead{0}>(?:in|over|during|within)\s+(?:the\s+)?)(?:past|last)\s+" + _AMOUNT + r"?\s*" + _UNIT + r"\b",
    ),
    (
        "recent",
        r"in recent (?P<unit{0}>day|week|month|year)s|(?:in )?the past few (?P<unit_b{0}>day|week|month|year)s",
    ),
)  # fmt: skip
"""Rule name and pattern, tried in this order at each word; {0} becomes the rule's number in its groups' names."""

RULE_NAMES = tuple(name for name, _ in _GRAMMAR)

DATE = re.compile(
    r"(?<![\w$£€])(?:"
    + "|".join(
        f"(?P<rule{number}>{pattern.replace('{0}', str(number))})" for number, (_, pattern) in enumerate(_GRAMMAR)
    )
    + r")(?!\w)"
)
HINT = re.compile(
    r"\d|day|week|month|year|night|january|february|march|april|\bmay\b|june|july|august|september|october|november"
    r"|december|morning|afternoon|evening|sept|\b(?:jan|feb|mar|apr|jun|jul|aug|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)\b"
)
"""Without any of these a sentence has no date."""
NO_EVENT_BEFORE = re.compile(
    r"(?:anniversary(?: of)?(?: the)?|commemorat\w+|born(?: on| in)?|founded(?: in)?|established(?: in| on)?"
    r"|since its founding|built(?: in)?|class of|aged|graduated(?: in)?|opened(?: in)?|elected(?: in)?|formed(?: in)?"
    r"|created(?: in)?|dating(?: back)?(?: to| from)?|resolution|act of|mark(?:s|ed|ing)?)\s*(?:\S+\s+){0,2}$"
)
"""Before a date that is an anniversary's, a birth's, a founding's: no event's date."""
NO_EVENT_AFTER = re.compile(r"\s*(?:anniversary|birthday|revolution\b|-year-old|elections?\b)")

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def lowered(text: str) -> str:
    """Lower case with every offset kept; only ASCII letters where lower case would change the length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_ASCII_LOWER)
