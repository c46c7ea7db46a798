"""Reports of one event in several documents are one event with several sources."""

from __future__ import annotations

from collections.abc import Iterable

from geomap.records import Event


def merge_events(events: Iterable[Event]) -> list[Event]:
    """Events with reports of the same one linked, in the order of their first report."""
    return list({event.event_id: event for event in events}.values())
