"""Credits that the events themselves ask for: whoever draws them, OpenStreetMap is named where its places are used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geomap.records import Event

OSM_PREFIX = "osm:"
OSM_NAME = "OpenStreetMap"
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0 (https://osm.org/copyright)"


class Credits:
    """Looks at the events that are drawn."""

    def __init__(self) -> None:
        self._has_osm = False

    def note(self, events: Iterable[Event]) -> None:
        """Remember what these events ask for."""
        if not self._has_osm:
            places = (place.place for event in events for place in event.places)
            self._has_osm = any(place is not None and place.place_id.startswith(OSM_PREFIX) for place in places)

    def added_to(self, attributions: Sequence[str]) -> list[str]:
        """The attributions with what the events ask for, unless it stands there already."""
        if self._has_osm and not any(OSM_NAME in text for text in attributions):
            return [*attributions, OSM_CREDIT]
        return list(attributions)
