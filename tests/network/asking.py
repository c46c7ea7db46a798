"""What a process of its own does in the tests of several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from pathlib import Path

from geomap.errors import GeocoderError
from geomap.network.opening import open_geocoder
from geomap.protocols import GeocoderQuery
from geomap.settings import Settings


def ask_all(settings: Settings, run: str, names: Sequence[str]) -> None:
    """Ask for every name, as a worker of a run does."""
    door = open_geocoder(settings, run=run)
    assert door is not None
    for name in names:
        try:
            door.geocode(GeocoderQuery(name=name))
        except GeocoderError:
            continue
    door.counts()


def in_processes(settings: Settings, run: str, shares: Sequence[Sequence[str]], *, limit_s: float) -> dict[str, int]:
    """Each share in a process of its own; what the run has counted in all of them."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=ask_all, args=(settings, run, share)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join(limit_s)
        assert process.exitcode == 0
    door = open_geocoder(settings, run=run)
    assert door is not None
    return dict(door.counts())


def searches(log: Path) -> list[float]:
    """Seconds at which a server was asked, from nginx's log."""
    return [float(line.split()[0]) for line in log.read_text().splitlines() if "/search" in line]
