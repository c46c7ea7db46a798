"""The focus layer's source: `gazetteer/focus/*.csv`, rows written and checked by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.featurecodes import CLASS_OF_CODE
from geomap.gazetteer.interchange import split_names
from geomap.gazetteer.rows import PlaceRow

FOCUS_FIELDS = (
    "id", "name", "alternate_names", "feature_code", "lat", "lon", "precision_km", "admin1", "admin2", "checked",
)  # fmt: skip
COUNTRY_OF_FILE = {"manchester": "GB", "afghanistan": "AF", "iraq": "IQ", "syria": "SY"}


def read_focus(path: Path) -> Iterator[PlaceRow]:
    """Rows of one focus file; the file's name tells the country. Raises GazetteerSchemaError with line and column."""
    country_code = COUNTRY_OF_FILE.get(path.stem, "")
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [name for name in FOCUS_FIELDS if name not in (reader.fieldnames or ())]
        if missing:
            raise GazetteerSchemaError(f"{path}:1: column {missing[0]!r} is missing; add it")
        for cells in reader:
            yield _to_row(cells, country_code, where=f"{path}:{reader.line_num}")


def _to_row(cells: dict[str, str], country_code: str, *, where: str) -> PlaceRow:
    code = cells["feature_code"]
    if code not in CLASS_OF_CODE:
        raise GazetteerSchemaError(f"{where}: column 'feature_code': {code!r} is no feature code of GeoNames; mend it")
    return PlaceRow(
        place_id=cells["id"],
        name=cells["name"].strip(),
        lat=_number(cells, "lat", 90.0, where),
        lon=_number(cells, "lon", 180.0, where),
        feature_class=CLASS_OF_CODE[code],
        feature_code=code,
        country_code=country_code,
        admin1_name=cells["admin1"].strip(),
        admin2_name=cells["admin2"].strip(),
        uncertainty_km=_number(cells, "precision_km", 2000.0, where),
        alternate_names=split_names(cells["alternate_names"]),
    )


def _number(cells: dict[str, str], field: str, limit: float, where: str) -> float:
    try:
        value = float(cells[field])
    except (TypeError, ValueError):
        raise GazetteerSchemaError(f"{where}: column {field!r}: {cells[field]!r} is no number; mend it") from None
    if not -limit <= value <= limit:
        raise GazetteerSchemaError(f"{where}: column {field!r}: {value} is outside ±{limit:g}; mend it")
    return value
