"""From inputs to tasks: what is unchanged since the last run is passed over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geomap.batch.marks import mark_of
from geomap.batch.state import State
from geomap.batch.tasks import Fate, Outcome, Page, Problem, Task, digest_of
from geomap.batch.worker import input_problem
from geomap.errors import InputError
from geomap.reading import InputFile, ReadOptions, find_files, holds_one_document, read_file
from geomap.records import Document, EventRecord

TWICE = "stands twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the caller gave, and how it is to be read."""

    names: tuple[str, ...]
    options: ReadOptions
    stdin: bytes | None = None

    @property
    def options_digest(self) -> str:
        """Changes when the inputs would be read differently."""
        return hashlib.blake2b(repr(self.options).encode(), digest_size=8).hexdigest()

    def files(self) -> Iterator[InputFile | InputError]:
        """The files, each time anew."""
        return find_files(self.names, stdin=self.stdin)


@dataclass(slots=True)
class Counts:
    """How the documents and records of a run stand to the last one."""

    new: int = 0
    changed: int = 0
    known: int = 0
    removed: int = 0

    @property
    def seen(self) -> int:
        """All that are there now, and what could not be read."""
        return self.new + self.changed + self.known


class Intake:
    """Reads the inputs lazily and claims each document's row in the state."""

    def __init__(self, state: State, inputs: Inputs) -> None:
        self._state = state
        self._inputs = inputs
        self._options = inputs.options
        self._digest = inputs.options_digest
        self._was_refused = False
        self._open: dict[int, str] = {}
        self._new: set[int] = set()
        self.counts = Counts()
        self.on_known: Callable[[int], None] = _ignore
        """Called with the number of documents that were passed over."""

    def tasks(self) -> Iterator[Task]:
        """Everything that is new or changed, in the inputs' order."""
        for position, found in enumerate(self._inputs.files()):
            if isinstance(found, InputError):
                self._state.add_problem(input_problem(found), line=position)
            else:
                yield from self._file(found, position)
            self._state.commit_now_and_then()

    def take(self, outcome: Outcome) -> None:
        """Store an outcome and count it."""
        self._state.put(outcome)
        is_new = outcome.number in self._new
        self._new.discard(outcome.number)
        if outcome.fate is Fate.UNCHANGED:
            self.counts.known += 1
        elif outcome.fate is not Fate.UNREADABLE:
            self.counts.new += is_new
            self.counts.changed += not is_new

    def finish(self) -> None:
        """All outcomes are stored: files that were read through are passed over next time, what went is forgotten."""
        for number, marker in self._open.items():
            self._state.mark_file(number, marker)
        self.counts.removed = self._state.remove_gone()

    def _file(self, file: InputFile, position: int) -> Iterator[Task]:
        path = file.name
        marker = mark_of(file, self._digest)
        row = self._state.file(path)
        if row and marker and row.marker == marker and row.stem == file.doc_id and self._state.has_all(row):
            self._state.keep_file(row, position)
            self._pass_over(row.items)
            return
        number = self._state.read_file(path, stem=file.doc_id, position=position)
        if holds_one_document(file, self._options):
            page = Page(file=file, marker=marker)
            yield from self._claim(page, file.doc_id, file=number, line=0, path=path)
        else:
            yield from self._table(file, number, marker)

    def _table(self, file: InputFile, number: int, marker: str) -> Iterator[Task]:
        has_doubts = False
        for line, found in enumerate(read_file(file, self._options)):
            if isinstance(found, InputError):
                # A problem of the file as a whole may be gone next time though the file is the same.
                has_doubts = has_doubts or found.line is None
                self._state.add_problem(input_problem(found), file=number, line=line)
                continue
            name = found.doc_id if isinstance(found, Document) else f"{found.schema} {found.record_id}"
            tasks = list(self._claim(found, name, file=number, line=line, path=file.name))
            has_doubts = has_doubts or self._was_refused
            yield from tasks
        if marker and not has_doubts and mark_of(file, self._digest) == marker:
            self._open[number] = marker

    def _claim(
        self, source: Document | EventRecord | Page, name: str, *, file: int, line: int, path: str
    ) -> Iterator[Task]:
        kind = "record_id" if isinstance(source, EventRecord) else "doc_id"
        claim = self._state.claim(f"{kind} {name}", file=file, line=line)
        self._was_refused = claim is None
        if claim is None:
            row = source.line if isinstance(source, EventRecord) else None
            problem = Problem(kind="input", path=path, line=row, field=kind, value=name, reason=TWICE)
            self._state.add_problem(problem, file=file, line=line)
            return
        if not isinstance(source, Page) and claim.digest == digest_of(source):
            self._pass_over(1)
            return
        if claim.is_new:
            self._new.add(claim.number)
        yield Task(number=claim.number, source=source, known=claim.digest)

    def _pass_over(self, count: int) -> None:
        self.counts.known += count
        self.on_known(count)


def _ignore(_count: int) -> None:
    return
