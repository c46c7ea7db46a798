"""Everybody can use it: keyboard, screen readers, phones, dark rooms, Arabic; and it says what is wrong."""

from __future__ import annotations

import pytest
from axe import AxeMissingError, axe_source
from conftest import DESKTOP, PHONE, Map, Opener
from map_events import events as made_up

from geomap.records import DatePrecision, Event, EventType, MatchKind, Status
from geomap.rendering.rows import TELLING_EVIDENCE

pytestmark = pytest.mark.browser

MOST_TAB_STOPS = 45
SERIOUS = {"serious", "critical"}
NO_GZIP = "delete window.DecompressionStream"


def test_skip_link_leads_to_the_list(the_map: Map) -> None:
    page = the_map.page
    page.evaluate(
        "() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "gm-skip"
    assert page.locator(".gm-skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('role')") in {"option", "listbox"}


def test_tab_passes_all_parts_in_few_stops(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    page.locator("#gm-take").focus()
    stops = []
    for _ in range(MOST_TAB_STOPS):
        stops.append(
            page.evaluate(
                "() => document.activeElement.id || document.activeElement.className.split(' ').pop() || document.activeElement.tagName"
            )
        )
        if stops[-1] == "gm-undated":
            break
        page.keyboard.press("Tab")
    assert stops[-1] == "gm-undated", stops
    joined = " ".join(stops)
    for part in (
        "gm-theme",
        "gm-language",
        "gm-help",
        "gm-search",
        "gm-filter-button",
        "gm-sort",
        "gm-row",
        "map_",
        "gm-pill",
        "gm-legend-button",
        "gm-presets",
    ):
        assert part in joined, (part, stops)
    assert sum(1 for s in stops if s.startswith("gm-row")) == 1
    assert sum(1 for s in stops if s == "leaflet-interactive") == 1


def test_arrow_keys_go_from_symbol_to_symbol_and_enter_opens(the_map: Map) -> None:
    page = the_map.page
    the_map.view(34.5, 42.0, 7)
    page.locator(".gm-symbol[tabindex='0']").focus()
    keys = set()
    for way in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowLeft"):
        keys.add(page.evaluate("() => document.activeElement.dataset.key"))
        page.keyboard.press(way)
    assert len(keys) >= 3
    assert page.locator(".gm-symbol[tabindex='0']").count() == 1
    before = the_map.run("(p) => [p.map.getZoom(), p.place, p.selected]")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(b) => JSON.stringify([geomap.page.map.getZoom(), geomap.page.place, geomap.page.selected]) !== JSON.stringify(b)",
        arg=before,
    )


def test_names_and_roles(the_map: Map) -> None:
    page = the_map.page
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.title() == "Examples"
    assert page.locator("#gm-list").get_attribute("role") == "listbox"
    assert page.locator("#gm-count").get_attribute("role") == "status"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator(".gm-symbol").first.get_attribute("aria-label")
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('button, input, select')].filter((n) => n.checkVisibility() && !(n.labels && n.labels.length) && !n.getAttribute('aria-label') && !n.textContent.trim()).map((n) => n.outerHTML)"
    )
    assert nameless == []


def serious(opened: Map, source: str) -> list[str]:
    """What axe holds to be serious or critical."""
    opened.page.evaluate(source)
    found = opened.page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.html).slice(0, 3)])"
    )
    return [f"{name} ({impact}): {nodes}" for name, impact, nodes in found if impact in SERIOUS]


@pytest.mark.parametrize("look", ["light", "dark", "arabic", "phone", "empty"])
def test_axe_finds_nothing_serious(maps: Opener, examples: list[Event], look: str) -> None:
    try:
        source = axe_source()
    except AxeMissingError as error:
        pytest.skip(f"UNTESTED: axe-core's rules on the map: {error}")
    context = {"color_scheme": "dark" if look == "dark" else "light", "viewport": PHONE if look == "phone" else DESKTOP}
    opened = maps(
        [] if look == "empty" else examples[:120], context=context, language="ar" if look == "arabic" else "en"
    )
    assert serious(opened, source) == []
    if look == "empty":
        return
    opened.run("(p) => p.tab('filters')" if look == "phone" else "(p) => p.panel.toggle(true)")
    opened.page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    opened.page.locator(".gm-legend-button").evaluate("(b) => b.click()")
    opened.set(types=[0], text="a")
    assert serious(opened, source) == []
    opened.run(
        "async (p) => { p.clear(); p.panel.toggle(false); p.tab('map'); await p.select(0, {show: false}); document.querySelectorAll('details').forEach((d) => { d.open = true; }); }"
    )
    assert serious(opened, source) == []


def test_dark_follows_the_system_and_the_button(maps: Opener) -> None:
    opened = maps(made_up(10), context={"color_scheme": "dark"})
    paper = "() => getComputedStyle(document.querySelector('.gm-top')).backgroundColor"
    dark = opened.page.evaluate(paper)
    assert opened.page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    opened.page.locator("#gm-theme").click()
    assert opened.page.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert opened.page.evaluate(paper) != dark
    opened.page.emulate_media(color_scheme="light")
    opened.page.locator("#gm-theme").click()
    assert opened.page.evaluate(paper) == dark


