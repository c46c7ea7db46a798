"""The grammar of dates in English news, as regular expressions over lower-case text.

Dates are looked for only around words that every date holds one of, and only by the rules that begin with the word at
hand: reading all rules at all words would be a large part of what events cost.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

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

_STREET = (
    r"(?:\s+\w+){1,2}\s+(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|boulevard|blvd|highway|way|place)\b"
)
"""After a number that is a house's: "of 1935 Orchard Street"."""
_DIGIT = "#"
"""Stands for a word that begins with a digit."""
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_BEFORE_MONTH = "in during since by until through from of"
_PARTS = "early mid late"
_AMOUNTS = f"{_DIGIT} a an several just more about nearly {_NUMBERS}"
_MONTH_NAMES = " ".join(MONTHS)

_GRAMMAR: tuple[tuple[str, str, str], ...] = (
    ("iso", _DIGIT, _YEAR + r"-(?P<month_number{0}>0[1-9]|1[0-2])-" + _DAY + r"\b"),
    ("day_range", _DIGIT, _DAY + _TO + _LAST_DAY + r"\s+(?:of\s+)?" + _MONTH + r"\b" + _OF_YEAR),
    ("day_range", _MONTH_NAMES, _MONTH + r"\s+" + _DAY + _TO + _LAST_DAY + r"\b(?!\s*,?\d{3})" + _OF_YEAR),
    ("day", _DIGIT, _DAY + r"\s+(?:of\s+)?" + _MONTH + r"(?!\w)" + _OF_YEAR),
    ("day", _MONTH_NAMES, _MONTH + r"\s+" + _DAY + r"\b(?![,.]?\d)" + _OF_YEAR),
    ("month", "last this", r"(?P<last{0}>last|this past)\s+" + _MONTH + r"(?!\w)"),
    (
        "month", f"{_BEFORE_MONTH} {_PARTS} {_MONTH_NAMES}",
        r"(?:" + _IN + r")?(?:" + _PART + r"(?:in\s+)?)?" + _MONTH + r"(?!\w),?\s+(?:of\s+)?" + _REL_YEAR,
    ),
    ("month", f"{_BEFORE_MONTH} and", r"(?:" + _IN + r"|and\s+)(?:" + _PART + r")?" + _MONTH + r"(?!\w)"),
    ("month", _PARTS, _PART + _MONTH + r"(?!\w)"),
    (
        "year_range", "between from",
        r"(?:between|from)\s+" + _YEAR + r"\s+(?:and|to|until)\s+" + _LAST_YEAR + r"\b",
    ),
    ("year_range", f"in {_DIGIT}", r"(?:in\s+)?" + _YEAR + r"\s*[-–]\s*" + _LAST_YEAR + r"\b"),
    (
        "year", f"{_BEFORE_MONTH} throughout and",
        r"(?:" + _IN + r"|throughout\s+|and\s+)(?:the\s+)?(?:" + _PART
        + r"|(?:the\s+)?(?:start|end|beginning|summer|spring|winter|autumn|fall)\s+of\s+)?" + _YEAR
        + r"\b(?!s|\s+(?:people|men|women|soldiers|troops|homes)|" + _STREET + ")",
    ),
    (
        "today", "today tonight earlier later this",
        r"today|tonight|(?:earlier|later) today|this (?:morning|afternoon|evening)",
    ),
    ("yesterday", "yesterday last overnight", r"yesterday|last night|overnight"),
    ("before_yesterday", "the", r"the day before yesterday"),
    ("same", "on the that", r"(?:on )?(?:the|that) same " + _DAYTIME + r"|that " + _DAYTIME),
    (
        "anchor_next", "on the a",
        r"(?:on )?the (?:following|next) (?:day|morning|night)|a day (?:later|after)|the day after",
    ),
    (
        "anchor_previous", "on the a",
        r"(?:on )?the (?:previous day|day before|day earlier)|a day (?:earlier|before)",
    ),
    (
        "anchor_shift", _AMOUNTS,
        _AMOUNT + r"\s+" + _UNIT + r"\s+(?P<way{0}>later|earlier|(?:before|after)(?=\s*(?:[,.;:)]|$)))",
    ),
    ("ago", _AMOUNTS, _AMOUNT + r"\s+" + _UNIT + r"\s+ago"),
    (
        "weekend", "over at during on last this",
        r"(?:over|at|during|on) (?:the|this) (?:past |last )?weekend|(?:last|this) weekend",
    ),
    (
        "weekday", "last past next this previous " + " ".join(WEEKDAYS),
        r"(?:(?P<last{0}>last|past|next|this|previous)\s+)?" + _WEEKDAY + r"(?!\w)(?:'s)?",
    ),
    (
        "last_unit", "last this past the next",
        r"(?P<last{0}>last|this|past|the past|the last|next)\s+(?P<unit{0}>week|month|year)\b",
    ),
    (
        "past_units", "in over during within",
        r"(?P<lead{0}>(?:in|over|during|within)\s+(?:the\s+)?)(?:past|last)\s+" + _AMOUNT + r"?\s*" + _UNIT + r"\b",
    ),
    (
        "recent", "in the",
        r"in recent (?P<unit{0}>day|week|month|year)s|(?:in )?the past few (?P<unit_b{0}>day|week|month|year)s",
    ),
)  # fmt: skip
"""Rule name, the words that it begins with, and pattern; tried in this order at each word. {0} becomes the rule's
number in its groups' names."""

RULE_NAMES = tuple(name for name, _, _ in _GRAMMAR)


def _by_first_word() -> dict[str, re.Pattern[str]]:
    """First word → the rules that begin with it, as one expression: most words begin few."""
    rules: dict[str, list[int]] = {}
    for number, (_, words, _) in enumerate(_GRAMMAR):
        for word in words.split():
            rules.setdefault(word, []).append(number)
    compiled: dict[tuple[int, ...], re.Pattern[str]] = {}
    for numbers in map(tuple, rules.values()):
        if numbers not in compiled:
            parts = (f"(?P<rule{n}>{_GRAMMAR[n][2].replace('{0}', str(n))})" for n in numbers)
            compiled[numbers] = re.compile(f"(?:{'|'.join(parts)})(?!\\w)")
    return {word: compiled[tuple(numbers)] for word, numbers in rules.items()}


_DATE_AT = _by_first_word()
_HINT = re.compile(
    r"\b(?:\d|day|week|month|year|night|hour|decade|today|tonight|yesterday|overnight|morning|afternoon|evening"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)"
)
"""Every date holds a word that begins so."""
_WORD = re.compile(r"(?<![\w$£€])[a-z0-9]+")
_LEAD_CHARACTERS = 56
"""A date holds such a word within its first so many characters: "throughout the beginning of 2016"."""


def find_matches(piece: str) -> Iterator[re.Match[str]]:
    """The dates of a lower-case text from left to right; the group closed last names the rule: "rule7"."""
    done = 0
    for hint in _HINT.finditer(piece):
        if hint.end() <= done:
            continue
        for word in _WORD.finditer(piece, max(done, hint.start() - _LEAD_CHARACTERS)):
            begin = word.start()
            if begin > hint.start():
                break
            if begin < done:
                continue
            first = word.group()
            rules = _DATE_AT.get(_DIGIT if first[0] <= "9" else first)
            match = rules.match(piece, begin) if rules else None
            if match:
                yield match
                done = match.end()
        done = max(done, hint.end())


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
