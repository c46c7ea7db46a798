"""Whose turn it is: one request at a time and a pause after it for all processes, a budget a run, a circuit breaker.

All of it stands in the shared SQLite file, so that the processes of a run, and other runs on the machine, are one
client to a server.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from geomap.errors import (
    GeocoderBusyError,
    GeocoderError,
    GeocoderRefusedError,
    GeocoderUnaskedError,
)
from geomap.network.clock import Clock, boot_id
from geomap.network.state import RUNS_KEPT_S, State

INTERVAL_S = 1.0
"""Least time between the end of a request and the next: the public server's policy wants at most one a second."""
BREAKER_FAILURES = 5
"""Failed requests in a row after which the rest of the run does not ask. With two retries a name, the second name."""
LONGEST_WAIT_S = 60.0
"""A server that asks to wait longer is not waited for: its names end as "could not ask"."""
LONGEST_PAUSE_S = 86_400.0
"""A Retry-After beyond a day is taken as a day."""
LEASE_MARGIN_S = 5.0
"""Beyond the request's own deadline; after it the turn of a killed process is over."""
POLL_S = 0.05
"""How often a process looks whether the other's request has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may ask of one server."""

    requests: int
    interval_s: float = INTERVAL_S
    deadline_s: float = 10.0
    """How long one request may take."""


class Gate:
    """The door to one server for one run; every process of the run has a Gate of its own on the same file."""

    def __init__(self, state: State, *, server: str, run: str, limits: Limits, clock: Clock | None = None) -> None:
        self._state = state
        self._server = server
        self._run = run
        self._limits = limits
        self._clock = clock or Clock()
        self._boot = boot_id()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it for one request, whose GeocoderError is noted on the way out.

        Raises GeocoderUnaskedError when the budget is spent or the breaker has opened, GeocoderBusyError when the
        server asked for more patience than there is, StoreError when the shared file cannot be used.
        """
        while (wait_s := self._try_enter()) > 0:
            self._clock.wait(wait_s)
        try:
            yield
        except GeocoderError as error:
            self._leave(error)
            raise
        except BaseException:
            self._leave(None)
            raise
        self._succeed()

    def _try_enter(self) -> float:
        """Take the turn (0), or say how many seconds to wait before the next try."""
        with self._state.changing() as connection:
            requests, _, broken = self._run_row(connection)
            if broken:
                raise GeocoderUnaskedError(f"{self._server} is not asked any more in this run: {broken}")
            if requests >= self._limits.requests:
                raise GeocoderUnaskedError(f"the limit of {self._limits.requests} requests a run is reached")
            wait_s = self._wait_s(connection)
            if wait_s <= 0:
                now = self._clock.monotonic()
                lease_s = self._limits.deadline_s + LEASE_MARGIN_S
                connection.execute(
                    "UPDATE servers SET boot = ?, free_at = ?, leased_until = ? WHERE server = ?",
                    (self._boot, now + self._limits.interval_s, now + lease_s, self._server),
                )
                connection.execute("UPDATE runs SET requests = requests + 1 WHERE run = ?", (self._run,))
            return wait_s

    def _run_row(self, connection: sqlite3.Connection) -> tuple[int, int, str]:
        found = connection.execute("SELECT requests, failures, broken FROM runs WHERE run = ?", (self._run,)).fetchone()
        if found is None:
            now = self._clock.time()
            old = [row[0] for row in connection.execute("SELECT run FROM runs WHERE started < ?", (now - RUNS_KEPT_S,))]
            for table in ("runs", "counts"):
                connection.executemany(f"DELETE FROM {table} WHERE run = ?", [(run,) for run in old])  # noqa: S608
            connection.execute("INSERT INTO runs VALUES (?, ?, 0, 0, '')", (self._run, now))
            return 0, 0, ""
        return int(found[0]), int(found[1]), str(found[2])

    def _wait_s(self, connection: sqlite3.Connection) -> float:
        row = connection.execute(
            "SELECT boot, free_at, leased_until, paused_until FROM servers WHERE server = ?", (self._server,)
        ).fetchone()
        if row is None:
            connection.execute("INSERT INTO servers VALUES (?, ?, 0, 0, 0)", (self._server, self._boot))
            return 0.0
        boot, free_at, leased_until, paused_until = row
        paused_s = min(paused_until - self._clock.time(), LONGEST_PAUSE_S)
        if paused_s > LONGEST_WAIT_S:
            raise GeocoderBusyError(f"{self._server} asked to wait {paused_s:.0f} s more", retry_after_s=paused_s)
        now = self._clock.monotonic()
        if boot != self._boot or free_at - now > LONGEST_WAIT_S:
            # The monotonic times are of before the machine was started.
            return max(0.0, float(paused_s))
        lease_s = min(leased_until - now, POLL_S)
        return max(0.0, float(paused_s), float(free_at - now), float(lease_s))

    def _succeed(self) -> None:
        with self._state.changing() as connection:
            self._free(connection)
            connection.execute("UPDATE runs SET failures = 0 WHERE run = ?", (self._run,))

    def _leave(self, error: GeocoderError | None) -> None:
        with self._state.changing() as connection:
            self._free(connection)
            if error is None:
                return
            _, failures, _ = self._run_row(connection)
            failures += 1
            broken = ""
            if isinstance(error, GeocoderRefusedError):
                broken = str(error)
            elif failures >= BREAKER_FAILURES:
                broken = f"{failures} requests in a row failed, the last one: {error}"
            connection.execute("UPDATE runs SET failures = ?, broken = ? WHERE run = ?", (failures, broken, self._run))

    def _free(self, connection: sqlite3.Connection) -> None:
        """End the turn; the pause counts from here, so that a slow request makes the next one later, not closer."""
        connection.execute(
            "UPDATE servers SET free_at = ?, leased_until = 0 WHERE server = ?",
            (self._clock.monotonic() + self._limits.interval_s, self._server),
        )

    def pause(self, seconds: float) -> None:
        """Let no process ask this server for some seconds; a longer pause that is set already stays."""
        until = self._clock.time() + min(seconds, LONGEST_PAUSE_S)
        with self._state.changing() as connection:
            connection.execute(
                "UPDATE servers SET paused_until = max(paused_until, ?) WHERE server = ?", (until, self._server)
            )

    def add_counts(self, counts: Mapping[str, int]) -> None:
        """Add to what the run has counted in all its processes."""
        with self._state.changing() as connection:
            connection.executemany(
                "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [(self._run, name, count) for name, count in counts.items()],
            )

    def counts(self) -> dict[str, int]:
        """What the run has counted in all its processes, requests included."""
        with self._state.guarded():
            connection = self._state.connection
            found = dict(connection.execute("SELECT name, count FROM counts WHERE run = ?", (self._run,)))
            row = connection.execute("SELECT requests FROM runs WHERE run = ?", (self._run,)).fetchone()
        return {**found, "requests": row[0] if row else 0}

    def broken(self) -> str:
        """Why the breaker has opened; empty while it is closed."""
        with self._state.guarded():
            row = self._state.connection.execute("SELECT broken FROM runs WHERE run = ?", (self._run,)).fetchone()
        return str(row[0]) if row else ""
