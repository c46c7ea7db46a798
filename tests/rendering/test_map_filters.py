"""Filters, search and time: what the page counts against what Python counts."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from conftest import Map
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.records import Event, Role
from geomap.rendering.days import UNDATED, day_range

pytestmark = pytest.mark.browser

NONE = "-"


def placed(event: Event) -> list[Any]:
    """Places where it happened that have a position."""
    return [p for p in event.places if p.role is Role.HAPPENED and p.point]


def values(event: Event) -> dict[str, set[str]]:
    """What the event has for each filter of values, by name."""
    here = placed(event)
    return {
        "types": {event.event_type.value},
        "actors": {a.name for a in event.actors} or {NONE},
        "sources": {s.source_name for s in event.sources if s.source_name} or {NONE},
        "countries": {p.place.country_code for p in here} or {NONE},
        "admin1": {f"{p.place.country_code}:{p.place.admin1_name}" if p.place.admin1_name else NONE for p in here}
        or {NONE},
        "precisions": {str(min((p.location_precision for p in here), default=0))},
    }


def fold(text: str) -> str:
    """As the page folds."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


def haystack(event: Event) -> str:
    """Everything of an event that a search looks through."""
    here = placed(event)
    parts = [
        event.event_id,
        event.doc_id,
        event.title or "",
        event.event_type.value.replace("_", " "),
        event.speaker or "",
    ]
    parts += [p.name for p in event.places] + [p.place.name for p in event.places if p.place]
    parts += [event.evidence.text if event.evidence else ""] + [a.name for a in event.actors]
    parts += [x for s in event.sources for x in (s.source_name or "", s.title or "" if len(event.sources) > 1 else "")]
    parts += [p.place.admin1_name for p in here]
    return fold(" | ".join(parts))


def passes(event: Event, wanted: dict[str, Any]) -> bool:
    """Whether an event passes, by Python's own reckoning."""
    first, last = day_range(event.date_start, event.date_end)
    has = values(event)
    for name, choice in wanted.items():
        if name in has and choice and not (has[name] & set(choice)):
            return False
        if name == "confidence" and round(event.confidence * 100) < choice:
            return False
        if name == "fatalities" and choice and (event.fatalities.best if event.fatalities else -1) < choice:
            return False
        if name == "text" and any(term not in haystack(event) for term in fold(choice).split()):
            return False
        if name == "undated" and first == UNDATED and not choice:
            return False
        if name == "time" and choice and first != UNDATED and (last < choice[0] or first > choice[1]):
            return False
    return True


def apply(the_map: Map, wanted: dict[str, Any]) -> dict[str, int]:
    """Sets the filters in the page by the values' names."""
    the_map.run(
        """(p, wanted) => {
            const m = p.model, names = {types: m.types, actors: m.actors, sources: m.sources, countries: m.countries,
                admin1: m.admin1.map(([c, n]) => `${c}:${n}`)};
            const state = {from: null, to: null, undated: true, confidence: 0, fatalities: 0, text: '', precisions: new Set()};
            for (const name of Object.keys(names)) state[name] = new Set();
            for (const [name, value] of Object.entries(wanted)) {
                if (names[name]) state[name] = new Set(value.map((v) => v === '-' ? -1 : names[name].indexOf(v)));
                else if (name === 'precisions') state[name] = new Set(value.map(Number));
                else if (name === 'time') [state.from, state.to] = value || [null, null];
                else state[name] = value;
            }
            p.filter.set(state);
            p.refresh();
        }""",
        wanted,
    )
    return the_map.counts()


def some(options: list[str]) -> st.SearchStrategy[list[str]]:
    """None, one or a few of them."""
    return st.lists(st.sampled_from(options), max_size=3, unique=True)


@pytest.fixture(scope="module")
def options(examples: list[Event]) -> dict[str, list[str]]:
    """Every value that any event has, by filter."""
    found: dict[str, set[str]] = {}
    for event in examples:
        for name, has in values(event).items():
            found.setdefault(name, set()).update(has)
    return {name: sorted(has) for name, has in found.items()}


