"""Writes docs/quality.md from what the project's own commands print.

    python tests/bench/quality.py [--corpora ../shared/corpora] [--held-out build/held-out]

HELD-OUT holds a folder a corpus with models that did not see it; `make quality` trains them first. The linker is
cross-validated here, which takes a few minutes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "evaluation" / "gold.jsonl"
TRAINED_ON = ("lgl", "geovirus", "tud_loc_2013", "re3d-dev")
PLACES = "ucdp-places-dev"

HEAD = """# Quality

Made by `make quality`; every figure below is one that a command printed.

Accuracy@161km is the share of all placed gold toponyms that are placed within 161 km (100 miles), unresolved ones counted as
missed. "Given mentions" resolves the gold's own mentions, demonyms too. The population prior takes the most populous
candidate; the ceiling is the share for which any candidate lies within 161 km. "Answered" is the share of given mentions
that got a place at the default threshold, and the share of those within 161 km. The calibration error is the expected one
over ten bins of confidence.

"""

HELD_OUT = """Neither the recognizer nor the ranker saw the corpus that it is measured on: both were trained on the others
(`make quality` trains them; `geomap evaluate CORPUS... --held-out DIR` measures).

"""

SHIPPED = """
The shipped models have seen the development corpora, so only the gold of geomap's own example reports, which nothing was
trained on, stands here.

"""

VILLAGES = """
## Names of villages and districts in Syria, Iraq and Afghanistan

Given mentions of ucdp-places-dev, the ranker held out (`python tests/bench/bench_places.py`); within 20 km of gold.

"""

LINKS = """
## Events

Where an event happened, given its trigger (`python -m geomap.events.train_linker GOLD`; five folds, split by sentence):

"""

READ = """
A hundred detections were read one by one: [event-precision.md](event-precision.md).
"""


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--held-out", type=Path, default=ROOT / "build" / "held-out")
    options = parser.parse_args()
    held_out = [options.corpora / f"{name}.jsonl" for name in TRAINED_ON]
    sections = [
        HEAD,
        _evaluated(held_out, ["--held-out", str(options.held_out)], HELD_OUT),
        _evaluated([GOLD], [], SHIPPED.lstrip()),
        VILLAGES,
        _places(options.corpora / f"{PLACES}.jsonl", options.held_out / PLACES),
        LINKS,
        _links(options.corpora / "event-location-dev.jsonl"),
        _events(options.corpora),
        READ,
    ]
    (ROOT / "docs" / "quality.md").write_text("".join(sections), encoding="utf-8")


def _evaluated(corpora: list[Path], extra: list[str], note: str) -> str:
    """The section of `geomap evaluate`, with a note under its heading."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.md"
        _python("-m", "geomap.cli.main", "evaluate", *map(str, corpora), *extra, "--markdown", str(path))
        heading, _, rest = path.read_text(encoding="utf-8").partition("\n\n")
        return f"{heading}\n\n{note}{rest}\n"


def _places(corpus: Path, models: Path) -> str:
    figures = json.loads(_python("tests/bench/bench_places.py", str(corpus), "--models", str(models)))
    return _table(("country", "names", "within 20 km", "ceiling"), [
        (name, f["names"], f"{f['within_20_km']:.3f}", f"{f['ceiling']:.3f}") for name, f in figures.items()
    ])  # fmt: skip


def _links(gold: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        printed = _python("-m", "geomap.events.train_linker", str(gold), "-o", f"{folder}/linker.npz")
    figures = json.loads(printed.splitlines()[0])
    return _table(("which places", "precision", "recall", "F1"), [
        ("the linker", f"{figures['precision']:.3f}", f"{figures['recall']:.3f}", f"{figures['f1']:.3f}"),
        ("the nearest name of the sentence", "", "", f"{figures['nearest_f1']:.3f}"),
        ("all names of the sentence", "", "", f"{figures['all_f1']:.3f}"),
    ])  # fmt: skip


def _events(corpora: Path) -> str:
    figures = json.loads(_python("tests/bench/bench_events.py", "--corpora", str(corpora)))
    rows = [
        (corpus, name.replace("_", " "), f"{value:.3f}" if isinstance(value, float) else value)
        for corpus, values in figures.items()
        for name, value in values.items()
        if not name.startswith("cpu")
    ]
    head = "\nStrike bulletins and annotated events through all stages (`python tests/bench/bench_events.py`):\n\n"
    return head + _table(("corpus", "figure", "value"), rows)


def _table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def _python(*arguments: str) -> str:
    """What a Python command prints; its progress goes to stderr as it comes."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


if __name__ == "__main__":
    main()
