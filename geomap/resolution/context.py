"""What stands around the names of a document: its source and the source's home, and which places are areas."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from geomap.geodesy import haversine_km
from geomap.names import strip_accents
from geomap.records import Document, Place, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The area that a source mostly writes about."""

    point: Point
    country_code: str
    admin1_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document comes from."""

    home: Home | None = None
    country_code: str = ""
    """Country of the source: of its home, else of its internet domain."""
    letters: str = ""
    """The source's name and internet host, letters only: "theparisnews.com" names its town."""

    def names(self, surface: str) -> bool:
        """Whether the source is named after the place."""
        if not self.letters:
            return False
        letters = only_letters(surface)
        return len(letters) >= LEAST_LETTERS and letters in self.letters


def origin_of(document: Document, home: Home | None) -> Origin:
    """The origin of a document whose source has this home."""
    return Origin(
        home=home,
        country_code=home.country_code if home else domain_country(document),
        letters=only_letters(f"{document.source_name or ''} {_host(document.url)}"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the other names of a document say, seen from one name: where a geocoder is to look."""

    countries: Mapping[str, float] = field(default_factory=dict)
    """Country → share of the votes, 0..1."""
    admin1: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(country, admin1) → share of the votes of places below country level, 0..1."""
    anchors: tuple[tuple[float, float], ...] = ()
    """Positions (lat, lon) of places below province level."""
    origin: Origin


LEAST_LETTERS = 5
"""Shorter names stand in the middle of other words too often."""


@lru_cache(maxsize=10_000)
def only_letters(text: str) -> str:
    """Lower case, without accents, spaces and signs."""
    return "".join(letter for letter in strip_accents(text).casefold() if letter.isalnum())


def is_country(place: Place) -> bool:
    """Whether the place is a country or a dependent territory."""
    return place.feature_code.startswith("PCL") or place.feature_code == "TERR"


def is_extended(place: Place) -> bool:
    """Whether the place is too large to be near anything: countries, regions, seas, continents, provinces."""
    return is_country(place) or place.feature_code in {"ADM1", "CONT", "RGN", "SEA", "OCN", "GULF"}


def domain_country(document: Document) -> str:
    """ISO code of the country whose internet domain the document's source has; empty for .com and its like."""
    for address in (document.url, document.source_name):
        host = _host(address)
        domain = host.rpartition(".")[2] if "." in host else ""
        if len(domain) == 2 and domain.isalpha() and domain not in GENERIC_DOMAINS:
            return "GB" if domain == "uk" else domain.upper()
    return ""


def _host(address: str | None) -> str:
    return re.sub(r"^\w+://", "", (address or "").strip().lower()).split("/")[0].split(":")[0]


GENERIC_DOMAINS = frozenset({"io", "co", "tv", "me", "ai", "fm", "ly", "cc", "ws", "to", "eu"})
"""Two-letter domains that are mostly used without any tie to the country."""


def nearness(lat1: float, lon1: float, lat2: float, lon2: float, scale_km: float) -> float:
    """0..1: e^(-distance / scale)."""
    return math.exp(-haversine_km(lat1, lon1, lat2, lon2) / scale_km)
