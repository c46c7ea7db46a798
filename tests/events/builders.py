"""Places, resolutions and documents for the tests of events, built by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from geomap.events import open_extractor
from geomap.records import (
    Candidate,
    Document,
    Event,
    EventPlace,
    Label,
    MatchKind,
    Mention,
    Place,
    Point,
    Resolution,
    Role,
    Status,
)

PUBLISHED = date(2018, 9, 3)
"""A Monday."""

KNOWN: Mapping[str, tuple[str, str, float, float]] = {
    "Kabul": ("AF", "PPLC", 34.53, 69.17),
    "Karte Char": ("AF", "PPLX", 34.51, 69.13),
    "Mazar-e Sharif": ("AF", "PPLA", 36.71, 67.11),
    "Herat": ("AF", "PPLA", 34.35, 62.20),
    "Afghanistan": ("AF", "PCLI", 33.0, 66.0),
    "Baghdad": ("IQ", "PPLC", 33.34, 44.40),
    "Mosul": ("IQ", "PPLA", 36.34, 43.13),
    "Kirkuk": ("IQ", "PPLA", 35.47, 44.39),
    "Iraq": ("IQ", "PCLI", 33.0, 44.0),
    "Aleppo": ("SY", "PPLA", 36.20, 37.16),
    "Raqqa": ("SY", "PPLA", 35.95, 39.01),
    "Syria": ("SY", "PCLI", 35.0, 38.0),
    "Manchester": ("GB", "PPL", 53.48, -2.24),
    "Paris": ("FR", "PPLC", 48.85, 2.35),
    "London": ("GB", "PPLC", 51.51, -0.13),
    "US": ("US", "PCLI", 39.76, -98.5),
}


def place(name: str) -> Place:
    """A known place."""
    country_code, feature_code, lat, lon = KNOWN[name]
    return Place(
        place_id=f"test:{name}",
        name=name,
        point=Point(lat=lat, lon=lon),
        feature_class="A" if feature_code.startswith("PCL") else "P",
        feature_code=feature_code,
        country_code=country_code,
        population=1_000_000,
    )


def resolutions(text: str, *, labels: Mapping[str, Label] | None = None, doc_id: str = "d") -> list[Resolution]:
    """Every known name in the text, resolved."""
    found = []
    for name in KNOWN:
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            label = (labels or {}).get(name, Label.TOPONYM)
            mention = Mention(doc_id=doc_id, start=match.start(), end=match.end(), surface=name, label=label)
            chosen = Candidate(place=place(name), match=MatchKind.EXACT)
            found.append(
                Resolution(mention=mention, status=Status.RESOLVED, chosen=chosen, candidates=(chosen,), confidence=0.9)
            )
    return found


def extract(text: str, *, published: date | None = PUBLISHED, **document: object) -> list[Event]:
    """The events of a text whose known names are resolved."""
    made = Document(doc_id="d", text=text, published=published, **document)  # type: ignore[arg-type]
    return open_extractor().extract(made, resolutions(text))


def happened(event: Event) -> list[str]:
    """Names of the places where an event took place."""
    return [p.name for p in event.places if p.role is Role.HAPPENED]


def types(events: Sequence[Event]) -> list[str]:
    """The events' types."""
    return [event.event_type.value for event in events]


def event_place(name: str, *, location_precision: int = 1) -> EventPlace:
    """A known place as where an event happened."""
    found = place(name)
    return EventPlace(
        name=name,
        role=Role.HAPPENED,
        status=Status.RESOLVED,
        place=found,
        point=found.point,
        location_precision=location_precision,
        confidence=0.9,
    )
