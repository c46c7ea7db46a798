"""Speed and size of the gazetteer: `python tests/bench/bench_gazetteer.py` prints a table.

A look-up is the way from a name to the places of all layers that match in that manner (exact, folded, fuzzy); below it
stand whole `candidates` calls, which try the manners in turn and build ordered records. Caches are cold, no name comes
twice, figures are medians. "with countries" adds 230,000 generated places in a user layer, as many as GeoNames has for
AF, IQ, SY and GB.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from geomap.gazetteer import Stack, open_gazetteer
from geomap.gazetteer.compile import compile_layer
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.match import Hit, Query, exact_hits, folded_hits, fuzzy_hits
from geomap.gazetteer.rows import PlaceRow

SAMPLE = 2_000
SHOWN = 10
GENERATED = 230_000
LIMITS = {"ready_s": 0.3, "resident_mb": 120.0, "exact_us": 20.0, "folded_us": 50.0, "fuzzy_us": 2000.0}
SEED = 7
_SYLLABLES = (
    "ka", "la", "ra", "ba", "da", "ma", "na", "sa", "ta", "qa", "ha", "ja", "wa", "ya", "khi", "li", "ri", "bi", "di",
    "mi", "ni", "si", "ti", "hi", "shi", "zu", "lu", "ru", "bu", "du", "mu", "nu", "su", "ghu",
)  # fmt: skip
_FIRSTS = ("", "", "", "Tall ", "Kafr ", "Al ", "Ash ", "Khirbat ", "Qaryat ", "Dih-e ", "Qal'ah-ye ", "Umm ", "Wadi ")
_COLD = """
import time; begun = time.perf_counter()
from geomap.gazetteer import open_gazetteer
gazetteer = open_gazetteer(); gazetteer.candidates("Mosul"); ready_s = time.perf_counter() - begun
for name in ("Mazeer-i-Shareef", "Rakka", "Manchster", "Paris", "Washington", "Dayr az Zawr", "Khan Shaykhun"):
    gazetteer.candidates(name); gazetteer.name_facts(name)
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(ready_s, int(status["VmRSS"].split()[0]) / 1000, int(status["RssAnon"].split()[0]) / 1000)
"""


def generated_rows(count: int) -> Iterator[PlaceRow]:
    """Places with names like those of the four countries, four names each."""
    rng = random.Random(SEED)
    for number in range(count):
        names = [_generated_name(rng) for _ in range(4)]
        yield PlaceRow(
            place_id=f"generated:{number}",
            name=names[0],
            lat=rng.uniform(29.0, 38.0),
            lon=rng.uniform(36.0, 70.0),
            feature_class="P",
            feature_code="PPL",
            country_code=rng.choice(("AF", "IQ", "SY", "GB")),
            alternate_names=tuple(names[1:]),
        )


def _generated_name(rng: random.Random) -> str:
    word = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4)))
    return rng.choice(_FIRSTS) + word.capitalize() + rng.choice(("", "", "h", "n", "r", "abad"))


def misspelt(name: str, rng: random.Random) -> str:
    """The name with one letter gone, doubled, changed or swapped with the next."""
    at = rng.randrange(1, len(name) - 1)
    return rng.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + rng.choice("aeioulnrst") + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def median_us(call: Callable[[str], object], names: Sequence[str]) -> float:
    """Median time of a call in microseconds."""
    times = []
    for name in names:
        begun = time.perf_counter_ns()
        call(name)
        times.append((time.perf_counter_ns() - begun) / 1000)
    return median(times)


def measure(gazetteer: Stack, names: Sequence[str]) -> dict[str, float]:
    """Medians of the kinds of look-up over three disjoint samples of main names."""
    rng = random.Random(SEED)
    exact, folded, fuzzy = names[0::3], names[1::3], names[2::3]
    spelt = [respelt(name) for name in folded]
    wrong = [misspelt(name, rng) for name in fuzzy if len(name) > 5]

    def by(step: Callable[..., Iterator[Hit]]) -> Callable[[str], object]:
        def find(name: str) -> list[Hit]:
            query = Query(name)
            layers = enumerate(gazetteer.layers)
            return [hit for number, layer in layers for hit in step(layer, number, query, limit=SHOWN)]

        return find

    def candidates(name: str) -> object:
        return gazetteer.candidates(name, limit=SHOWN)

    return {
        "name_facts_us": median_us(gazetteer.name_facts, exact),
        "exact_us": median_us(by(exact_hits), exact),
        "folded_us": median_us(by(folded_hits), spelt),
        "fuzzy_us": median_us(by(fuzzy_hits), wrong),
        "candidates, name_us": median_us(candidates, exact),
        "candidates, respelt_us": median_us(candidates, spelt),
        "candidates, misspelt_us": median_us(candidates, wrong),
    }


def respelt(name: str) -> str:
    """The name in another romanization, letter for letter."""
    for old, new in (("q", "k"), ("ee", "i"), ("ū", "oo"), ("ī", "ee"), ("ā", "aa"), ("u", "ou"), ("sh", "sch")):
        name = name.replace(old, new)
    return name


def cold_start(data_folder: Path) -> dict[str, float]:
    """Seconds to the first answer in a new process, and its resident memory, with the user layers of a folder."""
    environment = {**os.environ, "GEOMAP_DATA_DIR": str(data_folder)}
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", _COLD], env=environment, capture_output=True, text=True, check=True
        )
        runs.append([float(each) for each in done.stdout.split()])
    best = min(runs)
    return {"ready_s": best[0], "resident_mb": best[1], "of which anonymous_mb": best[2]}


def sample_names(layers: Sequence[Layer], count: int) -> list[str]:
    """Main names drawn over all layers, each once."""
    rng = random.Random(SEED)
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        layer = rng.choice(layers)
        drawn[layer.place(rng.randrange(layer.place_count)).name] = None
    return list(drawn)


def main() -> int:
    """Measure, print the table, and say which limits are kept; `--json FILE` writes the figures too."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = Path(folder, "empty"), Path(folder, "full")
        (full / "layers").mkdir(parents=True)
        meta = {"name": "generated", "kind": "user", "title": "Generated", "priority": 20}
        begun = time.perf_counter()
        compile_layer(full / "layers" / "generated.layer", generated_rows(GENERATED), meta=meta)
        compile_s = time.perf_counter() - begun
        figures = {}
        for label, data in (("embedded", empty), ("with countries", full)):
            os.environ["GEOMAP_DATA_DIR"] = str(data)
            gazetteer = open_gazetteer()
            names = sample_names(gazetteer.layers, 3 * SAMPLE)
            figures[label] = {**cold_start(data), **measure(gazetteer, names)}
            figures[label]["places"] = sum(layer.place_count for layer in gazetteer.layers)
    _print(figures, compile_s)
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


def _print(figures: dict[str, dict[str, float]], compile_s: float) -> None:
    print(f"{'gazetteer':24}{'embedded':>12}{'limit':>10}{'with countries':>16}{'limit':>10}")
    for key, value in figures["embedded"].items():
        limit = LIMITS.get(key)
        shown = ("", "") if limit is None else (f"{limit:g}", f"{2 * limit:g}")
        other = figures["with countries"][key]
        kept = limit is None or (value <= limit and other <= 2 * limit)
        print(f"{key:24}{value:12,.2f}{shown[0]:>10}{other:16,.2f}{shown[1]:>10}{'' if kept else '  MISSED'}")
    print(f"{GENERATED} generated places compiled in {compile_s:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
