"""Events as data frames. The only place that makes pandas objects of events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import StoreError, UsageError
from geomap.store.columns import INTEGERS, feature_row
from geomap.store.flat import COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def events_frame(path: Path) -> pd.DataFrame:
    """Events of an `events.geojson` that geomap wrote, with the columns of `events.csv`.

    Dates are texts of the precision that is known ("2017-05"); whole numbers may be absent (pandas' Int64).
    Raises StoreError.
    """
    import pandas as pd

    frame = pd.DataFrame.from_records(list(_rows(path)), columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(INTEGERS, "Int64"))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """geomap writes one feature a line, so that no more than one is parsed at a time."""
    try:
        with path.open(encoding="utf-8") as handle:
            for line in handle:
                if line.startswith('{"type": "Feature", '):
                    yield feature_row(json.loads(line.rstrip(",\n")))
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


def events_geoframe(path: Path) -> Any:
    """The same as a geopandas.GeoDataFrame in WGS 84 (EPSG:4326), with one point an event, None for those without.

    Raises UsageError when geopandas is not installed.
    """
    try:
        import geopandas as gpd
    except ImportError as error:
        raise UsageError("a GeoDataFrame needs geopandas: pip install 'geomap[geo]'") from error
    frame = events_frame(path)
    points = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326")
    return gpd.GeoDataFrame(frame, geometry=points.where(frame["lat"].notna(), None))
