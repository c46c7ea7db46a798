"""A document's time limit does not run while its process waits for a server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from geomap.batch.limits import OvertimeError, time_limit, waiting


def _busy(seconds: float) -> None:
    """Work of so much CPU time: waiting for a core, on a busy machine, is none."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _in_main(work: Callable[[], None]) -> None:
    work()


def _in_a_thread(work: Callable[[], None]) -> None:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    if caught:
        raise caught[0]


@pytest.mark.parametrize("somewhere", [_in_main, _in_a_thread])
def test_waiting_does_not_count(somewhere: Callable[[Callable[[], None]], None]) -> None:
    heard: list[float] = []

    def work() -> None:
        with time_limit(0.3, on_wait=lambda: heard.append(time.monotonic())):
            for _ in range(3):
                _busy(0.02)
                with waiting():
                    time.sleep(0.2)

    somewhere(work)
    assert len(heard) == 6


@pytest.mark.parametrize("somewhere", [_in_main, _in_a_thread])
def test_work_between_waits_counts(somewhere: Callable[[Callable[[], None]], None]) -> None:
    rounds: list[int] = []

    def work() -> None:
        with time_limit(0.3):
            for number in range(20):
                rounds.append(number)
                _busy(0.1)
                with waiting():
                    time.sleep(0.05)

    with pytest.raises(OvertimeError):
        somewhere(work)
    assert 2 <= len(rounds) <= 12  # three on an idle machine; what a busy one takes away is given again


def test_without_a_limit_waiting_is_nothing() -> None:
    with waiting():
        pass


def test_an_outer_limit_goes_on() -> None:
    def work() -> None:
        with time_limit(0.3):
            with time_limit(5), waiting():
                time.sleep(0.05)
            _busy(5)

    with pytest.raises(OvertimeError):
        work()
