"""Turns, budgets and pauses in the shared file, with time that passes only when somebody waits."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import GeocoderBusyError, GeocoderUnaskedError, GeocoderUnavailableError, StoreError
from geomap.network import gate as gate_module
from geomap.network.clock import Clock
from geomap.network.gate import Gate, Limits
from geomap.network.state import State

from .conftest import FakeTime

SERVER = "http://one.example"


@pytest.fixture
def state(cache_folder: Path) -> State:
    return State(cache_folder / "geocoder.sqlite")


def gate(state: State, clock: Clock, *, run: str = "run", server: str = SERVER, **limits: Any) -> Gate:
    return Gate(state, server=server, run=run, limits=Limits(**{"requests": 100, **limits}), clock=clock)


def test_turns_are_a_second_apart_for_everybody(state: State, fake_time: FakeTime) -> None:
    gates = [gate(state, fake_time.clock, run=run) for run in ("one", "one", "two")]
    starts = []
    for number in range(9):
        with gates[number % 3].turn():
            starts.append(fake_time.now)
            fake_time.sleep(0.3)
    gaps = [after - before for before, after in pairwise(starts)]
    # The pause counts from the end of a request: a slow server is asked less often.
    assert gaps == pytest.approx([1.3] * 8)


def test_servers_have_turns_of_their_own(state: State, fake_time: FakeTime) -> None:
    with gate(state, fake_time.clock).turn(), gate(state, fake_time.clock, server="http://two.example").turn():
        assert fake_time.slept == 0


def test_nobody_enters_while_a_request_runs(state: State, fake_time: FakeTime) -> None:
    other = gate(state, fake_time.clock)
    with gate(state, fake_time.clock, deadline_s=3).turn():
        before = fake_time.now
        with other.turn():
            # The first one's turn was lost, as when its process is killed: 3 s and a margin later others go on.
            assert fake_time.now - before == pytest.approx(3 + gate_module.LEASE_MARGIN_S, abs=0.1)


def test_the_budget_is_the_runs(state: State, fake_time: FakeTime) -> None:
    first, second = (gate(state, fake_time.clock, requests=3) for _ in range(2))
    for each in (first, second, first):
        with each.turn():
            pass
    with pytest.raises(GeocoderUnaskedError, match="limit of 3 requests"), second.turn():
        pytest.fail("there is no turn left")
    with gate(state, fake_time.clock, run="another", requests=3).turn():
        pass
    assert first.counts() == {"requests": 3}


def test_no_budget_at_all(state: State, fake_time: FakeTime) -> None:
    with pytest.raises(GeocoderUnaskedError), gate(state, fake_time.clock, requests=0).turn():
        pytest.fail("there is no turn")


def test_a_pause_is_everybodys(state: State, fake_time: FakeTime) -> None:
    first, second = gate(state, fake_time.clock), gate(state, fake_time.clock, run="two")
    with first.turn():
        pass
    first.pause(30)
    first.pause(2)
    before = fake_time.now
    with second.turn():
        assert fake_time.now - before == pytest.approx(30)
    first.pause(10_000)
    with pytest.raises(GeocoderBusyError) as caught, second.turn():
        pytest.fail("nobody waits so long")
    assert caught.value.retry_after_s == pytest.approx(10_000)
    assert fake_time.now - before < 40


def test_a_clock_that_was_set_back_delays_no_longer_than_a_day(state: State, fake_time: FakeTime) -> None:
    with gate(state, fake_time.clock).turn():
        pass
    gate(state, fake_time.clock).pause(10)
    fake_time.now -= 10 * 365 * 86_400
    with pytest.raises(GeocoderBusyError) as caught, gate(state, fake_time.clock).turn():
        pass
    assert caught.value.retry_after_s == gate_module.LONGEST_PAUSE_S


def test_a_restart_of_the_machine_ends_all_turns(
    state: State, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = gate(state, fake_time.clock)
    with entered.turn():
        monkeypatch.setattr(gate_module, "boot_id", lambda: "another boot")
        booted = FakeTime(now=5.0)
        with gate(state, booted.clock).turn():
            assert booted.slept == 0


def test_a_restart_is_noticed_where_the_system_has_no_boot_id(
    state: State, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "boot_id", lambda: "")
    with gate(state, fake_time.clock).turn():
        booted = FakeTime(now=5.0)
        with gate(state, booted.clock).turn():
            assert booted.slept == 0


def test_an_interrupted_request_frees_its_turn_and_is_no_failure(state: State, fake_time: FakeTime) -> None:
    mine = gate(state, fake_time.clock)
    for _ in range(2 * gate_module.BREAKER_FAILURES):
        with pytest.raises(KeyboardInterrupt), mine.turn():
            raise KeyboardInterrupt
    before = fake_time.now
    with gate(state, fake_time.clock).turn():
        assert fake_time.now - before == pytest.approx(1)


def test_waiting_is_told_from_work(state: State, fake_time: FakeTime) -> None:
    idle: list[float] = []

    @contextmanager
    def watching() -> Any:
        begun = fake_time.now
        yield
        idle.append(fake_time.now - begun)

    mine = gate(state, replace(fake_time.clock, idle=watching))
    with mine.turn():
        pass
    mine.pause(17)
    with mine.turn():
        pass
    # In pieces, so that who watches hears of it.
    assert idle == pytest.approx([5, 5, 5, 2])


def test_counts_add_up_over_processes(state: State, fake_time: FakeTime) -> None:
    for _ in range(2):
        gate(state, fake_time.clock).add_counts({"found": 2, "cache_hits": 1})
    gate(state, fake_time.clock, run="two").add_counts({"found": 50})
    assert gate(state, fake_time.clock).counts() == {"found": 4, "cache_hits": 2, "requests": 0}


def test_old_runs_are_forgotten(state: State, fake_time: FakeTime) -> None:
    with gate(state, fake_time.clock, run="old").turn():
        gate(state, fake_time.clock, run="old").add_counts({"found": 1})
    fake_time.now += 31 * 86_400
    with gate(state, fake_time.clock, run="new").turn():
        pass
    assert [row[0] for row in state.connection.execute("SELECT run FROM runs")] == ["new"]
    assert state.connection.execute("SELECT count(*) FROM counts").fetchone() == (0,)


def test_an_exception_of_the_request_counts_towards_the_breaker(state: State, fake_time: FakeTime) -> None:
    mine = gate(state, fake_time.clock)
    for _ in range(gate_module.BREAKER_FAILURES):
        assert mine.broken() == ""
        with pytest.raises(GeocoderUnavailableError), mine.turn():
            raise GeocoderUnavailableError("down")
    assert "5 requests in a row failed, the last one: down" in mine.broken()


def test_threads_share_the_file(state: State) -> None:
    starts: list[float] = []
    clock = Clock()

    def ask() -> None:
        mine = gate(state, clock, interval_s=0.05)
        for _ in range(3):
            with mine.turn():
                starts.append(clock.monotonic())
        state.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gaps = [after - before for before, after in pairwise(sorted(starts))]
    assert len(gaps) == 11
    assert min(gaps) >= 0.05


def test_a_file_of_a_newer_geomap_is_left_alone(cache_folder: Path, fake_time: FakeTime) -> None:
    cache_folder.mkdir()
    path = cache_folder / "geocoder.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer geomap"), gate(State(path), fake_time.clock).turn():
        pass
