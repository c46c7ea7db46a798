"""What `geomap run` leaves as exit code and says at the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from geomap.cli.main import entry

from .conftest import FakeEngine, document, write_jsonl


def geomap(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["geomap", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        entry()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "in.jsonl", [document(f"d{n}", f"report {n}") for n in range(20)])


def test_0_all_went_well_and_what_changed_is_told(
    source: Path,
    tmp_path: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    assert geomap(monkeypatch, "run", source, "-o", out, "-q") == 0
    assert "since the last run" not in capsys.readouterr().out
    write_jsonl(source, [document(f"d{n}", f"report {n}") for n in range(1, 22)])
    assert geomap(monkeypatch, "run", source, "-o", out, "-q") == 0
    assert "since the last run: 19 known, 2 new, 0 changed, 1 removed" in capsys.readouterr().out
    assert geomap(monkeypatch, "run", source, "-o", out, "-q") == 0
    assert "nothing changed; the outputs are as they were" in capsys.readouterr().out
    assert geomap(monkeypatch, "run", source, "-o", out, "-q", "--fresh") == 0
    assert "since the last run" not in capsys.readouterr().out


def test_1_the_run_could_not_be_done(
    source: Path,
    tmp_path: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert geomap(monkeypatch, "run", source, "-o", source / "below", "-q") == 1
    told = capsys.readouterr().err
    assert "cannot be written" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--format", "shapefile"], "shapefile"),
        (["--workers", "-1"], "workers -1 is negative"),
        (["--timeout-per-document", "0"], "timeouts must be above 0"),
        (["--map-limit", "0"], "map_limit 0"),
        (["--engine", "spark"], "spark"),
    ],
)
def test_2_wrong_usage(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    told: str,
) -> None:
    assert geomap(monkeypatch, "run", source, "-o", tmp_path / "out", *options) == 2
    assert told in capsys.readouterr().err


def test_3_some_inputs_could_not_be_used(
    source: Path,
    tmp_path: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_jsonl(source, [document("a", "CRASH"), document("b", "fine")])
    assert geomap(monkeypatch, "run", source, tmp_path / "missing", "-o", tmp_path / "out", "-q") == 3
    told = capsys.readouterr().err
    assert "2 inputs could not be used" in told
    assert "ZeroDivisionError: a bug in a stage" in told
    assert "there is no such file or folder" in told


def test_130_stopped_by_the_user(
    source: Path,
    tmp_path: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geomap.batch.driver.finish", stop)
    assert geomap(monkeypatch, "run", source, "-o", tmp_path / "out", "-q") == 130
    assert "the same command goes on from here" in capsys.readouterr().err


def test_settings_of_a_file(
    source: Path, tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "geomap.toml").write_text('formats = ["kml"]\nworkers = 1\ntitle = "From the file"\n')
    monkeypatch.chdir(tmp_path)
    assert geomap(monkeypatch, "run", source, "-o", "out", "-q") == 0
    assert (tmp_path / "out" / "events.kml").exists()
    assert "From the file" in (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
