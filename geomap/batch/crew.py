"""Who does the work of a run: this process for a handful of documents, worker processes for more."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from geomap.batch.pool import CAN_FORK, Pool
from geomap.batch.tasks import Outcome, Task
from geomap.batch.worker import Beat, Job, Sighting, Worker, open_worker
from geomap.pipeline import Engine, open_engine
from geomap.resolution.context import Home


class Alone:
    """The same as Pool, in this process."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._opened: Worker | None = None
        self._homes: Mapping[str, Home] = {}

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        """Tell the worker the homes."""
        self._homes = homes
        if self._opened:
            self._opened.set_homes(homes)

    def work(self, chunks: Iterable[Sequence[Task]]) -> Iterator[Outcome]:
        """Outcomes of all tasks."""
        for chunk in chunks:
            yield from self._worker().work(chunk)

    def sight(self, chunks: Iterable[Sequence[Task]]) -> list[Sighting]:
        """Sightings of all tasks."""
        return [seen for chunk in chunks for seen in self._worker().sight(chunk)]

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """The function's answer to each task."""
        return map(function, tasks)

    def close(self) -> None:
        """Nothing to end."""

    def _worker(self) -> Worker:
        if self._opened is None:
            self._opened = open_worker(self._job)
            self._opened.set_homes(self._homes)
        return self._opened


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_pool(job: Job, *, with_engine: bool) -> Pool:
    """Worker processes as the settings want them; where processes can be forked they share this one's engine."""
    opener = partial(open_worker, job)
    if CAN_FORK and with_engine:
        opener = partial(_forked, open_engine(job.settings, asking=job.asking), job)
    settings = job.settings
    return Pool(
        _late(opener),
        count=settings.workers or cores(),
        limit_s=settings.timeout_per_document_s,
        # A worker that waits for a server says nothing meanwhile.
        wait_s=settings.nominatim_timeout_s if settings.nominatim else 0.0,
    )


def can_have_processes() -> bool:
    """A process that is itself a daemon's worker may not have any."""
    return not multiprocessing.current_process().daemon


def _forked(engine: Engine, job: Job, *, beat: Beat) -> Worker:
    return Worker(engine, job, beat=beat)


def _late(opener: Callable[..., Worker]) -> Callable[[Beat], Worker]:
    return partial(_with_beat, opener)


def _with_beat(opener: Callable[..., Worker], beat: Beat) -> Worker:
    return opener(beat=beat)
