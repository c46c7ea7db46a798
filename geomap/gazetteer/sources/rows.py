"""One row of the interchange format between the build scripts and the index, and its file."""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

SEPARATOR = "|"
"""Between names of one field; a name that holds it is refused."""

BOX_FIELDS = ("south", "west", "north", "east")
FEATURE_ORDER = ("CONT", "PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "TERR", "ADM1", "ADM2")
"""Feature codes that come first in the file, in this order; all others follow by class and code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place as it stands in places.tsv.xz; the field order is the column order."""

    place_id: str
    name: str
    alternate_names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    feature_class: str
    feature_code: str
    lat: float
    """Degrees, WGS 84."""
    lon: float
    country_code: str = ""
    admin1_code: str = ""
    admin2_code: str = ""
    admin1_name: str = ""
    admin2_name: str = ""
    population: int = 0
    uncertainty_km: float = 0.0
    """Radius of the area that the point stands for, or the coordinate's own precision."""
    south: float | None = None
    west: float | None = None
    """Greater than east when the box crosses the antimeridian."""
    north: float | None = None
    east: float | None = None


COLUMNS = tuple(field.name for field in fields(Row))


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    if name in ("lat", "lon", *BOX_FIELDS):
        return f"{value:.5f}".rstrip("0").rstrip(".")
    if name == "uncertainty_km":
        return f"{value:.1f}"
    return str(value)


def check(row: Row) -> None:
    """Refuse a row that the file could not hold or that is impossible; ValueError says which."""
    names = (row.name, *row.alternate_names, *row.demonyms)
    broken = [name for name in names if not name or SEPARATOR in name or "\t" in name or "\n" in name]
    if broken or not row.place_id:
        raise ValueError(f"{row.place_id!r} has an empty id or an unusable name: {broken}")
    if not (-90.0 <= row.lat <= 90.0 and -180.0 <= row.lon <= 180.0):
        raise ValueError(f"{row.place_id} lies at {row.lat}, {row.lon}")
    box = [getattr(row, name) for name in BOX_FIELDS]
    if any(value is None for value in box) and any(value is not None for value in box):
        raise ValueError(f"{row.place_id} has half a box")


def sort_key(row: Row) -> tuple[int, str, str, str]:
    """Areas of high rank first, then by class, country and id: the order of the file."""
    rank = FEATURE_ORDER.index(row.feature_code) if row.feature_code in FEATURE_ORDER else len(FEATURE_ORDER)
    return (rank, "" if rank < len(FEATURE_ORDER) else row.feature_class, row.country_code, row.place_id)


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write places.tsv.xz sorted, byte-identical for the same rows; returns how many."""
    ordered = sorted(rows, key=sort_key)
    seen: set[str] = set()
    lines = ["\t".join(COLUMNS)]
    for row in ordered:
        check(row)
        if row.place_id in seen:
            raise ValueError(f"{row.place_id} stands twice")
        seen.add(row.place_id)
        lines.append("\t".join(_text(getattr(row, name), name) for name in COLUMNS))
    data = ("\n".join(lines) + "\n").encode("utf-8")
    path.write_bytes(lzma.compress(data, preset=6))
    return len(ordered)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The file as plain dictionaries; for checks and tests."""
    lines = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:] if line]
