"""Several processes are one client: the server's own log is the witness."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from nominatim import server as nominatim_server

from geomap.settings import Settings

from .asking import in_processes, searches

pytestmark = pytest.mark.server

LOG_S = 0.001
"""nginx logs in milliseconds, of the end of a request."""


def names(count: int) -> list[list[str]]:
    """Names that nobody knows, for two processes."""
    every = [f"Nowhere {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]
    return [every[::2], every[1::2]]


def test_two_processes_ask_no_more_than_once_a_second(nominatim: str, tmp_path: Path, needs_nginx: None) -> None:
    with nominatim_server.nginx(nominatim, tmp_path) as (address, log):
        settings = Settings(nominatim=address, nominatim_limit=10)
        counts = in_processes(settings, "run", names(100), limit_s=60)
    asked = searches(log)
    assert len(asked) == 10
    assert min(after - before for before, after in pairwise(asked)) >= 1 - LOG_S
    assert counts == {"questions": 100, "requests": 10, "nothing_found": 10, "unasked": 90}


def test_a_hundred_names_in_two_processes_and_none_in_the_second_run(
    nominatim: str, tmp_path: Path, needs_nginx: None
) -> None:
    interval_s = 0.1
    with nominatim_server.nginx(nominatim, tmp_path) as (address, log):
        settings = Settings(nominatim=address, nominatim_interval_s=interval_s)
        counts = in_processes(settings, "first", names(100), limit_s=90)
        asked = searches(log)
        assert len(asked) == counts["requests"] == counts["nothing_found"] == 100
        assert min(after - before for before, after in pairwise(asked)) >= interval_s - LOG_S
        counts = in_processes(settings, "second", names(100), limit_s=60)
        assert counts == {"questions": 100, "cache_hits": 100, "nothing_found": 100, "requests": 0}
        assert len(searches(log)) == 100
