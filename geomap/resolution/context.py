"""What a document says as a whole: the countries, provinces and places that it is about, and its source's home."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from geomap.geodesy import haversine_km
from geomap.names import strip_accents
from geomap.records import Document, Place, Point

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The area that a source mostly writes about."""

    point: Point
    country_code: str
    admin1_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One name's preliminary meaning, and how often the name stands."""

    place: Place
    weight: float
    name: str
    """Which name it is, without case; a name never votes for itself, in whichever sense it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The votes of the other names, seen from one name."""

    countries: Mapping[str, float] = field(default_factory=dict)
    """Country → share of the votes, 0..1."""
    admin1: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(country, admin1) → share of the votes of places below country level, 0..1."""
    named_countries: frozenset[str] = frozenset()
    """Countries that the text names (or whose people it names)."""
    named_admin1: frozenset[tuple[str, str]] = frozenset()
    anchors: tuple[tuple[float, float], ...] = ()
    """Positions (lat, lon) of places below province level."""
    home: Home | None = None
    source_country: str = ""
    """Country of the source: of its home, else of its internet domain."""
    source_letters: str = ""
    """The source's name and internet host, letters only: "theparisnews.com" names its town."""

    def source_names(self, surface: str) -> bool:
        """Whether the source is named after the place."""
        letters = only_letters(surface)
        return len(letters) >= LEAST_LETTERS and letters in self.source_letters


LEAST_LETTERS = 5
"""Shorter names stand in the middle of other words too often."""


def only_letters(text: str) -> str:
    """Lower case, without accents, spaces and signs."""
    return "".join(letter for letter in strip_accents(text).casefold() if letter.isalnum())


def is_country(place: Place) -> bool:
    """Whether the place is a country or a dependent territory."""
    return place.feature_code.startswith("PCL") or place.feature_code == "TERR"


def is_extended(place: Place) -> bool:
    """Whether the place is too large to be near anything: countries, regions, seas, continents, provinces."""
    return is_country(place) or place.feature_code in {"ADM1", "CONT", "RGN", "SEA", "OCN", "GULF"}


class Ballot:
    """All votes of a document; gives the context seen from each name."""

    def __init__(self, votes: Iterable[Vote], document: Document, home: Home | None) -> None:
        self._votes = list(votes)
        self._home = home
        self._source_country = home.country_code if home else domain_country(document)
        self._source_letters = only_letters(f"{document.source_name or ''} {_host(document.url)}")

    def seen_from(self, surface: str) -> Context:
        """The context without the name's own votes."""
        name = surface.casefold()
        others = [vote for vote in self._votes if vote.name != name]
        countries: defaultdict[str, float] = defaultdict(float)
        admin1: defaultdict[tuple[str, str], float] = defaultdict(float)
        for vote in others:
            place = vote.place
            if place.country_code:
                countries[place.country_code] += vote.weight
                if place.admin1_code and not is_country(place):
                    admin1[place.country_code, place.admin1_code] += vote.weight
        return Context(
            countries=_shares(countries),
            admin1=_shares(admin1),
            named_countries=frozenset(v.place.country_code for v in others if is_country(v.place)),
            named_admin1=frozenset(
                (v.place.country_code, v.place.admin1_code) for v in others if v.place.feature_code == "ADM1"
            ),
            anchors=tuple((v.place.point.lat, v.place.point.lon) for v in others if not is_extended(v.place)),
            home=self._home,
            source_country=self._source_country,
            source_letters=self._source_letters,
        )


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


def _shares(counts: Mapping[Key, float]) -> dict[Key, float]:
    total = sum(counts.values())
    return {key: count / total for key, count in counts.items()} if total else {}


def nearness(lat1: float, lon1: float, lat2: float, lon2: float, scale_km: float) -> float:
    """0..1: e^(-distance / scale)."""
    return math.exp(-haversine_km(lat1, lon1, lat2, lon2) / scale_km)
