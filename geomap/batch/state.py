"""What a run's folder remembers: every document with its results, in one SQLite file.

A transaction is committed every second or so; a killed run loses no more than that.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geomap.batch.tasks import Fate, Outcome, Problem
from geomap.errors import StoreError

FOLDER = ".geomap"
FILE_NAME = "state.sqlite"
SCHEMA_VERSION = 2
COMMIT_EVERY_S = 1.0
CACHE_KIB = 32_768
"""Page cache of the connection: memory stays the same for any number of documents."""

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, marker TEXT NOT NULL, items INTEGER NOT NULL,
  position INTEGER NOT NULL, run INTEGER NOT NULL, kept INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS files_position ON files (position);
CREATE TABLE IF NOT EXISTS items (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, file INTEGER NOT NULL, line INTEGER NOT NULL, run INTEGER NOT NULL,
  fate INTEGER NOT NULL, digest BLOB, tally TEXT, keys BLOB);
CREATE INDEX IF NOT EXISTS items_file ON items (file, line);
CREATE TABLE IF NOT EXISTS lines (item INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS briefs (item INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS problems (
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL, item INTEGER NOT NULL, line INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS problems_file ON problems (file, line);
CREATE INDEX IF NOT EXISTS problems_item ON problems (item);
CREATE TABLE IF NOT EXISTS merged (item INTEGER NOT NULL, number INTEGER NOT NULL, data BLOB,
  PRIMARY KEY (item, number)) WITHOUT ROWID;
PRAGMA user_version = {SCHEMA_VERSION};
"""

CONTENT = "content"
"""Name of the value that changes with the results; the number of the run that changed them last."""

PENDING = 0
"""Fate of an item whose outcome is not there yet."""

NO_ITEM = 0
NOWHERE = 0
"""File of problems that belong to no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file as the last run saw it."""

    number: int
    stem: str
    marker: str
    items: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An item's row in the state, and the digest of the results that it has."""

    number: int
    digest: bytes | None
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """A finished item, in the outputs' order."""

    number: int
    keys: bytes
    tally: dict[str, Any]


