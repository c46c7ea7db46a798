"""Inputs to documents and event records: the door of this package."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geomap.errors import InputError
from geomap.reading.decode import decode
from geomap.reading.discover import STANDARD_INPUT, InputFile, find_files
from geomap.reading.docx import docx_fields
from geomap.reading.markup import read_fields, read_html, read_markdown, read_text
from geomap.reading.opening import read_whole, suffix_of
from geomap.reading.options import MAX_FILE_BYTES, ReadOptions, Tables
from geomap.reading.record_files import RECORD_SUFFIXES, looks_like_records, read_records
from geomap.reading.remote import local_copy
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
DOCX = ".docx"

READ_ATTEMPTS = 3
"""Times that a file is read that changes meanwhile."""


def read_inputs(
    inputs: Iterable[str], options: ReadOptions | None = None, *, stdin: BinaryIO | None = None
) -> Iterator[Found]:
    """Documents and event records of files, folders, globs, addresses and standard input ("-"), lazily, in order.

    What cannot be read comes as an InputError in its place; an id that stood before is refused, so that everything in
    a run can be told apart.
    """
    options, inputs = options or ReadOptions(), list(inputs)
    seen: set[bytes] = set()
    for found in _all(inputs, options, read_stdin(stdin) if STANDARD_INPUT in inputs else None):
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


def read_stdin(stream: BinaryIO | None = None) -> bytes:
    """What comes through standard input, one byte more than one report can have at most."""
    return (stream or sys.stdin.buffer).read(MAX_FILE_BYTES + 1)


def _all(inputs: list[str], options: ReadOptions, stdin: bytes | None) -> Iterator[Found]:
    for file in find_files(inputs, stdin=stdin):
        if isinstance(file, InputError):
            yield file
        else:
            yield from read_file(file, options)


def holds_one_document(file: InputFile, options: ReadOptions) -> bool:
    """Whether a file is one report (a page, a text) and no table; tells by the name, without reading."""
    if file.data is not None:
        return True
    suffix = suffix_of(file.path)
    return suffix not in TABLES and (options.tables is Tables.TEXTS or suffix not in RECORD_SUFFIXES)


def read_one(file: InputFile, options: ReadOptions) -> Document | InputError:
    """The document of a file that holds one."""
    [found] = read_file(file, options)
    assert not isinstance(found, EventRecord)
    return found


def read_file(file: InputFile, options: ReadOptions) -> Iterator[Found]:
    """Documents or records of one file; problems of the file as a whole end it with one InputError."""
    if not file.url:
        yield from _read_local(file, options)
        return
    try:
        with local_copy(file.url, name=file.path.name) as copy:
            for found in _read_local(InputFile(path=copy, doc_id=file.doc_id), options):
                yield _as_from(found, file.url)
    except InputError as error:
        yield error


def _as_from(found: Found, url: str) -> Found:
    """A copy's documents and problems are those of the address."""
    if isinstance(found, InputError):
        return InputError(str(found.args[0]), path=url, line=found.line, field=found.field, value=found.value)
    return replace(found, path=url)


def _read_local(file: InputFile, options: ReadOptions) -> Iterator[Found]:
    try:
        if file.data is not None:
            yield read_text(decode(_bounded(file.data), path=STANDARD_INPUT), options, path="-", doc_id=file.doc_id)
        elif holds_one_document(file, options):
            yield _read_page(file.path, options, doc_id=file.doc_id)
        else:
            yield from _read_table(file, options)
    except InputError as error:
        yield error
    except UnicodeDecodeError as error:
        yield InputError(f"is not text in any known encoding: {error.reason}", path=str(file.path))
    except OSError as error:
        yield InputError(f"cannot be read: {error.strerror or error}", path=str(file.path))


def _bounded(data: bytes) -> bytes:
    if len(data) > MAX_FILE_BYTES:
        raise InputError(f"is more than one report can be ({MAX_FILE_BYTES / 1e6:.0f} MB)", path=STANDARD_INPUT)
    return data


def _read_table(file: InputFile, options: ReadOptions) -> Iterator[Found]:
    before = _shape(file.path)
    if _holds_records(file.path, options):
        yield from read_records(file.path, doc_id=file.doc_id, schema=options.schema)
    else:
        yield from TABLES[suffix_of(file.path)](file.path, options, doc_id=file.doc_id)
    if _shape(file.path) != before:
        reason = "changed while it was read: what was read until then is used; run again for the rest"
        yield InputError(reason, path=str(file.path))


def _holds_records(path: Path, options: ReadOptions) -> bool:
    if options.tables is Tables.TEXTS or suffix_of(path) not in RECORD_SUFFIXES:
        return False
    return options.tables is Tables.RECORDS or suffix_of(path) not in TABLES or looks_like_records(path)


def _read_page(path: Path, options: ReadOptions, *, doc_id: str) -> Document:
    for _ in range(READ_ATTEMPTS):
        before = _shape(path)
        document = _read_page_once(path, options, doc_id=doc_id)
        if _shape(path) == before:
            return document
    raise InputError("changes again and again while it is read", path=str(path))


def _read_page_once(path: Path, options: ReadOptions, *, doc_id: str) -> Document:
    suffix = suffix_of(path)
    if suffix == DOCX:
        return read_fields(docx_fields(path), options, path=str(path), doc_id=doc_id)
    text = decode(read_whole(path, limit=MAX_FILE_BYTES), path=str(path))
    return PAGES.get(suffix, read_text)(text, options, path=str(path), doc_id=doc_id)


def _shape(path: Path) -> tuple[int, int, int]:
    """Size, time and number of a file: they change when it does."""
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns, state.st_ino
