"""`geomap gazetteer …`, as a person types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli.gazetteer import gazetteer as command
from geomap.errors import GazetteerError, UsageError


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMAP_DATA_DIR", str(tmp_path / "data"))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.output


def first_row(output: str) -> str:
    return output.splitlines()[1]


def test_search_shows_mazar_e_sharif_first_and_says_why() -> None:
    row = first_row(run("search", "Mazeer-i-Shareef"))
    assert row.startswith("Mazar-e Sharif")
    assert "folded: Maz" in row
    assert "AF" in row


def test_search_takes_a_country_and_a_limit() -> None:
    assert "IQ" in first_row(run("search", "Salamiya", "--country", "iq"))
    assert len(re.findall(r"geonames:\d+", run("search", "Manchester", "-n", "3"))) == 3
    assert "no place is called 'Xqzwv'" in run("search", "Xqzwv")
    assert "no place is called" in run("search", "Manchster", "--no-fuzzy")


def test_list_and_info() -> None:
    layers = run("list")
    assert [line.split()[0] for line in layers.splitlines()[1:]] == ["focus", "world"]
    assert "GeoNames" in run("info")
    assert "Focus regions" in run("info", "focus")
    with pytest.raises(GazetteerError, match="layers: focus, world"):
        run("info", "absent")


def test_add_export_and_remove(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("VILLAGE,lat,lon\n[bold]Tall Qaryah[/bold],35.5,38.5\n", encoding="utf-8")
    assert "layer 'own': 1 places, 0 of them known" in run("add", str(table), "--column", "name=VILLAGE")
    assert "[bold]Tall Qaryah[/bold]" in run("search", "[bold]Tall Qaryah[/bold]")
    assert "own:2\t[bold]Tall Qaryah" in run("export", "own")
    out = tmp_path / "out.geojson"
    assert "1 places" in run("export", "own", "--format", "geojson", "-o", str(out))
    assert '"own:2"' in out.read_text(encoding="utf-8")
    assert "is removed" in run("remove", "own")


def test_a_wrong_column_option_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("name,lat,lon\nA,1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="FIELD=COLUMN"):
        run("add", str(table), "--column", "name")
    with pytest.raises(GazetteerError, match="no field 'nom'"):
        run("add", str(table), "--column", "nom=name")
    with pytest.raises(GazetteerError, match="column 'NAME2': is not in the file"):
        run("add", str(table), "--column", "name=NAME2")


@pytest.mark.parametrize("name", sorted(command.commands))
def test_every_command_explains_itself(name: str) -> None:
    output = run(name, "--help")
    assert command.commands[name].get_short_help_str()
    assert len(output.splitlines()) > 4
