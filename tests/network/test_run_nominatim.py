"""`geomap run` in processes against a real Nominatim: the same again without it, and a server that dies."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from nominatim import server as nominatim_server
from nominatim.places import VILLAGES

from .reports import CREDIT, LAST_S, line_of, manifest, placed, toponyms, write

pytestmark = pytest.mark.server


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A report of every village."""
    return write(tmp_path / "reports.jsonl", [line_of(number, village) for number, village in enumerate(VILLAGES)])


def command(source: Path, out: Path, address: str, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "geomap.cli.main", "run", str(source), "-o", str(out), "--nominatim", address,
        "--workers", "2", "-q", *more,
    ]  # fmt: skip


ENVIRONMENT = {"GEOMAP_NOMINATIM_INTERVAL_S": "0.05"}


def finished(arguments: list[str]) -> str:
    """What the command says; it must end well."""
    result = subprocess.run(
        arguments, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=LAST_S, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


def answers(cache: Path) -> int:
    """Answers that are kept by now."""
    path = cache / "geocoder.sqlite"
    if not path.is_file():
        return 0
    connection = sqlite3.connect(path, timeout=10)
    try:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def test_a_run_in_processes_and_the_same_again_without_the_server(
    nominatim_root: Path, reports: Path, tmp_path: Path
) -> None:
    one, two, three = tmp_path / "one", tmp_path / "two", tmp_path / "three"
    with nominatim_server.nominatim(nominatim_root, tmp_path) as (address, _):
        finished(command(reports, one, address))
    assert placed(one) >= 40
    first = manifest(one)["network"]
    assert first["requests"] == answers(Path(os.environ["GEOMAP_CACHE_DIR"])) > 40
    assert first["documents_with_answers"] >= 40
    assert CREDIT in (one / "map.html").read_text(encoding="utf-8")
    # The server is gone; the answers are kept.
    finished(command(reports, two, address))
    second = manifest(two)["network"]
    assert (second["requests"], second["cache_hits"]) == (0, first["questions"])
    # They travel.
    exported, cli = tmp_path / "answers.jsonl", [sys.executable, "-m", "geomap.cli.main", "cache"]
    finished([*cli, "export", str(exported)])
    elsewhere = {**os.environ, **ENVIRONMENT, "GEOMAP_CACHE_DIR": str(tmp_path / "elsewhere")}
    for arguments in ([*cli, "import", str(exported)], command(reports, three, address, "--nominatim-limit", "0")):
        subprocess.run(arguments, env=elsewhere, check=True, capture_output=True, timeout=LAST_S)
    for name in ("toponyms.jsonl", "events.jsonl", "events.csv", "events.geojson"):
        assert (one / name).read_bytes() == (two / name).read_bytes() == (three / name).read_bytes()


def test_killing_the_server_loses_no_run(
    nominatim_root: Path, reports: Path, tmp_path: Path, cache_folder: Path
) -> None:
    out = tmp_path / "out"
    with nominatim_server.nominatim(nominatim_root, tmp_path) as (address, server):
        arguments = command(reports, out, address)
        running = subprocess.Popen(
            arguments, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            while answers(cache_folder) < 10:
                assert running.poll() is None
                time.sleep(0.02)
            server.kill()
            said, _ = running.communicate(timeout=LAST_S)
        finally:
            running.kill()
            running.wait()
    assert running.returncode == 0, said
    found = toponyms(out)
    assert len(found) == len(VILLAGES)
    statuses = Counter(name["status"] for names in found.values() for name in names)
    assert statuses["SERVICE_FAILED"] > 0
    unasked = {name["text"] for names in found.values() for name in names if name.get("unasked")}
    done = placed(out)
    assert 5 <= done < len(VILLAGES)
    network = manifest(out)["network"]
    assert "requests in a row failed" in network["stopped"]
    assert network["unavailable"] >= 1
    assert network["could_not_ask"]["names"] == len(unasked) > 10
    assert manifest(out)["mentions"] == dict(statuses)
    assert f"{len(unasked)} names could not be asked for" in said
    assert (out / "map.html").stat().st_size > 100_000
    # The server comes back; only what was left is asked for.
    before = answers(cache_folder)
    with nominatim_server.nominatim(nominatim_root, tmp_path, port=int(address.rsplit(":", 1)[1])):
        finished([*arguments, "--retry-unresolved"])
    again = manifest(out)["network"]
    assert again["requests"] == answers(cache_folder) - before
    assert again["could_not_ask"]["names"] == 0
    assert placed(out) >= 40
