"""A real browser for the map: Debian's chromium, pages from disk, no network; a page that asks for anything fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from map_events import events as made_up
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from geomap.records import Event
from geomap.rendering import write_map

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESKTOP = {"width": 1280, "height": 820}
PHONE = {"width": 390, "height": 800}
LOCAL = ("file:", "data:", "blob:", "about:")
EXAMPLES = 400


@dataclass
class Log:
    """What a page did that it should not do."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Collect requests that leave and everything that goes wrong."""
        page.on("request", lambda r: None if r.url.startswith(LOCAL) else self.requests.append(r.url))
        page.on("pageerror", lambda error: self.errors.append(str(error.stack or error)))
        # The tests read canvases back, which the browser thinks slow.
        bad = {"error", "warning"}
        page.on("console", lambda m: self.errors.append(m.text) if m.type in bad and "readback" not in m.text else None)
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))


@dataclass
class Map:
    """An open map with short ways to drive it."""

    page: Page
    log: Log
    path: Path

    def run(self, script: str, argument: Any = None) -> Any:
        """Evaluate a JavaScript function of (page object, argument) in the page."""
        return self.page.evaluate(f"async (a) => (await ({script})(geomap.page, a)) ?? null", argument)

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))"
        )

    def set(self, **filters: Any) -> dict[str, int]:
        """Set filters by name (lists become sets) and read the counts."""
        self.run(
            """(p, f) => p.filter.set(Object.fromEntries(Object.entries(f).map(
                ([k, v]) => [k, Array.isArray(v) ? new Set(v) : v])))""",
            filters,
        )
        self.settle()
        return self.counts()

    def counts(self) -> dict[str, int]:
        """The numbers that stand at the top of the page."""
        found = self.page.evaluate("() => ({...document.getElementById('gm-count').dataset})")
        return {key: int(value) for key, value in found.items()}

    def view(self, lat: float, lon: float, zoom: int) -> None:
        """Move the map at once."""
        self.run("(p, v) => { p.map.setView([v[0], v[1]], v[2], {animate: false}); }", [lat, lon, zoom])
        self.settle()

    def reset(self) -> None:
        """Back to the page as it opened."""
        self.run(
            """async (p) => {
                document.querySelectorAll('dialog').forEach((d) => d.close());
                if (p.selected !== null) p.deselect();
                p.time.stop && p.time.timer && p.time.stop();
                if (p.panel.open) p.panel.toggle(false);
                p.place = null; p.inView = false; p.sort = 'newest';
                Object.assign(p.scene.layers, {areas: true, lines: true, heat: false});
                if (document.documentElement.lang !== 'en') p.speak('en');
                p.clear(); p.panel.build(); p.legend.build(); p.tab('map');
                p.scene.all({animate: false});
                p.list.top(); document.activeElement.blur();
            }"""
        )
        self.settle()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"UNTESTED: the map, for there is no {CHROMIUM}; install Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


Opener = Callable[..., Map]


@pytest.fixture(scope="module")
def maps(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    """Opens maps of events; whatever they asked of the network or stumbled over fails the test at the end."""
    folder, numbers = tmp_path_factory.mktemp("maps"), count()
    contexts: list[BrowserContext] = []
    opened: list[Map] = []

    def opener(
        events: Iterable[Event] | None = None, *, path: Path | None = None, address: str = "", init: str = "",
        context: dict[str, Any] | None = None, wait: bool = True, **options: Any,
    ) -> Map:  # fmt: skip
        if path is None:
            path = write_map(events or (), folder / f"map{next(numbers)}.html", **options)
        settings = {"viewport": DESKTOP, "offline": True, "accept_downloads": True, **(context or {})}
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        log = Log()
        log.watch(page)
        if init:
            page.add_init_script(init)
        page.goto(path.as_uri() + address)
        opened.append(Map(page=page, log=log, path=path))
        if wait:
            page.evaluate("() => geomap.ready")
            opened[-1].settle()
        return opened[-1]

    yield opener
    for context in contexts:
        context.close()
    assert [m.log.requests for m in opened if m.log.requests] == []
    assert [m.log.errors for m in opened if m.log.errors] == []


@pytest.fixture(scope="session")
def examples() -> list[Event]:
    """Events of every kind over the four regions."""
    return list(made_up(EXAMPLES, spread_deg=0.05))


@pytest.fixture(scope="module")
def shared_map(maps: Opener, examples: list[Event]) -> Map:
    """One map of the examples for a whole file of tests."""
    return maps(examples, title="Examples", attributions=["Places: GeoNames (CC BY 4.0)", "Outlines: Natural Earth"])


@pytest.fixture
def the_map(shared_map: Map) -> Map:
    """The file's map, as if just opened."""
    shared_map.reset()
    return shared_map
