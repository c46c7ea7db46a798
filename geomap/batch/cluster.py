"""A Dask cluster as the crew of a run. The only file that imports dask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any

from geomap.batch.crew import cores
from geomap.batch.fingerprint import fingerprint
from geomap.batch.tasks import Outcome, Task
from geomap.batch.worker import Job, Sighting, Worker, lost
from geomap.errors import GeomapError, UsageError
from geomap.pipeline import open_engine
from geomap.resolution.context import Home

RETRIES = 3
"""Times that Dask tries a chunk again whose worker was lost."""

AHEAD = 3
"""Chunks a worker that are under way: what is read, but not done, stays bounded."""

RUNS_KEPT = 2
"""Runs whose stages a worker keeps open."""

CONNECT_S = 30
"""How long a scheduler may take to answer."""

_lock = threading.Lock()
"""A Dask worker may have several threads; the stages are made for one."""


class ClusterError(GeomapError):
    """The cluster cannot be used."""


class Cluster:
    """The same as Pool, on the workers of a Dask scheduler."""

    def __init__(self, job: Job, *, parts: Mapping[str, str]) -> None:
        """Connect to the job's scheduler, or start a cluster on this machine.

        `parts` is the fingerprint of this machine: a worker with another program or gazetteer is refused.
        """
        try:
            self._dask: Any = import_module("distributed")
        except ImportError as error:
            raise UsageError("--engine dask needs Dask: pip install 'geomap[dask]'") from error
        self._job, self._parts = job, dict(parts)
        self._homes: Mapping[str, Home] = {}
        settings = job.settings
        self._local: Any = None
        if not settings.scheduler:
            count = settings.workers or cores()
            self._local = self._dask.LocalCluster(
                n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            )
        try:
            self._client: Any = self._dask.Client(
                self._local or settings.scheduler, timeout=CONNECT_S, set_as_default=False
            )
        except (OSError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {settings.scheduler}: {error}") from error

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        """The homes that go with every chunk."""
        self._homes = homes

    def work(self, chunks: Iterable[Sequence[Task]]) -> Iterator[Outcome]:
        """Outcomes of all tasks, as they come."""
        for _, outcomes in self._run(_work, chunks, self._give_up):
            yield from outcomes

    def sight(self, chunks: Iterable[Sequence[Task]]) -> list[Sighting]:
        """Sightings of all tasks, in the tasks' order."""
        answers = dict(self._run(_sight, chunks, _nothing))
        return [seen for number in sorted(answers) for seen in answers[number]]

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """The function's answer to each task: it reads the run's state, which is on this machine."""
        return map(function, tasks)

    def close(self) -> None:
        """Leave the cluster; end it if it is our own."""
        self._client.close()
        if self._local is not None:
            self._local.close()

    def _run(
        self,
        function: Callable[..., Any],
        chunks: Iterable[Sequence[Task]],
        give_up: Callable[[Sequence[Task], BaseException], list[Any]],
    ) -> Iterator[tuple[int, list[Any]]]:
        waiting = enumerate(chunks)
        under_way: dict[Any, tuple[int, Sequence[Task]]] = {}
        done = self._dask.as_completed(loop=self._client.loop)

        def submit(number: int, chunk: Sequence[Task]) -> None:
            future = self._client.submit(
                function, list(chunk), self._job, self._parts, self._homes, retries=RETRIES, pure=False
            )
            under_way[future] = number, chunk
            done.add(future)

        for number, chunk in islice(waiting, AHEAD * self._slots()):
            submit(number, chunk)
        for future in done:
            number, chunk = under_way.pop(future)
            answer = self._answer(future, chunk, give_up)
            if answer is None:
                for task in chunk:
                    submit(number, [task])
            else:
                yield number, answer
            for next_number, next_chunk in islice(waiting, 1):
                submit(next_number, next_chunk)

    def _slots(self) -> int:
        """Threads of all workers, one at least: more may join."""
        threads: Mapping[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def _answer(
        self, future: Any, chunk: Sequence[Task], give_up: Callable[[Sequence[Task], BaseException], list[Any]]
    ) -> list[Any] | None:
        """What a chunk gave; None when it has to be tried task by task, because workers died of it."""
        error = future.exception()
        if error is None:
            answer: list[Any] = future.result()
            return answer
        if isinstance(error, GeomapError):
            raise error
        return give_up(chunk, error) if len(chunk) == 1 else None

    def _give_up(self, chunk: Sequence[Task], error: BaseException) -> list[Outcome]:
        return [lost(task, f"its workers died ({type(error).__name__})") for task in chunk]


def _nothing(_chunk: Sequence[Task], _error: BaseException) -> list[Sighting]:
    return []


def _work(tasks: Sequence[Task], job: Job, parts: Mapping[str, str], homes: Mapping[str, Home]) -> list[Outcome]:
    with _lock:
        return _worker(job, parts, homes).work(tasks)


def _sight(tasks: Sequence[Task], job: Job, parts: Mapping[str, str], homes: Mapping[str, Home]) -> list[Sighting]:
    with _lock:
        return _worker(job, parts, homes).sight(tasks)


def _worker(job: Job, parts: Mapping[str, str], homes: Mapping[str, Home]) -> Worker:
    """This process's worker, opened for its first chunk of a run."""
    opened = _opened(repr(job))
    if opened.worker is None:
        opened.worker = _open(job, parts)
    if opened.homes != homes:
        opened.worker.set_homes(homes)
        opened.homes = homes
    return opened.worker


class _Opened:
    """A worker that is kept for the chunks to come."""

    worker: Worker | None = None
    homes: Mapping[str, Home] | None = None


@lru_cache(maxsize=RUNS_KEPT)
def _opened(_job: str) -> _Opened:
    return _Opened()


def _open(job: Job, parts: Mapping[str, str]) -> Worker:
    engine = open_engine(job.settings, asking=job.asking)
    here = fingerprint(job.settings, engine.gazetteer)
    differing = [name for name, value in parts.items() if here[name] != value]
    if differing:
        raise ClusterError(
            f"a Dask worker has not the same {' and '.join(differing)} as the run: install the same geomap with the "
            "same layers on all workers"
        )
    return Worker(engine, job)
