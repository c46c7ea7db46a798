"""Kills runs with SIGKILL at random moments, lets the same command go on, and compares the outputs byte by byte.

    python tests/bench/bench_kills.py [--kills 30] [--documents 200] [--workers 2] [--recognizer default]

Each time a run into a new folder is killed once, alone or with its workers, and once more while it goes on; then it goes on to
the end. What stands in the folder in between must be complete too. The tests kill a quicker run six times.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from corpus import write_jsonl

HERE = Path(__file__).resolve().parent
OUTPUTS = ("toponyms.jsonl", "events.jsonl", "events.csv", "events.geojson")
SEED = 30
SETTLE_S = 3.0


def start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """A run in a group of its own."""
    return subprocess.Popen(
        [*command[:3], str(folder), *command[3:]],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        start_new_session=True,
    )


def kill_within(process: subprocess.Popen[bytes], seconds: float, *, with_workers: bool) -> bool:
    """Kill it after so long; whether it still ran."""
    time.sleep(seconds)
    was_running = process.poll() is None
    if was_running:
        if with_workers:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    return was_running


def wrong_files(folder: Path, expected: dict[str, bytes], *, all_there: bool) -> list[str]:
    """Outputs that are not as they should be."""
    present = [name for name in OUTPUTS if (folder / name).exists()]
    wrong = [name for name in present if (folder / name).read_bytes() != expected[name]]
    page = folder / "map.html"
    if page.exists() and not page.read_bytes().rstrip().endswith(b"</html>"):
        wrong.append(page.name)
    return wrong + ([name for name in (*OUTPUTS, page.name) if not (folder / name).exists()] if all_there else [])


def main() -> None:
    """Kill and compare; the exit code tells whether all was well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", default="2")
    parser.add_argument("--recognizer", default="default")
    options = parser.parse_args()
    chance, outcomes, wrong = random.Random(SEED), Counter[str](), []
    with tempfile.TemporaryDirectory(prefix="geomap-kills-") as name:
        source = Path(name) / "in.jsonl"
        write_jsonl(source, options.documents)
        time.sleep(SETTLE_S)
        command = [sys.executable, str(HERE / "one_run.py"), str(source), options.workers, options.recognizer]
        begun = time.monotonic()
        if start(command, Path(name) / "undisturbed").wait():
            sys.exit("the undisturbed run failed")
        seconds = time.monotonic() - begun
        expected = {file: (Path(name) / "undisturbed" / file).read_bytes() for file in OUTPUTS}
        for number in range(options.kills):
            folder = Path(name) / f"killed-{number}"
            for part in (1.0, 0.5):
                killed = kill_within(
                    start(command, folder), chance.uniform(0.0, part) * seconds, with_workers=chance.random() < 0.5
                )
                outcomes["killed" if killed else "was over before"] += 1
                wrong += wrong_files(folder, expected, all_there=False)
            if start(command, folder).wait():
                wrong.append(f"run {number} could not go on")
            wrong += wrong_files(folder, expected, all_there=True)
            print(f"{number + 1} of {options.kills}: {dict(outcomes)}, wrong: {wrong or 'nothing'}", flush=True)
    print(
        f"a run of {options.documents} documents took {seconds:.1f} s; {outcomes['killed']} kills, wrong: {len(wrong)}"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
