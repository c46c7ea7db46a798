"""What happened, when, where, to whom: documents and their resolutions to events."""

from __future__ import annotations

from geomap.events.extractor import Extractor, open_extractor
from geomap.events.merging import merge_events

__all__ = ["Extractor", "merge_events", "open_extractor"]
