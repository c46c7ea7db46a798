"""Which files an input stands for: files, folders, globs, standard input."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import InputError

STANDARD_INPUT = "-"
SUFFIXES = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".csv",
        ".tsv",
        ".parquet",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file to read, and the id of its document (or the stem of its documents' ids)."""

    path: Path
    doc_id: str


def find_files(inputs: Iterable[str]) -> Iterator[InputFile | InputError]:
    """The files of the inputs, each once, folders in sorted order; what cannot be read comes as InputError.

    In folders, files of kinds that geomap does not read and hidden files are passed over; a file that is named
    is always tried.
    """
    seen: set[Path] = set()
    names: set[str] = set()
    for item in inputs:
        for found in _expand(item):
            if isinstance(found, InputError):
                yield found
                continue
            real = found.path.resolve()
            if real in seen:
                continue
            seen.add(real)
            doc_id = found.doc_id if found.doc_id not in names else found.path.as_posix()
            names.add(doc_id)
            yield InputFile(path=found.path, doc_id=doc_id)


def _expand(item: str) -> Iterator[InputFile | InputError]:
    path = Path(item)
    if path.is_dir():
        yield from _folder(path)
    elif path.exists():
        yield InputFile(path=path, doc_id=path.name)
    elif glob.has_magic(item):
        matches = sorted(glob.glob(item, recursive=True))
        if not matches:
            yield InputError("no file matches", path=item)
        for match in matches:
            yield from _expand(match)
    else:
        yield InputError("there is no such file or folder", path=item)


def _folder(folder: Path) -> Iterator[InputFile | InputError]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield InputError(f"the folder cannot be read: {error.strerror}", path=str(folder))
        return
    yield from _entries(folder, entries)


def _entries(root: Path, entries: list[Path]) -> Iterator[InputFile | InputError]:
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            for found in _folder(path):
                if isinstance(found, InputFile):
                    yield InputFile(path=found.path, doc_id=f"{path.name}/{found.doc_id}")
                else:
                    yield found
        elif path.suffix.lower() in SUFFIXES:
            yield InputFile(path=path, doc_id=path.relative_to(root).as_posix())
