"""The SQLite file that all processes share: cached answers, whose turn it is at a server, budgets of runs."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geomap.errors import StoreError

CACHE_VARIABLE = "GEOMAP_CACHE_DIR"
FILE_NAME = "geocoder.sqlite"
SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 30.0
"""How long a process waits for another's write; one takes less than a millisecond."""
OPEN_ATTEMPTS, OPEN_PAUSE_S = 50, 0.05
"""Switching a new file to WAL fails at once, without waiting, while another process does the same."""
RUNS_KEPT_S = 30 * 86_400.0
"""Budgets and counts of older runs are forgotten."""

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS answers (
  server TEXT NOT NULL, question TEXT NOT NULL, answered REAL NOT NULL, rows TEXT NOT NULL,
  PRIMARY KEY (server, question)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS servers (
  server TEXT PRIMARY KEY, boot TEXT NOT NULL, free_at REAL NOT NULL, leased_until REAL NOT NULL,
  paused_until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  run TEXT PRIMARY KEY, started REAL NOT NULL, requests INTEGER NOT NULL, failures INTEGER NOT NULL,
  broken TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (
  run TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (run, name)) WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
"""


def cache_file() -> Path:
    """The shared file: in $GEOMAP_CACHE_DIR, or in the system's place for caches."""
    given = os.environ.get(CACHE_VARIABLE)
    return (Path(given).expanduser() if given else _system_folder()) / FILE_NAME


def _system_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "geomap" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "geomap"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "geomap"


class _Own(threading.local):
    """A thread's connection and the process that opened it."""

    connection: sqlite3.Connection | None = None
    process: int = 0


class State:
    """Opens the file at the first use, and again in every thread and in every process that inherits the object."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = _Own()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's own connection. Raises StoreError when the file cannot be used."""
        own = self._own
        # A connection must not cross a fork, and a transaction belongs to one thread.
        if own.connection is None or own.process != os.getpid():
            own.connection, own.process = _open(self.path), os.getpid()
        return own.connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other process can interleave with. Raises StoreError."""
        connection = self.connection
        with self.guarded():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """SQLite's errors as StoreError, with the file and what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise _unusable(self.path, error) from error

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        if self._own.connection is not None and self._own.process == os.getpid():
            self._own.connection.close()
        self._own.connection = None


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error) from error
    for attempt in range(OPEN_ATTEMPTS):
        try:
            return _prepared(path)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt + 1 == OPEN_ATTEMPTS:
                raise _unusable(path, error) from error
            time.sleep(OPEN_PAUSE_S)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
    raise AssertionError("the last attempt returns or raises")


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"its layout {version} is of a newer geomap than this one")
        connection.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may lose the last answers, which then are asked again; it damages nothing.
        connection.execute("PRAGMA synchronous = NORMAL")
        if version < SCHEMA_VERSION:
            connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _unusable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path}: the geocoder's cache cannot be used: {error}; delete the file, or give another folder "
        f"with the environment variable {CACHE_VARIABLE}"
    )
