"""What goes to a worker and what comes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from geomap.pipeline import Item
from geomap.reading import InputFile
from geomap.records import Document

CHUNK_TASKS = 48
"""Documents handed to the stages at once: recognizer and ranker take a third less time for each of 16 than for one, and
a tenth less again for each of 48."""

A_HANDFUL = 16
"""As many documents are done before processes for them have started."""

CHUNK_CHARS = 200_000
"""Characters of a chunk, about: a book goes alone, so that memory stays bounded."""

PAGE_CHARS = 20_000
"""What a file that is not read yet counts for; its size tells little of the article in it."""

DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file that holds one document and is read by the worker."""

    file: InputFile
    marker: str = ""
    """State of the file when it was found; see `marks`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One document or record to work on."""

    number: int
    """Its row in the run's state."""
    source: Item | Page
    known: bytes | None = None
    """Digest of what the state has results of; when it is still the same, nothing is done."""

    @property
    def size(self) -> int:
        """Characters, about."""
        if isinstance(self.source, Document):
            return len(self.source.text)
        return PAGE_CHARS if isinstance(self.source, Page) else 0

    @property
    def name(self) -> str:
        """How messages call it."""
        if isinstance(self.source, Page):
            return self.source.file.doc_id
        return self.source.doc_id if isinstance(self.source, Document) else self.source.record_id

    @property
    def path(self) -> str:
        """The file that it came from."""
        return str(self.source.file.path) if isinstance(self.source, Page) else self.source.path or ""


class Fate(Enum):
    """How a task ended."""

    DONE = 1
    FAILED = 2
    """It crashed or took too long; its problem has the traceback."""
    UNCHANGED = 3
    UNREADABLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something was left out: one line of `errors.jsonl`."""

    kind: str
    """input: cannot be used; crash, timeout: the document was set aside."""
    path: str
    reason: str
    line: int | None = None
    field: str | None = None
    value: str | None = None
    doc_id: str | None = None
    traceback: str | None = None

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        field = f" field {self.field!r}" if self.field else ""
        value = f" value {self.value!r}" if self.value is not None else ""
        return f"{where}:{field}{value} {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one task, ready to be stored."""

    number: int
    fate: Fate
    digest: bytes = b""
    lines: bytes = b""
    """Packed lines of the outputs."""
    briefs: bytes = b""
    """Its events as far as merging compares them; see `store.briefs`."""
    keys: bytes = b""
    """One record an event, see `keys`."""
    tally: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    marker: str = ""
    """State of the file that was read, for a Page."""


def digest_of(item: Item) -> bytes:
    """Changes whenever the content of a document or record does; where it was read from does not count."""
    if isinstance(item, Document):
        fields: tuple[object, ...] = (
            item.doc_id, item.text, item.title, item.url, item.source_name, item.published, item.language,
            item.given_toponyms, item.given_triggers,
        )  # fmt: skip
        text = repr(fields)
    else:
        text = repr(item)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def chunks(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks in groups that are worked on at once."""
    chunk: list[Task] = []
    size = 0
    for task in tasks:
        if chunk and (len(chunk) == CHUNK_TASKS or size + task.size > CHUNK_CHARS):
            yield chunk
            chunk, size = [], 0
        chunk.append(task)
        size += task.size
    if chunk:
        yield chunk
