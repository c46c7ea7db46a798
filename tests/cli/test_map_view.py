"""`geomap map` and `geomap view`."""

from __future__ import annotations

import json
import re
import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli.map import map_command
from geomap.cli.view import view
from geomap.errors import StoreError, UsageError
from geomap.records import DatePrecision, Event, EventPlace, EventType, Place, Point, Role, Span, Status
from geomap.store import write_csv, write_geojson, write_jsonl


def one_event() -> Event:
    """A bombing in Mosul."""
    mosul = Place(
        place_id="geonames:99072",
        name="Mosul",
        point=Point(lat=36.335, lon=43.119),
        feature_class="P",
        feature_code="PPLA",
        country_code="IQ",
    )
    where = EventPlace(
        name="Mosul",
        role=Role.HAPPENED,
        status=Status.RESOLVED,
        place=mosul,
        point=mosul.point,
        location_precision=1,
        confidence=0.9,
    )
    text = "A bomb went off in Mosul."
    return Event(
        event_id="e-1",
        doc_id="d-1",
        event_type=EventType.BOMBING,
        date_start="2017-05-22",
        date_precision=DatePrecision.DAY,
        places=(where,),
        evidence=Span(start=0, end=len(text), text=text),
    )


def data_of(path: Path) -> dict[str, object]:
    """The page's data block."""
    found = re.search(r'id="gm-data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(("suffix", "write"), [("jsonl", write_jsonl), ("csv", write_csv), ("geojson", write_geojson)])
def test_map_of_a_file(tmp_path: Path, suffix: str, write: object) -> None:
    source = tmp_path / f"strikes.{suffix}"
    with source.open("w", encoding="utf-8", newline="") as handle:
        write([one_event()], handle)  # type: ignore[operator]
    result = CliRunner().invoke(
        map_command,
        [str(source), "-o", str(tmp_path / "out" / "m.html"), "--attribution", "Mine"],
        standalone_mode=False,
    )
    assert result.exception is None
    assert result.output == f"map: {(tmp_path / 'out' / 'm.html').resolve()}\n"
    data = data_of(tmp_path / "out" / "m.html")
    assert data["title"] == "strikes"
    assert data["attributions"] == ["Mine"]
    assert data["events"]["core"]["places"]["name"] == ["Mosul"]  # type: ignore[index]


def test_map_options(tmp_path: Path) -> None:
    source = tmp_path / "e.jsonl"
    with source.open("w", encoding="utf-8") as handle:
        write_jsonl([one_event()], handle)
    options = ["-o", str(tmp_path / "m.html"), "--title", "<T>", "--language", "ar", "--tiles", "carto-dark"]
    assert CliRunner().invoke(map_command, [str(source), *options], standalone_mode=False).exception is None
    data = data_of(tmp_path / "m.html")
    assert (data["title"], data["language"], data["tiles"]["name"]) == ("<T>", "ar", "carto-dark")  # type: ignore[index]


def test_map_of_what_is_no_events_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("no events")
    result = CliRunner().invoke(
        map_command, [str(tmp_path / "x.txt"), "-o", str(tmp_path / "m.html")], standalone_mode=False
    )
    assert isinstance(result.exception, StoreError)
    assert not (tmp_path / "m.html").exists()


def test_view_opens_the_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "map.html").write_text("x")
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url) or True))
    for argument in (tmp_path, tmp_path / "map.html"):
        result = CliRunner().invoke(view, [str(argument)], standalone_mode=False)
        assert result.output == f"map: {(tmp_path / 'map.html').resolve()}\n"
    assert opened == [(tmp_path / "map.html").as_uri()] * 2
    CliRunner().invoke(view, [str(tmp_path), "--print"], standalone_mode=False)
    assert len(opened) == 2


def test_view_without_a_browser_still_tells_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "map.html").write_text("x")
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    result = CliRunner().invoke(view, [str(tmp_path)], standalone_mode=False)
    assert "map.html" in result.output
    assert "open the file by hand" in result.stderr


def test_view_of_nothing_tells_how_to_make_it(tmp_path: Path) -> None:
    result = CliRunner().invoke(view, [str(tmp_path)], standalone_mode=False)
    assert isinstance(result.exception, UsageError)
    assert "geomap run" in str(result.exception)
