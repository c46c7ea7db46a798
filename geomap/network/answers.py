"""Answers kept on disk: what a server said to a question, "nothing found" too, never an error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from geomap.errors import GeocoderResponseError
from geomap.network.clock import Clock
from geomap.network.rows import Row, candidate_of
from geomap.network.state import State

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One line of an exported cache."""

    server: str
    question: str
    answered: float
    """Seconds since 1970."""
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheInfo:
    """What the cache holds for one server."""

    server: str
    answers: int
    nothing_found: int
    oldest: datetime
    newest: datetime


def canonical(value: object) -> str:
    """JSON that is the same text for the same content."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def kept_of(line: Any) -> Kept:
    """A line of an export. Raises ValueError for anything that no geomap has written."""
    if not isinstance(line, dict) or set(line) != {"server", "question", "answered", "rows"}:
        raise ValueError("server, question, answered and rows are wanted, and nothing else")
    question, rows, answered = line["question"], line["rows"], line["answered"]
    if not isinstance(line["server"], str) or not isinstance(question, dict) or not isinstance(rows, list):
        raise ValueError("server is a text, question an object, rows a list")
    if isinstance(answered, bool) or not isinstance(answered, int | float) or not 0 <= answered < float("inf"):
        raise ValueError("answered is a number of seconds since 1970")
    try:
        for row in rows:
            candidate_of(row, source_id="")
    except GeocoderResponseError as error:
        raise ValueError(str(error)) from error
    return Kept(server=line["server"], question=canonical(question), answered=float(answered), rows=canonical(rows))


class Answers:
    """The cache of one file; safe for several processes."""

    def __init__(self, state: State, *, max_age_days: float = 0.0, clock: Clock | None = None) -> None:
        self._state = state
        self._max_age_s = max_age_days * DAY_S
        self._clock = clock or Clock()

    def get(self, server: str, question: str) -> list[Row] | None:
        """The kept answer, [] for "nothing found"; None when none is kept or it is too old (0 days: never)."""
        with self._state.guarded():
            found = self._state.connection.execute(
                "SELECT answered, rows FROM answers WHERE server = ? AND question = ?", (server, question)
            ).fetchone()
        if found is None or (self._max_age_s and self._clock.time() - found[0] > self._max_age_s):
            return None
        rows: list[Row] = json.loads(found[1])
        return rows

    def put(self, server: str, question: str, rows: list[Row]) -> None:
        """Keep an answer with the present date."""
        self.put_kept([Kept(server=server, question=question, answered=self._clock.time(), rows=canonical(rows))])

    def put_kept(self, kept: Iterable[Kept]) -> int:
        """Keep answers with their own dates; of two to one question the newer stays. Gives the number taken."""
        with self._state.changing() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "answered = excluded.answered, rows = excluded.rows WHERE excluded.answered > answers.answered",
                ((k.server, k.question, k.answered, k.rows) for k in kept),
            )
            return connection.total_changes - before

    def all(self) -> Iterator[Kept]:
        """Everything kept, in an order that does not depend on when it was asked."""
        with self._state.guarded():
            cursor = self._state.connection.execute(
                "SELECT server, question, answered, rows FROM answers ORDER BY server, question"
            )
            for server, question, answered, rows in cursor:
                yield Kept(server=server, question=question, answered=answered, rows=rows)

    def info(self) -> list[CacheInfo]:
        """Counts and dates by server."""
        with self._state.guarded():
            found = self._state.connection.execute(
                "SELECT server, count(*), sum(rows = '[]'), min(answered), max(answered) FROM answers "
                "GROUP BY server ORDER BY server"
            ).fetchall()
        return [
            CacheInfo(
                server=server,
                answers=count,
                nothing_found=nothing,
                oldest=datetime.fromtimestamp(oldest, tz=UTC),
                newest=datetime.fromtimestamp(newest, tz=UTC),
            )
            for server, count, nothing, oldest, newest in found
        ]

    def clear(self, *, server: str | None = None, older_than_days: float | None = None) -> int:
        """Drop answers: all, of one server, or older ones only. Gives their number."""
        conditions: Mapping[str, object | None] = {
            "server = ?": server,
            "answered < ?": None if older_than_days is None else self._clock.time() - older_than_days * DAY_S,
        }
        wanted = {text: value for text, value in conditions.items() if value is not None}
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        with self._state.changing() as connection:
            return connection.execute(f"DELETE FROM answers{where}", tuple(wanted.values())).rowcount  # noqa: S608