def test_any_combination_shows_what_passes_and_hides_the_rest(
    the_map: Map, examples: list[Event], options: dict[str, list[str]]
) -> None:
    days = [day for e in examples for day in day_range(e.date_start, e.date_end) if day != UNDATED]
    words = ["", "", "hospital", "MOSUL", "reuters", "bridge electricity", "الفرات", "killed", "zzz", "nineveh", "Wadi"]
    wanted = st.fixed_dictionaries(
        {},
        optional={
            **{name: some(has) for name, has in options.items()},
            "confidence": st.integers(0, 100),
            "fatalities": st.integers(0, 24),
            "text": st.sampled_from(words),
            "undated": st.booleans(),
            "time": st.none()
            | st.tuples(st.integers(min(days), max(days)), st.integers(0, 900)).map(lambda t: [t[0], t[0] + t[1]]),
        },
    )

    @settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(wanted)
    def check(choice: dict[str, Any]) -> None:
        counts = apply(the_map, choice)
        assert counts["shown"] + counts["hidden"] == counts["total"] == len(examples)
        expected = {e.event_id for e in examples if passes(e, choice)}
        listed = the_map.run("(p) => Array.from(p.list.items, (i) => p.details.get(i).id)")
        assert len(listed) == counts["shown"] == len(expected)
        assert set(listed) == expected
        assert counts["off"] == sum(1 for e in examples if e.event_id in expected and not placed(e))

    check()


