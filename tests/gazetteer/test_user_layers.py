"""Layers of the user's own: every kind of file in, malformed ones refused whole, and out again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from geomap.errors import GazetteerError, GazetteerSchemaError, UsageError
from geomap.gazetteer import open_gazetteer, paths
from geomap.gazetteer.userlayers import (
    AddOptions,
    add_layer,
    describe,
    export_rows,
    remove_layer,
    write_export,
)
from geomap.records import MatchKind

CSV = "Village;Latitude;Longitude;Type;Country;Other names\nTall Sharqi;36.1;37.3;village;Syria;Tell Charqi|تل شرقي\n"
HOW = {"name": "Village", "alternate_names": "Other names"}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def nothing_is_left(data_folder: Path) -> bool:
    return not list((data_folder / "layers").glob("*"))


def test_a_table_becomes_a_layer_that_answers(tmp_path: Path, data_folder: Path) -> None:
    added = add_layer(write(tmp_path, "My Villages.csv", CSV), AddOptions(columns=HOW, attribution="Survey, CC0"))
    assert (added.name, added.places, added.merged) == ("my-villages", 1, 0)
    gazetteer = open_gazetteer()
    found = gazetteer.candidates("Tel Sharki")[0]
    assert found.match is MatchKind.FOLDED
    assert (found.place.source_id, found.place.country_code, found.place.feature_code) == ("my-villages", "SY", "PPL")
    assert found.place.admin1_name == "Aleppo"
    assert gazetteer.candidates("تل شرقي")[0].place == found.place
    assert "Survey, CC0" in gazetteer.attributions()
    facts = gazetteer.name_facts("Tell Charqi")
    assert facts is not None
    assert facts.in_focus


def test_a_place_that_is_known_is_merged_and_the_fingerprint_changes(tmp_path: Path, data_folder: Path) -> None:
    before = open_gazetteer().fingerprint()
    path = write(tmp_path, "own.tsv", "name\tlat\tlon\tcountry\nMosul\t36.3401\t43.1301\tIQ\n")
    assert add_layer(path, AddOptions()).merged == 1
    gazetteer = open_gazetteer()
    mosul = gazetteer.candidates("Mosul")[0].place
    assert (mosul.source_id, mosul.point.lat, mosul.place_id) == ("own", 36.3401, "geonames:99072")
    assert gazetteer.fingerprint() != before


def test_geojson_points_and_areas(tmp_path: Path, data_folder: Path) -> None:
    square = [[[44.0, 33.0], [44.2, 33.0], [44.2, 33.2], [44.0, 33.2], [44.0, 33.0]]]
    features = [
        feature("Point Alpha Sharqiyah", {"type": "Point", "coordinates": [44.1, 33.1]}),
        feature("Zone Bravo Gharbiyah", {"type": "Polygon", "coordinates": square}),
    ]
    path = write(tmp_path, "zones.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    add_layer(path, AddOptions(country_code="IQ", default_kind="RGN"))
    gazetteer = open_gazetteer()
    zone = gazetteer.candidates("Zone Bravo Gharbiyah")[0].place
    assert zone.bbox is not None
    assert (zone.bbox.south, zone.bbox.north) == pytest.approx((33.0, 33.2))
    assert 10 < zone.uncertainty_km < 20
    outline = gazetteer.outline(zone.place_id)
    assert outline is not None
    assert outline["type"] == "Polygon"


def feature(name: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


@pytest.mark.parametrize("suffix", ["shp", "gpkg"])
def test_shapefile_and_geopackage(tmp_path: Path, data_folder: Path, suffix: str) -> None:
    geopandas = pytest.importorskip(
        "geopandas", reason="UNTESTED: geopandas is not installed (pip install geomap[geo])"
    )
    from shapely.geometry import Point

    frame = geopandas.GeoDataFrame(
        {"SITE": ["Khirbat Qasiriyah"], "pop": [120]}, geometry=[Point(38.5, 35.5)], crs="EPSG:4326"
    )
    path = tmp_path / f"sites.{suffix}"
    frame.to_file(path)
    add_layer(path, AddOptions(columns={"name": "SITE"}, country_code="SY"))
    place = open_gazetteer().candidates("Khirbet Kasiriya")[0].place
    assert (place.point.lat, place.point.lon, place.population) == (35.5, 38.5, 120)


def test_another_projection_is_refused(tmp_path: Path, data_folder: Path) -> None:
    geopandas = pytest.importorskip(
        "geopandas", reason="UNTESTED: geopandas is not installed (pip install geomap[geo])"
    )
    from shapely.geometry import Point

    frame = geopandas.GeoDataFrame({"name": ["X"]}, geometry=[Point(500000, 3900000)], crs="EPSG:32637")
    path = tmp_path / "utm.gpkg"
    frame.to_file(path)
    with pytest.raises(GazetteerSchemaError, match=r"utm\.gpkg.*WGS 84"):
        add_layer(path, AddOptions())
    assert nothing_is_left(data_folder)


GOOD = "name,lat,lon\nAlpha,33.1,44.1\n"
MALFORMED = {
    "latitude outside": (GOOD + "Bravo,99,44.1\n", ":3: column 'lat': 99 is outside"),
    "out of range swapped": (GOOD + "Bravo,144.1,33.1\n", ":3: column 'lat'.*swap"),
    "longitude outside": (GOOD + "Bravo,33.1,244\n", ":3: column 'lon': 244 is outside"),
    "not a number": (GOOD + "Bravo,33.1,east\n", ":3: column 'lon': 'east' is no number; write"),
    "not finite": (GOOD + "Bravo,nan,44.1\n", ":3: column 'lat': 'nan' is no number"),
    "decimal comma": ('name;lat;lon\nBravo;"33,1";44.1\n', ":2: column 'lat': '33,1'.*point"),
    "degrees and minutes": (GOOD + "Bravo,33°06'N,44.1\n", ":3: column 'lat'.*decimal degrees"),
    "placeholder": (GOOD + "Bravo,0,0\n", ":3: column 'lat': 0, 0.*placeholder; leave"),
    "no name": (GOOD + " ,33.1,44.1\n", ":3: column 'name': is empty"),
    "missing column": ("name,lat\nBravo,33.1\n", ":1: column 'lon': is missing; .*--column lon="),
    "no header": ("", ":1: the file has no header"),
    "ragged": (GOOD + "Bravo,33.1,44.1,9\n", ":3: 4 cells where the header has 3"),
    "unknown kind": ("name,lat,lon,kind\nBravo,33.1,44.1,planet\n", ":2: column 'kind': 'planet'"),
    "unknown country": ("name,lat,lon,country\nBravo,33.1,44.1,Utopia\n", ":2: column 'country': 'Utopia'"),
    "population": ("name,lat,lon,pop\nBravo,33.1,44.1,-5\n", ":2: column 'pop': -5"),
    "precision": ("name,lat,lon,precision_km\nBravo,33.1,44.1,-5\n", ":2: column 'precision_km': -5"),
    "one id twice": ("id,name,lat,lon\n7,Alpha,33,44\n7,Bravo,34,44\n", ":3: column 'id'.*line 2 too"),
    "garbled": ("name,lat,lon\nØ§Ù„Ø±Ù‚Ø©,35.9,39\n", ":2: column 'name'.*garbled.*--encoding"),
    "latin-1 bytes": (b"name,lat,lon\nAlpha,33,44\nCaf\xe9,33.1,44.1\n", ":3: byte 0xe9 is not utf-8; .*--encoding"),
    "open quote": (GOOD + '"Bravo,33.1,44.1\n', ":.*cannot be read"),
}


@pytest.mark.parametrize(("content", "message"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_table_is_refused_with_place_and_remedy(
    tmp_path: Path, data_folder: Path, content: str | bytes, message: str
) -> None:
    path = write(tmp_path, "bad.csv", content)
    with pytest.raises(GazetteerSchemaError, match=f"{path}{message}"):
        add_layer(path, AddOptions())
    assert nothing_is_left(data_folder)


def test_swapped_columns_within_range_are_told_by_places_that_are_known(tmp_path: Path, data_folder: Path) -> None:
    rows = "Mosul,43.13,36.34\nRaqqa,39.01,35.95\nKabul,69.17,34.53\nUnheard Of,44.0,33.0\n"
    path = write(tmp_path, "swapped.csv", f"name,lat,lon\n{rows}")
    with pytest.raises(GazetteerSchemaError, match=r"swapped\.csv:2: column 'lat': 'Mosul'.*swap the two columns"):
        add_layer(path, AddOptions())
    assert nothing_is_left(data_folder)
    assert add_layer(path, AddOptions(columns={"lat": "lon", "lon": "lat"})).places == 4


def test_swapped_columns_are_told_by_the_country_too(tmp_path: Path, data_folder: Path) -> None:
    path = write(tmp_path, "swapped.csv", "name,lat,lon,country\nUnheard Of,44.0,33.0,IQ\nNeither This,43.5,34.1,IQ\n")
    with pytest.raises(GazetteerSchemaError, match="swap the two columns"):
        add_layer(path, AddOptions())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r":1: this is not JSON"),
        ('{"type": "Point"}', r":1: column 'features': is missing"),
        ('{"type": "FeatureCollection", "features": [{"properties": {"name": "X"}}]}', r":1: column 'geometry'"),
        (
            '{"type": "FeatureCollection", "features": [{"properties": {"name": "X"}, "geometry": {"type": "Blob"}}]}',
            r":1: column 'geometry'.*cannot be read",
        ),
        (
            '{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:3857"}}}',
            r":1: column 'crs': EPSG:3857 is not WGS 84",
        ),
        (
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [feature("X", {"type": "Point", "coordinates": [33.1, 144.1]})],
                }
            ),
            r":1: column 'latitude': 144.1 is outside",
        ),
    ],
)
def test_malformed_geojson_is_refused(tmp_path: Path, data_folder: Path, content: str, message: str) -> None:
    path = write(tmp_path, "bad.geojson", content)
    with pytest.raises(GazetteerSchemaError, match=f"{path}{message}"):
        add_layer(path, AddOptions())
    assert nothing_is_left(data_folder)


def test_another_encoding_can_be_given(tmp_path: Path, data_folder: Path) -> None:
    path = write(tmp_path, "arabic.csv", "name,lat,lon\nتل شرقي,36.1,37.3\n".encode("cp1256"))
    add_layer(path, AddOptions(encoding="cp1256", country_code="SY"))
    assert open_gazetteer().candidates("تل شرقي")[0].place.source_id == "arabic"


def test_an_empty_table_and_an_unknown_suffix_are_refused(tmp_path: Path, data_folder: Path) -> None:
    with pytest.raises(GazetteerError, match="no place in it"):
        add_layer(write(tmp_path, "empty.csv", "name,lat,lon\n"), AddOptions())
    with pytest.raises(UsageError, match="not read; known are"):
        add_layer(write(tmp_path, "places.docx", "x"), AddOptions())
    with pytest.raises(UsageError, match="is no file"):
        add_layer(tmp_path / "absent.csv", AddOptions())
    assert nothing_is_left(data_folder)


@pytest.mark.parametrize("name", ["world", "focus", "../evil", "Big Name", "-x"])
def test_layer_names_are_plain_and_not_those_of_the_package(tmp_path: Path, data_folder: Path, name: str) -> None:
    with pytest.raises(UsageError, match="layer name"):
        add_layer(write(tmp_path, "own.csv", GOOD), AddOptions(name=name))


def test_a_layer_is_not_overwritten_unless_told(tmp_path: Path, data_folder: Path) -> None:
    path = write(tmp_path, "own.csv", GOOD)
    add_layer(path, AddOptions())
    with pytest.raises(UsageError, match="--replace"):
        add_layer(path, AddOptions())
    write(tmp_path, "own.csv", GOOD + "Bravo,33.2,44.2\n")
    assert add_layer(path, AddOptions(replace=True)).places == 2
    write(tmp_path, "own.csv", GOOD + "Bravo,99,44.2\n")
    with pytest.raises(GazetteerSchemaError):
        add_layer(path, AddOptions(replace=True))
    assert describe(open_gazetteer(), "own")["places"] == "2"


def test_remove(tmp_path: Path, data_folder: Path) -> None:
    add_layer(write(tmp_path, "own.csv", GOOD), AddOptions())
    remove_layer("own")
    assert nothing_is_left(data_folder)
    with pytest.raises(UsageError, match="no layer 'own'"):
        remove_layer("own")
    with pytest.raises(UsageError, match="part of geomap"):
        remove_layer("world")


@pytest.mark.parametrize("form", ["tsv", "csv", "geojson"])
def test_what_is_exported_can_be_added_again(tmp_path: Path, data_folder: Path, form: str) -> None:
    table = 'name,lat,lon,country,altnames\n"Dayr, Upper",36.5,37.25,SY,Deir|دير\nBravo,33.125,44.5,IQ,\n'
    add_layer(write(tmp_path, "own.csv", table), AddOptions())
    out = io.StringIO()
    assert write_export(export_rows(open_gazetteer(), layer="own"), out, form=form) == 2
    again = write(tmp_path, f"again.{form}", out.getvalue())
    add_layer(again, AddOptions(name="again"))
    gazetteer = open_gazetteer()
    first = {(r.place_id, r.name, r.lat, r.lon, r.alternate_names) for r in export_rows(gazetteer, layer="own")}
    second = {(r.place_id, r.name, r.lat, r.lon, r.alternate_names) for r in export_rows(gazetteer, layer="again")}
    assert first == second


def test_the_whole_stack_is_exported_by_country_with_each_place_once(data_folder: Path) -> None:
    rows = list(export_rows(open_gazetteer(), country_codes={"SY"}))
    assert len(rows) > 1000
    assert len({row.place_id for row in rows}) == len(rows)
    assert {row.country_code for row in rows} == {"SY"}


def test_an_unknown_format_or_layer_is_refused(data_folder: Path) -> None:
    with pytest.raises(UsageError, match="none of"):
        write_export([], io.StringIO(), form="xlsx")
    with pytest.raises(GazetteerError, match="no layer 'absent'"):
        list(export_rows(open_gazetteer(), layer="absent"))


def test_where_the_users_layers_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GEOMAP_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert paths.user_folder() == tmp_path / "geomap"
    monkeypatch.setattr("sys.platform", "darwin")
    assert paths.user_folder() == Path.home() / "Library" / "Application Support" / "geomap"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert paths.user_folder() == tmp_path / "local" / "geomap"
