"""Limits of time, in the main thread and in others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from geomap.batch import limits
from geomap.batch.limits import OvertimeError, starved_s, time_limit, waiting


def spin(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.005)


def in_thread(work: object) -> list[BaseException]:
    """What a function raises in a thread of its own."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return raised


def too_long() -> None:
    with time_limit(0.05):
        spin(5)


def in_time() -> None:
    with time_limit(5):
        spin(0.01)


def test_in_the_main_thread() -> None:
    begun = time.monotonic()
    with pytest.raises(OvertimeError, match=r"took longer than 0\.05 s"):
        too_long()
    assert time.monotonic() - begun < 2
    in_time()


def test_in_another_thread() -> None:
    assert [type(error) for error in in_thread(too_long)] == [OvertimeError]
    assert in_thread(in_time) == []


def test_a_limit_that_has_ended_does_not_ring() -> None:
    with time_limit(0.05):
        pass
    spin(0.1)


def swallow() -> None:
    with time_limit(0.05):
        while True:
            try:
                spin(5)
            except Exception:
                continue


def test_libraries_that_catch_everything_do_not_catch_it() -> None:
    with pytest.raises(OvertimeError):
        swallow()


def wait_and_work() -> None:
    with time_limit(0.1):
        with waiting():
            time.sleep(0.2)
        spin(5)


def test_waiting_does_not_count() -> None:
    with time_limit(0.2):
        for _ in range(4):
            with waiting():
                time.sleep(0.1)
    with pytest.raises(OvertimeError):
        wait_and_work()


def busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


@pytest.fixture
def starving(monkeypatch: pytest.MonkeyPatch) -> float:
    """A machine that gives this process no core for half a second, as far as the system tells."""
    begun = time.monotonic()
    monkeypatch.setattr(limits, "starved_s", lambda **_: min(0.5, time.monotonic() - begun))
    return begun


def starve_then_hang() -> None:
    with time_limit(0.1):
        busy(5)


def test_waiting_for_a_core_does_not_count(starving: float) -> None:
    with time_limit(0.1):
        busy(0.4)
    with pytest.raises(OvertimeError):
        starve_then_hang()
    assert 0.5 < time.monotonic() - starving < 4.5


def test_waiting_for_a_core_does_not_count_in_another_thread(starving: float) -> None:
    assert [type(error) for error in in_thread(starve_then_hang)] == [OvertimeError]
    assert 0.5 < time.monotonic() - starving < 4.5


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: only Linux tells how long a process waited for a core")
def test_linux_tells_how_long_a_process_waited_for_a_core() -> None:
    """Two processes held to one core: each waits about half of the time."""
    core = str(min(os.sched_getaffinity(0)))
    spinning = [sys.executable, "-c", "while True: pass"]
    both = [subprocess.Popen(["taskset", "-c", core, *spinning]) for _ in range(2)]
    time.sleep(1.5)
    waited = [starved_s(process.pid) for process in both]
    for process in both:
        process.kill()
        process.wait()
    assert all(0.1 < seconds < 1.6 for seconds in waited)
    assert starved_s(process.pid) == 0.0, "nobody waits who is no more"


def test_somebody_elses_timer_goes_on() -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    outer = signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        in_time()
        assert not rung
        spin(0.3)
        assert rung == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, *outer)
        signal.signal(signal.SIGALRM, before)
