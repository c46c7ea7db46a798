"""Online tiles: never by default, and only the provider that was chosen when the page was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from geomap.errors import UsageError

OSM_CREDIT = "© OpenStreetMap contributors"


@dataclass(frozen=True, slots=True, kw_only=True)
class TileProvider:
    """Where tiles come from."""

    name: str
    url: str
    """Leaflet's template: {z} {x} {y}, and {s} for one of `subdomains`."""
    attribution: str
    max_zoom: int
    subdomains: str = ""
    note: str = ""
    """What the reader should know before switching it on."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Origins that the page's policy must allow."""
        parts = urlsplit(self.url)
        names = [parts.netloc.replace("{s}", letter) for letter in self.subdomains] or [parts.netloc]
        return tuple(f"{parts.scheme}://{name}" for name in names)


PROVIDERS = {
    provider.name: provider
    for provider in (
        TileProvider(
            name="osm",
            url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            attribution=OSM_CREDIT,
            max_zoom=19,
            note="refuses pages opened from disk; serve the map over http",
        ),
        TileProvider(
            name="carto-light",
            url="https://{s}.basemaps.cartocdn.com/light_all/{z}/{x}/{y}.png",
            attribution=f"{OSM_CREDIT} © CARTO",
            max_zoom=20,
            subdomains="abcd",
        ),
        TileProvider(
            name="carto-dark",
            url="https://{s}.basemaps.cartocdn.com/dark_all/{z}/{x}/{y}.png",
            attribution=f"{OSM_CREDIT} © CARTO",
            max_zoom=20,
            subdomains="abcd",
        ),
        TileProvider(
            name="opentopomap",
            url="https://{s}.tile.opentopomap.org/{z}/{x}/{y}.png",
            attribution=f"{OSM_CREDIT}, SRTM; style © OpenTopoMap (CC-BY-SA)",
            max_zoom=17,
            subdomains="abc",
        ),
    )
}
_TEMPLATE = re.compile(r"https?://[A-Za-z0-9.:-]+/[^\s'\"<>;]*$")


def provider(tiles: str | TileProvider | None, *, attribution: str | None = None) -> TileProvider | None:
    """The provider by name, from a URL template, or as given; None for no tiles.

    Raises UsageError for an unknown name, a template without {z} {x} {y}, or one without attribution.
    """
    if tiles is None or isinstance(tiles, TileProvider):
        return tiles
    if tiles in PROVIDERS:
        return PROVIDERS[tiles]
    if not _TEMPLATE.match(tiles) or any(part not in tiles for part in ("{z}", "{x}", "{y}")) or "{s}" in tiles:
        names = ", ".join(sorted(PROVIDERS))
        raise UsageError(f"tiles {tiles!r}: give one of {names}, or an http(s) address with {{z}}, {{x}} and {{y}}")
    if not attribution:
        raise UsageError(f"tiles {tiles!r}: an own tile address needs an attribution")
    return TileProvider(name="own", url=tiles, attribution=attribution, max_zoom=CUSTOM_MAX_ZOOM)


CUSTOM_MAX_ZOOM = 18
"""Most raster servers end here; beyond it the page enlarges what it has."""
