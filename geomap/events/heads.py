"""The head of a report: its title, and the dateline that says where it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CAPITALS = r"[A-Z][A-Z.'’ -]{2,40}"
_CITY = rf"(?:{_CAPITALS}|(?:Mc|De|La|Le|St\. )?[A-Z][\w.'’]+(?:[ -][A-Z][\w.'’]+){{0,3}})"
_REST = r"(?:,\s*[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"  # the state or the country
_DATE = r"(?:,?\s*(?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9})(?:,? \d{4})?)?"
_SOURCE = r"\s*(?:\((?:[A-Z][\w /.-]{1,30})\))?"
_DASH = r"(?:\s*(?:--+|[—\x97])\s*|\s+[–\x96-]\s+)"  # x96 and x97: dashes of cp1252 in texts read as latin-1
_DATELINES = (
    re.compile(rf"\s*{_CITY}{_REST}{_DATE}{_SOURCE}{_DASH}(?=[\"'“‘(\[]?\w)"),  # KABUL, Afghanistan (AP) — A bomb
    re.compile(rf"\s*{_CITY}{_REST}{_DATE}\s*\((?:AP|AFP|Reuters|REUTERS|UPI|IRIN|Xinhua|CNN|DPA|dpa)\)\s*:?\s"),
    re.compile(rf"\s*{_CAPITALS}{_REST}(?: {{2,}}|: )(?=[\"'“‘(\[]?[A-Z])"),  # BEIRUT: A man
    re.compile(rf"\s*{_CITY}{_REST}{_DATE}\s*\([A-Z][\w /.-]{{1,30}}\)\s*\n"),  # ALGIERS, March 31 (AFP), a line
)
_TITLE_END = re.compile(r"[\s.]*")
_MARK = re.compile(r"[—–\x96\x97(:]|-[-\s]|  ")
"""One of these ends every dateline."""
LONGEST_DATELINE = 120
"""Code points."""
LONGEST_TITLE = 150
"""Characters of a first line that may be a title."""
_NO_TITLE_ENDS = (".", "!", ":", '"', "”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the parts of a report's head end, in code points."""

    title_end: int
    """End of the title that the text begins with, 0 when it begins with none."""
    dateline_end: int
    """End of the dateline behind the title; `title_end` when there is none."""


def read_head(text: str, title: str | None) -> Head:
    """The title and the dateline ("KABUL, Afghanistan (AP) — ") at the head of a text."""
    start = _title_end(text, (title or "").strip())
    return Head(title_end=start, dateline_end=_dateline(text, start) or start)


def _title_end(text: str, title: str) -> int:
    if title:
        behind = _TITLE_END.match(text, len(title)) if text.startswith(title) else None
        return behind.end() if behind else 0
    line = text.find("\n")
    is_title = 0 < line <= LONGEST_TITLE and not text[:line].rstrip().endswith(_NO_TITLE_ENDS)
    return line + 1 if is_title and not _dateline(text, 0) else 0


def _dateline(text: str, start: int) -> int:
    """Where a dateline that begins at `start` ends, 0 when none does."""
    if _MARK.search(text, start, start + LONGEST_DATELINE) is None:
        return 0
    found = (pattern.match(text, start) for pattern in _DATELINES)
    return next((match.end() for match in found if match), 0)
