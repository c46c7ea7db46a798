"""What a run made, for those who called it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.batch.intake import Counts
from geomap.batch.tasks import Problem
from geomap.pipeline import Tally

if TYPE_CHECKING:
    import pandas as pd

PROBLEMS_KEPT = 1_000
"""Problems held in memory and in run.json; errors.jsonl has all of them."""


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run made."""

    folder: Path
    tally: Tally = field(default_factory=Tally)
    """Outcomes of all documents and records, also of those that were done by earlier runs."""
    event_count: int = 0
    """Events after merging."""
    by_type: Counter[str] = field(default_factory=Counter)
    """The same by type."""
    mapped: int = 0
    """Events on the map."""
    mapped_since: str | None = None
    """Where the map could not show all: after this day it shows all dated events with a place."""
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    """The first of what could not be used or was set aside."""
    problem_count: int = 0
    is_unchanged: bool = False
    """Nothing had changed since the last run, and no output was written anew."""
    because: tuple[str, ...] = ()
    """What had changed (program, gazetteer, settings) so that everything was done anew."""
    network: Mapping[str, Any] = field(default_factory=dict)
    """Who was asked as a fallback, how often, and what came of it; empty when nobody was to be asked."""
    outputs: tuple[str, ...] = ()
    seconds: float = 0.0
    """From the begin to the last output."""
    seconds_to_events: float = 0.0
    """From the begin until all events were brought together and stood in the tables; the map may take longer. 0 when
    nothing was written."""
    address: str = ""
    """Where the outputs were copied to, when that is not on this machine."""

    @property
    def map_path(self) -> Path:
        """The map to open."""
        return self.folder / "map.html"

    @property
    def events(self) -> pd.DataFrame:
        """The events as a data frame with the columns of `events.csv`; read from the folder at each call."""
        from geomap.store.frames import events_frame

        return events_frame(self.folder / "events.geojson")

    def geodataframe(self) -> Any:
        """The events as a geopandas.GeoDataFrame; needs the extra `geo`."""
        from geomap.store.frames import events_geoframe

        return events_geoframe(self.folder / "events.geojson")
