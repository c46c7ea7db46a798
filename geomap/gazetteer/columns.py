"""Records of a user's file → rows: which column holds what, and the checks of every value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.featurecodes import CLASS_OF_CODE, CODE_OF_WORD
from geomap.gazetteer.interchange import split_names
from geomap.gazetteer.rows import PlaceRow

ALIASES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "place", "place_name", "placename", "toponym", "asciiname", "name_en", "label", "title", "site"),
    "lat": ("lat", "latitude", "y", "lat_dd", "ycoord", "y_coord", "lat_wgs84", "point_y"),
    "lon": ("lon", "lng", "long", "longitude", "x", "lon_dd", "xcoord", "x_coord", "lon_wgs84", "point_x"),
    "id": ("place_id", "id", "geonameid", "pcode", "p_code", "osm_id", "fid"),
    "alternate_names": ("alternate_names", "alternatenames", "altnames", "alt_names", "aliases", "other_names"),
    "demonyms": ("demonyms",),
    "feature_code": ("feature_code", "featurecode", "fcode", "kind", "type", "place_type"),
    "country": ("country_code", "countrycode", "iso2", "iso_a2", "country", "cc"),
    "admin1": ("admin1_name", "admin1", "adm1_en", "adm1_name", "province", "governorate", "state"),
    "admin2": ("admin2_name", "admin2", "adm2_en", "adm2_name", "district", "county"),
    "admin1_code": ("admin1_code", "admin1code"),
    "admin2_code": ("admin2_code", "admin2code"),
    "population": ("population", "pop"),
    "uncertainty_km": ("uncertainty_km", "precision_km", "radius_km"),
}
"""Columns by the names they usually have, compared without case, spaces and punctuation."""
REQUIRED = ("name", "lat", "lon")
_MOJIBAKE = re.compile(
    r"[ÃÂØÙÐÑ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u2013-\u2122].*[ÃÂØÙÐÑ][\u0080-\u2122]|\ufffd"
)
_WHERE_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_DEGREE_SIGNS = re.compile(r"[°º'\"′″NSEW]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a file: its cells as text, and where it stands."""

    line: int
    cells: Mapping[str, str]
    bbox: tuple[float, float, float, float] | None = None
    """south, west, north, east of its geometry, if that is more than a point."""
    radius_km: float = 0.0
    outline_wkb: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file's columns are to be read."""

    default_kind: str = "PPL"
    """Feature code of rows that tell none."""
    country_code: str = ""
    """Country of rows that tell none."""
    country_of_name: Callable[[str], str] = str.upper
    """Country code of a country's name, empty when it is unknown."""


def fail(path: Path, line: int | None, column: str | None, problem: str, remedy: str) -> GazetteerSchemaError:
    """The error that names path, line, column and what to do."""
    where = str(path) if line is None else f"{path}:{line}"
    return GazetteerSchemaError(f"{where}: {f'column {column!r}: ' if column else ''}{problem}; {remedy}")


