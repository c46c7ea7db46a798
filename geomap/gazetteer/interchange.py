"""The interchange format of places: tab-separated, UTF-8, plain or xz; names separated by "|"."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TextIO

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.rows import ROW_FIELDS, PlaceRow

NAME_SEPARATOR = "|"


def read_places(path: Path) -> Iterator[PlaceRow]:
    """Rows of an interchange file; GazetteerSchemaError with path, line and column at the first bad value."""
    with _open(path) as handle:
        header = handle.readline().rstrip("\n").split("\t")
        missing = [name for name in ROW_FIELDS if name not in header]
        if missing:
            raise GazetteerSchemaError(f"{path}:1: column {missing[0]!r} is missing; the header must have {ROW_FIELDS}")
        columns = {name: header.index(name) for name in ROW_FIELDS}
        for number, line in enumerate(handle, start=2):
            values = line.rstrip("\n").split("\t")
            try:
                yield _to_row(values, columns)
            except (ValueError, IndexError) as error:
                raise GazetteerSchemaError(f"{path}:{number}: {error}; write the source file again") from error


def _open(path: Path) -> TextIO:
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def _to_row(values: list[str], columns: dict[str, int]) -> PlaceRow:
    def text(name: str) -> str:
        return values[columns[name]]

    box = tuple(text(name) for name in ("south", "west", "north", "east"))
    return PlaceRow(
        place_id=text("place_id"),
        name=text("name"),
        lat=float(text("lat")),
        lon=float(text("lon")),
        feature_class=text("feature_class"),
        feature_code=text("feature_code"),
        country_code=text("country_code"),
        admin1_code=text("admin1_code"),
        admin2_code=text("admin2_code"),
        admin1_name=text("admin1_name"),
        admin2_name=text("admin2_name"),
        population=int(float(text("population") or 0)),
        uncertainty_km=float(text("uncertainty_km") or 0),
        bbox=(float(box[0]), float(box[1]), float(box[2]), float(box[3])) if all(box) else None,
        alternate_names=split_names(text("alternate_names")),
        demonyms=split_names(text("demonyms")),
    )


def split_names(cell: str) -> tuple[str, ...]:
    """Names of a cell, stripped, none empty, none twice."""
    return tuple(dict.fromkeys(name.strip() for name in cell.split(NAME_SEPARATOR) if name.strip()))


def write_places(handle: TextIO, rows: Iterable[PlaceRow], *, delimiter: str = "\t", quoting: Literal[0, 3] = 3) -> int:
    """Write rows in the interchange format (or with another delimiter and quotes); gives their number."""
    writer = csv.writer(handle, delimiter=delimiter, lineterminator="\n", quoting=quoting, escapechar="\\")
    writer.writerow(ROW_FIELDS)
    count = 0
    for row in rows:
        writer.writerow([_cell(row, name) for name in ROW_FIELDS])
        count += 1
    return count


def _cell(row: PlaceRow, name: str) -> str:
    if name in ("south", "west", "north", "east"):
        return f"{row.bbox[('south', 'west', 'north', 'east').index(name)]:g}" if row.bbox else ""
    value = getattr(row, name)
    if isinstance(value, tuple):
        return NAME_SEPARATOR.join(value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value or "")
