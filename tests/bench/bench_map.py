"""Size and speed of the map against folium's Marker, Popup and MarkerCluster on the same events, in the same run.

`python tests/bench/bench_map.py [EVENTS ...] [--alone]` prints a table; default 1,000 and 100,000 events, each with a
sentence of 300 characters. `--alone` leaves folium out (its page of 100,000 takes minutes). Pages are opened in Debian's
chromium off the network; folium's libraries are put in from npm. Steps in the page are medians, and so is our time to
build, of three; folium builds once, for it takes a minute. "CPU" is this process's time on all cores, which tells more
on a busy machine. "weighed" are the same events with two candidates and their evidence
a place, which the card tells and folium's page has nothing of.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rendering"))

from conftest import ARGUMENTS, CHROMIUM, DESKTOP
from map_events import events as made_up

from geomap.records import Event, Span
from geomap.rendering import write_map

LENGTH = 300
"""Characters of an event's sentence."""
WORDS = 12_000
"""Different words, drawn by a law near Zipf's: gzip packs them to 1 in 2.74, and the news reports at hand to 1 in 2.6."""
SPREAD_DEG = 0.35
"""Scatter of the places: some 70,000 different ones for 100,000 events."""
SYLLABLES = (
    "ka la ra ba da ma na sa ta re se te ne le de co pro in ex un er ing ion al ent ly ter con per st tr sh ch wi wo th "
    "the and of to pa mi so ver ab su op ri vel no ha bu"
).split()
BUILDS = 3
MEGABYTE = 1_000_000
TIMEOUT_MS = 900_000
FOLIUM_LIBRARIES = {
    "leaflet.js": "leaflet@1.9.4 dist/leaflet.js",
    "leaflet.css": "leaflet@1.9.4 dist/leaflet.css",
    "jquery-3.7.1.min.js": "jquery@3.7.1 dist/jquery.min.js",
    "leaflet.markercluster.js": "leaflet.markercluster@1.5.3 dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster@1.5.3 dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster@1.5.3 dist/MarkerCluster.Default.css",
}
"""What folium's page needs to draw its markers; its fonts and bootstrap are answered with nothing."""
WATCH = """(() => { const look = () => { if (document.querySelector('.leaflet-marker-icon')) window.firstPaint = performance.now();
    else requestAnimationFrame(look); }; look(); })()"""
"""Notes when the first symbol stands on the map, alike for both pages."""
STEPS = """async (kind) => {
    const p = geomap.page, times = [];
    const states = {
        brush: (k) => ({from: 16300 + k * 90, to: 17100 + k * 90}),
        filter: (k) => ({types: new Set([k, k + 1])}),
        search: (k) => ({text: ['kilometre', 'convoy', '"electricity"', 'mosul', 'ministerof', 'raqqa'][k]}),
    };
    for (let k = 0; k < 6; k++) {
        const t = performance.now();
        p.filter.set(states[kind](k));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        times.push(performance.now() - t);
    }
    p.clear();
    return times.sort((a, b) => a - b)[3];
}"""


