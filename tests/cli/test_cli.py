"""The command line: help that teaches, exit codes, summaries, and the README's commands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("run", "demo", "map", "view", "explain", "gazetteer", "events", "evaluate", "cache")


def geomap(*arguments: str, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geomap.cli.main", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=180, cwd=cwd, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_says_what_it_does(command: str) -> None:
    done = geomap(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split()) > 12


def test_the_commands_are_the_documented_ones() -> None:
    listed = re.findall(r"^  ([a-z]+) ", geomap("--help").stdout.split("Commands:")[1], flags=re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`geomap {command}" in readme for command in COMMANDS)


def test_the_reference_is_the_generated_one() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "cli" / "reference.py")], capture_output=True, text=True, check=True
    )
    written = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == done.stdout, "docs/cli.md is old: python tests/cli/reference.py > docs/cli.md"


def test_a_report_from_standard_input_becomes_a_map(tmp_path: Path) -> None:
    text = "A bomb exploded in Mosul on Friday, killing at least 12 people. Protesters marched in Baghdad."
    done = geomap("run", "-", "--date", "2017-03-01", "-o", str(tmp_path / "out"), "-q", stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("map.html")
    names = {path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")}
    assert {"map.html", "events.jsonl", "events.csv", "events.geojson", "toponyms.jsonl", "run.json"} <= names
    events = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    [bombing] = [event for event in events if event["event_type"] == "bombing"]
    assert bombing["date_start"] == "2017-02-24"
    assert bombing["fatalities"]["low"] == 12
    assert [place["name"] for place in bombing["places"] if place["role"] == "happened"] == ["Mosul"]


def test_some_bad_inputs_exit_with_3_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("A bomb exploded in Kabul.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = geomap(
        "run", str(tmp_path / "good.txt"), str(tmp_path / "empty.txt"), "missing.txt", "-o", str(tmp_path / "o"), "-q"
    )
    assert done.returncode == 3
    assert "empty.txt" in done.stderr
    assert "missing.txt" in done.stderr
    manifest = json.loads((tmp_path / "o" / "run.json").read_text(encoding="utf-8"))
    assert manifest["documents"]["read"] == 1
    assert manifest["documents"]["failed"] == 2
    assert all(error["reason"] for error in manifest["errors"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["run"], "INPUT"),
        (["run", "a.txt", "--date", "someday"], "someday"),
        (["run", "a.txt", "--recognizer", "magic"], "magic"),
        (["explain", "no-such-file.txt"], "no such file"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(arguments: list[str], reason: str, tmp_path: Path) -> None:
    done = geomap(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_come_from_file_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "geomap.toml").write_text('titel = "x"\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text("Kabul.", encoding="utf-8")
    done = geomap("run", "a.txt", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "titel" in done.stderr


def test_schema_is_printed() -> None:
    assert json.loads(geomap("events", "schema").stdout)["title"] == "geomap event"


def test_explain_tells_in_words() -> None:
    done = geomap("explain", "-", "Tripoli", stdin="Protesters marched in Tripoli, the Libyan interior ministry said.")
    assert done.returncode == 0, done.stderr
    assert "LY" in done.stdout
    assert "main name" in done.stdout


def test_import_loads_nothing_heavy() -> None:
    heavy = ["pandas", "shapely", "folium", "onnxruntime", "trafilatura", "geopy", "pycrfsuite", "dask"]
    code = f"import sys, geomap.cli.main; print([name for name in {heavy!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_the_examples_make_a_map_of_the_four_regions(tmp_path: Path) -> None:
    done = geomap("demo", "-o", str(tmp_path), "-q")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    countries = {
        p["place"].get("country_code") for e in events for p in e["places"] if p["role"] == "happened" and p["place"]
    }
    assert {"GB", "AF", "IQ", "SY"} <= countries
    assert len(events) > 50


def test_the_command_is_installed() -> None:
    path = shutil.which("geomap", path=str(Path(sys.executable).parent))
    assert path, "the entry point geomap is not installed beside the interpreter"
