"""Speed, memory and growth of batch runs, beside spaCy's small model doing recognition alone on the same texts.

    python tests/bench/bench_batch.py [--documents 1000 10000 100000] [--workers 1 2] [--recognizer default crf]
                                      [--single-at-most 10000] [--no-spacy] [--write]

Reports of 300 words are made from the examples with other names (see corpus.py), always the same ones. Every run goes
from text to events and map, into an empty folder, in a process of its own; then comes the same run again with nothing
new. `--write` puts the tables into docs/performance.md. spaCy is installed into a venv of its own under build/bench.
Means something on an idle machine only: the load before the first run is printed too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import batch_report as report
from corpus import write_jsonl
from measured import Measured, folder_bytes, measured

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SPACY_FOLDER = ROOT / "build" / "bench" / "spacy"
SPACY_DOCUMENTS = 5_000
STAGE_DOCUMENTS = 500
SETTLE_S = 3.0
"""A file written less than two seconds ago is read again by the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run and its repetition, as measured."""

    documents: int
    workers: int
    recognizer: str
    run: Measured
    again_s: float
    """Duration of the second run, which has nothing to do."""
    sizes: Mapping[str, int]
    """Bytes of each output, and of what the run remembers."""

    @property
    def seconds(self) -> float:
        """From the start of the process to the last output."""
        return float(self.run.figures["ended"]) - self.run.started

    @property
    def seconds_to_events(self) -> float:
        """From the start of the process until all events were brought together and stood in the tables."""
        return float(self.run.figures["events_at"]) - self.run.started

    @property
    def rate(self) -> float:
        """Documents a second over the whole run."""
        return self.documents / self.seconds

    @property
    def startup_s(self) -> float:
        """Until the first document is done, the survey of sources included."""
        return float(self.run.figures["done"][0][0]) - self.run.started

    @property
    def taken_in(self) -> float:
        """When the last document was done."""
        return float(self.run.figures["done"][-1][0])

    @property
    def finishing_s(self) -> float:
        """Bringing reports together, tables and map."""
        return float(self.run.figures["ended"]) - self.taken_in

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a document, of all processes."""
        used = self.run.figures["parent_cpu_s"] + self.run.figures["workers_cpu_s"]
        return float(used) / self.documents * 1000

    @property
    def parent_share(self) -> float:
        """Share of the CPU time that the first process took."""
        figures = self.run.figures
        return float(figures["parent_cpu_s"] / (figures["parent_cpu_s"] + figures["workers_cpu_s"]))

    def memory_growth(self) -> float:
        """Memory of the last quarter of the documents over that of the second quarter."""
        begin, end = self.run.started + self.startup_s, self.taken_in
        quarter = (end - begin) / 4
        early = self.run.median_mb(begin + quarter, begin + 2 * quarter)
        return self.run.median_mb(end - quarter, end) / early if early else 0.0

    def steady_rate(self, part: int, parts: int) -> float:
        """Documents a second within one part of the documents."""
        first, last = (self.documents * at / parts for at in (part, part + 1))
        marks = [(when, count) for when, count in self.run.figures["done"] if first <= count <= last]
        if len(marks) < 2 or marks[-1][0] == marks[0][0]:
            return 0.0
        return float((marks[-1][1] - marks[0][1]) / (marks[-1][0] - marks[0][0]))


def main() -> None:
    """Measure, print, and write when told to."""
    options = _options()
    load = os.getloadavg()[0]
    environment = {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory(prefix="geomap-bench-", dir=options.folder) as name:
        folder = Path(name)
        sources = {count: folder / f"reports-{count}.jsonl" for count in sorted(options.documents)}
        for count, path in sources.items():
            write_jsonl(path, count)
        time.sleep(SETTLE_S)
        spacy: list[dict[str, Any]] = []
        cases, stages = [], {}
        for recognizer in options.recognizer:
            spacy += [] if options.no_spacy else spacy_figures(sources[max(sources)], max(sources))
            for count, source in sources.items():
                for workers in sorted(options.workers):
                    if workers < max(options.workers) and count > options.single_at_most:
                        continue
                    out = folder / f"out-{recognizer}-{count}-{workers}"
                    cases.append(one_case(source, out, count, workers, recognizer, environment))
                    print(report.case_line(cases[-1]), flush=True)
                    if count == min(sources) and workers == max(options.workers):
                        stages[recognizer] = stage_figures(source, out, recognizer, environment)
                    shutil.rmtree(out)
        spacy += [] if options.no_spacy else spacy_figures(sources[max(sources)], max(sources))
    text = report.page(cases, stages, spacy, load=load)
    print(text)
    if options.write:
        (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
        scale = ROOT / "docs" / "scale.md"
        scale.write_text(report.with_plan(scale.read_text(encoding="utf-8"), cases), encoding="utf-8")
        print("written to docs/performance.md and docs/scale.md")


def one_case(
    source: Path, out: Path, count: int, workers: int, recognizer: str, environment: Mapping[str, str]
) -> Case:
    """A run into an empty folder, and once more."""
    command = [sys.executable, str(HERE / "one_run.py"), str(source), str(out), str(workers), recognizer]
    run = measured(command, environment=environment)
    sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir()) if path.is_file()}
    sizes["state"] = folder_bytes(out / ".geomap")
    again = measured(command, environment=environment)
    if not again.figures["is_unchanged"]:
        sys.exit("the second run found something to do: is the program being edited meanwhile?")
    return Case(
        documents=count,
        workers=workers,
        recognizer=recognizer,
        run=run,
        again_s=float(again.figures["ended"]) - again.started,
        sizes=sizes,
    )


def stage_figures(source: Path, out: Path, recognizer: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """CPU time of each stage."""
    command = [
        sys.executable, str(HERE / "stage_times.py"), str(source), str(out), str(STAGE_DOCUMENTS), recognizer,
    ]  # fmt: skip
    return measured(command, environment=environment).figures


def spacy_figures(source: Path, count: int) -> list[dict[str, Any]]:
    """spaCy on the same texts with two processes; nothing, said loudly, when it cannot be installed.

    Asked before, between and after geomap's runs: a machine's speed changes within minutes.
    """
    python = SPACY_FOLDER / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(SPACY_FOLDER)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "spacy>=3.8,<4"], check=True)
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"NOT COMPARED with spaCy, which cannot be installed: {error}", file=sys.stderr)
        return []
    command = [str(python), str(HERE / "spacy_recognition.py"), str(source), str(min(count, SPACY_DOCUMENTS)), "2"]
    # One thread a process: with more they stand in each other's way on two cores.
    figures = measured(command, environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}).figures
    print(f"spaCy: {figures['documents_per_s']:.1f} documents a second", flush=True)
    return [figures]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--recognizer", nargs="+", default=["default", "crf"])
    parser.add_argument("--single-at-most", type=int, default=10_000, help="documents of runs with fewer workers")
    parser.add_argument("--no-spacy", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; needs 30 KB a document")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
