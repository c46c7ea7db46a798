"""Inputs to documents and event records: the door of this package."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geomap.errors import InputError
from geomap.reading.decode import decode
from geomap.reading.discover import STANDARD_INPUT, InputFile, find_files
from geomap.reading.markup import read_html, read_markdown, read_text
from geomap.reading.options import MAX_FILE_BYTES, ReadOptions, Tables
from geomap.reading.record_files import RECORD_SUFFIXES, looks_like_records, read_records
from geomap.reading.tables import read_csv, read_json, read_jsonl, read_parquet
from geomap.records import Document, EventRecord

Found = Document | EventRecord | InputError

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


def read_inputs(
    inputs: Iterable[str], options: ReadOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Found]:
    """Documents and event records of files, folders, globs and standard input ("-"), lazily and in a fixed order.

    What cannot be read comes as an InputError in its place; an id that stood before is refused, so that everything in
    a run can be told apart.
    """
    options = options or ReadOptions()
    seen: set[bytes] = set()
    for found in _all(list(inputs), options, stdin):
        if not isinstance(found, InputError):
            kind, key = ("doc_id", found.doc_id) if isinstance(found, Document) else ("record_id", _key(found))
            # Eight bytes an id: a million ids take little memory, and two of them meet once in 10^7 runs.
            mark = hashlib.blake2b(f"{kind}{key}".encode(), digest_size=8).digest()
            if mark in seen:
                yield InputError("stands twice", path=found.path or "", line=_line(found), field=kind, value=key)
                continue
            seen.add(mark)
        yield found


def _key(record: EventRecord) -> str:
    return f"{record.schema} {record.record_id}"


def _line(found: Document | EventRecord) -> int | None:
    return found.line if isinstance(found, EventRecord) else None


def read_documents(
    inputs: Iterable[str], options: ReadOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Document | InputError]:
    """Documents only: every table is taken for one of texts."""
    options = replace(options or ReadOptions(), tables=Tables.TEXTS)
    for found in read_inputs(inputs, options, stdin=stdin):
        if not isinstance(found, EventRecord):
            yield found


def _all(inputs: list[str], options: ReadOptions, stdin: BinaryIO | None) -> Iterator[Found]:
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
        if _holds_records(file.path, options):
            yield from read_records(file.path, doc_id=file.doc_id, schema=options.schema)
        elif suffix in TABLES:
            yield from TABLES[suffix](file.path, options, doc_id=file.doc_id)
        else:
            yield _read_page(file.path, options, suffix=suffix, doc_id=file.doc_id)
    except InputError as error:
        yield error
    except UnicodeDecodeError as error:
        yield InputError(f"is not text in any known encoding: {error.reason}", path=str(file.path))
    except OSError as error:
        yield InputError(f"cannot be read: {error.strerror or error}", path=str(file.path))


def _holds_records(path: Path, options: ReadOptions) -> bool:
    if options.tables is Tables.TEXTS or path.suffix.lower() not in RECORD_SUFFIXES:
        return False
    return options.tables is Tables.RECORDS or looks_like_records(path)


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
