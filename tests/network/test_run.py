"""`geomap run` with the fallback: whole runs, from the command line to the map."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nominatim.places import VILLAGES

from geomap.cli.run import run as run_command
from geomap.errors import UsageError
from geomap.network.servers import POLICY_URL

from .faulty import VILLAGE, says, serve
from .reports import CREDIT, LAST_S, line_of, manifest, toponyms, write


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
