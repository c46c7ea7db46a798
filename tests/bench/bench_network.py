"""Cost of the fallback: `python tests/bench/bench_network.py` prints a table; it fails when a figure is over its limit.

A cache hit is a whole question through the door, from the query to candidates, each for another name, in a cache of
10,000 answers. A run without unresolved names is made in a process of its own, which must not load any network code or
open any connection. With `--pace`, two processes ask a real Nominatim behind nginx for 100 different names, which takes
two minutes; nginx's log tells how far apart the requests were, and that a second run makes none.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from network.asking import in_processes, searches
from network.faulty import VILLAGE
from nominatim import server as nominatim_server

from geomap.network.answers import Answers, canonical
from geomap.network.nominatim import Nominatim, row_of_result
from geomap.network.opening import open_geocoder
from geomap.network.servers import server_of
from geomap.network.state import State, cache_file
from geomap.protocols import GeocoderQuery
from geomap.settings import Settings

KEPT = 10_000
ASKED = 3_000
ADDRESS = "http://localhost:1"
LIMITS = {"hit_us": 100.0, "nothing_us": 100.0, "connections": 0.0, "network_modules": 0.0}
LEAST = {"least_gap_s": 1.0}
KNOWN = "Three people were killed in Mosul, Iraq, on Monday. The wounded were taken to Baghdad."
RUN = """
import json, sys, time
spoken = []
sys.addaudithook(lambda name, _: spoken.append(name) if name in ("socket.connect", "socket.getaddrinfo") else None)
from geomap.batch import run
from geomap.settings import Settings
begun = time.perf_counter()
run(sys.argv[1], sys.argv[2], settings=Settings(nominatim=sys.argv[3]))
print(json.dumps({
    "connections": len(spoken), "run_s": time.perf_counter() - begun,
    "network_modules": sum(name.startswith(("geomap.network", "geopy")) for name in sys.modules),
}))
"""


def query(number: int) -> GeocoderQuery:
    """The question of one name, with all that a document says."""
    return GeocoderQuery(name=f"Kafr Zunbil {number}", country_codes=("SY", "TR"), admin1="Aleppo Governorate")


def fill() -> None:
    """A cache in which every other answer is "nothing found"."""
    service, rows = Nominatim(server_of(ADDRESS)), row_of_result(VILLAGE, asked="Kafr Zunbil")
    answers = Answers(State(cache_file()))
    for number in range(KEPT):
        answers.put(ADDRESS, canonical(service.question(query(number))), [rows] if rows and number % 2 else [])


def hits() -> dict[str, float]:
    """Microseconds of a hit with a place, and of one with nothing."""
    door = open_geocoder(Settings(nominatim=ADDRESS, nominatim_limit=0))
    assert door is not None
    times: dict[bool, list[float]] = {False: [], True: []}
    for number in range(ASKED):
        # Scattered, so that SQLite's pages are not just the last one.
        asked = query(number * 7919 % KEPT)
        begun = time.perf_counter()
        found = door.geocode(asked)
        times[bool(found)].append((time.perf_counter() - begun) * 1e6)
    assert door.counts()["cache_hits"] == ASKED
    return {
        "hit_us": median(times[True]),
        "hit_99_us": quantiles(times[True], n=100)[98],
        "nothing_us": median(times[False]),
    }


def run(folder: Path, name: str, nominatim: str) -> dict[str, float]:
    """A run of one report in a process of its own."""
    report = folder / "report.txt"
    report.write_text(KNOWN, encoding="utf-8")
    arguments = [sys.executable, "-c", RUN, str(report), str(folder / name), nominatim]
    result = subprocess.run(arguments, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return figures


def pace(folder: Path) -> dict[str, float]:
    """Two processes with 100 names at the real server, one request a second."""
    names = [f"Nowhere {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(100)]
    root = nominatim_server.build()
    with (
        nominatim_server.nominatim(root, folder) as (target, _),
        nominatim_server.nginx(target, folder) as (address, log),
    ):
        settings = Settings(nominatim=address)
        in_processes(settings, "first", [names[::2], names[1::2]], limit_s=300)
        asked = searches(log)
        in_processes(settings, "second", [names[::2], names[1::2]], limit_s=60)
        again = searches(log)
    return {
        "requests": len(asked),
        "least_gap_s": min(after - before for before, after in pairwise(asked)),
        "pace_s": asked[-1] - asked[0],
        "requests_again": len(again) - len(asked),
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pace", action="store_true", help="also ask a real Nominatim, for two minutes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["GEOMAP_CACHE_DIR"] = str(folder / "cache")
        fill()
        figures = {**hits(), **run(folder, "without", "")}
        if options.pace:
            figures.update(pace(folder))
    for key, value in figures.items():
        print(f"{key:18}{value:10.2f}")
    over = [key for key, limit in LIMITS.items() if figures[key] > limit]
    over += [key for key, least in LEAST.items() if figures.get(key, least) < least]
    over += [key for key in ("requests_again",) if figures.get(key)]
    if over:
        print(f"over the limit: {', '.join(over)}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
