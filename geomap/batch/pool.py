"""Local worker processes that may die without taking the run with them."""

from __future__ import annotations

import gc
import math
import multiprocessing
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from geomap.batch.limits import starved_s
from geomap.batch.tasks import Outcome, Task
from geomap.batch.worker import Beat, Sighting, Worker, lost
from geomap.errors import GeomapError
from geomap.resolution.context import Home

GRACE_S = 5.0
"""A worker that stays silent this much longer than the limit of one document sits where no signal reaches it, and is
killed."""

QUIT_S = 2.0
"""An idle worker that does not end by then is killed."""

IDLE_DEATHS = 3
"""Workers that may die without having had anything to do before the run gives up."""

CAN_FORK = sys.platform == "linux"
"""Elsewhere system libraries may not survive a fork; workers then start anew and open the stages themselves."""

YOUNG_OBJECTS = 20_000
"""New objects before a worker's collector looks for cycles (Python: 700). A document makes some thousand and hardly a
cycle: looking less often saves a twentieth of the time."""

Opener = Callable[[Beat], Worker]


@dataclass(frozen=True, slots=True)
class _Chunk:
    number: int
    kind: str
    tasks: Sequence[Any]


@dataclass(slots=True)
class _Process:
    handle: Any
    pipe: Connection
    chunk: _Chunk | None = None
    heard: float = 0.0
    starved_s: float = 0.0
    """How long it had waited for a core when it was heard last."""


class WorkersLostError(GeomapError):
    """Worker processes cannot work on this machine."""


