"""The examples of docs/batch.md and docs/scale.md do what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from geomap.batch.failing import FAILED_SHARE, FIRST, TRIED
from geomap.batch.merging import SLICE_EVENTS
from geomap.cli.main import main
from geomap.settings import Settings, load_settings

from .conftest import FakeEngine

DOCS = Path(__file__).resolve().parents[2] / "docs"


def block(language: str, page: str = "batch.md") -> str:
    found = re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(found) == 1
    return str(found[0])


def test_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "geomap.toml"
    path.write_text(block("toml"), encoding="utf-8")
    settings = load_settings(path=path, environment={})
    assert settings.workers == 2
    assert settings.formats == ("parquet", "gpkg")
    assert settings != Settings()


@pytest.mark.parametrize(("language", "page"), [("cron", "batch.md"), ("sh", "scale.md")])
def test_commands_are_understood(language: str, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = re.search(r"geomap run [^\n|]*", block(language, page))
    assert command
    name, *arguments = shlex.split(command[0])[1:]
    subcommand = main.commands[name]
    assert subcommand.make_context(name, arguments).params["folder"] == "out"


def test_the_notebook(tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.txt").write_text("A bomb exploded in Mosul.", encoding="utf-8")
    names: dict[str, object] = {}
    exec(block("python"), names)
    result = names["result"]
    assert isinstance(result.events, pd.DataFrame)  # type: ignore[attr-defined]
    assert len(result.events) == 1  # type: ignore[attr-defined]
    assert result.map_path.exists()  # type: ignore[attr-defined]


def test_figures_in_the_text_are_the_programs() -> None:
    batch, scale = ((DOCS / page).read_text(encoding="utf-8") for page in ("batch.md", "scale.md"))
    assert f"the first {FIRST} fail alike, or of {TRIED} and more {FAILED_SHARE:.0%}".replace("%", "") in batch
    assert f"{SLICE_EVENTS:,} events at a time" in scale
    assert f"holds its {Settings().map_limit:,} events at most" in scale
