"""The list, the card and the reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Map, Opener
from map_events import events as made_up

from geomap.records import Actor, Count, DatePrecision, Event, Role, Span, Status

pytestmark = pytest.mark.browser

LISTED = "(p) => Array.from(p.list.items, (i) => p.details.get(i).id)"
ACTIVE = "() => document.activeElement.getAttribute('aria-posinset')"


def open_card(the_map: Map, event_id: str) -> None:
    """Open the event with that id as a reader would come to it by a link."""
    the_map.run("(p, id) => p.find(id)", event_id)
    the_map.page.wait_for_function("(id) => geomap.page.selectedId === id", arg=event_id)
    the_map.page.wait_for_selector("#gm-card:not([hidden]) .gm-event")


def test_only_rows_in_sight_exist_and_all_can_be_reached(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    assert 5 < page.locator(".gm-row").count() < 40
    assert page.locator(".gm-row").first.get_attribute("aria-setsize") == str(len(examples))
    seen: set[str] = set()
    height = the_map.run("(p) => p.list.inner.clientHeight")
    for top in range(0, height + 400, 400):
        page.evaluate("(top) => { geomap.page.list.box.scrollTop = top; geomap.page.list.draw(); }", top)
        seen.update(page.evaluate("() => [...document.querySelectorAll('.gm-row')].map((row) => row.id)"))
    assert len(seen) == len(examples)


def test_arrow_keys_walk_the_list_with_one_tab_stop(the_map: Map, examples: list[Event]) -> None:
    page = the_map.page
    assert page.locator(".gm-row[tabindex='0']").count() == 1
    page.locator("#gm-sort").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE) == "1"
    for key, at in (
        ("ArrowDown", "2"),
        ("ArrowDown", "3"),
        ("ArrowUp", "2"),
        ("End", str(len(examples))),
        ("Home", "1"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(ACTIVE) == at
    page.keyboard.press("PageDown")
    assert int(page.evaluate(ACTIVE)) > 3
    page.keyboard.press("Enter")
    page.wait_for_selector("#gm-card:not([hidden])")
    assert page.evaluate("() => document.activeElement.id") == "gm-card-title"
    page.keyboard.press("Escape")
    assert page.locator("#gm-card").is_hidden()
    assert int(page.evaluate(ACTIVE)) > 3


@pytest.mark.parametrize(
    ("sort", "key"),
    [("deadliest", lambda e: -(e.fatalities.best if e.fatalities else -1)), ("surest", lambda e: -round(e.confidence * 100)),
     ("oldest", lambda e: e.date_start[:4] if e.date_start else "9999"), ("newest", lambda e: -int(e.date_start[:4]) if e.date_start else 0)],
)  # fmt: skip
def test_sorting(the_map: Map, examples: list[Event], sort: str, key: object) -> None:
    the_map.page.locator("#gm-sort").select_option(sort)
    by_id = {e.event_id: e for e in examples}
    keys = [key(by_id[i]) for i in the_map.run(LISTED)]  # type: ignore[operator]
    assert keys == sorted(keys)
    assert len(keys) == len(examples)


def test_sorting_by_type_and_place_keeps_equals_together(the_map: Map) -> None:
    for sort, read in (("type", "(p) => Array.from(p.list.items, (i) => p.model.type[i])"),
                       ("place", "(p) => Array.from(p.list.items, (i) => p.model.bestPrec[i] ? p.model.places.name[p.model.linkPlace[p.model.linkAt[i]]] : '~')")):  # fmt: skip
        the_map.page.locator("#gm-sort").select_option(sort)
        order = the_map.run(read)
        groups = [value for k, value in enumerate(order) if k == 0 or order[k - 1] != value]
        assert len(groups) == len(set(groups)), sort


def test_the_list_can_follow_the_maps_view(the_map: Map) -> None:
    the_map.view(53.48, -2.24, 9)
    the_map.page.locator("#gm-in-view").check()
    the_map.settle()
    here = the_map.run("(p) => p.list.items.length")
    countries = the_map.run(
        "(p) => [...new Set(Array.from(p.list.items, (i) => p.model.countries[p.model.places.country[p.model.linkPlace[p.model.linkAt[i]]]]))]"
    )
    assert 0 < here < 200
    assert countries == ["GB"]
    assert the_map.counts()["hidden"] == 0
    the_map.view(0.0, -150.0, 6)
    assert "No event of the filters is in the map" in (the_map.page.locator(".gm-none").text_content() or "")
    the_map.page.locator("#gm-in-view").uncheck()


def test_row_and_symbol_find_each_other(the_map: Map) -> None:
    the_map.view(33.3, 44.4, 12)
    page = the_map.page
    i = the_map.run("(p) => Array.from({length: p.model.n}, (_, i) => i).find((i) => p.model.bestPrec[i] === 1)")
    the_map.run("(p, i) => { p.list.mark(i); }", i)
    page.locator(f"#gm-row-{i}").hover()
    page.wait_for_function("() => geomap.page.scene.drawables.selection.length > 0")
    page.locator(f"#gm-row-{i}").click()
    page.wait_for_function(
        """(i) => { const p = geomap.page, k = p.model.linkPlace[p.model.linkAt[i]];
            return !p.map._animatingZoom && p.map.getBounds().contains([p.model.places.lat[k], p.model.places.lon[k]]); }""",
        arg=i,
    )
    page.locator("#gm-back").click()
    place = the_map.run("(p, i) => p.model.linkPlace[p.model.linkAt[i]]", i)
    the_map.run(
        "(p, place) => p.map.setView([p.model.places.lat[place], p.model.places.lon[place]], 18, {animate: false})",
        place,
    )
    the_map.settle()
    page.locator(".gm-symbol-place").first.click()
    page.wait_for_function("(i) => geomap.page.selected === i || geomap.page.place !== null", arg=i)


def test_the_card_says_all(maps: Opener) -> None:
    base = next(e for e in made_up(900) if len(e.sources) > 1 and e.places[0].point and len(e.date_start or "") == 7)
    event = replace(
        base, fatalities=Count(low=2, best=3, high=7), injured=Count(low=5, best=5, high=5), speaker="a spokesman", count=3,
        actors=(Actor(name="Taliban", role="attacker"), Actor(name="قوات", role="victim")), record_id="UCDP-77",
        date_precision=DatePrecision.MONTH, merge_reasons=("same day and place",),
    )  # fmt: skip
    opened = maps([event])
    open_card(opened, event.event_id)
    card = opened.page.locator("#gm-card")
    text = card.inner_text()
    assert card.locator("h2").text_content() == event.title
    for expected in ("(the month is known)", "3 (between 2 and 7)", "Taliban", "(attacker)", "قوات", "a spokesman", "3 told as one",
                     "UCDP-77", f"{round(event.confidence * 100)}\u00a0%", "2 reports", "same day and place", "The same, told elsewhere"):  # fmt: skip
        assert expected in text, expected
    assert event.sources[1].evidence is not None
    quotes = card.locator(".gm-quote")
    assert quotes.nth(0).text_content() == event.evidence.text  # type: ignore[union-attr]
    assert quotes.nth(0).locator(".gm-trigger").text_content() == event.trigger.text  # type: ignore[union-attr]
    assert quotes.nth(0).locator(".gm-named").text_content() == event.places[0].name
    links = card.locator("a")
    assert {links.nth(k).get_attribute("rel") for k in range(links.count())} == {"noopener noreferrer"}
    assert links.first.get_attribute("href") == event.source_url


def test_marks_stand_right_beyond_the_basic_plane(maps: Opener) -> None:
    base = next(iter(made_up(1)))
    text = "😀😀 A bomb 💥 went off in Mosul 🏙."
    event = replace(
        base, evidence=Span(start=50, end=50 + len(text), text=text), trigger=Span(start=55, end=59, text="bomb"),
        places=(replace(base.places[0], name="Mosul", start=50 + text.index("Mosul"), end=50 + text.index("Mosul") + 5),),
    )  # fmt: skip
    opened = maps([event])
    open_card(opened, event.event_id)
    assert opened.page.locator(".gm-trigger").text_content() == "bomb"
    assert opened.page.locator(".gm-named").text_content() == "Mosul"
    assert opened.page.locator(".gm-quote").first.text_content() == text


def test_packed_texts_come_back_letter_for_letter(maps: Opener) -> None:
    """More frequent words than codes of two characters, and all that JSON or the codes may stumble over."""
    words = [f"word{number}" for number in range(4_000)] + [
        "بغداد",
        "Şırnak",
        "😀",
        '"so"',
        "back\\slash",
        "\x01a",
        "\x05b",
        "\ttab",
        "",
    ]
    base, sentences = next(iter(made_up(1))), []
    for number in range(420):
        sentences.append(" ".join(words[(60 * number + k) % len(words)] for k in range(60)) + "\nend ")
    made = [
        replace(base, event_id=f"e-{k}", evidence=Span(start=0, end=len(text), text=text), trigger=None)
        for k, text in enumerate(sentences)
    ]
    opened = maps(made)
    assert opened.run("(p) => p.details.chunks.every((c) => c.plain === null)")
    found = opened.run("(p) => Array.from({length: p.model.n}, (_, i) => p.details.get(i).evidence[0][0])")
    assert found == sentences


def test_why_here_in_words(the_map: Map, examples: list[Event]) -> None:
    event = next(e for e in examples if e.places[0].name == "Mosul" and e.places[0].candidates)
    open_card(the_map, event.event_id)
    why = the_map.page.locator(".gm-why").first
    why.locator("summary").click()
    text = why.inner_text()
    confidence = round(event.places[0].confidence * 100)
    for expected in ("“Mosul” was taken for Mosul, Nineveh, Iraq (capital of a province, 100,000 people)", f"Confidence {confidence}\u00a0%",
                     "Found in the gazetteer", "The name matches letter for letter", "in one of the regions that geomap knows best",
                     "What else was weighed", "Mosul, Illinois, United States"):  # fmt: skip
        assert expected in text, expected


WHY = "(node) => { node.open = true; return node.innerText; }"


def test_why_here_names_where_the_position_comes_from(maps: Opener) -> None:
    base = next(e for e in made_up(40) if e.places[0].point)
    asked = replace(base.places[0], source="geocoder")
    given = replace(base.places[0], source="record", candidates=())
    opened = maps([replace(base, event_id="asked", places=(asked,)), replace(base, event_id="given", places=(given,))])
    for event_id, words in (("asked", "Found by asking Nominatim"), ("given", "comes from the record itself")):
        open_card(opened, event_id)
        assert words in opened.page.locator(".gm-why").evaluate(WHY)


def test_why_not_on_the_map(maps: Opener) -> None:
    expected = {
        Status.NO_CANDIDATE: "No place called “Wadi Hamra” is known",
        Status.AMBIGUOUS: "Several places fit “Wadi Hamra”",
        Status.BELOW_THRESHOLD: "too uncertain",
        Status.SERVICE_FAILED: "could not be asked",
    }
    base = next(iter(made_up(1)))
    lost = replace(base.places[0], name="Wadi Hamra", place=None, point=None, candidates=(), role=Role.HAPPENED)
    opened = maps([replace(base, event_id=s.value, places=(replace(lost, status=s),)) for s in expected])
    assert opened.counts() == {"shown": 4, "hidden": 0, "off": 4, "total": 4}
    assert "not on the map" in (opened.page.locator(".gm-row-place").first.text_content() or "")
    for status, words in expected.items():
        open_card(opened, status.value)
        assert words in opened.page.locator(".gm-why").evaluate(WHY)


def test_an_event_that_only_goes_from_somewhere_to_somewhere(maps: Opener) -> None:
    base = next(e for e in made_up(60) if e.places[-1].role is Role.DESTINATION and e.places[0].point)
    opened = maps([replace(base, places=(replace(base.places[0], role=Role.ORIGIN), base.places[-1]))])
    origin, target = (p.place.name for p in (base.places[0], base.places[-1]) if p.place)
    assert opened.page.locator(".gm-row-place").text_content() == f"{origin} → {target}"
    opened.page.locator(".gm-row").click()
    opened.page.wait_for_selector("#gm-card:not([hidden])")
    assert opened.run("(p) => p.scene.drawables.lines.length") == 1
    assert opened.page.locator("[aria-label='Show on the map']").is_visible()


def test_next_and_previous_walk_through_the_list(the_map: Map) -> None:
    page = the_map.page
    page.locator(".gm-row").first.click()
    page.wait_for_selector("#gm-card:not([hidden])")
    assert page.locator("[aria-label='Previous event']").is_disabled()
    first = page.locator("#gm-card h2").text_content()
    page.locator("[aria-label='Next event']").click()
    page.wait_for_function("() => geomap.page.list.items.indexOf(geomap.page.selected) === 1")
    page.locator("[aria-label='Previous event']").click()
    page.wait_for_function("() => geomap.page.list.items.indexOf(geomap.page.selected) === 0")
    assert page.locator("#gm-card h2").text_content() == first
