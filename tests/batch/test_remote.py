"""Addresses instead of paths, for what is read and what is written."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geomap.batch import run
from geomap.batch.intake import Counts
from geomap.errors import StoreError
from geomap.settings import Settings

from .conftest import FakeEngine, document

fsspec = pytest.importorskip("fsspec", reason="UNTESTED: fsspec is not installed")

ONE = Settings(workers=1)


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("GEOMAP_CACHE_DIR", str(tmp_path / "cache"))
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def rows(*names: str) -> bytes:
    return "".join(json.dumps(document(name, f"report {name}")) + "\n" for name in names).encode()


def test_folder_pattern_and_single_file(memory: Any, tmp_path: Path, fake_engine: FakeEngine) -> None:
    memory.pipe(
        {"/in/a.jsonl": rows("a", "b"), "/in/deep/c.txt": b"report c", "/in/d.png": b"no", "/in/.hidden.txt": b"no"}
    )
    whole = run("memory://in", tmp_path / "out", settings=ONE)
    assert (whole.tally.documents, whole.problem_count) == (3, 0)
    ids = [json.loads(line)["doc_id"] for line in (tmp_path / "out" / "toponyms.jsonl").read_text().splitlines()]
    assert ids == ["a", "b", "deep/c.txt"]
    assert run("memory://in/*.jsonl", tmp_path / "two", settings=ONE).tally.documents == 2
    assert run("memory://in/deep/c.txt", tmp_path / "three", settings=ONE).tally.documents == 1


def test_problems_name_the_address(memory: Any, tmp_path: Path, fake_engine: FakeEngine) -> None:
    memory.pipe({"/in/a.jsonl": rows("a") + b"{broken\n", "/in/empty.txt": b""})
    result = run(["memory://in", "memory://nowhere", "nosuch://x"], tmp_path / "out", settings=ONE)
    told = {problem.path: problem for problem in result.problems}
    assert told["memory:///in/a.jsonl"].line == 2
    assert told["memory:///in/empty.txt"].reason == "the file is empty"
    assert told["memory://nowhere"].reason == "there is no such file or folder"
    assert "geomap[remote]" in told["nosuch://x"].reason
    assert result.tally.documents == 1


def test_unchanged_addresses_are_passed_over(memory: Any, tmp_path: Path, fake_engine: FakeEngine) -> None:
    memory.pipe({"/in/a.jsonl": rows("a", "b")})
    run("memory://in", tmp_path / "out", settings=ONE)
    assert run("memory://in", tmp_path / "out", settings=ONE).counts == Counts(known=2)
    memory.pipe({"/in/a.jsonl": rows("a", "c", "d")})
    assert run("memory://in", tmp_path / "out", settings=ONE).counts == Counts(new=2, known=1, removed=1)


def test_outputs_go_to_an_address(memory: Any, fake_engine: FakeEngine) -> None:
    memory.pipe({"/in/a.jsonl": rows("a", "b")})
    result = run("memory://in", "memory://results/today", settings=Settings(formats=("parquet",)))
    names = {path.rpartition("/")[2] for path in memory.find("/results/today")}
    assert {"map.html", "events.jsonl", "events.csv", "events.geojson", "events.parquet", "run.json"} <= names
    assert not any(".geomap" in path for path in memory.find("/results"))
    assert memory.cat("/results/today/events.jsonl").count(b"\n") == result.event_count
    again = run("memory://in", "memory://results/today", settings=Settings(formats=("parquet",)))
    assert again.is_unchanged


def test_an_address_that_cannot_be_written(memory: Any, tmp_path: Path, fake_engine: FakeEngine) -> None:
    memory.pipe({"/in/a.jsonl": rows("a")})
    with pytest.raises(StoreError, match="nosuch://bucket"):
        run("memory://in", "nosuch://bucket/x", settings=ONE)


def test_http(memory: Any, tmp_path: Path, fake_engine: FakeEngine) -> None:
    pytest.importorskip("aiohttp", reason="UNTESTED: aiohttp is not installed, http addresses are not tried")
    (tmp_path / "a.jsonl").write_bytes(rows("a", "b"))
    handler = partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}"
        result = run([f"{base}/a.jsonl", f"{base}/none.jsonl"], tmp_path / "out", settings=ONE)
        server.shutdown()
        thread.join()
    assert result.tally.documents == 2
    assert [problem.path for problem in result.problems] == [f"{base}/none.jsonl"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        return
