"""Credits that the events themselves ask for: whoever draws them, OpenStreetMap is named where its places are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from geomap.records import Event

OSM_PREFIX = "osm:"
OSM_NAME = "OpenStreetMap"
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0 (https://osm.org/copyright)"


class Credits:
    """Watches events go by."""

    def __init__(self) -> None:
        self._has_osm = False

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """The same events."""
        for event in events:
            for place in event.places:
                if place.place is not None and place.place.place_id.startswith(OSM_PREFIX):
                    self._has_osm = True
            yield event

    def added_to(self, attributions: Sequence[str]) -> list[str]:
        """The attributions with what the events that went by ask for, unless it stands there already."""
        if self._has_osm and not any(OSM_NAME in text for text in attributions):
            return [*attributions, OSM_CREDIT]
        return list(attributions)
