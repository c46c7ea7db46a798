"""Inputs to documents: the door of this package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from geomap.errors import InputError
from geomap.reading.decode import decode
from geomap.reading.discover import STANDARD_INPUT, InputFile, find_files
from geomap.reading.markup import read_html, read_markdown, read_text
from geomap.reading.options import MAX_FILE_BYTES, ReadOptions
from geomap.reading.tables import read_csv, read_json, read_jsonl, read_parquet
from geomap.records import Document

Found = Document | InputError

TABLES: dict[str, Callable[..., Iterator[Found]]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_json,
    ".parquet": read_parquet,
}
PAGES: dict[str, Callable[..., Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}


def read_documents(
    inputs: Iterable[str], options: ReadOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Found]:
    """Documents of files, folders, globs and standard input ("-"), lazily and in a fixed order.

    What cannot be read comes as an InputError in its place; a doc_id that stood before is refused, so that every
    document of a run can be told apart.
    """
    options = options or ReadOptions()
    seen: set[str] = set()
    for found in _all(inputs, options, stdin):
        if isinstance(found, Document):
            if found.doc_id in seen:
                yield InputError("stands twice", path=found.path or "", field="doc_id", value=found.doc_id)
                continue
            seen.add(found.doc_id)
        yield found


def _all(inputs: Iterable[str], options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Found]:
    for item in inputs:
        if item == STANDARD_INPUT:
            yield from _read_stdin(options, stdin or sys.stdin.buffer)
    for file in find_files(item for item in inputs if item != STANDARD_INPUT):
        if isinstance(file, InputError):
            yield file
        else:
            yield from read_file(file, options)


def read_file(file: InputFile, options: ReadOptions) -> Iterator[Found]:
    """Documents of one file; problems of the file as a whole end it with one InputError."""
    suffix = file.path.suffix.lower()
    try:
        if suffix in TABLES:
            yield from TABLES[suffix](file.path, options, doc_id=file.doc_id)
        else:
            yield _read_page(file.path, options, suffix=suffix, doc_id=file.doc_id)
    except InputError as error:
        yield error
    except UnicodeDecodeError as error:
        yield InputError(f"is not text in any known encoding: {error.reason}", path=str(file.path))
    except OSError as error:
        yield InputError(f"cannot be read: {error.strerror or error}", path=str(file.path))


def _read_page(path: Path, options: ReadOptions, *, suffix: str, doc_id: str) -> Document:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise InputError(
            f"is {size / 1e6:.0f} MB, more than one report can be ({MAX_FILE_BYTES / 1e6:.0f} MB): split it, or give "
            "many reports as JSONL",
            path=str(path),
        )
    text = decode(path.read_bytes(), path=str(path))
    return PAGES.get(suffix, read_text)(text, options, path=str(path), doc_id=doc_id)


def _read_stdin(options: ReadOptions, stream: BinaryIO) -> Iterator[Found]:
    try:
        text = decode(stream.read(), path=STANDARD_INPUT)
        yield read_text(text, options, path=STANDARD_INPUT, doc_id="stdin")
    except InputError as error:
        yield error