class State:
    """The state of one folder; use it from the process that opened it only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self.path = self.folder / FILE_NAME
        with self._reporting():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._db = _open(self.path)
        self._committed = time.monotonic()
        self._is_touched = False
        self.run = 0

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{self.path}: {error}; what was done before is kept: the same command goes on from there"
            ) from error
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"{self.path}: {error}; with --fresh everything is done anew") from error

    def execute(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """One statement. Raises StoreError, on a full disk for instance."""
        with self._reporting():
            return self._db.execute(sql, tuple(values))

    def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        """One statement with many rows of values. Raises StoreError."""
        with self._reporting():
            self._db.executemany(sql, map(tuple, rows))

    def commit(self) -> None:
        """Make everything so far last."""
        with self._reporting():
            self._db.commit()
        self._committed = time.monotonic()

    def commit_now_and_then(self) -> None:
        """Commit when the last time is a while ago."""
        if time.monotonic() - self._committed > COMMIT_EVERY_S:
            self.commit()

    def close(self) -> None:
        """Commit and close."""
        try:
            self.commit()
        finally:
            self._db.close()

    def get(self, name: str) -> str | None:
        """A remembered value."""
        row = self.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Remember a value."""
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def clear(self) -> None:
        """Forget all documents."""
        for table in ("files", "items", "lines", "briefs", "problems", "merged", "meta"):
            self.execute(f"DELETE FROM {table}")  # noqa: S608  names from the line above
        self.commit()

    def begin(self) -> None:
        """A new pass over the inputs begins."""
        self.run = int(self.get("run") or 0) + 1
        self._is_touched = False
        self.set("run", str(self.run))
        self.execute("DELETE FROM problems WHERE file = ?", (NOWHERE,))

    def _touch(self) -> None:
        """Something that the outputs depend on changes; told at once, so that a killed run's changes count too."""
        if not self._is_touched:
            self._is_touched = True
            self.set(CONTENT, str(self.run))

    # Files

    def file(self, path: str) -> FileRow | None:
        """What is remembered of a file."""
        row = self.execute("SELECT id, stem, marker, items, position FROM files WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        return FileRow(number=row[0], stem=row[1], marker=row[2], items=row[3], position=row[4])

    def has_all(self, file: FileRow) -> bool:
        """Whether all items of a file are still its own; another file may have brought one of the same name."""
        row = self.execute("SELECT count(*) FROM items WHERE file = ? AND fate != ?", (file.number, PENDING)).fetchone()
        return int(row[0]) == file.items

    def keep_file(self, file: FileRow, position: int) -> None:
        """The file is unchanged: all that is known of it holds."""
        if file.position != position:
            self._touch()
        self.execute(
            "UPDATE files SET run = ?, kept = ?, position = ? WHERE id = ?", (self.run, self.run, position, file.number)
        )

    def read_file(self, path: str, *, stem: str, position: int) -> int:
        """The file is read again: its number; what was wrong with its rows is forgotten."""
        known = self.file(path)
        if known and known.position != position:
            self._touch()
        self.execute(
            "INSERT INTO files (path, stem, marker, items, position, run, kept) VALUES (?, ?, '', 0, ?, ?, 0) "
            "ON CONFLICT (path) DO UPDATE SET stem = excluded.stem, marker = '', position = excluded.position, "
            "run = excluded.run, kept = 0",
            (path, stem, position, self.run),
        )
        number = int(self.execute("SELECT id FROM files WHERE path = ?", (path,)).fetchone()[0])
        self.execute("DELETE FROM problems WHERE file = ? AND item = ?", (number, NO_ITEM))
        return number

    def mark_file(self, number: int, marker: str) -> None:
        """The file has been read through: next time it is passed over if its marker is the same."""
        self.execute(
            "UPDATE files SET marker = ?, items = (SELECT count(*) FROM items WHERE file = ?) WHERE id = ?",
            (marker, number, number),
        )

    # Items

    def claim(self, name: str, *, file: int, line: int) -> Claim | None:
        """The item's row for this run; None when the run has an item of that name already."""
        row = self.execute(
            "SELECT items.id, items.run, items.fate, items.digest, coalesce(files.kept, 0), file, line FROM items "
            "LEFT JOIN files ON files.id = items.file WHERE name = ?",
            (name,),
        ).fetchone()
        if row is None:
            cursor = self.execute(
                "INSERT INTO items (name, file, line, run, fate) VALUES (?, ?, ?, ?, ?)",
                (name, file, line, self.run, PENDING),
            )
            return Claim(number=int(cursor.lastrowid or 0), digest=None, is_new=True)
        number, run, fate, digest, kept, *place = row
        if self.run in (run, kept):
            return None
        self.execute("UPDATE items SET file = ?, line = ?, run = ? WHERE id = ?", (file, line, self.run, number))
        if place != [file, line]:
            self._touch()
            self.execute("UPDATE problems SET file = ?, line = ? WHERE item = ?", (file, line, number))
        return Claim(number=number, digest=None if fate == PENDING else digest, is_new=fate == PENDING)

    def put(self, outcome: Outcome) -> None:
        """Store what came of an item."""
        number = outcome.number
        if outcome.fate is Fate.UNCHANGED:
            self._mark_page(outcome)
            return
        self._touch()
        self.execute("DELETE FROM problems WHERE item = ?", (number,))
        if outcome.fate is Fate.UNREADABLE:
            self._refuse(outcome)
            return
        self.execute(
            "UPDATE items SET fate = ?, digest = ?, tally = ?, keys = ? WHERE id = ?",
            (outcome.fate.value, outcome.digest, json.dumps(outcome.tally), outcome.keys, number),
        )
        self._put_data("lines", number, outcome.lines)
        self._put_data("briefs", number, outcome.briefs)
        if outcome.problem:
            file, line = self.execute("SELECT file, line FROM items WHERE id = ?", (number,)).fetchone()
            self.add_problem(outcome.problem, file=file, line=line, item=number)
        self._mark_page(outcome)

    def _put_data(self, table: str, number: int, data: bytes) -> None:
        if data:
            self.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (number, data))  # noqa: S608  our own names
        else:
            self.execute(f"DELETE FROM {table} WHERE item = ?", (number,))  # noqa: S608

    def _mark_page(self, outcome: Outcome) -> None:
        if outcome.marker:
            file = self.execute("SELECT file FROM items WHERE id = ?", (outcome.number,)).fetchone()[0]
            self.mark_file(file, outcome.marker)

    def _refuse(self, outcome: Outcome) -> None:
        """A file that turned out to hold no document is no item."""
        file = self.execute("SELECT file FROM items WHERE id = ?", (outcome.number,)).fetchone()[0]
        if outcome.problem:
            self.add_problem(outcome.problem, file=file, line=0)
        self.execute("DELETE FROM items WHERE id = ?", (outcome.number,))
        for table in ("lines", "briefs"):
            self._put_data(table, outcome.number, b"")

    def forget(self, condition: str, values: Iterable[Any] = ()) -> int:
        """Forget the results of the items that an SQL condition on `items` selects; they are done again."""
        self.execute(
            f"UPDATE files SET marker = '' WHERE id IN (SELECT file FROM items WHERE {condition})",  # noqa: S608
            values,
        )
        return self.execute(
            f"UPDATE items SET fate = {PENDING}, digest = NULL WHERE {condition}",  # noqa: S608
            values,
        ).rowcount

    def forget_unasked(self) -> int:
        """Forget the results with names that the fallback could not be asked for; how many there were."""
        return self.forget("json_array_length(tally, '$.unasked') > 0")

    def has_geocoded(self) -> bool:
        """Whether a geocoder's answer was used for any result."""
        found = self.execute("SELECT EXISTS (SELECT 1 FROM items WHERE json_extract(tally, '$.geocoded'))").fetchone()
        return bool(found[0])

    def forget_failed(self) -> None:
        """Documents that were set aside are tried again."""
        self.forget("fate = ?", (Fate.FAILED.value,))

    def remove_gone(self) -> int:
        """Forget the items that this run did not see; how many there were."""
        gone = "run != ? AND file NOT IN (SELECT id FROM files WHERE kept = ?)"
        values = (self.run, self.run)
        if self.execute(f"SELECT 1 FROM items WHERE {gone} LIMIT 1", values).fetchone():  # noqa: S608
            self._touch()
        for table in ("lines", "briefs", "problems"):
            self.execute(f"DELETE FROM {table} WHERE item IN (SELECT id FROM items WHERE {gone})", values)  # noqa: S608
        count = self.execute(f"DELETE FROM items WHERE {gone}", values).rowcount  # noqa: S608
        self.execute("DELETE FROM problems WHERE file IN (SELECT id FROM files WHERE run != ?)", (self.run,))
        self.execute("DELETE FROM files WHERE run != ?", (self.run,))
        return count

    # Problems

    def add_problem(self, problem: Problem, *, file: int = NOWHERE, line: int = 0, item: int = NO_ITEM) -> None:
        """Remember what was wrong."""
        body = json.dumps({key: value for key, value in asdict(problem).items() if value is not None})
        self.execute("INSERT INTO problems (file, item, line, body) VALUES (?, ?, ?, ?)", (file, item, line, body))

    def problems(self) -> Iterator[Problem]:
        """All problems, in the inputs' order."""
        rows = self.execute(
            "SELECT body FROM problems LEFT JOIN files ON files.id = problems.file "
            "ORDER BY coalesce(files.position, -1), problems.line, problems.id"
        )
        for (body,) in rows:
            yield Problem(**json.loads(body))

    # Results

    def finished(self) -> Iterator[ItemRow]:
        """Items with results, in the inputs' order."""
        rows = self.execute(
            "SELECT items.id, items.keys, items.tally FROM files CROSS JOIN items ON items.file = files.id "
            "WHERE items.fate = ? ORDER BY files.position, items.line",
            (Fate.DONE.value,),
        )
        for number, keys, tally in rows:
            yield ItemRow(number=number, keys=keys, tally=json.loads(tally))

    def lines(self, number: int) -> bytes:
        """The packed lines of an item."""
        row = self.execute("SELECT data FROM lines WHERE item = ?", (number,)).fetchone()
        return bytes(row[0])

    def has_results(self) -> bool:
        """Whether any document was done before."""
        return self.execute("SELECT 1 FROM items WHERE fate != ? LIMIT 1", (PENDING,)).fetchone() is not None

    def count_items(self) -> int:
        """How many documents and records there are."""
        return int(self.execute("SELECT count(*) FROM items").fetchone()[0])

    def count(self, fate: Fate) -> int:
        """How many items ended so."""
        return int(self.execute("SELECT count(*) FROM items WHERE fate = ?", (fate.value,)).fetchone()[0])


def forget_state(folder: Path) -> None:
    """Delete a folder's state. Raises StoreError."""
    try:
        for suffix in ("", "-wal", "-shm"):
            (folder / FOLDER / (FILE_NAME + suffix)).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: its state cannot be deleted: {error.strerror}") from error


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level="DEFERRED", timeout=30)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, SCHEMA_VERSION):
        db.close()
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return _open(path)
    db.executescript(_SCHEMA)
    return db
