"""Reading tables of places: comma-, semicolon- or tab-separated text."""

from __future__ import annotations

import codecs
import csv
import io
import lzma
from collections.abc import Iterator
from pathlib import Path

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.columns import Record, fail

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_DELIMITERS = ("\t", ";", ",", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CELL_LIMIT = 1_000_000
"""Characters of a cell at most: places with many names have long ones."""


def read_table(path: Path, *, encoding: str | None = None) -> tuple[list[str], Iterator[Record]]:
    """Header and records of a table; the text is UTF-8 unless another encoding is given."""
    text = decode(path, encoding=encoding)
    csv.field_size_limit(_CELL_LIMIT)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, escapechar="\\", strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    if not any(header):
        raise fail(path, 1, None, "the file has no header line", "begin it with the names of the columns")
    return header, _records(path, reader, header)


def _records(path: Path, reader: Iterator[list[str]], header: list[str]) -> Iterator[Record]:
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]
            if not any(cells):
                continue
            if len(cells) != len(header):
                problem = f"{len(cells)} cells where the header has {len(header)}"
                raise fail(path, line, None, problem, "quote cells that hold the separator, fill cells that miss")
            yield Record(line=line, cells=dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise fail(path, line + 1, None, f"the line cannot be read ({error})", "mend its quotes") from error


def decode(path: Path, *, encoding: str | None = None) -> str:
    """Text of a file, strictly decoded; GazetteerSchemaError with the line of the first wrong byte."""
    try:
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    except (OSError, lzma.LZMAError) as error:
        raise GazetteerSchemaError(f"{path}: cannot be read: {error}") from error
    used = encoding or next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(used)
    except LookupError:
        raise fail(path, None, None, f"there is no encoding {used!r}", "give one that Python knows (cp1256)") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = f"save it as UTF-8, or give its encoding: --encoding {_guess(data) or 'NAME'}"
        problem = f"byte {data[error.start]:#04x} is not {used}"
        raise fail(path, line, None, problem, remedy) from error


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return best.encoding if best else ""