def prose(rng: random.Random) -> Callable[[int], str]:
    """A source of made-up text that packs about as well as news."""
    words = sorted(
        {"".join(rng.choice(SYLLABLES) for _ in range(rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(30_000)}
    )
    rng.shuffle(words)
    weights = list(accumulate(1 / (rank + 30) ** 0.95 for rank in range(WORDS)))
    return lambda length: " ".join(rng.choices(words[:WORDS], cum_weights=weights, k=length // 4))[:length]


def long_events(count: int, *, weighed: bool = False) -> Iterator[Event]:
    """Events of one source each, their sentences filled up to the length; `weighed`: with two candidates a place."""
    more = prose(random.Random(1))
    for event in made_up(count, spread_deg=SPREAD_DEG, length=LENGTH):
        assert event.evidence is not None
        text = (event.evidence.text.split(".")[0] + ". " + more(LENGTH))[:LENGTH]
        places = event.places if weighed else tuple(replace(place, candidates=()) for place in event.places)
        evidence = Span(start=0, end=len(text), text=text)
        yield replace(event, evidence=evidence, sources=event.sources[:1], places=places)


def write_folium(events: list[Event], path: Path) -> None:
    """The way that folium's own guide shows for many markers."""
    import folium
    from folium.plugins import MarkerCluster

    page = folium.Map(location=[34, 44], zoom_start=5, tiles=None, maxZoom=18)
    cluster = MarkerCluster().add_to(page)
    for event in events:
        point = event.places[0].point
        if point is not None and event.evidence is not None:
            folium.Marker([point.lat, point.lon], popup=folium.Popup(event.evidence.text)).add_to(cluster)
    page.save(str(path))


def libraries(folder: Path) -> dict[str, bytes]:
    """folium's libraries by file name, from npm."""
    found = {}
    for name, source in FOLIUM_LIBRARIES.items():
        package, file = source.split()
        archive = folder / f"{package.replace('@', '-')}.tgz"
        if not archive.is_file():
            subprocess.run(
                ["npm", "pack", "--silent", package, "--pack-destination", str(folder)], check=True, capture_output=True
            )
        with tarfile.open(archive) as tar:
            member = tar.extractfile(f"package/{file}")
            assert member is not None
            found[name] = member.read()
    return found


def open_page(browser: Browser, path: Path, *, answers: dict[str, bytes] | None = None) -> Page:
    """The page in a fresh context, off the network, with the watch on its first symbol."""
    context = browser.new_context(viewport=DESKTOP, offline=answers is None)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.add_init_script(WATCH)
    if answers is not None:

        def answer(route: Route) -> None:
            name = route.request.url.rsplit("/", 1)[-1]
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            route.fulfill(body=answers.get(name, b""), content_type=kind)

        page.route(lambda url: url.startswith("http"), answer)
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => window.firstPaint")
    return page


def measure(page: Page) -> dict[str, float]:
    """First symbol in seconds, heap in MB after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    return {"first symbol s": page.evaluate("() => window.firstPaint") / 1000, "heap MB": heap / MEGABYTE}


def build(write: Callable[[Path], object], path: Path, *, times: int) -> dict[str, float]:
    """Medians of the seconds that writing the page takes, and its size."""
    walls, cpus = [], []
    for _ in range(times):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        write(path)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - begun_cpu)
    size = path.stat().st_size / MEGABYTE
    return {"build s": median(walls), "build CPU s": median(cpus), "HTML MB": size}


def run(browser: Browser, events: list[Event], folder: Path, *, alone: bool) -> dict[str, dict[str, float]]:
    """Figures of both pages by name."""
    results: dict[str, dict[str, float]] = {}
    writers: dict[str, Any] = {"geomap": lambda path: write_map(events, path)}
    if not alone:
        writers["folium"] = lambda path: write_folium(events, path)
    for name, write in writers.items():
        path = folder / f"{name}.html"
        figures = build(write, path, times=BUILDS if name == "geomap" else 1)
        page = open_page(browser, path, answers=None if name == "geomap" else libraries(folder))
        if name == "geomap":
            page.evaluate("() => geomap.ready")
            figures["all texts read s"] = page.evaluate("() => performance.now()") / 1000
        figures |= measure(page)
        if name == "geomap":
            figures |= {f"{kind} ms": page.evaluate(STEPS, kind) for kind in ("brush", "filter", "search")}
            weighed = list(long_events(len(events), weighed=True))
            begun = time.perf_counter()
            write_map(weighed, path)
            figures["build, weighed s"] = time.perf_counter() - begun
            figures["HTML, weighed MB"] = path.stat().st_size / MEGABYTE
        page.context.close()
        results[name] = figures
    return results


def report(count: int, results: dict[str, dict[str, float]]) -> None:
    """The table of one size."""
    print(f"\n{count:,} events of {LENGTH} characters")
    ours, theirs = results["geomap"], results.get("folium", {})
    for name, value in ours.items():
        other = f"{theirs[name]:12.2f}   1 in {theirs[name] / value:.1f}" if name in theirs else ""
        print(f"  {name:18}{value:10.2f}{other}")


def main() -> None:
    """Entry."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", nargs="*", type=int, default=[1_000, 100_000])
    parser.add_argument("--alone", action="store_true", help="leave folium out")
    arguments = parser.parse_args()
    print("                        geomap      folium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for count in arguments.events:
            report(count, run(browser, list(long_events(count)), Path(folder), alone=arguments.alone))
        browser.close()


if __name__ == "__main__":
    main()
