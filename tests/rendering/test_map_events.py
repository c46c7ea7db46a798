"""The map itself: base, symbols, areas, lines, density, online tiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from conftest import Map, Opener
from map_events import events as made_up

from geomap.records import Event, Point, Role

pytestmark = pytest.mark.browser

BASE_PIXEL = """(p, at) => {
    const point = p.map.latLngToContainerPoint(at), box = p.map.getContainer().getBoundingClientRect();
    for (const tile of document.querySelectorAll('.gm-base canvas')) {
        const r = tile.getBoundingClientRect(), x = box.left + point.x - r.left, y = box.top + point.y - r.top;
        if (x >= 0 && y >= 0 && x < r.width && y < r.height)
            return Array.from(tile.getContext('2d').getImageData(x * tile.width / r.width, y * tile.height / r.height, 1, 1).data).slice(0, 3);
    }
    return null;
}"""
ITEMS = "(p) => [...p.scene.symbols.markers.values()].map((one) => ({...one.item}))"


def test_land_water_and_names_are_drawn_from_the_file_alone(the_map: Map) -> None:
    the_map.view(33.5, 38.0, 5)
    land, sea = the_map.run(BASE_PIXEL, [31.5, 41.5]), the_map.run(BASE_PIXEL, [34.0, 33.0])
    assert land and sea
    assert land != sea
    names = the_map.page.locator(".gm-label").all_text_contents()
    assert {"Jordan", "Saudi Arabia"} & set(names)


def test_every_placed_event_is_counted_by_exactly_one_symbol(the_map: Map, examples: list[Event]) -> None:
    placed = sum(1 for e in examples if any(p.role is Role.HAPPENED and p.point for p in e.places))
    assert 0 < placed < len(examples)
    items = the_map.run(ITEMS)
    assert sum(item["count"] for item in items) == placed
    assert the_map.counts() == {"shown": 400, "hidden": 0, "off": 400 - placed, "total": 400}


@pytest.mark.parametrize("zoom", [3, 7, 12, 18])
def test_clusters_hold_all_at_every_zoom(the_map: Map, zoom: int) -> None:
    total = the_map.run(
        """(p, z) => { const all = {getWest: () => -180, getEast: () => 180, getSouth: () => -85, getNorth: () => 85};
            return p.scene.trees.reduce((n, {tree}) => n + tree.visible(all, z).reduce((m, item) => m + item.count, 0), 0); }""",
        zoom,
    )
    counts = the_map.counts()
    assert total == counts["shown"] - counts["off"]


def test_clusters_follow_the_filter(the_map: Map) -> None:
    counts = the_map.set(types=[0])
    assert sum(item["count"] for item in the_map.run(ITEMS)) == counts["shown"] - counts["off"] < 100


def test_a_cluster_opens_by_click(the_map: Map) -> None:
    before = the_map.run("(p) => p.map.getZoom()")
    the_map.page.locator(".gm-symbol-cluster").first.click()
    the_map.page.wait_for_function("(z) => geomap.page.map.getZoom() > z", arg=before)


def test_one_place_is_one_symbol_with_a_count_and_a_list(maps: Opener) -> None:
    first, second, third = [e for e in made_up(60) if e.places[0].point and e.places[0].location_precision == 1][:3]
    spot = first.places[0]
    same = [
        replace(e, places=(replace(spot, location_precision=1, uncertainty_km=0.0),)) for e in (first, second, third)
    ]
    page = maps(same).page
    page.wait_for_selector(".gm-symbol-place")
    assert page.locator(".gm-symbol").count() == 1
    assert page.locator(".gm-badge").text_content() == "3"
    page.locator(".gm-symbol-place").click()
    assert page.locator(".gm-row").count() == 3
    assert spot.name in (page.locator(".gm-listed").text_content() or "")
    assert page.locator(".gm-symbol").count() == 1


def test_countries_and_provinces_are_areas_and_no_pins(the_map: Map) -> None:
    the_map.view(33.4, 43.2, 6)
    items = the_map.run(ITEMS)
    names = the_map.run("(p) => p.model.places.area.flatMap((a, k) => a ? [p.model.places.name[k]] : [])")
    assert {"Iraq", "Al Anbar", "Nineveh"} <= set(names)
    assert not [item for item in items if item["kind"] == "place" and item["label"] in names]
    areas = the_map.run("(p) => p.scene.drawables.areas.map((a) => p.model.places.name[a.place])")
    assert {"Iraq", "Al Anbar"} <= set(areas)
    assert the_map.page.locator(".gm-symbol-area .gm-tag").first.is_visible()


def test_an_area_is_opened_by_a_click_into_it(the_map: Map) -> None:
    the_map.view(31.9, 41.2, 8)
    the_map.run("(p) => p.scene.openAreaAt({lat: 31.9, lng: 41.2})")
    the_map.settle()
    assert "Al Anbar" in (the_map.page.locator(".gm-listed").text_content() or "")


def test_the_areas_outline_is_on_the_canvas_and_can_be_switched_off(the_map: Map) -> None:
    painted = """(p) => { const c = p.scene.overlay.canvas, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let k = 3; k < d.length; k += 4) if (d[k]) n++; return n; }"""
    the_map.view(33.4, 43.2, 6)
    assert the_map.run(painted) > 10_000
    the_map.page.locator(".gm-legend-button").click()
    the_map.page.locator("#gm-layer-areas").uncheck()
    the_map.page.locator("#gm-layer-lines").uncheck()
    the_map.settle()
    assert the_map.run(painted) == 0
    the_map.page.locator(".gm-legend-button").click()


def test_what_is_known_roughly_is_hollow_and_has_a_circle(maps: Opener) -> None:
    near = next(e for e in made_up(200) if e.places[0].location_precision == 2)
    exact = next(e for e in made_up(200) if e.places[0].location_precision == 1 and e.places[0].point)
    opened = maps([near, exact])
    spot = near.places[0].point
    assert spot is not None
    opened.view(spot.lat, spot.lon, 10)
    items = [item for item in opened.run(ITEMS) if item["kind"] == "place"]
    hollow = {item["label"]: item["hollow"] for item in items}
    assert hollow.get(near.places[0].place.name) is True  # type: ignore[union-attr]
    circles = opened.run("(p) => p.scene.drawables.circles")
    assert len([c for c in circles if c["radius"] > 0]) == 1
    point = exact.places[0].point
    assert point is not None
    opened.view(point.lat, point.lon, 10)
    assert [i["hollow"] for i in opened.run(ITEMS) if i["kind"] == "place" and i["lat"] == round(point.lat, 4)] == [
        False
    ]


def test_each_type_has_its_own_colour_and_shape(the_map: Map) -> None:
    looks = the_map.page.evaluate(
        """() => { const box = document.querySelector('#gm-legend-body .gm-key-types');
            return [...box.querySelectorAll('li')].map((li) => [li.textContent, li.querySelector('.gm-shape').getAttribute('d') + li.querySelector('.gm-shape').getAttribute('fill')]); }"""
    )
    assert len(looks) == 13
    assert len({look for _, look in looks}) == len(looks)


def test_lines_lead_from_origin_to_destination(the_map: Map, examples: list[Event]) -> None:
    assert any(p.role is Role.DESTINATION for e in examples for p in e.places)
    lines = the_map.run("(p) => p.scene.drawables.lines.map((one) => one.count)")
    assert sum(lines) == the_map.run("(p) => p.model.line.event.length") > 0
    the_map.run("(p) => p.setLayer('lines', false)")
    assert the_map.run("(p) => p.scene.drawables.lines.length") == 0
    the_map.run("(p) => p.select(p.model.line.event[0], {show: true})")
    assert (
        the_map.run("(p) => p.scene.drawables.lines.every((one) => one.selected) && p.scene.drawables.lines.length")
        == 1
    )


def test_the_heatmap_takes_the_place_of_the_symbols(the_map: Map) -> None:
    the_map.view(33.4, 43.2, 6)
    the_map.run("(p) => p.setLayer('heat', true)")
    assert not [item for item in the_map.run(ITEMS) if item["of"] == "place"]
    weight = the_map.run("(p) => p.scene.drawables.heat.reduce((n, one) => n + one.weight, 0)")
    in_points = the_map.run("(p) => p.scene.trees[0].tree.points.reduce((n, {place}) => n + p.scene.countOf(place), 0)")
    assert weight == in_points > 0


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Manchester", (53.48, -2.24)), ("Afghanistan", (34.5, 67.0)), ("Iraq", (33.3, 44.4)), ("Syria", (35.0, 38.5))],
)
def test_jump_buttons(the_map: Map, name: str, inside: tuple[float, float]) -> None:
    the_map.page.locator("#gm-jump button", has_text=name).click()
    the_map.page.wait_for_function(
        "(at) => geomap.page.map.getBounds().contains(at) && geomap.page.map.getZoom() >= 5", arg=list(inside)
    )
    the_map.page.locator("#gm-jump button").first.click()
    the_map.page.wait_for_function("() => geomap.page.map.getZoom() < 5")


def test_the_credit_line_is_neutral_and_complete(the_map: Map) -> None:
    credit = the_map.page.locator(".leaflet-control-attribution")
    assert credit.text_content() == "geomap · Leaflet | Places: GeoNames (CC BY 4.0), Outlines: Natural Earth"
    assert credit.locator("svg, a").count() == 0


def test_online_tiles_load_nothing_before_the_reader_wants_them(maps: Opener) -> None:
    opened = maps(made_up(5), tiles="carto-light")
    opened.view(33.0, 44.0, 6)
    assert opened.log.requests == []
    page = opened.page
    page.locator(".gm-legend-button").click()
    assert "cartocdn.com" in (page.locator(".gm-layers .gm-soft").text_content() or "")
    page.locator("#gm-layer-tiles").check()
    page.wait_for_selector("#gm-error:not([hidden])")
    asked, opened.log.requests[:] = list(opened.log.requests), []
    opened.log.errors[:] = [e for e in opened.log.errors if "ERR_INTERNET_DISCONNECTED" not in e]
    assert asked
    assert all(url.split("/")[2].endswith(".basemaps.cartocdn.com") for url in asked)
    assert "© OpenStreetMap contributors © CARTO" in (page.locator(".leaflet-control-attribution").text_content() or "")
    page.locator("#gm-layer-tiles").uncheck()
    assert "CARTO" not in (page.locator(".leaflet-control-attribution").text_content() or "")


def test_a_folium_layer_can_be_added(maps: Opener, tmp_path: object) -> None:
    import folium

    from geomap.rendering import event_map

    made = event_map(made_up(5))
    folium.Marker([33.0, 44.0], popup="a <b>popup</b>", tooltip="tip").add_to(made)
    folium.PolyLine([[33, 44], [34, 45]]).add_to(made)
    folium.GeoJson({"type": "Point", "coordinates": [44, 34]}).add_to(made)
    path = tmp_path / "own.html"  # type: ignore[operator]
    made.save(str(path))
    opened = maps(path=path)
    opened.view(33.0, 44.0, 8)
    marker = opened.page.locator("img.leaflet-marker-icon").first
    assert marker.evaluate("(image) => image.naturalWidth") == 25
    marker.click(force=True)
    assert opened.page.locator(".leaflet-popup b").text_content() == "popup"


def overlaps(page: Any, one: str, other: str) -> list[Any]:
    """Pairs of elements of the two kinds that cover each other by more than a pixel."""
    return list(
        page.evaluate(
            """([one, other]) => {
                const boxes = (kind) => [...document.querySelectorAll(kind)].map((n) => n.getBoundingClientRect()).filter((r) => r.width);
                return boxes(one).flatMap((a) => boxes(other).filter((b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1 && (a.x !== b.x || a.y !== b.y)).map((b) => [a.toJSON(), b.toJSON()]));
            }""",
            [one, other],
        )
    )


@pytest.mark.parametrize(
    ("lat", "lon", "zoom"), [(53.5, -2.2, 9), (33.5, 66.0, 6), (33.2, 43.7, 6), (34.9, 38.9, 7), (36.3, 43.1, 10)]
)
def test_names_and_symbols_do_not_cover_each_other(the_map: Map, lat: float, lon: float, zoom: int) -> None:
    the_map.view(lat, lon, zoom)
    page = the_map.page
    assert page.locator(".gm-symbol").count()
    assert overlaps(page, ".gm-label > span", ".gm-tag, .gm-bubble") == []
    assert overlaps(page, ".gm-label > span", ".gm-label > span") == []


def test_tags_of_areas_stand_clear_of_the_symbols(maps: Opener) -> None:
    made = list(made_up(300))
    kinds = [e for e in made if e.places[0].place and e.places[0].place.country_code in {"SY", "IQ"}]
    the_map = maps(kinds)
    for zoom in (5, 6):
        the_map.view(34.0, 41.0, zoom)
        assert the_map.page.locator(".gm-tag").count()
        free = the_map.run(ITEMS)
        assert all(not item["onTop"] for item in free if item["of"] == "area")
        assert overlaps(the_map.page, ".gm-tag", ".gm-bubble, .gm-tag") == []


def test_single_places_bear_their_names_from_near(the_map: Map) -> None:
    the_map.view(36.34, 43.13, 11)
    items = [item for item in the_map.run(ITEMS) if item["kind"] == "place"]
    names = set(the_map.page.locator(".gm-label-2").all_text_contents())
    assert items
    assert names
    assert names <= {item["label"] for item in items}
    the_map.view(36.34, 43.13, 4)
    assert the_map.page.locator(".gm-label-2").count() == 0


def test_the_map_opens_where_nearly_all_events_are_and_all_shows_the_rest(maps: Opener) -> None:
    made = [e for e in made_up(300) if e.places[0].place and e.places[0].place.country_code == "IQ"][:60]
    lone = replace(made[0], event_id="far", places=(replace(made[0].places[0], point=Point(lat=-33.9, lon=151.2)),))
    the_map = maps([*made, lone])
    seen = "(p) => p.map.getBounds().contains([-33.9, 151.2])"
    assert the_map.run("(p) => p.map.getZoom()") >= 5
    assert not the_map.run(seen)
    assert the_map.counts()["shown"] == 61
    the_map.page.locator("#gm-jump button").first.click()
    the_map.page.wait_for_function("() => geomap.page.map.getBounds().contains([-33.9, 151.2])")
