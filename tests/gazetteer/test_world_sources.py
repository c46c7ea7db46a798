"""The scripts that build the world's data: on small made-up inputs, no package needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon, box

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.sources import airports, areafile, extras, naming, rows, seats, simplify, splitting, subdivisions
from geomap.gazetteer.sources.areas import box_of, polygons_area_km2
from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.topology import build, geometry_of, ring_points, union
from geomap.gazetteer.sources.units import Unit, assign, towns_inside

SCALE = 0.01


def town(name: str, lat: float, lon: float, **changes: Any) -> Row:
    plain = Row(
        place_id=f"geonames:{name}",
        name=name,
        feature_class="P",
        feature_code="PPL",
        lat=lat,
        lon=lon,
        country_code="XX",
    )
    return replace(plain, **changes)


def unit(geometry: shapely.Geometry, admin1: str, **changes: Any) -> Unit:
    plain = Unit(
        ne_id=1, country_code="XX", admin1_code=admin1, admin2_code="", name=f"Unit {admin1}", names=(), label_lat=0.5,
        label_lon=0.5, group="", geometry=geometry,
    )  # fmt: skip
    return replace(plain, **changes)


def subdivision(code: str, name: str = "Area", number: str = "1") -> LocalisSubdivision:
    return LocalisSubdivision(
        line=1,
        name=name,
        iso_code="",
        geonames_code=code,
        geonames_id=number,
        kind="",
        aliases=(),
        parent=0,
        country_line=1,
    )


def test_neighbors_share_the_arc_between_them() -> None:
    topology = build([box(0, 0, 1, 1), box(1, 0, 2, 1)], SCALE)
    left, right = (set(face[0][0]) for face in topology.faces)
    assert len({ref for ref in left if ~ref in right}) == 1
    assert len(topology.arcs) == 3


def test_the_union_drops_the_shared_border_and_keeps_the_area() -> None:
    topology = build([box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 5, 6, 6)], SCALE)
    whole = geometry_of(topology.arcs, union(topology, [0, 1, 2]), SCALE)
    assert whole.is_valid
    assert whole.area == pytest.approx(3.0)
    assert len(whole.geoms) == 2


def test_an_enclave_is_a_hole_until_it_is_joined() -> None:
    outer = Polygon(box(0, 0, 4, 4).exterior.coords, [box(1, 1, 2, 2).exterior.coords])
    topology = build([outer, box(1, 1, 2, 2)], SCALE)
    assert len(topology.faces[0][0]) == 2
    assert geometry_of(topology.arcs, topology.faces[0], SCALE).area == pytest.approx(15.0)
    assert geometry_of(topology.arcs, union(topology, [0, 1]), SCALE).area == pytest.approx(16.0)


def test_a_union_that_meets_in_one_point_gives_two_simple_polygons() -> None:
    topology = build([box(0, 0, 1, 1), box(1, 1, 2, 2), box(1, 0, 2, 1)], SCALE)
    corner = geometry_of(topology.arcs, union(topology, [0, 1]), SCALE)
    assert corner.is_valid
    assert len(corner.geoms) == 2


def test_thinned_neighbors_leave_neither_gap_nor_overlap() -> None:
    wave = [(1 + 0.1 * (-1) ** i, i / 20) for i in range(1, 20)]
    left = Polygon([(0, 0), (1, 0), *wave, (1, 1), (0, 1)])
    right = Polygon([(2, 0), (2, 1), (1, 1), *reversed(wave), (1, 0)])
    topology = build([left, right], 0.001)
    arcs = simplify.thinned(topology, np.full(len(topology.arcs), 300.0))
    a, b = (geometry_of(arcs, face, 0.001) for face in topology.faces)
    assert sum(map(len, arcs)) < sum(map(len, topology.arcs))
    assert a.area + b.area == pytest.approx(2.0)
    assert a.intersection(b).area == pytest.approx(0.0)


def test_smooth_arcs_drop_small_bends_and_keep_large_ones() -> None:
    arc = np.array([[0, 0], [10, 1], [20, 0], [30, 50], [40, 0], [50, 0]])
    (smooth,) = simplify.smooth_arcs([arc], np.array([10.0]))
    assert [30, 50] in smooth.tolist()
    assert [10, 1] not in smooth.tolist()
    assert smooth[[0, -1]].tolist() == [[0, 0], [50, 0]]


def test_a_closed_arc_keeps_a_ring() -> None:
    island = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    (smooth,) = simplify.smooth_arcs([island], np.array([1000.0]))
    assert len(smooth) == 4


def test_specks_go_but_the_largest_island_stays() -> None:
    topology = build([shapely.union_all([box(0, 0, 1, 1), box(3, 3, 3.1, 3.1)])], SCALE)
    kept = simplify.without_specks(topology.arcs, topology.faces[0], 0.5 / SCALE**2)
    assert len(kept) == 1
    assert len(simplify.without_specks(topology.arcs, topology.faces[0], 9.0 / SCALE**2)) == 1


def test_a_degree_square_at_the_equator_has_the_sphere_s_area() -> None:
    topology = build([box(0, 0, 1, 1)], SCALE)
    assert polygons_area_km2(topology.arcs, topology.faces[0], SCALE) == pytest.approx(12363.7, rel=1e-3)


def test_a_box_crosses_the_antimeridian_when_that_is_shorter() -> None:
    topology = build([shapely.union_all([box(178, -18, 180, -17), box(-180, -18, -179, -17)])], SCALE)
    assert box_of(topology.arcs, topology.faces[0], SCALE) == (-18.0, 178.0, -17.0, -179.0)
    plain = build([shapely.union_all([box(0, 0, 1, 1), box(5, 0, 6, 1)])], SCALE)
    assert box_of(plain.arcs, plain.faces[0], SCALE) == (0.0, 0.0, 1.0, 6.0)


def test_the_area_file_gives_back_what_was_written(tmp_path: Path) -> None:
    topology = build([box(0, 0, 1, 1), box(170, -1, 179, 60)], SCALE)
    entries = [
        [1, "XX", f"{i}", "", f"geonames:{i}", "Name", 0.5, 0.5, 1, face] for i, face in enumerate(topology.faces)
    ]
    areafile.write_areas(tmp_path / "a.bin.xz", scale=SCALE, arcs=topology.arcs, areas=entries)
    first, second = areafile.read_areas(tmp_path / "a.bin.xz")
    assert first.geometry.equals(box(0, 0, 1, 1))
    assert second.geometry.equals(box(170, -1, 179, 60))
    assert (second.admin1_code, second.place_id, second.is_exact) == ("1", "geonames:1", True)


def test_steps_longer_than_an_int16_survive(tmp_path: Path) -> None:
    topology = build([box(-170, -80, 170, 80)], 0.001)
    entries = [[0, "XX", "", "", "geonames:1", "Name", 0.0, 0.0, 1, topology.faces[0]]]
    areafile.write_areas(tmp_path / "a.bin.xz", scale=0.001, arcs=topology.arcs, areas=entries)
    assert areafile.read_areas(tmp_path / "a.bin.xz")[0].geometry.equals(box(-170, -80, 170, 80))


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    import lzma

    (tmp_path / "a.bin.xz").write_bytes(lzma.compress(b"something else"))
    with pytest.raises(GazetteerSchemaError, match="no area file"):
        areafile.read_areas(tmp_path / "a.bin.xz")


def test_a_newer_area_is_cut_out_by_its_towns_and_neighbors_keep_the_border() -> None:
    units = [unit(box(0, 0, 4, 2), "1"), unit(box(0, 2, 4, 4), "2", label_lat=3.0)]
    towns = [town("a", 1, 1, admin1_code="1"), town("b", 1, 3, admin1_code="9"), town("c", 3, 2, admin1_code="2")]
    inside = towns_inside(units, towns)
    parts = splitting.split(units, towns, inside, splitting.orphans(units, [subdivision("XX.1"), subdivision("XX.9")]))
    assert {part.admin1_code: part.cut for part in parts} == {"1": True, "9": True, "2": False}
    shared = splitting.with_shared_vertices(parts, units)
    topology = build([part.geometry for part in shared], SCALE)
    whole = geometry_of(topology.arcs, union(topology, [0, 1, 2]), SCALE)
    assert len(whole.geoms) == 1
    assert len(whole.geoms[0].interiors) == 0
    assert whole.area == pytest.approx(16.0)


def test_towns_overrule_an_old_code_but_not_a_neighbor_across_the_border() -> None:
    units = [unit(box(0, 0, 4, 2), "1", name="Old")]
    towns = [town(f"t{i}", 1, i + 0.5, admin1_code="7") for i in range(3)]
    strangers = [town(f"s{i}", 0.5, i + 0.5, admin1_code="3", country_code="YY") for i in range(4)]
    (voted,) = assign(units, [*towns, *strangers], [list(range(7))])
    assert (voted.country_code, voted.admin1_code, voted.name) == ("XX", "7", "")


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("mnchstr", True), ("MAN", True), ("LA", False), ("https://en.wikipedia.org/wiki/X", True), ("", True),
        ("Al Mawsil", False), ("al-Mawşil", False), ("الموصل", False), ("Center", True), ("Orleans 45560", True),
        ("'s-Gravenhage", False), ("摩苏尔", False), ("ܡܘܨܠ", True),
    ],
)  # fmt: skip
def test_junk_among_alternate_names(name: str, junk: bool) -> None:
    assert naming.is_junk(name) is junk


def test_small_towns_keep_latin_and_arabic_names_only() -> None:
    kept = naming.clean_names("Ḩimş", ["Hims", "Хомс", "حمص", "Hims"], naming.ALWAYS_KEPT_SCRIPTS)
    assert kept == ("Hims", "حمص")


def test_ascii_forms() -> None:
    assert naming.ascii_form("Mazār-e Sharīf") == "Mazar-e Sharif"
    assert naming.ascii_form("Łódź, Malmö, Straße, İzmir, Ba‘qūbah") == "Lodz, Malmo, Strasse, Izmir, Ba'qubah"


def test_kind_words_do_not_hide_a_seat() -> None:
    assert subdivisions.core_name("Qaḑā’ Sāmarrā’") == subdivisions.core_name("Samarra District") == "samarra"
    seat = subdivisions.seat_of("Tikrit District", [town("Tikrit", 34.6, 43.7), town("Dijlah", 34.7, 43.6)])
    assert seat is not None
    assert seat.name == "Tikrit"


def test_parts_of_a_large_town_are_not_counted_twice() -> None:
    city = town("City", 40, -74, population=8_000_000, uncertainty_km=29.0)
    part = town("Part", 40.05, -74.05, population=2_000_000, uncertainty_km=14.0)
    far = town("Far", 42, -74, population=100_000, uncertainty_km=3.0)
    assert subdivisions.people_of([part, far, city]) == 8_100_000


def test_people_of_areas_add_up_to_the_country() -> None:
    areas = [
        town("A", 0, 0, feature_code="ADM1", admin1_code="1", population=100_000, uncertainty_km=50.0),
        town("B", 0, 9, feature_code="ADM1", admin1_code="2", population=300_000, uncertainty_km=50.0),
    ]
    country = town("C", 0, 0, feature_code="PCLI", population=1_000_000)
    done = subdivisions.estimated_populations(areas, [country])
    assert sum(row.population for row in done) == pytest.approx(1_000_000, abs=200)
    assert done[0].population < done[1].population


def test_the_middle_of_towns_works_across_the_antimeridian() -> None:
    spread = subdivisions.middle_of([town("a", 0, 179), town("b", 0, -179)])
    assert abs(spread.lon) == pytest.approx(180.0)
    assert spread.radius_km == pytest.approx(1.5 * 111.2, rel=0.01)


def test_capitals_and_seats_are_found_by_name() -> None:
    towns = [town("Capital", 1, 1, population=5, admin1_code="1"), town("Seat", 2, 2, population=4, admin1_code="1")]
    area = town("Seat Province", 2, 2, feature_code="ADM1", admin1_code="1", place_id="geonames:9")
    done = seats.with_seats(towns, [area], {"XX": {"capital": "Capital"}})
    assert [row.feature_code for row in done] == ["PPLC", "PPLA"]


def test_airports_have_the_names_that_news_use() -> None:
    line = {"icao": "EGLL", "iata": "LHR", "name": "London Heathrow Airport", "city": "London", "subd": ""}
    line |= {"country": "GB", "lat": "51.47", "lon": "-0.46"}
    strip = {**line, "icao": "00AA", "iata": "", "name": "Aero B Ranch Airport", "city": "Leoti", "country": "US"}
    (row,) = airports.airport_rows([line, strip])
    assert "Heathrow Airport" in row.alternate_names
    assert (row.place_id, row.feature_code) == ("icao:EGLL", "AIRP")


def test_hand_written_towns_and_airfields_join_the_sources_rows() -> None:
    cities = [town("Rafah", 31.28, 34.25), town("Other", 31.3, 34.3)]
    hand = [town("Rafah", 31.29, 34.26, place_id="geomap:rafah", alternate_names=("رفح",), feature_code="PPLA2"),
            town("Nowhere", 10, 10, place_id="geomap:nowhere")]  # fmt: skip
    merged, left = extras.merge_towns(cities, hand)
    assert merged[0].alternate_names == ("رفح",)
    assert merged[0].feature_code == "PPLA2"
    assert [row.name for row in left] == ["Nowhere"]
    field = town("Orly Airport", 48.72, 2.38, feature_class="S", feature_code="AIRP")
    fields, rest = extras.merge_airfields([field], [replace(field, name="Orly", place_id="geomap:orly")])
    assert fields[0].alternate_names == ("Orly",)
    assert rest == []


def test_a_broken_hand_written_row_is_named(tmp_path: Path) -> None:
    header = "name,alternate_names,demonyms,feature_code,lat,lon,radius_km,country_code\n"
    (tmp_path / "a.csv").write_text(header + "Place,,,NOCODE,1,2,3,XX\n", encoding="utf-8")
    with pytest.raises(GazetteerSchemaError, match=r"a\.csv:2"):
        extras.hand_rows(tmp_path)
    (tmp_path / "a.csv").write_text(header + "Place,,,PPL,1,2,3,XX\n" * 5, encoding="utf-8")
    with pytest.raises(GazetteerSchemaError, match="stands twice"):
        extras.hand_rows(tmp_path)


def test_an_unknown_town_in_the_table_is_an_error() -> None:
    line = {"country_code": "XX", "name": "Typo", "alternate_names": "", "demonyms": "", "feature_code": ""}
    with pytest.raises(GazetteerSchemaError, match="no town Typo"):
        extras.with_towns([town("Right", 1, 1)], [line])


def test_rows_are_written_sorted_and_the_same_each_time(tmp_path: Path) -> None:
    made = [town("b", 1, 1), town("a", 2, 2, alternate_names=("x", "y")), town("c", 3, 3, feature_code="ADM1")]
    assert rows.write_rows(made, tmp_path / "1.tsv.xz") == 3
    rows.write_rows(reversed(made), tmp_path / "2.tsv.xz")
    assert (tmp_path / "1.tsv.xz").read_bytes() == (tmp_path / "2.tsv.xz").read_bytes()
    read = rows.read_rows(tmp_path / "1.tsv.xz")
    assert [row["name"] for row in read] == ["c", "a", "b"]
    assert read[1]["alternate_names"] == "x|y"


@pytest.mark.parametrize(
    "changes", [{"name": "a|b"}, {"lat": 91.0}, {"lon": float("nan")}, {"south": 1.0}, {"place_id": ""}]
)
def test_impossible_rows_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        rows.check(replace(town("a", 1, 1), **changes))


def test_ring_points_join_arcs_without_doubling_vertices() -> None:
    topology = build([box(0, 0, 1, 1), box(1, 0, 2, 1)], SCALE)
    ring = ring_points(topology.arcs, topology.faces[0][0][0])
    assert len(ring) == 5
    assert (ring[0] == ring[-1]).all()
    assert Polygon(ring * SCALE).covers(ShapelyPoint(0.5, 0.5))
