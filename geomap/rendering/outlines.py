"""Countries and provinces as the page draws them: `assets/outlines.json`, and the keys by which events name them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from geomap.rendering import bundle
from geomap.rendering.pack import packed

OUTLINES_LEVEL = 6
"""1 % larger than by level 9, in half the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """The outlines, ready for the page."""

    text: str
    """gzip in base64, as the page unpacks it."""
    keys: frozenset[str]
    """Place ids, and the codes of countries (AF)."""


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """What geomap ships; read once a process."""
    text = bundle.read("outlines.json")
    data = json.loads(text)
    keys = {key for level, country, place_id, *_ in data["areas"] for key in (place_id, "" if level else country)}
    return Outlines(text=packed(text.encode("utf-8"), OUTLINES_LEVEL), keys=frozenset(keys - {""}))