def find_columns(path: Path, header: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Field → column of the file; GazetteerSchemaError when one that must be there is not."""
    columns = list(header)
    by_key = {_key(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field, column in given.items():
        if field not in ALIASES:
            raise fail(path, None, None, f"there is no field {field!r}", f"fields are {', '.join(ALIASES)}")
        if _key(column) not in by_key:
            raise fail(path, 1, column, "is not in the file", f"its columns are {', '.join(columns)}")
        found[field] = by_key[_key(column)]
    for field, aliases in ALIASES.items():
        column_key = next((_key(alias) for alias in aliases if _key(alias) in by_key), None)
        if field not in found and column_key is not None:
            found[field] = by_key[column_key]
    for field in REQUIRED:
        if field not in found:
            remedy = f"its columns are {', '.join(columns)}; say which one it is: --column {field}=COLUMN"
            raise fail(path, 1, field, "is missing", remedy)
    return found


def _key(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", column.lower())


def to_rows(
    path: Path, records: Iterable[Record], columns: Mapping[str, str], how: ReadOptions, *, layer: str
) -> Iterator[tuple[int, PlaceRow]]:
    """Line and row of each of a file's records, every value checked."""
    seen: dict[str, int] = {}
    for record in records:
        cells = _Cells(path, record, columns)
        row = _to_row(cells, how, layer=layer)
        if row.place_id in seen:
            raise cells.fail("id", f"{row.place_id!r} stands in line {seen[row.place_id]} too", "give each row its own")
        seen[row.place_id] = record.line
        yield record.line, row


def layer_name(path: Path) -> str:
    """Name of the layer made from a file, unless another one is given."""
    stem = path.name.split(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "layer"


class _Cells:
    """Cells of one record by field."""

    def __init__(self, path: Path, record: Record, columns: Mapping[str, str]) -> None:
        self.path, self.record, self.columns = path, record, columns

    def text(self, field: str) -> str:
        column = self.columns.get(field)
        value = self.record.cells.get(column, "") if column else ""
        if _MOJIBAKE.search(value):
            remedy = "the file is in another encoding than it was read in; give it with --encoding (cp1256, cp1252 …)"
            raise self.fail(field, f"{value!r} is garbled text", remedy)
        return value.strip()

    def fail(self, field: str, problem: str, remedy: str) -> GazetteerSchemaError:
        return fail(self.path, self.record.line, self.columns.get(field, field), problem, remedy)

    def number(self, field: str, default: float | None = None) -> float:
        text = self.text(field)
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        raise self.fail(field, f"{text!r} is no number", _number_remedy(text))


def _number_remedy(text: str) -> str:
    if _WHERE_DECIMAL_COMMA.match(text):
        return "write decimals with a point (33.5)"
    if _DEGREE_SIGNS.search(text):
        return "write decimal degrees (33.5138), not degrees and minutes"
    return "write a number"


def _to_row(cells: _Cells, how: ReadOptions, *, layer: str) -> PlaceRow:
    name = cells.text("name")
    if not name:
        raise cells.fail("name", "is empty", "give the place a name or leave the row out")
    lat, lon = _position(cells)
    code = _feature_code(cells, how)
    given_id = cells.text("id")
    record = cells.record
    return PlaceRow(
        place_id=given_id if ":" in given_id else f"{layer}:{given_id or record.line}",
        name=name,
        lat=lat,
        lon=lon,
        feature_class=CLASS_OF_CODE[code],
        feature_code=code,
        country_code=_country(cells, how),
        admin1_code=cells.text("admin1_code"),
        admin2_code=cells.text("admin2_code"),
        admin1_name=cells.text("admin1"),
        admin2_name=cells.text("admin2"),
        population=_population(cells),
        uncertainty_km=_uncertainty(cells),
        bbox=record.bbox,
        alternate_names=split_names(cells.text("alternate_names").replace(";", "|")),
        demonyms=split_names(cells.text("demonyms").replace(";", "|")),
        outline_wkb=record.outline_wkb,
    )


def _position(cells: _Cells) -> tuple[float, float]:
    lat, lon = cells.number("lat"), cells.number("lon")
    if not -90.0 <= lat <= 90.0:
        is_swapped = -90.0 <= lon <= 90.0 and -180.0 <= lat <= 180.0
        remedy = "latitude and longitude look swapped; swap the two columns" if is_swapped else "write degrees"
        raise cells.fail("lat", f"{lat:g} is outside -90..90 degrees", remedy)
    if not -180.0 <= lon <= 180.0:
        raise cells.fail("lon", f"{lon:g} is outside -180..180 degrees", "write degrees, not meters or minutes")
    if lat == 0.0 and lon == 0.0:
        raise cells.fail("lat", "0, 0 is no position but a placeholder", "leave the row out")
    return lat, lon


def _feature_code(cells: _Cells, how: ReadOptions) -> str:
    text = cells.text("feature_code")
    code = text.upper() if text.upper() in CLASS_OF_CODE else CODE_OF_WORD.get(text.lower(), "")
    if text and not code:
        remedy = f"write a feature code of GeoNames (PPL, ADM2, AIRB …) or one of {', '.join(CODE_OF_WORD)}"
        raise cells.fail("feature_code", f"{text!r} is no kind of place that is known", remedy)
    return code or how.default_kind


def _country(cells: _Cells, how: ReadOptions) -> str:
    text = cells.text("country")
    if not text:
        return how.country_code
    code = text.upper() if re.fullmatch(r"[A-Za-z]{2}", text) else how.country_of_name(text)
    if not code:
        raise cells.fail("country", f"{text!r} is no country that is known", "write its two-letter code (ISO 3166)")
    return code


def _population(cells: _Cells) -> int:
    value = cells.number("population", 0.0)
    if not 0.0 <= value < 2.0**62:
        raise cells.fail("population", f"{value:g} is not a number of people", "write 0 or more, or leave it empty")
    return int(value)


def _uncertainty(cells: _Cells) -> float:
    value = cells.number("uncertainty_km", cells.record.radius_km)
    if not 0.0 <= value <= 20_000.0:
        raise cells.fail("uncertainty_km", f"{value:g} is no distance in km", "write 0 or more, or leave it empty")
    return value
