"""`geomap run` with the fallback: whole runs, from the command line to the map."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from nominatim import server as nominatim_server
from nominatim.places import VILLAGES, Village

from geomap.cli.run import run as run_command
from geomap.errors import UsageError
from geomap.geodesy import haversine_km
from geomap.network.servers import POLICY_URL

from .faulty import VILLAGE, says, serve
from .reports import mentions
from .test_nominatim import COUNTRY_NAMES, told

CREDIT = "OpenStreetMap contributors"
LAST_S = 120.0


def line_of(number: int, village: Village, kind: str = "the country alone") -> dict[str, Any]:
    """A report as JSON, with its toponyms."""
    text = told(kind, village)
    names = mentions(text, [village.asked, COUNTRY_NAMES[village.country_code], village.admin1])
    return {
        "doc_id": f"report-{number}", "text": text, "date": "2016-05-01", "source": "Example",
        "toponyms": [{"start": name.start, "end": name.end} for name in names],
    }  # fmt: skip


def write(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A report of every village."""
    return write(tmp_path / "reports.jsonl", [line_of(number, village) for number, village in enumerate(VILLAGES)])


@pytest.fixture
def one_report(tmp_path: Path) -> Path:
    """A report of one village, which the misbehaving servers know too."""
    return write(tmp_path / "one.jsonl", [line_of(1, VILLAGES[1])])


def run(*arguments: object) -> Result:
    """The command in this process."""
    result = CliRunner().invoke(run_command, list(map(str, arguments)), standalone_mode=False)
    if result.exception:
        raise result.exception
    return result


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found


