"""A run that is killed with SIGKILL, wherever it is, goes on and ends with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import OUTPUTS, document, output_bytes, write_jsonl

SCRIPT = Path(__file__).with_name("killed_run.py")
SEED = 8
KILLS = 6


def start(source: Path, folder: Path, *, workers: int = 2) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(SCRIPT), str(source), str(folder), str(workers)])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [document(f"d{number:03d}", f"report {number} SLOWLY") for number in range(150)]
    return write_jsonl(tmp_path_factory.mktemp("killed") / "in.jsonl", rows)


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> tuple[dict[str, bytes], float]:
    """The outputs of a run that nobody killed, and how long it took."""
    begun = time.monotonic()
    assert start(source, source.parent / "undisturbed").wait(120) == 0
    return output_bytes(source.parent / "undisturbed"), time.monotonic() - begun


def test_killed_again_and_again(source: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    expected, seconds = undisturbed
    chance = random.Random(SEED)
    kills = 0
    for _ in range(KILLS):
        process = start(source, tmp_path / "out")
        time.sleep(chance.uniform(0.3, 0.9) * seconds)
        kills += process.poll() is None
        process.kill()
        process.wait()
        present = [name for name in OUTPUTS if (tmp_path / "out" / name).exists()]
        for name in present:
            assert (tmp_path / "out" / name).read_bytes() == expected[name], f"{name} is there and not complete"
    assert kills, "no run lived long enough to be killed"
    assert start(source, tmp_path / "out").wait(120) == 0
    assert output_bytes(tmp_path / "out") == expected


def test_a_continued_run_does_only_the_rest(source: Path, tmp_path: Path) -> None:
    import sqlite3

    process = start(source, tmp_path / "out")
    state = tmp_path / "out" / ".geomap" / "state.sqlite"
    done = 0
    for _ in range(2_400):
        time.sleep(0.05)
        if state.exists():
            with sqlite3.connect(f"file:{state}?mode=ro", uri=True, timeout=5) as database:
                tables = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'items'").fetchone()[0]
                done = database.execute("SELECT count(*) FROM items WHERE fate = 1").fetchone()[0] if tables else 0
            database.close()
        if done >= 30:
            break
    process.kill()
    process.wait()
    assert done >= 30, "the run remembered too little within two minutes"
    assert start(source, tmp_path / "out").wait(120) == 0
    import json

    counts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["documents"]
    assert counts["known"] >= done
    assert counts["known"] + counts["new"] == 150


def test_ctrl_c_ends_all_processes_and_keeps_what_was_done(source: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(source), str(tmp_path / "out"), "2"],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(2.0)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) != 0
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert start(source, tmp_path / "out").wait(120) == 0


def test_workers_of_a_killed_run_end_by_themselves(source: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(source), str(tmp_path / "out"), "2"], start_new_session=True
    )
    time.sleep(2.0)
    process.kill()
    process.wait()
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a worker outlived the run by 10 s")
