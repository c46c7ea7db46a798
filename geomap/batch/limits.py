"""A limit on the time that a piece of work may take, in this process.

Time in which the process wants to work, and the machine gives it no core, does not count: on a machine that does much
else a document would be set aside, or a worker taken for dead, that only waited for its turn.
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

NANOSECONDS = 1e9

LEAST_S = 0.001
"""What is left of a limit is never taken for none, which would be no limit at all."""


def starved_s(process: int | None = None, thread: int | None = None) -> float:
    """Seconds that a thread waited for a core since it began; 0.0 where the system does not tell (it is Linux's).

    Without a thread the main one of the process, without a process this one.
    """
    folder = f"/proc/{process or 'self'}" + (f"/task/{thread}" if thread else "")
    try:
        with open(f"{folder}/schedstat", encoding="ascii") as handle:
            return int(handle.read().split()[1]) / NANOSECONDS
    except (OSError, IndexError, ValueError):
        return 0.0


class OvertimeError(BaseException):
    """The work took too long. No Exception, so that no library on the way swallows it."""


class _Limit(Protocol):
    def start(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...


class _Running(threading.local):
    """The limit that holds in this thread, and whom to tell when its work waits."""

    limit: _Limit | None = None
    on_wait: Callable[[], None] | None = None


_running = _Running()


@contextmanager
def time_limit(limit_s: float, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Raises OvertimeError inside the block after `limit_s` seconds, those `waiting` not counted.

    By a signal in the main thread; in another thread (a Dask worker's) by an exception that Python raises between two
    of its instructions, which code that stays inside a C function for good does not notice. `on_wait` is called when
    the work begins and ends to wait.
    """
    in_main = threading.current_thread() is threading.main_thread()
    limit: _Limit = _BySignal(limit_s) if in_main and hasattr(signal, "setitimer") else _ByThread(limit_s)
    before = _running.limit, _running.on_wait
    limit.start()
    _running.limit, _running.on_wait = limit, on_wait
    try:
        yield
    finally:
        _running.limit, _running.on_wait = before
        limit.stop()


@contextmanager
def waiting() -> Iterator[None]:
    """The time in here is no work: it does not count towards the limit that holds, if one does."""
    limit, on_wait = _running.limit, _running.on_wait or _nothing
    if limit is None:
        yield
        return
    on_wait()
    limit.pause()
    try:
        yield
    finally:
        limit.resume()
        on_wait()


def _nothing() -> None:
    return


class _BySignal:
    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._left_s = limit_s

    def start(self) -> None:
        self._starved_s = starved_s()

        def ring(_number: int, _frame: FrameType | None) -> None:
            starved = starved_s()
            more_s, self._starved_s = starved - self._starved_s, starved
            if more_s > LEAST_S:
                signal.setitimer(signal.ITIMER_REAL, more_s)
                return
            raise OvertimeError(f"took longer than {self._limit_s:g} s")

        self._handler = signal.signal(signal.SIGALRM, ring)
        self._begun = time.monotonic()
        self._outer_s, self._interval_s = signal.setitimer(signal.ITIMER_REAL, self._limit_s)

    def pause(self) -> None:
        self._left_s, _ = signal.setitimer(signal.ITIMER_REAL, 0)

    def resume(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, self._left_s))

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._handler)
        if self._outer_s:
            # Somebody else's timer goes on as if ours had not been.
            left_s = self._outer_s - (time.monotonic() - self._begun)
            signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, left_s), self._interval_s)


class _ByThread:
    def __init__(self, limit_s: float) -> None:
        self._left_s = limit_s
        self._target = threading.get_ident()
        self._thread = threading.get_native_id()
        self._starved_s = starved_s(thread=self._thread)
        self._lock = threading.Lock()
        self._round = 0
        """Counts the stretches of work; a timer of an earlier one no longer rings."""

    def start(self) -> None:
        self.resume()

    def pause(self) -> None:
        with self._lock:
            self._round += 1
        self._timer.cancel()
        self._left_s -= time.monotonic() - self._begun

    def resume(self) -> None:
        self._begun = time.monotonic()
        self._wind(self._left_s)

    def _wind(self, left_s: float) -> None:
        self._timer = threading.Timer(max(LEAST_S, left_s), self._ring, args=(self._round,))
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        self.pause()

    def _ring(self, number: int) -> None:
        with self._lock:
            if number != self._round:
                return
            starved = starved_s(thread=self._thread)
            more_s, self._starved_s = starved - self._starved_s, starved
            if more_s > LEAST_S:
                self._wind(more_s)
            else:
                _raise_in(self._target)


_raise_async: Callable[..., int] = ctypes.pythonapi.PyThreadState_SetAsyncExc


def _raise_in(thread: int) -> None:
    _raise_async(ctypes.c_ulong(thread), ctypes.py_object(OvertimeError))
