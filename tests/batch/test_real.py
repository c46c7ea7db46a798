"""The real stages: the same bytes for any number of workers, and outputs that read back as they were."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import geomap
from geomap.batch import RunResult
from geomap.events import merge_events
from geomap.records import Document
from geomap.rendering.credits import Credits
from geomap.rendering.outlines import outlines
from geomap.rendering.pack import data_block
from geomap.settings import Settings
from geomap.store import load_events
from geomap.store.flat import COLUMNS

from .conftest import OUTPUTS, output_bytes, reports, write_jsonl

COUNT = 60


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jsonl(tmp_path_factory.mktemp("real") / "in.jsonl", reports(COUNT))


@pytest.fixture(scope="module")
def result(source: Path) -> RunResult:
    settings = Settings(workers=2, formats=("parquet", "gpkg", "kml"))
    return geomap.run(source, source.parent / "two", settings=settings)


def test_any_number_of_workers_gives_the_same_bytes(source: Path, result: RunResult) -> None:
    expected = output_bytes(result.folder)
    assert all(expected.values())
    for workers in (1, 3):
        geomap.run(source, source.parent / str(workers), settings=Settings(workers=workers))
        assert output_bytes(source.parent / str(workers)) == expected


def test_a_documents_events_do_not_depend_on_the_others(source: Path, result: RunResult) -> None:
    engine = geomap.open_engine(Settings())
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    documents = [Document(doc_id=row["doc_id"], text=row["text"]) for row in rows]
    together = engine.process(documents)
    apart = [engine.process([document])[0] for document in reversed(documents)]
    assert together == apart[::-1]


def test_merging_by_short_forms_does_what_merging_whole_events_does(source: Path, result: RunResult) -> None:
    apart = geomap.run(source, source.parent / "apart", settings=Settings(workers=1, merge=False))
    expected = merge_events(load_events(apart.folder / "events.jsonl"))
    assert len(expected) < apart.event_count
    found = {event.event_id: event for event in load_events(result.folder / "events.jsonl")}
    assert found == {event.event_id: event for event in expected}


def test_reports_of_one_event_are_brought_together(result: RunResult) -> None:
    assert result.event_count < sum(result.tally.event_types.values())
    merged = [event for event in load_events(result.folder / "events.jsonl") if len(event.sources) > 1]
    assert merged
    assert all(event.merge_reasons for event in merged)
    placed = [place for event in merged for place in event.places if place.place and place.role.value == "happened"]
    assert placed
    assert all(place.candidates for place in placed), "merging compares without candidates; the outputs have them"


def test_data_frame(result: RunResult) -> None:
    frame = result.events
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == result.event_count
    assert frame["fatalities_best"].dtype == "Int64"
    assert set(frame["event_id"]) == {event.event_id for event in load_events(result.folder / "events.jsonl")}


def test_geodataframe(result: RunResult) -> None:
    frame = result.geodataframe()
    assert frame.crs.to_epsg() == 4326
    placed = frame[frame["lat"].notna()]
    assert (placed.geometry.x - placed["lon"]).abs().max() == 0
    assert (placed.geometry.y - placed["lat"]).abs().max() == 0


@pytest.mark.parametrize("name", ["parquet", "gpkg", "kml"])
def test_formats_are_read_by_others_with_the_same_events(result: RunResult, name: str) -> None:
    gpd = pytest.importorskip("geopandas", reason="UNTESTED: geopandas is not installed")
    path = result.folder / f"events.{name}"
    frame = gpd.read_parquet(path) if name == "parquet" else gpd.read_file(path)
    features = json.loads((result.folder / "events.geojson").read_text(encoding="utf-8"))["features"]
    assert len(frame) == len(features)
    assert list(frame["id" if name == "kml" else "event_id"]) == [feature["id"] for feature in features]
    for geometry, feature in zip(frame.geometry, features, strict=True):
        expected = feature["geometry"]
        if expected is None:
            assert geometry is None or geometry.is_empty
        elif expected["type"] == "Point":
            assert [geometry.x, geometry.y] == expected["coordinates"]
        else:
            assert [[point.x, point.y] for point in geometry.geoms] == expected["coordinates"]
    if name != "kml":
        assert [*frame["evidence"]] == [feature["properties"]["evidence"] for feature in features]


def test_geoparquet_metadata(result: RunResult) -> None:
    with pq.ParquetFile(result.folder / "events.parquet") as file:
        geo = json.loads(file.metadata.metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    column = geo["columns"]["geometry"]
    west, south, east, north = column["bbox"]
    assert column["encoding"] == "WKB"
    assert west < east
    assert south < north


def test_parquet_and_geojson_come_back_as_events(result: RunResult) -> None:
    expected = [event.event_id for event in load_events(result.folder / "events.jsonl")]
    for name in ("events.parquet", "events.geojson", "events.csv"):
        assert [event.event_id for event in load_events(result.folder / name)] == expected


def test_formats_no_longer_wanted_go(source: Path, result: RunResult, tmp_path: Path) -> None:
    geomap.run(source, tmp_path, settings=Settings(workers=1, formats=("kml",)))
    assert (tmp_path / "events.kml").exists()
    again = geomap.run(source, tmp_path, settings=Settings(workers=1))
    assert not (tmp_path / "events.kml").exists()
    assert again.counts.known == COUNT


def test_the_map_says_that_it_does_not_show_all(source: Path, tmp_path: Path) -> None:
    result = geomap.run(source, tmp_path, workers=2, map_limit=10, title="Bombs")
    assert result.mapped == 10 < result.event_count
    page = result.map_path.read_text(encoding="utf-8")
    assert f"Bombs – the newest 10 of {result.event_count} events" in page
    assert len(result.events) == result.event_count, "the tables have all"
    assert result.mapped_since
    since = result.mapped_since
    later = [event for event in load_events(tmp_path / "events.jsonl") if (event.date_start or "") > since]
    assert len(later) <= 10


def test_the_map_shows_the_events_of_the_table_in_the_pages_order(result: RunResult) -> None:
    page = (result.folder / "map.html").read_text(encoding="utf-8")
    shown = json.loads(re.search(r'id="gm-data">(.*?)</script>', page)[1])["events"]  # type: ignore[index]
    told = load_events(result.folder / "events.jsonl")
    assert shown == json.loads(json.dumps(data_block(told, outlines=outlines().keys, due=Credits())))


def test_outputs_are_named_in_the_manifest(result: RunResult) -> None:
    manifest = json.loads((result.folder / "run.json").read_text(encoding="utf-8"))
    assert {*OUTPUTS, "map.html", "run.json", "events.kml"} <= set(manifest["outputs"])
    assert manifest["documents"]["new"] == COUNT
