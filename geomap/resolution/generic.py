"""Names that many towns have for one of their parts: they say where only together with their town."""

from __future__ import annotations

from functools import lru_cache

from geomap.names import plain

REACH_KM = 40.0
"""From a place that the document names: as far as a large city's airport or outskirts lie from its middle."""

_PARTS = (
    "old city", "old town", "city center", "city centre", "town center", "town centre", "new city", "new town",
    "downtown", "midtown", "uptown", "inner city", "green zone", "international zone", "old quarter", "jewish quarter",
    "christian quarter", "muslim quarter", "armenian quarter", "chinatown", "west side", "east side", "north side",
    "south side", "west end", "east end", "north end", "south end", "west bank quarter", "waterfront", "riverside",
    "industrial area", "industrial zone", "industrial district", "diplomatic quarter", "government district",
    "market square", "main square", "central square", "main street", "high street", "station road", "ring road",
    "city hall", "town hall", "civic center", "civic centre", "central market", "the market", "bazaar", "corniche",
)  # fmt: skip
_SITES = (
    "airport", "international airport", "the university", "university", "university hospital", "general hospital",
    "central hospital", "city hospital", "main hospital", "children's hospital", "military hospital", "hospital",
    "train station", "railway station", "bus station", "central station", "central prison", "prison", "stadium",
    "courthouse", "cathedral", "great mosque", "grand mosque", "port", "harbor", "harbour", "parliament", "embassy",
    "police station", "police headquarters", "fire station", "central bank", "high school", "town", "city", "village",
)  # fmt: skip
_SIDES = (
    "north", "south", "east", "west", "central", "center", "centre", "northern", "southern", "eastern", "western",
    "northeast", "northwest", "southeast", "southwest", "upper", "lower",
)  # fmt: skip
GENERIC = frozenset((*_PARTS, *_SITES, *_SIDES))
"""What towns everywhere call their parts; never the name of a place by itself."""


@lru_cache(maxsize=10_000)
def is_generic(surface: str) -> bool:
    """Whether a name says a part of some town and not which town."""
    return plain(surface).removeprefix("the ") in GENERIC
