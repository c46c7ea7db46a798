"""Events to disk and back: JSONL, CSV, GeoJSON, Parquet; the run's manifest."""

from geomap.store.atomic import replacing
from geomap.store.events_file import dump_line, read_jsonl, write_jsonl
from geomap.store.flat import event_to_feature, event_to_row, main_place, write_csv, write_geojson
from geomap.store.load import load_events
from geomap.store.serialize import event_from_dict, event_to_dict
from geomap.store.toponyms import toponyms_to_dict

__all__ = [
    "dump_line",
    "event_from_dict",
    "event_to_dict",
    "event_to_feature",
    "event_to_row",
    "load_events",
    "main_place",
    "read_jsonl",
    "replacing",
    "toponyms_to_dict",
    "write_csv",
    "write_geojson",
    "write_jsonl",
]
