"""Text from outside: it shows as text, runs nothing, breaks nothing, asks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Opener
from map_events import events as made_up

from geomap.records import Actor, Candidate, Event, EventPlace, MatchKind, Place, Point, Role, SourceRef, Span, Status
from geomap.rendering import write_map
from geomap.rendering.tiles import TileProvider

HOSTILE = (
    "<img src=x onerror=window.__rang=1>", "<svg onload=window.__rang=1>", "</script><script>window.__rang=1</script>",
    "<script>window.__rang=1</script>", "</SCRIPT ><script>window.__rang=1//", "<!--<script>window.__rang=1</script>-->", "--><svg/onload=window.__rang=1>",
    "]]><script>window.__rang=1</script>", "${window.__rang=1}", "`${window.__rang=1}`", "`", "\\`;window.__rang=1;//", "';window.__rang=1;//",
    '";window.__rang=1;//', "\\", "\\\\", "C:\\new\\table\\x", "\\u003cimg src=x onerror=window.__rang=1\\u003e", "\\x3cscript\\x3e",
    "&lt;img src=x onerror=window.__rang=1&gt;", "&#60;script&#62;", "&quot;&amp;&apos;", "javascript:window.__rang=1", "data:text/html,<script>window.__rang=1</script>",
    "<a href='javascript:window.__rang=1'>x</a>", "<iframe srcdoc='<script>parent.__rang=1</script>'></iframe>", "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<link rel=stylesheet href=https://evil.example/x.css>", "<style>*{display:none}</style>",
    "<form action=https://evil.example><button>x</button></form>", "<object data=https://evil.example>", "<embed src=https://evil.example>", "<video src=https://evil.example/v>",
    "<img src=https://evil.example/pixel.png>", "<math><mtext></p><img src=x onerror=window.__rang=1>", "<template><script>window.__rang=1</script></template>",
    "<body onload=window.__rang=1>", "<details open ontoggle=window.__rang=1>", "<input autofocus onfocus=window.__rang=1>", "<select><option onclick=window.__rang=1>", "{{constructor.constructor('window.__rang=1')()}}",
    "{% raw %}{{ this }}{% endraw %}", "%MAP%", "%DIR%", "__proto__", "constructor", "toString", "null", "undefined", "NaN", "\x00\x01\x08\x0b\x1f\x7f\x85", "\u2028\u2029", "\u202eevil\u202c", "\ufeff\u200b\u200d",
    "\ud800 lone", "😀👩‍👩‍👧‍👦🏴", "\r\n\n\ttabs\nand\rlines", "'\"><img src=x onerror=window.__rang=1>", "x" * 4_000, "مرحبا <b>بالعالم</b>", "a\u0301\u0300" * 50, "=cmd|' /C calc'!A0",
)  # fmt: skip


def hostile_event(number: int, text: str) -> Event:
    """An event with the text in every field that can hold it."""
    sentence = f"{text} bomb {text}"
    at = len(text) + 1
    known = Place(
        place_id=f"x:{number}{text}", name=text or "x", point=Point(lat=30 + number % 9, lon=40 + number / 9), feature_class="P",
        feature_code=text[:20], country_code="IQ", admin1_code=text[:9], admin1_name=text, source_id=text,
    )  # fmt: skip
    candidate = Candidate(
        place=known, match=MatchKind.EXACT, matched_name=text, evidence={text: 0.5, "__proto__": 1.0, "in_focus": 1.0}
    )
    span = Span(start=0, end=len(sentence), text=sentence)
    source = SourceRef(
        doc_id=text or "d", title=text, url=text, source_name=text, published=date(2020, 1, 1), evidence=span
    )
    places = (
        EventPlace(name=text, role=Role.HAPPENED, status=Status.RESOLVED, place=known, point=known.point, candidates=(candidate, candidate),
                   start=0, end=max(1, len(text)), location_precision=1, source=text),
        EventPlace(name=text, role=Role.DESTINATION, status=Status.NO_CANDIDATE),
    )  # fmt: skip
    template = next(iter(made_up(1)))
    return replace(
        template, event_id=f"{number}{text}", doc_id=text or "d", title=text, source_url=text, source_name=text, date_start=text, date_end=text, places=places, evidence=span,
        trigger=Span(start=at, end=at + 4, text="bomb"), actors=(Actor(name=text, role=text),), speaker=text, record_id=text, sources=(source, source), merge_reasons=(text,),
    )  # fmt: skip


def test_there_are_enough_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.browser
@pytest.mark.parametrize("copies", [1, 12], ids=["plain", "packed"])
def test_hostile_text_shows_as_text_and_runs_nothing(maps: Opener, copies: int) -> None:
    made = [hostile_event(n, text) for n, text in enumerate(HOSTILE * copies)]
    opened = maps(made, title=HOSTILE[0] + HOSTILE[2] + HOSTILE[8], attributions=HOSTILE[:12])
    page = opened.page
    assert opened.counts()["total"] == len(made)
    assert page.title() == HOSTILE[0] + HOSTILE[2] + HOSTILE[8]
    assert page.locator("#gm-title").text_content() == page.title()
    for number in range(len(HOSTILE)):
        opened.run(
            "async (p, id) => { const i = p.details.chunks.length && (await p.details.all(), [...Array(p.model.n).keys()].find((i) => p.details.get(i).id === id)); await p.select(i, {show: false}); document.querySelectorAll('details').forEach((d) => { d.open = true; }); }",
            f"{number}{HOSTILE[number]}".encode("utf-8", "replace").decode(),
        )
        shown = HOSTILE[number].encode("utf-8", "replace").decode()
        assert page.locator("#gm-card h2").evaluate("(h) => h.textContent") == shown or not shown.strip()
        assert page.locator("#gm-card .gm-trigger").first.text_content() == "bomb", shown
        assert page.evaluate("() => window.__rang === undefined"), shown
    hrefs = page.locator("#gm-card a").evaluate_all("(links) => links.map((a) => a.href)")
    assert all(h.startswith("http") for h in hrefs)
    page.keyboard.press("Escape")
    page.locator("#gm-filter-button").click()
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    for kind in ("csv", "geojson", "kml"):
        page.locator("#gm-take").click()
        with page.expect_download():
            page.locator(f"#gm-take-{kind}").click()
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    opened.settle()
    assert page.evaluate("() => window.__rang === undefined")
    # A picture of the map for printing is a data address; anything else would be a request.
    assert page.locator("iframe, object, embed, video, form, base, link, img:not([src^='data:'])").count() == 0


@pytest.mark.browser
def test_hostile_text_in_search_and_address(maps: Opener) -> None:
    opened = maps(made_up(20))
    for text in HOSTILE:
        opened.run(
            "(p, text) => { p.filter.set({text}); p.refresh(); p.writeHash(); }",
            text.encode("utf-8", "replace").decode(),
        )
        opened.settle()
    assert opened.page.evaluate("() => window.__rang === undefined")
    opened.run("(p) => p.clear()")


@pytest.mark.browser
def test_what_the_policy_forbids_does_not_run(maps: Opener) -> None:
    opened = maps(made_up(3))
    outcome = opened.page.evaluate(
        """async () => {
            const tried = {};
            const inline = document.createElement('script');
            inline.textContent = 'window.__rang = 1';
            document.body.append(inline);
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.__rang=1"><iframe srcdoc="<p>"></iframe><link rel=stylesheet href=https://evil.example/x.css>');
            tried.fetch = await fetch('https://evil.example/').then(() => 'went', (e) => e.name);
            tried.data = await fetch('data:text/plain,x').then(() => 'went', (e) => e.name);
            tried.image = await new Promise((done) => { const i = new Image(); i.onload = () => done('went'); i.onerror = () => done('refused'); i.src = 'https://evil.example/p.png'; });
            tried.beacon = navigator.sendBeacon('https://evil.example/') ? 'queued' : 'refused';
            try { tried.worker = new Worker(URL.createObjectURL(new Blob(['1']))) && 'made'; } catch (e) { tried.worker = e.name; }
            try { tried.eval = (0, eval)('1'); } catch (e) { tried.eval = e.name; }
            await new Promise((done) => setTimeout(done, 100));
            tried.rang = window.__rang === undefined;
            return tried;
        }"""
    )
    assert outcome["rang"] is True
    assert (outcome["fetch"], outcome["data"], outcome["image"], outcome["eval"]) == (
        "TypeError",
        "TypeError",
        "refused",
        "EvalError",
    )
    violations = [error for error in opened.log.errors if "Content Security Policy" in error]
    assert len(violations) >= 6
    opened.log.errors.clear()
    assert [r for r in opened.log.requests if "evil" not in r] == []
    opened.log.requests.clear()


def test_hostile_attribution_of_tiles_stays_text(tmp_path: Path) -> None:
    own = TileProvider(name="own", url="https://tiles.example/{z}/{x}/{y}.png", attribution=HOSTILE[0], max_zoom=9)
    text = write_map(made_up(1), tmp_path / "m.html", tiles=own).read_text(encoding="utf-8")
    assert "<img src=x" not in text
    assert "img-src data: blob: https://tiles.example" in text
