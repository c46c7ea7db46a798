"""Publication dates as files write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

EARLIEST_YEAR, LATEST_YEAR = 1500, 2100
_ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{2,6}Z?)?\s*$")


def parse_date(value: Any) -> date | None:
    """A date from what stands in a column, a header or an option; None where nothing stands.

    Raises ValueError for text that is no date.
    """
    if value is None or value != value:  # NaN and NaT differ from themselves
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(float(value))
    text = str(value).strip()
    return _from_text(text) if text else None


def _from_number(number: float) -> date:
    digits = str(int(number))
    if len(digits) in {8, 14}:  # 20180903, 20180903123000
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    # Seconds or milliseconds since 1970.
    seconds = number / 1000 if abs(number) > 1e11 else number
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    except (OverflowError, OSError) as error:
        raise ValueError(f"{number} is no date") from error


@lru_cache(maxsize=4096)
def _from_text(text: str) -> date:
    match = _ISO.match(text) or _COMPACT.match(text)
    if match and EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
        return date(int(match[1]), int(match[2]), int(match[3]))
    # Slow to import and seldom needed.
    import dateparser

    parsed = dateparser.parse(text, settings={"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True})
    if parsed is None or not EARLIEST_YEAR <= parsed.year <= LATEST_YEAR:
        raise ValueError(f"{text!r} is no date; write it as 2018-09-03")
    return date(parsed.year, parsed.month, parsed.day)
