"""Which files an input stands for: files, folders, globs, addresses, standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import InputError
from geomap.reading import remote
from geomap.reading.opening import GZIP, suffix_of

STANDARD_INPUT = "-"
UNPACKED = frozenset({".docx", ".parquet"})
SUFFIXES = UNPACKED | {
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv",
}  # fmt: skip
"""Suffixes that are read in folders; all but UNPACKED may be packed with gzip (.csv.gz)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file to read, and the id of its document (or the stem of its documents' ids)."""

    path: Path
    doc_id: str
    url: str = ""
    """The address of a file that is not on this machine; `path` then only has its name."""
    data: bytes | None = None
    """What came through standard input."""

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.url or str(self.path)


def find_files(inputs: Iterable[str], *, stdin: bytes | None = None) -> Iterator[InputFile | InputError]:
    """The files of the inputs, each once, folders in sorted order; what cannot be read comes as InputError.

    In folders, files of kinds that geomap does not read and hidden files are passed over; a file that is named
    is always tried.
    """
    seen: set[str] = set()
    names: set[str] = set()
    for item in inputs:
        for found in _expand(item, stdin):
            if isinstance(found, InputError):
                yield found
                continue
            real = found.url or os.path.realpath(found.path)
            if real in seen:
                continue
            seen.add(real)
            if found.doc_id in names:
                stem = found.url or found.path.as_posix()
                found = InputFile(path=found.path, doc_id=stem, url=found.url, data=found.data)
            names.add(found.doc_id)
            yield found


def _expand(item: str, stdin: bytes | None) -> Iterator[InputFile | InputError]:
    if item == STANDARD_INPUT:
        yield InputFile(path=Path(STANDARD_INPUT), doc_id="stdin", data=stdin or b"")
        return
    if remote.is_remote(item):
        yield from _remote(item)
        return
    path = Path(item)
    if path.is_dir():
        yield from _folder(str(path), "", frozenset({os.path.realpath(path)}))
    elif path.exists():
        yield InputFile(path=path, doc_id=path.name)
    elif glob.has_magic(item):
        matches = sorted(glob.glob(item, recursive=True))
        if not matches:
            yield InputError("no file matches", path=item)
        for match in matches:
            yield from _expand(match, None)
    else:
        yield InputError("there is no such file or folder", path=item)


def _folder(folder: str, stem: str, above: frozenset[str]) -> Iterator[InputFile | InputError]:
    """Files of a folder and the folders in it, in the order of their names.

    `above` are the folders on the way, so that a link to one of them is not followed for ever.
    """
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield InputError(f"the folder cannot be read: {error.strerror}", path=folder)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            real = os.path.realpath(entry.path)
            if real not in above:
                yield from _folder(entry.path, f"{stem}{entry.name}/", above | {real})
        elif _is_readable(entry.name):
            yield InputFile(path=Path(entry.path), doc_id=stem + entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _remote(address: str) -> Iterator[InputFile | InputError]:
    try:
        for url, stem in remote.list_files(address, wanted=_is_readable):
            yield InputFile(path=Path(stem.rpartition("/")[2]), doc_id=stem, url=url)
    except InputError as error:
        yield error


def _is_readable(name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    if suffix == GZIP:
        return suffix_of(Path(name)) in SUFFIXES - UNPACKED
    return suffix in SUFFIXES