def toponyms(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """doc_id → its toponyms."""
    lines = (folder / "toponyms.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["doc_id"]: line["toponyms"] for line in map(json.loads, lines)}


def placed(folder: Path) -> int:
    """Villages that a run has within 5 km of their place."""
    found = toponyms(folder)
    count = 0
    for number, village in enumerate(VILLAGES):
        (own,) = (name for name in found[f"report-{number}"] if name["text"] == village.asked)
        is_placed = own["lat"] is not None
        count += is_placed and haversine_km(own["lat"], own["lon"], village.lat, village.lon) <= 5
    return count


def test_a_run_without_the_fallback_starts_no_network_code(one_report: Path, tmp_path: Path) -> None:
    code = (
        "import sys; calls = []; spoken = ('socket.connect', 'socket.getaddrinfo'); "
        "sys.addaudithook(lambda name, _: calls.append(name) if name in spoken else None); "
        "from geomap.batch import run; "
        f"run({str(one_report)!r}, {str(tmp_path / 'out')!r}); "
        "print(calls + sorted(name for name in sys.modules if name.startswith(('geomap.network', 'geopy'))))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LAST_S)
    assert result.stdout.strip() == "[]"
    # There was something to ask for.
    assert {name["match"] for name in toponyms(tmp_path / "out")["report-1"]} & {None, "fuzzy"}
    assert manifest(tmp_path / "out")["network"] == {}


def test_an_answer_brings_the_credit(one_report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serve(says([{**VILLAGE, "lat": "36.2875", "lon": "37.612", "boundingbox": None}])) as server:
        result = run(one_report, "-o", out, "--nominatim", server.address, "--nominatim-email", "desk@example.org")
        assert server.requests[0].parameters["email"] == "desk@example.org"
    names = {name["text"]: name for name in toponyms(out)["report-1"]}
    assert names["Kafr Zunbil"]["source"] == "geocoder"
    assert names["Kafr Zunbil"]["place_id"] == "osm:node/7"
    network = manifest(out)["network"]
    assert CREDIT in network["attributions"][0]
    assert network["server"] == server.address
    assert (network["requests"], network["found"], network["limit"]) == (1, 1, 200)
    assert CREDIT in (out / "map.html").read_text(encoding="utf-8")
    assert f"{server.address}: 1 requests" in result.output


def test_without_an_answer_there_is_no_credit(one_report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serve(says([])) as server:
        run(one_report, "-o", out, "--nominatim", server.address)
        assert server.requests
    assert manifest(out)["network"]["attributions"] == []
    assert CREDIT not in (out / "map.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["environment", "file"])
def test_the_server_can_stand_in_the_settings(
    one_report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with serve(says([])) as server:
        if how == "environment":
            monkeypatch.setenv("GEOMAP_NOMINATIM", server.address)
        else:
            (tmp_path / "geomap.toml").write_text(f'nominatim = "{server.address}"\n')
        run(one_report, "-o", "off", "--no-nominatim")
        assert server.requests == []
        run(one_report, "-o", "on")
        assert server.requests


def test_a_fault_is_a_status_and_is_counted(one_report: Path, tmp_path: Path) -> None:
    write(one_report, [line_of(8, VILLAGES[8])])
    out = tmp_path / "out"
    with serve(says({}, status="403 Forbidden")) as server:
        run(one_report, "-o", out, "--nominatim", server.address)
    (name,) = (each for each in toponyms(out)["report-8"] if each["text"] == VILLAGES[8].asked)
    assert (name["status"], name["lat"], name["unasked"]) == ("SERVICE_FAILED", None, True)
    run_json = manifest(out)
    assert run_json["mentions"]["SERVICE_FAILED"] == 1
    assert run_json["network"]["refused"] == 1
    assert "refuses (HTTP 403)" in run_json["network"]["stopped"]
    assert run_json["network"]["could_not_ask"] == {"names": 1, "most_frequent": [VILLAGES[8].asked]}
    assert (out / "map.html").is_file()


def test_the_limit_tells_what_is_left_and_a_later_run_asks_only_for_that(tmp_path: Path) -> None:
    villages = VILLAGES[6:12]
    source = write(tmp_path / "six.jsonl", [line_of(number, village) for number, village in enumerate(villages)])
    out = tmp_path / "out"
    with serve(says([])) as server:
        fast = ("--nominatim", server.address, "--settings", _fast(tmp_path))
        result = run(source, "-o", out, *fast, "--nominatim-limit", 5)
        assert len(server.requests) == 5
        asked = {request.parameters["q"] for request in server.requests}
        left = set(manifest(out)["network"]["could_not_ask"]["most_frequent"])
        assert 0 < len(left) < 6
        assert "the limit of 5 requests is reached" in result.output
        assert "--retry-unresolved" in result.output
        # The same command again leaves it at that.
        run(source, "-o", out, *fast)
        assert len(server.requests) == 5
        run(source, "-o", out, *fast, "--retry-unresolved")
        again = [request.parameters["q"] for request in server.requests[5:]]
        assert again
        assert asked.isdisjoint(again)
        assert manifest(out)["network"]["could_not_ask"]["names"] == 0
        done = len(server.requests)
        run(source, "-o", out, *fast, "--retry-unresolved")
        assert len(server.requests) == done


def _fast(folder: Path) -> Path:
    path = folder / "fast.toml"
    path.write_text("nominatim_interval_s = 0.0\n")
    return path


def test_waiting_for_a_turn_is_not_the_documents_time(tmp_path: Path) -> None:
    source = write(tmp_path / "four.jsonl", [line_of(number, VILLAGES[number]) for number in (8, 9, 10, 11)])
    out, limit_s = tmp_path / "out", 1.5
    begun = time.monotonic()
    with serve(says([])) as server:
        run(source, "-o", out, "--nominatim", server.address, "--timeout-per-document", limit_s)
        assert len(server.requests) >= 3
    assert time.monotonic() - begun > limit_s
    assert not (out / "errors.jsonl").exists()
    assert len(toponyms(out)) == 4


def test_a_key_is_not_written_down(one_report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMAP_GEOCODER", "opencage")
    monkeypatch.setenv("GEOMAP_GEOCODER_OPTIONS", '{"api_key": "not-to-be-seen"}')
    out = tmp_path / "out"
    with serve(says({"results": []})) as server:
        run(one_report, "-o", out, "--nominatim", server.address)
        assert "not-to-be-seen" in server.requests[0].path
    texts = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    assert len(texts) > 5
    assert not any(b"not-to-be-seen" in text for text in texts)


@pytest.mark.parametrize(
    "options",
    [
        ("--nominatim", "localhost:8080"),
        ("--nominatim", "public", "--no-nominatim"),
        ("--retry-unresolved",),
    ],
)
def test_wrong_usage(one_report: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        run(one_report, "-o", tmp_path / "out", *options)


def test_the_help_names_the_policy() -> None:
    text = CliRunner().invoke(run_command, ["--help"]).output
    assert POLICY_URL in "".join(text.split())


# With the real server


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


@pytest.mark.server
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


@pytest.mark.server
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
