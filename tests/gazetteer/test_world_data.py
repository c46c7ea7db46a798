"""The shipped data of the world: complete, where it says it is, and mended where its sources are known to be wrong."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely

from geomap.gazetteer.sources.areafile import StoredArea, read_areas
from geomap.gazetteer.sources.extras import CLASS_OF
from geomap.gazetteer.sources.packages import sha256_of
from geomap.gazetteer.sources.rows import COLUMNS, read_rows
from geomap.geodesy import haversine_km

ROOT = Path(__file__).resolve().parents[2]
WORLD = ROOT / "gazetteer" / "world"
OUTLINES = ROOT / "geomap" / "rendering" / "assets" / "outlines.json"

Rows = list[dict[str, str]]

MAX_WORLD_BYTES = 15_000_000
MIN_COUNTRY_AGREEMENT = 0.995
"""Share of towns in the polygon of their country, or within 5 km of it; 0.9964 when written."""
MIN_ADMIN1_AGREEMENT = 0.98
"""The same for admin1, within 2 km; 0.983 when written."""


@pytest.fixture(scope="module")
def rows() -> Rows:
    return read_rows(WORLD / "places.tsv.xz")


@pytest.fixture(scope="module")
def by_id(rows: Rows) -> dict[str, dict[str, str]]:
    return {row["place_id"]: row for row in rows}


@pytest.fixture(scope="module")
def areas() -> list[StoredArea]:
    return read_areas(WORLD / "areas.bin.xz")


def names_of(row: dict[str, str]) -> set[str]:
    return {row["name"], *row["alternate_names"].split("|")}


def admin1_of(rows: Rows, country: str) -> dict[str, dict[str, str]]:
    found = [row for row in rows if row["feature_code"] == "ADM1" and row["country_code"] == country]
    return {row["name"]: row for row in found}


def test_the_file_has_the_agreed_columns_and_no_id_twice(rows: Rows, by_id: dict[str, dict[str, str]]) -> None:
    assert tuple(rows[0]) == COLUMNS
    assert len(by_id) == len(rows) > 280_000


def test_every_row_has_a_name_a_class_and_a_position(rows: Rows) -> None:
    for row in rows:
        assert row["name"]
        assert row["feature_class"] in "AHLPRSTUV"
        assert -90.0 <= float(row["lat"]) <= 90.0
        assert -180.0 <= float(row["lon"]) <= 180.0
        assert float(row["uncertainty_km"]) >= 0.1


def test_the_data_stay_small() -> None:
    assert sum(path.stat().st_size for path in WORLD.rglob("*") if path.is_file()) < MAX_WORLD_BYTES


def test_no_name_is_a_code_of_the_sources_or_stands_twice(rows: Rows) -> None:
    for row in rows:
        names = row["alternate_names"].split("|") if row["alternate_names"] else []
        assert len(names) == len(set(names)), row["place_id"]
        assert row["name"] not in names, row["place_id"]
        assert not any("http" in name or "wikipedia" in name for name in names), row["place_id"]


def test_every_country_is_there_with_point_box_and_demonym(rows: Rows) -> None:
    countries = {row["country_code"]: row for row in rows if row["feature_code"] in ("PCLI", "PCLD", "TERR")}
    assert len(countries) >= 249
    assert [code for code, row in countries.items() if row["feature_code"] == "PCLI" and not row["demonyms"]] == []
    assert [code for code, row in countries.items() if row["feature_code"] == "PCLI" and not row["south"]] == []


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("US", 39.76, -98.5),
        ("AF", 33, 66),
        ("IQ", 33, 44),
        ("SY", 35, 38.5),
        ("CA", 60, -96),
        ("DE", 51.5, 10.5),
        ("FR", 46, 2),
    ],
)
def test_countries_stand_near_their_middle(rows: Rows, code: str, lat: float, lon: float) -> None:
    row = next(row for row in rows if row["feature_code"] == "PCLI" and row["country_code"] == code)
    assert (float(row["lat"]), float(row["lon"])) == (lat, lon)


@pytest.mark.parametrize(
    ("place_id", "names"),
    [
        ("geonames:6252001", {"U.S.", "US", "USA", "America", "the States"}),
        ("geonames:2635167", {"UK", "U.K.", "Britain", "Great Britain"}),
        ("geonames:2750405", {"Holland"}),
        ("geonames:1327865", {"Burma"}),
        ("geonames:130758", {"Persia", "إيران"}),
        ("geonames:163843", {"Syrian Arab Republic", "سوريا"}),
        ("geomap:levant", {"the Levant", "Sham"}),
        ("geomap:khorasan", {"Khurasan"}),
        ("geomap:gulf", {"the Gulf"}),
        ("geomap:middle-east", {"Mideast"}),
    ],
)
def test_colloquial_and_historic_names(by_id: dict[str, dict[str, str]], place_id: str, names: set[str]) -> None:
    assert names <= names_of(by_id[place_id])


@pytest.mark.parametrize(
    ("demonym", "place_id"),
    [
        ("Syrian", "geonames:163843"),
        ("Iraqis", "geonames:99237"),
        ("Afghans", "geonames:1149361"),
        ("Britons", "geonames:2635167"),
        ("Dutch", "geonames:2750405"),
        ("Californian", "geonames:5332921"),
        ("Londoner", "geonames:2643743"),
        ("Mancunian", "geonames:2643123"),
        ("European", "geonames:6255148"),
        ("Kurds", "geomap:kurdistan"),
        ("Scottish", "geonames:2638360"),
    ],
)
def test_demonyms(by_id: dict[str, dict[str, str]], demonym: str, place_id: str) -> None:
    assert demonym in by_id[place_id]["demonyms"].split("|")


def test_american_states_have_postal_and_press_abbreviations(rows: Rows) -> None:
    states = admin1_of(rows, "US")
    assert len(states) == 51
    assert all(row["admin1_code"] in names_of(row) for row in states.values())
    assert "Calif." in names_of(states["California"])
    assert "Ga." in names_of(states["Georgia"])
    assert "D.C." in names_of(states["District of Columbia"])


def test_nearly_all_american_counties_are_there(rows: Rows) -> None:
    counties = [row for row in rows if row["feature_code"] == "ADM2" and row["country_code"] == "US"]
    assert len(counties) >= 3_000
    assert not any("Washington" in row["alternate_names"].split("|") for row in counties), "would drown the towns"


def test_every_admin1_code_of_a_town_has_its_place(rows: Rows) -> None:
    known = {(row["country_code"], row["admin1_code"]) for row in rows if row["feature_code"] == "ADM1"}
    towns = [row for row in rows if row["feature_class"] == "P" and row["admin1_code"] not in ("", "00")]
    missing = Counter((row["country_code"], row["admin1_code"]) for row in towns)
    missing = Counter({code: count for code, count in missing.items() if code not in known})
    assert missing.total() <= 0.002 * len(towns), missing.most_common(10)


def test_afghanistan_has_each_of_its_34_provinces_once(rows: Rows) -> None:
    provinces = admin1_of(rows, "AF")
    assert len(provinces) == 34
    assert haversine_km(*point_of(provinces["Daykundi"]), 33.7, 66.2) < 40.0
    assert haversine_km(*point_of(provinces["Panjshir"]), 35.4, 69.7) < 30.0
    assert haversine_km(*point_of(provinces["Uruzgan"]), 32.8, 66.0) < 40.0
    assert haversine_km(*point_of(provinces["Parwan"]), 35.0, 69.0) < 30.0


def test_iraq_has_halabja_and_kirkuk_and_syria_no_undof(rows: Rows) -> None:
    assert {"Halabja", "Kirkuk", "Nineveh", "Anbar"} <= admin1_of(rows, "IQ").keys()
    assert len(admin1_of(rows, "IQ")) == 19
    assert len(admin1_of(rows, "SY")) == 14
    assert not any("UNDOF" in name for name in admin1_of(rows, "SY"))


def point_of(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


def test_focus_provinces_contain_their_own_points(rows: Rows, areas: list[StoredArea]) -> None:
    shapes = {area.place_id: area.geometry for area in areas}
    for country in ("AF", "IQ", "SY"):
        for name, row in admin1_of(rows, country).items():
            lat, lon = point_of(row)
            assert shapely.covers(shapes[row["place_id"]], shapely.Point(lon, lat)), name


@pytest.mark.parametrize(
    ("lat", "lon", "country", "admin1"),
    [
        (36.34, 43.13, "IQ", "Nineveh"),
        (35.18, 45.98, "IQ", "Halabja"),
        (33.35, 43.78, "IQ", "Anbar"),
        (35.95, 39.01, "SY", "Raqqa"),
        (35.44, 36.65, "SY", "Idlib"),
        (36.71, 67.11, "AF", "Balkh"),
        (33.72, 66.13, "AF", "Daykundi"),
        (35.31, 69.52, "AF", "Panjshir"),
        (53.48, -2.24, "GB", "England"),
        (45.3, 34.4, "UA", "Crimea"),
        (17.98, 79.6, "IN", "Telangana"),
    ],
)
def test_polygons_know_where_places_lie(
    areas: list[StoredArea], lat: float, lon: float, country: str, admin1: str
) -> None:
    at = shapely.Point(lon, lat)
    found = [area for area in areas if area.level == 1 and shapely.covers(area.geometry, at)]
    assert [(area.country_code, area.name) for area in found] == [(country, admin1)]


def test_greater_manchester_has_its_ten_boroughs(areas: list[StoredArea]) -> None:
    county = next(area for area in areas if area.place_id == "geomap:greater-manchester")
    boroughs = [
        area
        for area in areas
        if area.level == 2 and area != county and shapely.covers(county.geometry.buffer(0.001), area.geometry)
    ]
    assert len(boroughs) == 10
    assert shapely.area(shapely.union_all([area.geometry for area in boroughs])) == pytest.approx(
        shapely.area(county.geometry), rel=0.001
    )


def test_all_stored_polygons_are_valid(areas: list[StoredArea]) -> None:
    geometries = np.array([area.geometry for area in areas], dtype=object)
    assert shapely.is_valid(geometries).all()
    assert len(areas) == len({area.place_id for area in areas})


def test_towns_lie_in_their_countries_and_provinces(rows: Rows, areas: list[StoredArea]) -> None:
    towns = [row for row in rows if row["feature_class"] == "P" and row["admin1_code"] not in ("", "00")][::23]
    points = np.array(shapely.points([float(t["lon"]) for t in towns], [float(t["lat"]) for t in towns]))
    assert share_inside(towns, points, areas, level=0, reach_deg=0.05) >= MIN_COUNTRY_AGREEMENT
    assert share_inside(towns, points, areas, level=1, reach_deg=0.02) >= MIN_ADMIN1_AGREEMENT


def share_inside(
    towns: Rows,
    points: np.ndarray[tuple[int], np.dtype[np.object_]],
    areas: list[StoredArea],
    *,
    level: int,
    reach_deg: float,
) -> float:
    """Share of towns at most `reach_deg` from a polygon with their codes (checked only where their codes have one)."""
    wanted = [area for area in areas if area.level == level]
    tree = shapely.STRtree([area.geometry for area in wanted])
    near: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for town, area in np.transpose(tree.query(points, predicate="dwithin", distance=reach_deg)).tolist():
        near[town].add((wanted[area].country_code, wanted[area].admin1_code))
    known = {(area.country_code, area.admin1_code) for area in wanted}
    codes = [(town["country_code"], town["admin1_code"] if level else "") for town in towns]
    judged = [index for index, code in enumerate(codes) if code in known]
    return sum(codes[index] in near[index] for index in judged) / len(judged)


def test_populations_are_plausible(rows: Rows) -> None:
    countries = {
        row["country_code"]: int(row["population"]) for row in rows if row["feature_code"] in ("PCLI", "PCLD", "TERR")
    }
    for row in rows:
        if row["feature_code"] == "ADM1":
            assert int(row["population"]) <= 1.01 * countries[row["country_code"]], row["name"]
    towns = sorted((row for row in rows if row["feature_class"] == "P"), key=lambda row: -int(row["population"]))
    assert int(towns[0]["population"]) < 40_000_000
    assert {"Shanghai", "Beijing", "Istanbul", "Lagos"} <= {row["name"] for row in towns[:40]}


def test_boxes_hold_their_points(rows: Rows) -> None:
    for row in rows:
        if row["south"] and row["feature_code"] in ("ADM2", "PCLI"):
            lat, lon = point_of(row)
            south, west, north, east = (float(row[key]) for key in ("south", "west", "north", "east"))
            assert south - 0.3 <= lat <= north + 0.3, row["name"]
            inside = west - 0.3 <= lon <= east + 0.3 if west <= east else lon >= west - 0.3 or lon <= east + 0.3
            assert inside, row["name"]


def test_hand_written_tables_are_well_formed() -> None:
    seen: set[tuple[str, str, str]] = set()
    for path in sorted((WORLD / "extra").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                assert line["feature_code"] in CLASS_OF, line
                assert 0.0 < float(line["radius_km"]) <= 8000.0, line
                key = (line["name"], line["feature_code"], line["country_code"])
                assert key not in seen, line
                seen.add(key)
    assert len(seen) >= 2_500


def test_outlines_decode_to_closed_rings_on_the_map() -> None:
    data = json.loads(OUTLINES.read_text(encoding="utf-8"))
    assert data["format"] == "geomap-outlines-1"
    assert OUTLINES.stat().st_size < 800_000
    arcs = [np.cumsum(np.array(arc).reshape(-1, 2), axis=0) for arc in data["arcs"]]
    levels = Counter(area[0] for area in data["areas"])
    assert levels[0] >= 240
    assert levels[1] >= 2_000
    assert levels[2] == 11
    for _level, _country, place_id, name, _arabic, lon, lat, polygons in data["areas"]:
        assert name
        assert -180.0 <= lon <= 180.0
        assert -90.0 <= lat <= 90.0
        for ring in (ring for polygon in polygons for ring in polygon):
            pieces = [arcs[ref] if ref >= 0 else arcs[~ref][::-1] for ref in ring]
            following = [*pieces[1:], pieces[0]]
            assert all((a[-1] == b[0]).all() for a, b in zip(pieces, following, strict=True)), place_id


def test_outlines_name_the_places_of_the_gazetteer(by_id: dict[str, dict[str, str]]) -> None:
    data = json.loads(OUTLINES.read_text(encoding="utf-8"))
    for level, country, place_id, name, arabic, *_ in data["areas"]:
        assert by_id[place_id]["name"] == name
        assert by_id[place_id]["country_code"] == country
        if country in ("IQ", "SY", "AF") and level < 2:
            assert arabic, name


def test_sources_md_has_the_digests_of_what_is_shipped() -> None:
    text = (ROOT / "gazetteer" / "SOURCES.md").read_text(encoding="utf-8")
    for path in (WORLD / "places.tsv.xz", WORLD / "areas.bin.xz", OUTLINES):
        assert sha256_of(path) in text, f"{path.name} was not made by the build that wrote SOURCES.md: build again"


def test_radii_of_towns_follow_their_population(by_id: dict[str, dict[str, str]]) -> None:
    london = by_id["geonames:2643743"]
    assert float(london["uncertainty_km"]) == pytest.approx(
        math.sqrt(int(london["population"]) / 3000 / math.pi), abs=0.1
    )
