"""Writes docs/quality.md from what the project's own commands print: python tests/bench/quality.py CORPUS..."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "evaluation" / "gold.jsonl"

HEAD = """# Quality

Made by `python tests/bench/quality.py CORPUS...`; every figure below is one that a command printed.

Accuracy@161km is the share of all placed gold toponyms that are placed within 161 km (100 miles), unresolved ones counted as
missed. "Given mentions" resolves the gold's own mentions, demonyms too. The population prior takes the most populous
candidate; the ceiling is the share for which any candidate lies within 161 km. `gold` are geomap's own example reports.

"""

HELD_OUT = """
## Resolution of given mentions, leave-one-corpus-out

Accuracy@161km of a ranker that did not see the corpus, as `python -m geomap.evaluation.train_ranker CORPUS...` measures while
it trains the shipped one (`geomap/resolution/models/card.json`).

| corpus | held out |
| --- | --- |
"""

NOTE = """
The shipped models have seen the development corpora: on those, the table below shows that nothing broke, and says nothing of
texts never seen. The gold of the example reports was not trained on.

"""

EVENTS = """
## Events

Link F1 of the event–place linker, cross-validated, stands in `geomap/events/models/CARD.md`; the figures on bulletins and
annotated events are printed by `python tests/bench/bench_events.py`; a hundred detections were read one by one
([event-precision.md](event-precision.md)).
"""


def shipped(corpora: list[str]) -> str:
    """The table of `geomap evaluate` with the shipped models."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.md"
        command = [sys.executable, "-m", "geomap.cli.main", "evaluate", *corpora, "--markdown", str(path)]
        subprocess.run(command, check=True)
        return path.read_text(encoding="utf-8")


def held_out() -> str:
    """The held-out figures of the shipped ranker's training."""
    card = json.loads((ROOT / "geomap" / "resolution" / "models" / "card.json").read_text(encoding="utf-8"))
    return "".join(f"| {name} | {value:.3f} |\n" for name, value in card["held_out_accuracy_161km"].items())


def main() -> None:
    """Write the page."""
    corpora = [str(GOLD), *sys.argv[1:]]
    page = HEAD + HELD_OUT.lstrip() + held_out() + NOTE + shipped(corpora) + EVENTS
    (ROOT / "docs" / "quality.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
