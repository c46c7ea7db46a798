"""A Dask cluster gives what this machine gives, also when it loses a worker."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import geomap
from geomap.errors import UsageError
from geomap.settings import Settings

from .conftest import output_bytes, reports, write_jsonl

pytest.importorskip("distributed", reason="UNTESTED: dask is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

COUNT = 80


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jsonl(tmp_path_factory.mktemp("dask") / "in.jsonl", reports(COUNT))


@pytest.fixture(scope="module")
def local(source: Path) -> dict[str, bytes]:
    geomap.run(source, source.parent / "local", settings=Settings(workers=1))
    return output_bytes(source.parent / "local")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, started as a user starts them; without nannies, so that a dead one stays dead."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli"]
    options = ["--scheduler-file", str(file)]
    scheduler = ["dask_scheduler", *options, "--port", "0", "--no-dashboard", "--host", "127.0.0.1"]
    worker = [
        "dask_worker",
        *options,
        "--no-nanny",
        "--nthreads",
        "1",
        "--no-dashboard",
        "--local-directory",
        str(folder),
    ]
    environment = {**os.environ, "DASK_DISTRIBUTED__ADMIN__LOG_LEVEL": "error"}
    started = [
        _start([*dask[:2], f"distributed.cli.{part[0]}", *part[1:]], environment)
        for part in (scheduler, worker, worker)
    ]
    try:
        yield _address(file), started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _address(file: Path) -> str:
    import json

    for _ in range(300):
        if file.exists() and file.read_text(encoding="utf-8").strip():
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


def test_users_own_workers_one_killed_in_the_middle(
    source: Path, local: dict[str, bytes], cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    killed = threading.Event()

    def kill_one(done: int) -> None:
        if done >= COUNT // 4 and not killed.is_set():
            workers[0].kill()
            killed.set()

    settings = Settings(engine="dask", scheduler=address)
    result = geomap.run(source, tmp_path, settings=settings, progress=kill_one)
    assert killed.is_set()
    assert result.problem_count == 0
    assert output_bytes(tmp_path) == local
    parts = sorted((tmp_path / "events.parquet").iterdir())
    assert [path.name for path in parts] == ["part-00000.parquet"]
    with pq.ParquetFile(parts[0]) as file:
        assert b"geo" in file.metadata.metadata
        assert file.metadata.num_rows == result.event_count


def test_no_scheduler_there(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geomap.batch.cluster.CONNECT_S", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        geomap.run(source, tmp_path, settings=Settings(engine="dask", scheduler="tcp://127.0.0.1:9"))