def test_arabic_runs_from_the_right_while_the_map_does_not(the_map: Map) -> None:
    page = the_map.page
    page.locator("#gm-language").click()
    the_map.view(33.5, 38.5, 6)
    assert page.evaluate(
        "() => [document.documentElement.lang, getComputedStyle(document.getElementById('gm-app')).direction, getComputedStyle(document.querySelector('.folium-map')).direction]"
    ) == ["ar", "rtl", "ltr"]
    side, area = page.locator("#gm-side").bounding_box(), page.locator("#gm-main").bounding_box()
    assert side and area and side["x"] > area["x"]
    assert "من 400 حدث" in (page.locator("#gm-count").text_content() or "")
    names = " ".join(page.locator(".gm-label, .gm-tag-name").all_text_contents())
    assert "العراق" in names or "سوريا" in names
    english = page.evaluate(
        """() => { const texts = [], seen = new Set(['gm-list', 'gm-card', 'gm-title']);
            const walk = (n) => { if (n.id && seen.has(n.id)) return; if (n.nodeType === 3) texts.push(n.data); else for (const c of n.childNodes) walk(c); };
            for (const id of ['gm-find', 'gm-list-head', 'gm-jump', 'gm-over', 'gm-time', 'gm-count', 'gm-take-menu']) walk(document.getElementById(id));
            return texts.filter((t) => /[A-Za-z]{4,}/.test(t)); }"""
    )
    assert english == ["GeoJSON"]


def test_every_string_is_there_in_both_languages(the_map: Map) -> None:
    import re

    from geomap.rendering import bundle

    tables = {lang: set() for lang in ("en", "ar")}
    key = re.compile(r"(?:^|[{,]\s*)'?([A-Za-z_.0-9]+)'?: '", re.MULTILINE)
    for name, lang in (("strings", "en"), ("strings_types", "en"), ("strings_ar", "ar")):
        tables[lang] |= set(key.findall(bundle.read(f"app/{name}.js")))
    tables["en"] -= {"language", "type"}  # not strings of the page
    assert len(tables["en"]) > 200
    assert tables["en"] - tables["ar"] - {"datePrecision.day", "datePrecision.unknown"} == set()
    used = set()
    for name in bundle.SCRIPTS:
        used |= set(re.findall(r"\bt\('([A-Za-z_.]+)'[,)]", bundle.read(f"app/{name}.js")))
    assert used - tables["en"] == set()
    assert {f"evidence.{name}" for name in TELLING_EVIDENCE} - tables["en"] == set()
    assert {f"type.{kind.value}" for kind in EventType} - tables["en"] == set()
    assert {f"role.{role}" for role in ("attacker", "target", "victim", "speaker", "visitor", "suspect")} - tables[
        "en"
    ] == set()
    assert {f"{kind}.{s.value}" for s in Status for kind in ("status", "why")} <= tables["en"]
    assert {f"match.{kind.value}" for kind in MatchKind} | {
        f"datePrecision.{p.value}" for p in DatePrecision
    } <= tables["en"]


def test_phone_shows_one_part_at_a_time(maps: Opener, examples: list[Event]) -> None:
    opened = maps(examples[:60], context={"viewport": PHONE, "has_touch": True, "is_mobile": True})
    page = opened.page
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".gm-row").first.is_hidden()
    page.locator("[data-tab=list]").last.tap()
    assert page.locator(".gm-row").first.is_visible()
    page.locator("[data-tab=filters]").last.tap()
    assert page.locator("[data-facet=types]").is_visible()
    page.locator("[data-tab=list]").last.tap()
    page.locator(".gm-row").first.tap()
    page.wait_for_selector("#gm-card:not([hidden])")
    card, box = page.locator("#gm-card").bounding_box(), page.locator(".folium-map").bounding_box()
    assert card and box
    assert card["y"] > box["y"] + 80
    for button in page.locator("button:visible").all():
        size = button.bounding_box()
        assert size
        assert size["height"] >= 26
        assert size["width"] >= 26


def test_reduced_motion_moves_nothing_by_itself(maps: Opener) -> None:
    opened = maps(made_up(30), context={"reduced_motion": "reduce"})
    assert opened.run("(p) => [p.map.options.zoomAnimation, p.map.options.inertia]") == [False, False]
    opened.page.locator("#gm-jump button").nth(1).click()
    assert opened.run("(p) => p.map.getZoom()") >= 8


def test_no_events(maps: Opener) -> None:
    opened = maps([])
    assert opened.counts() == {"shown": 0, "hidden": 0, "off": 0, "total": 0}
    assert "There are no events in this file." in (opened.page.locator(".gm-none").text_content() or "")
    assert "No event has a date." in (opened.page.locator("#gm-time").text_content() or "")
    opened.page.locator("#gm-jump button").first.click()


def test_only_undated_and_unplaced_events(maps: Opener) -> None:
    from dataclasses import replace

    made = [replace(e, date_start=None, date_end=None, places=()) for e in made_up(5)]
    opened = maps(made)
    assert opened.counts() == {"shown": 5, "hidden": 0, "off": 5, "total": 5}
    opened.page.locator("#gm-undated").uncheck()
    opened.settle()
    assert opened.counts()["hidden"] == 5


def test_a_small_map_opens_without_decompression(maps: Opener) -> None:
    opened = maps(made_up(40), init=NO_GZIP)
    assert opened.page.locator(".gm-row").count() > 3
    assert opened.page.locator(".gm-symbol").count() > 0
    assert "outlines of countries" in (opened.page.locator("#gm-error").text_content() or "")


def test_a_large_map_says_why_it_cannot_open(maps: Opener) -> None:
    opened = maps(made_up(600), init=NO_GZIP)
    assert "cannot unpack" in (opened.page.locator("#gm-error").text_content() or "")


def test_help_and_its_way_back(the_map: Map) -> None:
    page = the_map.page
    page.locator("#gm-help").click()
    assert page.locator("dialog h2").text_content() == "Help"
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
