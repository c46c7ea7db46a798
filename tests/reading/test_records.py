"""Event records of the known layouts and of the user's own; every row comes out as a record or with its reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from geomap.errors import InputError, UsageError
from geomap.reading import load_schema, read_inputs, schema_from_options
from geomap.reading.record_files import looks_like_records, read_records
from geomap.reading.schema import known_schema
from geomap.records import Count, DatePrecision, EventRecord, EventType, Point

UCDP = {
    "id": "176", "where_coordinates": "Karrada neighbourhood", "adm_1": "Baghdad province", "adm_2": "",
    "country": "Iraq",
    "latitude": "33.3", "longitude": "44.42", "where_prec": "1", "date_start": "2016-07-03 00:00:00.000",
    "date_end": "2016-07-03", "side_a": "IS", "side_b": "Civilians", "low": "290", "best": "324", "high": "340",
    "source_headline": "Bomb", "source_office": "AP", "source_date": "2016-07-04",
}  # fmt: skip
ACLED = {
    "event_id_cnty": "SYR1", "event_date": "05 October 2023", "time_precision": "1",
    "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike", "actor1": "Unidentified",
    "actor2": "Military Forces of Syria", "country": "Syria", "admin1": "Homs", "admin2": "Homs", "location": "Homs",
    "latitude": "34.7333", "longitude": "36.7167", "geo_precision": "2", "source": "SOHR", "notes": "A drone hit.",
    "fatalities": "89",
}  # fmt: skip
GTD = {
    "eventid": "201705220001", "iyear": "2017", "imonth": "5", "iday": "22", "country_txt": "United Kingdom",
    "provstate": "England", "city": "Manchester", "latitude": "53.488", "longitude": "-2.243", "specificity": "1",
    "attacktype1_txt": "Bombing/Explosion", "gname": "Jihadi-inspired extremists", "target1": "Concert", "nkill": "23",
    "nwound": "119", "summary": "A bomb.", "dbsource": "START",
}  # fmt: skip


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def records(path: Path, **more: object) -> tuple[list[EventRecord], list[InputError]]:
    found = list(read_records(path, doc_id="t", **more))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, EventRecord)], [f for f in found if isinstance(f, InputError)]


def test_ucdp(tmp_path: Path) -> None:
    [record], errors = records(write(tmp_path / "a.csv", UCDP))
    assert not errors
    assert (record.schema, record.record_id, record.event_type) == ("UCDP GED", "176", EventType.KILLING)
    assert (record.date_start, record.date_precision) == ("2016-07-03", DatePrecision.DAY)
    assert record.fatalities == Count(low=290, best=324, high=340)
    assert record.point == Point(lat=33.3, lon=44.42)
    assert [(a.name, a.role) for a in record.actors] == [("IS", "attacker"), ("Civilians", "target")]


def test_acled(tmp_path: Path) -> None:
    [record], _ = records(write(tmp_path / "a.csv", ACLED))
    assert (record.schema, record.event_type, record.location_precision) == ("ACLED", EventType.AIRSTRIKE, 2)
    assert (record.date_start, record.place_name, record.fatalities) == (
        "2023-10-05", "Homs", Count(low=89, best=89, high=89),
    )  # fmt: skip


def test_gtd_with_unknown_days(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GTD, {**GTD, "eventid": "2", "iday": "0"}, {**GTD, "eventid": "3", "imonth": "0"})
    found, _ = records(path)
    assert [(r.date_start, r.date_precision.value) for r in found] == [
        ("2017-05-22", "day"), ("2017-05", "month"), ("2017", "year"),
    ]  # fmt: skip
    assert found[0].injured == Count(low=119, best=119, high=119)


def test_gdelt_without_a_header(tmp_path: Path) -> None:
    columns = known_schema("gdelt").headless_columns
    row = dict.fromkeys(columns, "") | {
        "GlobalEventID": "9", "Day": "20230206", "Actor1Name": "POLICE", "EventCode": "1831", "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Mosul, Ninawa, Iraq", "ActionGeo_Lat": "36.335", "ActionGeo_Long": "43.1189",
        "SOURCEURL": "https://x.example/1",
    }  # fmt: skip
    path = tmp_path / "20230206.export.CSV"
    path.write_text("\t".join(row[c] for c in columns) + "\nshort\tline\n", encoding="utf-8")
    assert looks_like_records(path)
    [record], [error] = records(path)
    assert (record.schema, record.event_type, record.location_precision) == ("GDELT 2.0", EventType.BOMBING, 2)
    assert (record.date_start, record.url) == ("2023-02-06", "https://x.example/1")
    assert error.line == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"latitude": "95"}, "latitude"),
        ({"latitude": "x"}, "coordinates"),
        ({"longitude": ""}, "only one"),
        ({"latitude": "nan"}, "latitude"),
        ({"date_start": "someday"}, "date"),
        ({"date_start": "2016-07-09"}, "ends before"),
        ({"best": "many"}, "number"),
        ({"best": "-1"}, "number"),
    ],
)
def test_rows_that_cannot_be_used_are_refused_with_line_and_reason(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    path = write(tmp_path / "a.csv", UCDP, {**UCDP, "id": "2", **change}, {**UCDP, "id": "3"})
    found, [error] = records(path)
    assert [r.record_id for r in found] == ["176", "3"]
    assert error.line == 3
    assert reason in str(error)


def test_excel_and_geojson(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id", "place", "date", "type", "deaths"])
    book.active.append([1, "Hajin", "2018-12-14", "armed_clash", 4])
    book.save(tmp_path / "a.xlsx")
    [record], _ = records(tmp_path / "a.xlsx")
    assert (record.place_name, record.event_type, record.record_id) == ("Hajin", EventType.ARMED_CLASH, "1")
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [44.4, 33.3]}, "properties": {"id": 7}}
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    [record], _ = records(tmp_path / "a.geojson")
    assert (record.record_id, record.point) == ("7", Point(lat=33.3, lon=44.4))


def test_a_broken_workbook_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK no")
    [error] = [f for f in read_inputs([str(tmp_path / "a.xlsx")]) if isinstance(f, InputError)]
    assert "xlsx" in str(error)


def test_columns_by_option_and_by_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", {"Nr": "1", "Ort": "Balkh", "Tag": "2020-01-02", "Art": "Luftangriff"})
    by_option = schema_from_options(["record_id=Nr", "place_name=Ort", "date_start=Tag"])
    [record], _ = records(path, schema=by_option)
    assert (record.place_name, record.date_start) == ("Balkh", "2020-01-02")
    layout = '[columns]\nrecord_id="Nr"\nplace_name="Ort"\nevent_type="Art"\n[event_type]\nLuftangriff="airstrike"\n'
    (tmp_path / "l.toml").write_text(layout, encoding="utf-8")
    [record], _ = records(path, schema=load_schema(tmp_path / "l.toml"))
    assert record.event_type is EventType.AIRSTRIKE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[columns]\nplaec='x'\n", "plaec"),
        ("name='x'\n", "columns"),
        ("[", "TOML"),
        ("[columns]\n[event_type]\na='b'\n", "b"),
    ],
)
def test_a_wrong_layout_file_is_a_usage_error(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "l.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=reason):
        load_schema(tmp_path / "l.toml")


def test_tables_of_texts_are_no_records(tmp_path: Path) -> None:
    assert not looks_like_records(write(tmp_path / "a.csv", {"text": "A bomb.", "lat": "1", "lon": "2"}))
    assert looks_like_records(write(tmp_path / "b.csv", {"place": "X", "lat": "1", "lon": "2"}))


def test_the_sample_of_ucdp_comes_in_whole(shared: Path) -> None:
    path = shared / "samples" / "ucdp-ged-sample.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = sum(1 for _ in csv.DictReader(handle))
    found, errors = records(path)
    assert len(found) + len(errors) == rows
    assert not errors