class Pool:
    """Sends chunks to worker processes, and brings what comes back in whatever order."""

    def __init__(self, opener: Opener, *, count: int, limit_s: float, wait_s: float = 0.0) -> None:
        """Start `count` workers; a document may take `limit_s`, and a wait for a server that is no work `wait_s`."""
        self._opener = opener
        self._limit_s = limit_s
        self._silence_s = max(limit_s, wait_s) + GRACE_S
        self._homes: Mapping[str, Home] | None = None
        self._processes: list[_Process] = []
        self._context: Any = multiprocessing.get_context("fork" if CAN_FORK else "spawn")
        self._idle_deaths = 0
        # What is there now is never collected, so that the workers' pages stay shared.
        gc.collect()
        gc.freeze()
        try:
            for _ in range(count):
                self._processes.append(self._start())
        except BaseException:
            self.close()
            raise

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        """Tell all workers the homes, and those that start later."""
        self._homes = homes
        for process in self._processes:
            process.pipe.send(("homes", homes))

    def work(self, chunks: Iterable[Sequence[Task]]) -> Iterator[Outcome]:
        """Outcomes of all tasks, as they come; `chunks` is read no further than the workers get on."""
        for _, answer in self._run("work", chunks):
            yield from answer

    def sight(self, chunks: Iterable[Sequence[Task]]) -> list[Sighting]:
        """Sightings of all tasks, in the tasks' order."""
        answers = dict(self._run("sight", chunks))
        return [seen for number in sorted(answers) for seen in answers[number]]

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """The function's answers to the tasks, as they come; what it raises is raised here."""
        for _, answer in self._run("call", ([(function, task)] for task in tasks)):
            yield answer[0]

    def close(self) -> None:
        """End all workers, at once those that still work."""
        for process in self._processes:
            process.pipe.close()
            if process.chunk is not None:
                process.handle.kill()
        for process in self._processes:
            process.handle.join(QUIT_S)
            if process.handle.is_alive():
                process.handle.kill()
                process.handle.join()
        self._processes = []
        gc.unfreeze()

    def _start(self) -> _Process:
        ours, theirs = self._context.Pipe()
        # A forked worker inherits our ends of the other pipes; open there, they would hide our end from the others.
        strangers = [ours, *(process.pipe for process in self._processes)] if CAN_FORK else []
        handle = self._context.Process(target=_serve, args=(theirs, self._opener, strangers), daemon=True)
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside threads; no thread of ours holds a lock that a worker takes.
            warnings.simplefilter("ignore", DeprecationWarning)
            handle.start()
        theirs.close()
        if self._homes is not None:
            ours.send(("homes", self._homes))
        return _Process(handle, ours)

    def _run(self, kind: str, chunks: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
        fresh = (_Chunk(number, kind, tasks) for number, tasks in enumerate(chunks))
        again: deque[_Chunk] = deque()
        while True:
            for process in self._processes:
                if process.chunk is None:
                    _give(process, again.popleft() if again else next(fresh, None))
            busy = [process for process in self._processes if process.chunk is not None]
            if not busy:
                return
            for process in self._ready(busy):
                chunk, death = process.chunk, ""
                try:
                    answer = _hear(process)
                except _DeadError as error:
                    death = str(error)
                if death:
                    # Not while the error is handled: a forked worker would put it before each of its own.
                    answer = self._bury(process, chunk, death, again)
                if answer is not None and chunk is not None:
                    yield chunk.number, answer

    def _ready(self, busy: Sequence[_Process]) -> list[_Process]:
        """The workers that have something to say, or are silent for too long."""
        latest = min(process.heard for process in busy) + self._silence_s
        left_s = None if math.isinf(latest) else max(0.0, latest - time.monotonic())
        pipes = wait([process.pipe for process in busy], timeout=left_s)
        ready = [process for process in busy if process.pipe in pipes]
        if not ready:
            for process in busy:
                if self._is_silent(process):
                    process.handle.kill()
                    process.handle.join()
                    ready.append(process)
        return ready

    def _is_silent(self, process: _Process) -> bool:
        """Whether it said nothing for too long; the time that it waited for a core is given to it once more."""
        silent_s = time.monotonic() - process.heard
        if silent_s < self._silence_s:
            return False
        starved = starved_s(process.handle.pid)
        more_s, process.starved_s = starved - process.starved_s, starved
        process.heard += min(max(0.0, more_s), silent_s)
        return time.monotonic() - process.heard >= self._silence_s

    def _bury(self, process: _Process, chunk: _Chunk | None, reason: str, again: deque[_Chunk]) -> list[Any] | None:
        """Put a new worker in the place of a dead one; what it worked on is tried one by one, or given up."""
        process.handle.join()
        process.pipe.close()
        is_silent = time.monotonic() - process.heard >= self._silence_s
        new = self._start()
        process.handle, process.pipe, process.chunk = new.handle, new.pipe, None
        if chunk is None:
            self._idle_deaths += 1
            if self._idle_deaths > IDLE_DEATHS:
                raise WorkersLostError(f"worker processes end at once ({reason}); try --workers 1")
            return None
        if chunk.kind == "sight":
            return []
        if chunk.kind == "call":
            raise WorkersLostError(f"the outputs could not be made: {reason}")
        if len(chunk.tasks) > 1:
            again.extend(_Chunk(chunk.number, chunk.kind, [task]) for task in chunk.tasks)
            return None
        if is_silent:
            reason = f"took longer than {self._limit_s:g} s"
        return [lost(chunk.tasks[0], reason)]


class _DeadError(Exception):
    """A worker process is gone."""


def _give(process: _Process, chunk: _Chunk | None) -> None:
    if chunk is None:
        return
    process.chunk = chunk
    process.heard = math.inf if chunk.kind == "call" else time.monotonic()
    process.starved_s = starved_s(process.handle.pid)
    try:
        process.pipe.send((chunk.kind, chunk.tasks))
    except OSError:
        # It died meanwhile; its pipe will tell.
        return


def _hear(process: _Process) -> list[Any] | None:
    """What a worker answers; None while it only says that it is alive."""
    try:
        kind, value = process.pipe.recv()
    except (EOFError, OSError) as error:
        process.handle.join()
        raise _DeadError(f"its worker process died, {_cause(process.handle.exitcode)}") from error
    process.heard = time.monotonic()
    if kind == "beat":
        return None
    if kind == "error":
        raise value
    process.chunk = None
    answer: list[Any] = value
    return answer


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _serve(pipe: Connection, opener: Opener, strangers: Sequence[Connection]) -> None:
    """The life of a worker process: it ends when the other end of its pipe is closed."""
    for stranger in strangers:
        stranger.close()
    # Ctrl-C reaches the whole group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    desk = _Desk(opener, lambda: pipe.send(("beat", None)))
    try:
        while True:
            kind, value = pipe.recv()
            if kind == "homes":
                desk.set_homes(value)
            else:
                pipe.send(desk.answer(kind, value))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class _Desk:
    """Answers what a worker process is asked; the worker is opened for the first document only."""

    def __init__(self, opener: Opener, beat: Beat) -> None:
        self._opener = opener
        self._beat = beat
        self._worker: Worker | None = None
        self._homes: Mapping[str, Home] = {}

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        self._homes = homes
        if self._worker:
            self._worker.set_homes(homes)

    def answer(self, kind: str, value: Any) -> tuple[str, Any]:
        try:
            if kind == "call":
                return "done", [function(task) for function, task in value]
            worker = self._open()
            return "done", worker.work(value) if kind == "work" else worker.sight(value)
        except (GeomapError, OSError) as error:
            return "error", error

    def _open(self) -> Worker:
        if self._worker is None:
            self._worker = self._opener(self._beat)
            self._worker.set_homes(self._homes)
        return self._worker
