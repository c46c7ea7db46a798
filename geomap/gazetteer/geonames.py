"""GeoNames' country dumps: which files there are, and their rows (https://download.geonames.org/export/dump/)."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import GazetteerSchemaError, UsageError
from geomap.gazetteer.columns import fail
from geomap.gazetteer.rows import PlaceRow

GEONAMES_URL = "https://download.geonames.org/export/dump/"
LAYER_NAME = "geonames"
LAYER_TITLE = "GeoNames country dumps"
ATTRIBUTION = "GeoNames (CC BY 4.0), https://www.geonames.org"
ADMIN1_FILE, ADMIN2_FILE = "admin1CodesASCII.txt", "admin2Codes.txt"
_DUMP_COLUMNS = 19
_ALTERNATE_COLUMNS = 4
_NO_NAMES = frozenset(("link", "wkdt", "post", "iata", "icao", "faac", "unlc", "tcid", "phon", "piny", "abbr"))
"""Pseudo-languages of alternate names that are no names: links, codes, phonetic transcriptions."""
_KEPT_SCRIPTS_BELOW = 0x0900
"""Names whose letters all stand below this code point, or in Latin Extended Additional, are kept: Latin, Greek,
Cyrillic, Hebrew, Arabic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A file of GeoNames: its path on the server, and its name in the folder that it is kept in."""

    remote: str
    local: str


def checked_codes(country_codes: Sequence[str]) -> list[str]:
    """Country codes in upper case, each once; UsageError on what is no two-letter code."""
    for code in country_codes:
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise UsageError(f"{code!r} is no two-letter country code (ISO 3166), such as AF, IQ, SY or GB")
    return list(dict.fromkeys(code.upper() for code in country_codes))


def dumps_of(country_codes: Sequence[str]) -> list[Dump]:
    """Files that the layer of these countries is made of."""
    return [
        Dump(remote=ADMIN1_FILE, local=ADMIN1_FILE),
        Dump(remote=ADMIN2_FILE, local=ADMIN2_FILE),
        *(Dump(remote=f"{code}.zip", local=f"{code}.zip") for code in country_codes),
        *(Dump(remote=f"alternatenames/{code}.zip", local=f"alternatenames-{code}.zip") for code in country_codes),
    ]


def read_dumps(folder: Path, country_codes: Sequence[str]) -> Iterator[PlaceRow]:
    """Rows of the dumps in a folder; GazetteerSchemaError with path, line and column of what is wrong."""
    admin1, admin2 = _admin_names(folder / ADMIN1_FILE), _admin_names(folder / ADMIN2_FILE)
    for code in country_codes:
        alternates = _alternate_names(folder / f"alternatenames-{code}.zip", code)
        path = folder / f"{code}.zip"
        for line, cells in _zipped_lines(path, f"{code}.txt"):
            if len(cells) != _DUMP_COLUMNS:
                raise fail(path, line, None, f"{len(cells)} columns instead of {_DUMP_COLUMNS}", "download it again")
            yield _to_row(path, line, cells, alternates, admin1, admin2)


def _to_row(
    path: Path,
    line: int,
    cells: list[str],
    alternates: dict[str, list[str]],
    admin1: dict[str, str],
    admin2: dict[str, str],
) -> PlaceRow:
    number, name, ascii_name, listed, lat, lon, feature_class, feature_code, country_code = cells[:9]
    try:
        position = float(lat), float(lon)
        population = int(cells[14] or 0)
    except ValueError as error:
        raise fail(path, line, "latitude, longitude, population", str(error), "download it again") from error
    if not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180):
        raise fail(path, line, "latitude", f"{position} is outside the degrees", "download it again")
    names = dict.fromkeys((ascii_name, *listed.split(","), *alternates.get(number, ())))
    return PlaceRow(
        place_id=f"geonames:{number}",
        name=name,
        lat=position[0],
        lon=position[1],
        feature_class=feature_class,
        feature_code=feature_code,
        country_code=country_code,
        admin1_code=cells[10],
        admin2_code=cells[11],
        admin1_name=admin1.get(f"{country_code}.{cells[10]}", ""),
        admin2_name=admin2.get(f"{country_code}.{cells[10]}.{cells[11]}", ""),
        population=max(0, population),
        alternate_names=tuple(each for each in names if each and each != name and _is_kept(each)),
    )


def _is_kept(name: str) -> bool:
    return all(ord(char) < _KEPT_SCRIPTS_BELOW or "Ḁ" <= char <= "ỿ" or not char.isalpha() for char in name)


def _alternate_names(path: Path, code: str) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for line, cells in _zipped_lines(path, f"{code}.txt"):
        if len(cells) < _ALTERNATE_COLUMNS:
            problem = f"{len(cells)} columns where {_ALTERNATE_COLUMNS} are wanted"
            raise fail(path, line, None, problem, "download it again")
        if cells[2] not in _NO_NAMES:
            names[cells[1]].append(cells[3])
    return names


def _admin_names(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = text.split("\t")
        if len(cells) < 2:
            raise fail(path, line, None, "code and name are wanted", "download it again")
        found[cells[0]] = cells[1]
    return found


def _zipped_lines(path: Path, member: str) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as handle:
            for line, text in enumerate(io.TextIOWrapper(handle, encoding="utf-8", newline="\n"), start=1):
                yield line, text.rstrip("\r\n").split("\t")
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, OSError) as error:
        remedy = "remove it and download it again"
        raise GazetteerSchemaError(f"{path}: is no sound GeoNames dump ({error}); {remedy}") from error
