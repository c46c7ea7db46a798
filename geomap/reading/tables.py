"""Files that hold many documents: CSV, JSON, JSON lines, Parquet; read row by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geomap.errors import InputError
from geomap.reading.decode import decode
from geomap.reading.opening import open_bytes, read_whole
from geomap.reading.options import ReadOptions
from geomap.reading.rows import Columns, find_columns, row_to_document
from geomap.records import Document

CSV_FIELD_LIMIT = 50_000_000
"""Characters of one cell; the module's own default of 131,072 is shorter than some reports."""

MAX_LINE_CHARS = 50_000_000
"""Characters of one line of JSON lines: ten times the longest text."""

PARQUET_BATCH_ROWS = 1_000
LIST_KEYS = ("documents", "articles", "items", "results", "data")
"""Keys under which a JSON object holds its list of documents."""

Rows = Iterator[tuple[int, Mapping[str, Any] | InputError]]


def read_csv(path: Path, options: ReadOptions, *, doc_id: str) -> Iterator[Document | InputError]:
    """Documents of a CSV or TSV file; the delimiter is found."""
    return _documents(csv_rows(path), options, path=str(path), doc_id=doc_id)


def read_jsonl(path: Path, options: ReadOptions, *, doc_id: str) -> Iterator[Document | InputError]:
    """Documents of a JSON lines file."""
    return _documents(jsonl_rows(path), options, path=str(path), doc_id=doc_id, uniform=False)


def read_json(path: Path, options: ReadOptions, *, doc_id: str) -> Iterator[Document | InputError]:
    """Documents of a JSON file: one object, a list, or an object that holds the list."""
    return _documents(json_rows(path), options, path=str(path), doc_id=doc_id, uniform=False)


def read_parquet(path: Path, options: ReadOptions, *, doc_id: str) -> Iterator[Document | InputError]:
    """Documents of a Parquet file, batch by batch."""
    return _documents(parquet_rows(path), options, path=str(path), doc_id=doc_id)


def _documents(
    rows: Rows, options: ReadOptions, *, path: str, doc_id: str, uniform: bool = True
) -> Iterator[Document | InputError]:
    """`uniform`: all rows have the first one's columns, so that a missing text column ends the file at once."""
    columns: Columns | None = None
    header: tuple[str, ...] = ()
    for line, row in rows:
        if isinstance(row, InputError):
            yield row
            continue
        try:
            if columns is None or (not uniform and tuple(row) != header):
                header = tuple(row)
                columns = find_columns(header, options, path=path)
            yield row_to_document(row, columns, options, path=path, line=line, fallback_id=f"{doc_id}#{line}")
        except InputError as error:
            if uniform or error.line is not None:
                yield error
            else:
                yield InputError(str(error.args[0]), path=path, line=line, field=error.field, value=error.value)
            if columns is None and uniform:
                return


def open_text(path: Path) -> io.TextIOBase:
    """The file as text: streamed when it is UTF-8, decoded whole when it is not."""
    with open_bytes(path) as handle:
        head = handle.read(1_000_000)
    if not head.strip():
        raise InputError("the file is empty", path=str(path))
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _is_utf8(head):
        return io.StringIO(decode(read_whole(path), path=str(path)))
    return io.TextIOWrapper(open_bytes(path), encoding="utf-8-sig", errors="strict", newline="")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The sample may end inside a character.
        return error.start >= len(head) - 3
    return True


def csv_rows(path: Path) -> Rows:
    """(line, row) of a CSV or TSV file."""
    csv.field_size_limit(CSV_FIELD_LIMIT)
    with open_text(path) as handle:
        reader = csv.DictReader(handle, dialect=_dialect(handle), strict=True)
        header = reader.fieldnames or []
        if len(set(header)) != len(header):
            yield 1, InputError(f"a column stands twice: {', '.join(header)}", path=str(path), line=1)
            return
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeDecodeError) as error:
                yield line, InputError(f"cannot be read: {error}", path=str(path), line=line)
                return
            if None in row:
                yield line, InputError("has more cells than the header has columns", path=str(path), line=line)
                continue
            yield line, row


def _dialect(handle: io.TextIOBase) -> type[csv.Dialect]:
    header = handle.readline()
    handle.seek(0)
    delimiters = {mark: header.count(mark) for mark in ",;\t|"}
    best = max(delimiters, key=lambda mark: delimiters[mark])

    class Found(csv.excel):
        delimiter = best

    return Found


def jsonl_rows(path: Path) -> Rows:
    """(line, object) of a JSON lines file."""
    with open_text(path) as handle:
        number = 0
        while True:
            number += 1
            try:
                line = handle.readline(MAX_LINE_CHARS)
                if len(line) == MAX_LINE_CHARS and not line.endswith("\n"):
                    yield number, InputError(f"is longer than {MAX_LINE_CHARS} characters", path=str(path), line=number)
                    _skip_line(handle)
                    continue
            except UnicodeDecodeError as error:
                yield number, InputError(f"is not UTF-8: {error.reason}", path=str(path), line=number)
                return
            if not line:
                return
            if line.strip():
                yield number, _object(line, path=path, line=number)


def _skip_line(handle: io.TextIOBase) -> None:
    while (part := handle.readline(MAX_LINE_CHARS)) and not part.endswith("\n"):
        pass


def _object(text: str, *, path: Path, line: int) -> Mapping[str, Any] | InputError:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return InputError(f"is not valid JSON: {error}", path=str(path), line=line)
    if not isinstance(value, dict):
        return InputError("is not a JSON object", path=str(path), line=line, value=text[:60])
    return value


def json_rows(path: Path) -> Rows:
    """(number, object) of a JSON file."""
    try:
        value = json.loads(decode(read_whole(path), path=str(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"is not valid JSON: {error}", path=str(path)) from error
    if isinstance(value, dict):
        lists: Iterable[Any] = (value[key] for key in LIST_KEYS if isinstance(value.get(key), list))
        value = next(iter(lists), [value])
    if not isinstance(value, list):
        raise InputError("is neither an object nor a list of objects", path=str(path))
    for number, item in enumerate(value, 1):
        if isinstance(item, dict):
            yield number, item
        else:
            yield number, InputError("is not a JSON object", path=str(path), line=number, value=str(item)[:60])


def parquet_rows(path: Path) -> Rows:
    """(number, row) of a Parquet file, batch by batch."""
    try:
        number = 0
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=PARQUET_BATCH_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is not a readable Parquet file: {error}", path=str(path)) from error