def test_counts_beside_the_values_are_what_each_would_show(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    page.locator("#gm-filter-button").click()
    page.locator("[data-facet=types] label", has_text="Bombing").click()
    page.locator("[data-facet=countries] label", has_text="Iraq").click()
    the_map.settle()
    chosen = {"types": ["bombing"], "countries": ["IQ"]}
    assert the_map.counts()["shown"] == sum(passes(e, chosen) for e in examples) > 0
    for country, name in (("SY", "Syria"), ("GB", "United Kingdom"), ("IQ", "Iraq")):
        shown = page.locator("[data-facet=countries] label", has_text=name).locator(".gm-option-count").text_content()
        assert int(shown or -1) == sum(passes(e, {"types": ["bombing"], "countries": [country]}) for e in examples)


def test_chips_say_what_is_set_and_clear_all_undoes_it(the_map: Map) -> None:
    page = the_map.page
    the_map.set(types=[0], confidence=60, text="killed", undated=False)
    chips = page.locator("#gm-chips .gm-chip").all_text_contents()
    assert len(chips) == 5
    assert any("60" in chip for chip in chips)
    assert page.locator("#gm-filter-button .gm-number").text_content() == "4"
    assert page.locator(".gm-hidden-count").is_visible()
    page.locator("#gm-chips .gm-chip", has_text="60").click()
    the_map.settle()
    assert page.locator("#gm-chips .gm-chip").count() == 4
    page.locator("#gm-clear").click()
    the_map.settle()
    assert the_map.counts()["hidden"] == 0
    assert page.locator("#gm-chips .gm-chip").count() == 0
    assert page.locator("#gm-search").input_value() == ""


def test_search_by_typing_finds_in_everything(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    for text in ("hospitals", "Agence", "wadi hamra", "e-0"):
        page.locator("#gm-search").fill(text)
        page.wait_for_function("(t) => geomap.page.filter.state.text === t", arg=text)
        the_map.settle()
        assert the_map.counts()["shown"] == sum(passes(e, {"text": text}) for e in examples), text
    page.locator("#gm-search").fill('"one two hospitals gave"')
    page.wait_for_function("() => geomap.page.filter.state.text.startsWith('\"')")
    the_map.settle()
    assert the_map.counts()["shown"] == 0
    assert "No event passes" in (page.locator(".gm-none").text_content() or "")
    page.locator(".gm-none button").click()
    the_map.settle()
    assert the_map.counts()["hidden"] == 0


def test_sliders_and_fields_filter(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    page.locator("#gm-filter-button").click()
    page.locator("#gm-least-fatalities").fill("8")
    page.wait_for_function("() => geomap.page.filter.state.fatalities === 8")
    page.locator("#gm-least-confidence").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => geomap.page.filter.state.confidence === 50")
    the_map.settle()
    assert the_map.counts()["shown"] == sum(passes(e, {"fatalities": 8, "confidence": 50}) for e in examples)


def test_the_brush_moves_by_keyboard_and_pointer(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    page.locator(".gm-handle-from").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.locator(".gm-handle-to").focus()
    page.keyboard.press("PageDown")
    the_map.settle()
    state = the_map.run("(p) => [p.filter.state.from, p.filter.state.to]")
    assert the_map.counts()["shown"] == sum(passes(e, {"time": state}) for e in examples) < len(examples)
    assert page.locator(".gm-handle-from").get_attribute("aria-valuetext") in (
        page.locator("#gm-time-range").text_content() or ""
    )
    box = page.locator(".gm-hist-box").bounding_box()
    assert box
    the_map.run("(p) => p.time.set(null, null)")
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 30, steps=4)
    page.mouse.up()
    the_map.settle()
    brushed = the_map.run("(p) => [p.filter.state.from, p.filter.state.to]")
    assert brushed[0] and brushed[0] < brushed[1]
    assert the_map.counts()["shown"] == sum(passes(e, {"time": brushed}) for e in examples)


def test_step_play_and_presets(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    page.locator("[aria-label='One step on']").click()
    the_map.settle()
    first = the_map.run("(p) => [p.filter.state.from, p.filter.state.to]")
    page.locator("[aria-label='One step on']").click()
    the_map.settle()
    second = the_map.run("(p) => [p.filter.state.from, p.filter.state.to]")
    assert second[0] > first[0]
    page.locator("[aria-label='Play through time']").click()
    page.wait_for_function("(from) => geomap.page.filter.state.from > from", arg=second[0])
    page.locator("[aria-label='Pause']").click()
    assert the_map.run("(p) => p.time.timer") == 0
    page.locator(".gm-presets").select_option("year 2017")
    the_map.settle()
    year = day_range("2017", "2017")
    assert the_map.counts()["shown"] == sum(passes(e, {"time": year}) for e in examples)
    page.locator(".gm-presets").select_option("last 90")
    the_map.settle()
    newest = max(day_range(e.date_start, e.date_end)[1] for e in examples)
    assert the_map.counts()["shown"] == sum(passes(e, {"time": (newest - 89, newest)}) for e in examples)
    page.locator(".gm-presets").select_option("all")
    the_map.settle()
    assert the_map.counts()["hidden"] == 0


def test_the_undated_have_their_own_switch(the_map: Map, examples: list[Event]) -> None:
    undated = sum(1 for e in examples if day_range(e.date_start, e.date_end)[0] == UNDATED)
    assert undated > 0
    assert str(undated) in (the_map.page.locator("label[for=gm-undated]").text_content() or "")
    the_map.page.locator("#gm-undated").uncheck()
    the_map.settle()
    assert the_map.counts()["hidden"] == undated
    the_map.page.locator("#gm-undated").check()
    the_map.settle()


def test_bars_hold_all_dated_events_however_exact(the_map: Map, examples: list[Event]) -> None:
    dated = sum(1 for e in examples if day_range(e.date_start, e.date_end)[0] != UNDATED)
    total = the_map.run(
        "(p) => { let n = 0; p.time.sharp.forEach((v, k) => { n += v + p.time.spread[k]; }); return n; }"
    )
    assert total == pytest.approx(dated)
    assert the_map.run("(p) => p.time.spread.some((n) => n > 0)")
