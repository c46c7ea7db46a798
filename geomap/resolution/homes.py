"""The area that a source mostly writes about, learned from its own documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geomap.records import Document, Mention, Place, Point
from geomap.resolution.context import Home, is_country, is_extended, nearness
from geomap.resolution.resolver import ContextResolver

MAX_DOCUMENTS = 40
"""Documents of a source that are looked at; more change the answer seldom."""

MIN_DOCUMENTS = 3
"""Documents of a source with a local place, before its home is believed."""

MIN_SHARE = 0.34
"""Share of its documents that must name the home province."""

HOME_KERNEL_KM = 100.0


def learn_home(documents: Sequence[Sequence[Place]]) -> Home | None:
    """The home of a source from the places of its documents; None when they have no common area.

    Each document counts once for each province that it names.
    """
    provinces: Counter[tuple[str, str]] = Counter()
    for places in documents:
        provinces.update({(p.country_code, p.admin1_code) for p in places if p.admin1_code and not is_country(p)})
    if not provinces:
        return None
    (country, admin1), count = min(provinces.items(), key=lambda item: (-item[1], item[0]))
    if count < MIN_DOCUMENTS or count < MIN_SHARE * len(documents):
        return None
    inside = [
        place
        for places in documents
        for place in {p.place_id: p for p in places}.values()
        if (place.country_code, place.admin1_code) == (country, admin1)
    ]
    towns = [place for place in inside if not is_extended(place)] or inside
    return Home(point=_densest(towns), country_code=country, admin1_code=admin1)


def _densest(places: Sequence[Place]) -> Point:
    """The place with the most others near it, each weighed by its number of documents."""
    weights = Counter((p.point.lat, p.point.lon) for p in places)

    def crowd(position: tuple[float, float]) -> float:
        return sum(
            weight * nearness(position[0], position[1], lat, lon, HOME_KERNEL_KM)
            for (lat, lon), weight in weights.items()
        )

    lat, lon = max(sorted(weights), key=crowd)
    return Point(lat=lat, lon=lon)


def learn_homes(
    documents: Sequence[Document], mentions: Sequence[Sequence[Mention]], resolver: ContextResolver
) -> dict[str, Home]:
    """Source name → home, for the sources that have one, from what is plain in their documents."""
    by_source: dict[str, list[list[Place]]] = {}
    for document, found in zip(documents, mentions, strict=True):
        if document.source_name:
            known = by_source.setdefault(document.source_name, [])
            if len(known) < MAX_DOCUMENTS:
                known.append(resolver.plain_places(document, found))
    homes = {source: learn_home(places) for source, places in by_source.items()}
    return {source: home for source, home in homes.items() if home is not None}
