"""Events to disk and back: JSONL, CSV, GeoJSON, Parquet; the run's manifest."""

from geomap.store.atomic import replacing
from geomap.store.briefs import event_from_brief, pack_briefs, split_briefs
from geomap.store.events_file import dump_line, read_jsonl, write_jsonl
from geomap.store.flat import event_to_feature, event_to_row, main_place, write_csv, write_geojson
from geomap.store.lines import EventLines, Lines, csv_header, event_lines, pack_lines, unpack_lines
from geomap.store.load import load_events
from geomap.store.serialize import event_from_dict, event_to_dict
from geomap.store.toponyms import toponyms_to_dict

__all__ = [
    "EventLines",
    "Lines",
    "csv_header",
    "dump_line",
    "event_from_brief",
    "event_from_dict",
    "event_lines",
    "event_to_dict",
    "event_to_feature",
    "event_to_row",
    "load_events",
    "main_place",
    "pack_briefs",
    "pack_lines",
    "read_jsonl",
    "replacing",
    "split_briefs",
    "toponyms_to_dict",
    "unpack_lines",
    "write_csv",
    "write_geojson",
    "write_jsonl",
]
