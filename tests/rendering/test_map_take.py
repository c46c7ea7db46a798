"""Taking away: link, exports, picture, print, embedding."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Map, Opener
from map_events import events as made_up

from geomap.records import Event, EventType, Role

pytestmark = pytest.mark.browser

KML = "{http://www.opengis.net/kml/2.2}"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")', "|cmd")


def save(the_map: Map, kind: str, tmp_path: Path) -> Path:
    """Save by the menu, as a reader does."""
    the_map.page.locator("#gm-take").click()
    with the_map.page.expect_download() as download:
        the_map.page.locator(f"#gm-take-{kind}").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.fixture
def airstrikes(the_map: Map, examples: list[Event]) -> list[Event]:
    """Those are shown, the rest is filtered out."""
    the_map.run("(p) => p.filter.set({types: new Set([p.model.types.indexOf('airstrike')])})")
    the_map.settle()
    return [e for e in examples if e.event_type is EventType.AIRSTRIKE]


def test_csv_holds_what_is_filtered(the_map: Map, airstrikes: list[Event], tmp_path: Path) -> None:
    path = save(the_map, "csv", tmp_path)
    assert path.name == "examples.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert {row["event_id"] for row in rows} == {e.event_id for e in airstrikes}
    by_id = {e.event_id: e for e in airstrikes}
    for row in rows:
        event = by_id[row["event_id"]]
        assert row["evidence"] == (event.evidence.text if event.evidence else "")
        assert row["date_start"] == (event.date_start or "")
        point = event.places[0].point
        assert row["lat"] == (f"{point.lat:g}" if point else "")
        assert row["fatalities_best"] == (str(event.fatalities.best) if event.fatalities else "")


def test_no_cell_of_the_csv_is_a_formula(maps: Opener, tmp_path: Path) -> None:
    base = next(e for e in made_up(40) if e.places[0].point)
    made = [
        replace(base, event_id=f"e-{k}", title=text, source_name=text, sources=()) for k, text in enumerate(FORMULAS)
    ]
    path = save(maps(made), "csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(FORMULAS)
    for row in rows:
        assert row["title"].startswith("'")
        assert row["title"][1:] in FORMULAS
        assert float(row["lon"]) == pytest.approx(base.places[0].point.lon, abs=1e-4)  # type: ignore[union-attr]


def test_geojson_gives_points_only_to_exact_places(the_map: Map, examples: list[Event], tmp_path: Path) -> None:
    features = json.loads(save(the_map, "geojson", tmp_path).read_text())["features"]
    assert len(features) == len(examples)
    kinds = {f["properties"]["event_id"]: (f["geometry"] or {"type": None})["type"] for f in features}
    wanted = {None: 0, "Point": 0, "Polygon": 0, "MultiPolygon": 0}
    for event in examples:
        here = [p for p in event.places if p.role is Role.HAPPENED and p.point]
        precision = here[0].location_precision if here else None
        kind = {None: None, 1: "Point", 2: "Polygon"}.get(precision, "MultiPolygon")
        assert kinds[event.event_id] == kind
        wanted[kind] += 1
    assert all(wanted.values())
    ring = next(f["geometry"]["coordinates"][0] for f in features if kinds[f["properties"]["event_id"]] == "Polygon")
    assert ring[0] == ring[-1]
    assert len(ring) == 49


def test_kml_can_be_read(the_map: Map, airstrikes: list[Event], tmp_path: Path) -> None:
    root = ElementTree.fromstring(save(the_map, "kml", tmp_path).read_text(encoding="utf-8"))
    marks = root.findall(f".//{KML}Placemark")
    assert len(marks) == len(airstrikes)
    ids = {m.findtext(f".//{KML}Data[@name='event_id']/{KML}value") for m in marks}
    assert ids == {e.event_id for e in airstrikes}
    exact = sum(1 for e in airstrikes if e.places[0].point and e.places[0].location_precision == 1)
    assert len(root.findall(f".//{KML}Point")) == exact


def test_the_picture_has_the_maps_size_and_more(the_map: Map, tmp_path: Path) -> None:
    data = save(the_map, "png", tmp_path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    size = the_map.run("(p) => p.map.getSize()")
    assert width == 2 * (size["x"] + 40)
    assert height > 2 * (size["y"] + 100)


def test_the_picture_says_what_it_shows(the_map: Map, airstrikes: list[Event]) -> None:
    drawn = the_map.page.evaluate(
        """() => { const words = [], real = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { words.push(text); return real.call(this, text, ...rest); };
            window.dispatchEvent(new Event('beforeprint')); CanvasRenderingContext2D.prototype.fillText = real; return words; }"""
    )
    text = " | ".join(drawn)
    for expected in (
        "Examples",
        f"{len(airstrikes)} of 400 events shown",
        "Airstrike",
        "Places: GeoNames (CC BY 4.0) · Outlines: Natural Earth",
    ):
        assert expected in text, expected
    assert re.search(r"made \d{1,2} [A-Z][a-z]+ 20\d\d", text), text


def test_print_holds_picture_and_list(the_map: Map, airstrikes: list[Event]) -> None:
    page = the_map.page
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    try:
        assert page.locator("#gm-print img").is_visible()
        assert page.locator("#gm-app").is_hidden()
        assert page.locator("#gm-print tbody tr").count() == min(60, len(airstrikes))
        assert page.locator("#gm-print img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 1000
        assert len(page.pdf(format="A4")) > 20_000
    finally:
        page.emulate_media(media="screen")


def test_the_address_holds_view_filters_and_selection(the_map: Map, maps: Opener) -> None:
    page = the_map.page
    the_map.run("""(p) => { p.filter.set({types: new Set([0, 3]), actors: new Set([-1, 2]), admin1: new Set([1]), precisions: new Set([0, 1, 2]),
        confidence: 35, fatalities: 1, text: 'المدينة & "two words" 100%', undated: false, from: 16500, to: 17700}); p.setSort('surest'); }""")
    the_map.view(34.123, 43.456, 7)
    page.wait_for_function("() => location.hash.includes('confidence=35')")
    state = "(p) => { const s = p.filter.state; return JSON.stringify(Object.entries(s).map(([k, v]) => [k, v instanceof Set ? [...v].sort() : v])); }"
    address = page.evaluate("() => location.hash")
    again = maps(path=the_map.path, address=address)
    assert again.run(state) == the_map.run(state)
    assert again.counts() == the_map.counts()
    assert again.run(
        "(p) => [p.sort, p.map.getZoom(), p.map.getCenter().lat.toFixed(3), p.map.getCenter().lng.toFixed(3)]"
    ) == ["surest", 7, "34.123", "43.456"]


def test_a_link_to_an_event_opens_it(the_map: Map, maps: Opener, examples: list[Event]) -> None:
    event = examples[123]
    again = maps(path=the_map.path, address=f"#event={event.event_id}&lang=ar")
    again.page.wait_for_selector("#gm-card:not([hidden])")
    assert again.page.locator("#gm-card h2").text_content() == event.title
    assert again.page.evaluate("() => document.documentElement.lang") == "ar"


@pytest.mark.parametrize(
    "address",
    [
        "#",
        "#view=x/y/z&time=9..1&event=nope&place=1,2&precision=99&confidence=NaN",
        "#<script>",
        "#%",
        "#view=1e9/999/999",
    ],
)
def test_an_odd_address_harms_nothing(the_map: Map, maps: Opener, address: str) -> None:
    opened = maps(path=the_map.path, address=address)
    assert opened.counts()["hidden"] == 0


def test_link_and_embed_code_are_shown(the_map: Map) -> None:
    page = the_map.page
    page.locator("#gm-take").click()
    page.locator("#gm-take-link").click()
    assert page.locator("#gm-share-link").input_value() == page.evaluate("() => location.href")
    assert page.locator("#gm-share-code").input_value().startswith('<iframe src="file://')
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")


def test_it_works_in_a_frame(the_map: Map, maps: Opener, tmp_path: Path) -> None:
    outer = tmp_path / "outer.html"
    outer.write_text(
        f'<!DOCTYPE html><iframe src="{the_map.path.as_uri()}" width="700" height="500" sandbox="allow-scripts allow-downloads"></iframe>'
    )
    opened = maps(path=outer, wait=False)
    frame = opened.page.frame_locator("iframe")
    frame.locator(".gm-symbol").first.wait_for()
    assert "400 of 400" in (frame.locator("#gm-count").text_content() or "")
