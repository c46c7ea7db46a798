"""The cache: what is kept, for how long, by which key, and how it travels."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geomap.cli.cache import cache
from geomap.errors import InputError
from geomap.network.answers import DAY_S, Answers
from geomap.network.door import Door
from geomap.network.opening import open_geocoder
from geomap.network.state import State
from geomap.protocols import GeocoderQuery
from geomap.records import Bbox, MatchKind, Point
from geomap.settings import Settings

from .conftest import FakeTime
from .faulty import VILLAGE, says, serve

NOTHING = GeocoderQuery(name="Atlantis")
VILLAGE_QUERY = GeocoderQuery(name="Kafr Zunbil", country_codes=("SY", "TR"), admin1="Aleppo", kind="P")


def opened(address: str, fake_time: FakeTime, **options: Any) -> Door:
    settings = options.pop("settings", {})
    door = open_geocoder(Settings(nominatim=address, **settings), clock=fake_time.clock, **options)
    assert door is not None
    return door


def test_a_second_run_asks_nothing(fake_time: FakeTime) -> None:
    with serve(says([VILLAGE])) as server:
        before = opened(server.address, fake_time).geocode(VILLAGE_QUERY)
        door = opened(server.address, fake_time)
        assert door.geocode(VILLAGE_QUERY) == before
        assert len(server.requests) == 1
        assert door.counts() == {"cache_hits": 1, "found": 1, "questions": 1, "requests": 0}
    (found,) = before
    assert found.match is MatchKind.GEOCODER
    assert found.place.point == Point(lat=36.41, lon=37.43)
    assert (found.place.place_id, found.place.country_code, found.place.feature_code) == ("osm:node/7", "SY", "PPL")
    assert (found.place.source_id, found.matched_name, found.similarity) == ("nominatim", "Kafr Zunbil", 1.0)


def test_nothing_found_is_kept_too(fake_time: FakeTime) -> None:
    with serve(says([])) as server:
        for _ in range(3):
            assert opened(server.address, fake_time).geocode(NOTHING) == []
        assert len(server.requests) == 1
    (info,) = Answers(State(_file())).info()
    assert (info.server, info.answers, info.nothing_found) == (server.address, 1, 1)


def test_what_is_the_same_question_is_asked_once(fake_time: FakeTime) -> None:
    box = Bbox(south=36.2, west=37.1, north=36.9, east=37.8)
    same = [
        GeocoderQuery(name="Kafr-Zunbil ", country_codes=("SY", "TR"), viewbox=box),
        GeocoderQuery(name="kafr zunbil", country_codes=("TR", "SY", "SY"), viewbox=box),
        GeocoderQuery(
            name="KAFR ZUNBIL",
            country_codes=("TR", "SY"),
            viewbox=Bbox(south=36.3, west=37.2, north=36.8, east=37.9),
        ),
    ]
    with serve(says([VILLAGE])) as server:
        door = opened(server.address, fake_time)
        answers = [door.geocode(query) for query in same]
        assert len(server.requests) == 1
        assert answers[0] == answers[1] == answers[2]
        door.geocode(GeocoderQuery(name="Kafr Zunbil", country_codes=("SY",), viewbox=box))
        assert len(server.requests) == 2
    sent = server.requests[0].parameters
    assert sent["viewbox"] == "37.0,36.0,38.0,37.0"
    assert sent["countrycodes"] == "sy,tr"
    assert "bounded" not in sent


def test_servers_do_not_share_answers(fake_time: FakeTime) -> None:
    with serve(says([VILLAGE])) as one, serve(says([])) as two:
        assert opened(one.address, fake_time).geocode(VILLAGE_QUERY)
        assert not opened(two.address, fake_time).geocode(VILLAGE_QUERY)


def test_old_answers_are_asked_again_unless_age_does_not_matter(fake_time: FakeTime) -> None:
    with serve(says([VILLAGE])) as server:
        opened(server.address, fake_time).geocode(VILLAGE_QUERY)
        fake_time.now += 31 * DAY_S
        opened(server.address, fake_time, settings={"nominatim_cache_days": 32}).geocode(VILLAGE_QUERY)
        opened(server.address, fake_time, settings={"nominatim_cache_days": 0}).geocode(VILLAGE_QUERY)
        opened(server.address, fake_time, settings={"nominatim_cache_days": 30}, any_age=True).geocode(VILLAGE_QUERY)
        assert len(server.requests) == 1
        opened(server.address, fake_time, settings={"nominatim_cache_days": 30}).geocode(VILLAGE_QUERY)
        opened(server.address, fake_time, settings={"nominatim_cache_days": 30}).geocode(VILLAGE_QUERY)
        assert len(server.requests) == 2


def test_the_cache_is_looked_at_before_turn_and_budget(fake_time: FakeTime) -> None:
    with serve(says([VILLAGE])) as server:
        opened(server.address, fake_time).geocode(VILLAGE_QUERY)
        slept = fake_time.slept
        door = opened(server.address, fake_time, settings={"nominatim_limit": 0})
        assert len(door.geocode(VILLAGE_QUERY)) == 1
        assert fake_time.slept == slept


def test_opening_sends_nothing_and_writes_nothing(cache_folder: Path) -> None:
    with serve(says([])) as server:
        assert open_geocoder(Settings(nominatim=server.address)) is not None
        assert server.requests == []
    assert not cache_folder.exists()
    assert open_geocoder(Settings()) is None


def _file() -> Path:
    from geomap.network.state import cache_file

    return cache_file()


def _put(numbers: range) -> None:
    answers = Answers(State(_file()))
    for number in numbers:
        answers.put("http://one.example", json.dumps({"q": f"name {number}"}), [])
        assert answers.get("http://one.example", json.dumps({"q": f"name {number}"})) == []


def test_processes_write_at_once() -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_put, args=(range(start, start + 60),)) for start in (0, 30, 60)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert sum(info.answers for info in Answers(State(_file())).info()) == 120


def _fill(fake_time: FakeTime) -> str:
    with serve(lambda request, send: says([VILLAGE] if "zunbil" in request.path else [])(request, send)) as server:
        door = opened(server.address, fake_time)
        door.geocode(VILLAGE_QUERY)
        fake_time.now += 10 * DAY_S
        door.geocode(NOTHING)
    return server.address


def run(*arguments: str, code: int = 0, text: str | None = None) -> str:
    result = CliRunner().invoke(cache, list(arguments), input=text, standalone_mode=False)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert (result.return_value or 0) == code
    return result.output


def test_export_and_import_bring_the_same_run(
    fake_time: FakeTime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _fill(fake_time)
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    run("export", str(first))
    monkeypatch.setenv("GEOMAP_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert "took 2 of 2 answers" in run("import", str(first))
    assert "took 0 of 2 answers" in run("import", str(first))
    run("export", str(second))
    assert first.read_bytes() == second.read_bytes()
    # The server is gone; the answers are not.
    door = opened(address, fake_time, settings={"nominatim_limit": 0})
    assert door.geocode(VILLAGE_QUERY)[0].place.place_id == "osm:node/7"
    assert door.geocode(NOTHING) == []


def test_the_newer_answer_stays(fake_time: FakeTime, tmp_path: Path) -> None:
    address = _fill(fake_time)
    exported = tmp_path / "old.jsonl"
    run("export", str(exported))
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    for line, days in zip(lines, (-1, 1), strict=True):
        line.update(answered=line["answered"] + days * DAY_S, rows=[])
    exported.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert "took 1 of 2" in run("import", str(exported))
    assert {info.server: info.nothing_found for info in Answers(State(_file())).info()} in ({address: 1}, {address: 2})


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        '{"server": "s"}',
        '{"server": 1, "question": {}, "answered": 1, "rows": []}',
        '{"server": "s", "question": {}, "answered": "1", "rows": []}',
        '{"server": "s", "question": {}, "answered": NaN, "rows": []}',
        '{"server": "s", "question": {}, "answered": true, "rows": []}',
        '{"server": "s", "question": {}, "answered": 1, "rows": [{"id": "osm:node/1"}]}',
        '{"server": "s", "question": {}, "answered": 1, "rows": [7]}',
        '{"server": "s", "question": {}, "answered": 1, "rows": [], "more": 1}',
    ],
)
def test_a_damaged_export_changes_nothing(line: str, fake_time: FakeTime, tmp_path: Path) -> None:
    address = _fill(fake_time)
    damaged = tmp_path / "damaged.jsonl"
    good = '{"server": "s", "question": {"q": "x"}, "answered": 1, "rows": []}'
    damaged.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run("import", str(damaged))
    assert caught.value.line == 2
    assert [info.server for info in Answers(State(_file())).info()] == [address]


def test_info_and_clear(fake_time: FakeTime) -> None:
    assert "nothing is kept" in run("info")
    address = _fill(fake_time)
    assert f'{address}: 2 answers, 1 of them "nothing found", 1970-01-12 to 1970-01-22' in run("info")
    (server,) = json.loads(run("info", "--json"))["servers"]
    assert (server["answers"], server["nothing_found"]) == (2, 1)
    assert "dropped 0" in run("clear", "-y", "--server", "http://other.example")
    assert "dropped 2" in run("clear", "--older-than-days", "5", text="y\n")
    assert "nothing is kept" in run("info")


def test_the_command_line_does_not_load_the_network() -> None:
    code = (
        "import sys, geomap.cli.main, geomap.cli.cache; "
        "print([name for name in sys.modules if name.startswith(('geomap.network', 'geopy'))])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
