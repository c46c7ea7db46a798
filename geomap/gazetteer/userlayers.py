"""The user's own layers: add from files and dumps, list, remove, export. A layer is there as a whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from geomap.errors import GazetteerError, GazetteerMissingError, GazetteerSchemaError, UsageError
from geomap.gazetteer import geonames, paths
from geomap.gazetteer.checks import refuse_swapped
from geomap.gazetteer.columns import ReadOptions, Record, find_columns, layer_name, to_rows
from geomap.gazetteer.compile import compile_layer
from geomap.gazetteer.featurecodes import CLASS_OF_CODE
from geomap.gazetteer.geofiles import GEOJSON_SUFFIXES, LAT, LON, OGR_SUFFIXES, read_geojson, read_ogr
from geomap.gazetteer.interchange import write_places
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.layerfile import LayerFile
from geomap.gazetteer.linking import link_rows, rows_of
from geomap.gazetteer.opening import embedded_layers, open_gazetteer
from geomap.gazetteer.rows import PlaceRow
from geomap.gazetteer.stack import Stack
from geomap.gazetteer.tables import TABLE_SUFFIXES, read_table

_LAYER_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_RESERVED = ("world", "focus", "outlines")
EXPORT_FORMATS = ("tsv", "csv", "geojson")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """What can be said of a file that is added."""

    name: str = ""
    """Name of the layer; the file's own, if empty."""
    columns: Mapping[str, str] | None = None
    """Field → column, where the columns' names do not tell."""
    encoding: str | None = None
    default_kind: str = "PPL"
    country_code: str = ""
    title: str = ""
    attribution: str = ""
    """Source and licence, as it shall stand under the map."""
    replace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What adding a layer did."""

    name: str
    path: Path
    places: int
    merged: int
    """Places that layers below had already."""


def add_layer(path: Path, options: AddOptions, *, below: Stack | None = None) -> Added:
    """Make a layer of a file (csv, tsv, GeoJSON, Shapefile, GeoPackage); GazetteerSchemaError if it is not sound."""
    name = _checked_name(options.name or layer_name(path), replace=options.replace)
    stack = below or open_gazetteer(_layers_without(name))
    header, records, given = _read(path, options)
    columns = find_columns(path, header, given)
    kind = options.default_kind.upper()
    if kind not in CLASS_OF_CODE:
        raise UsageError(f"kind {options.default_kind!r} is no feature code of GeoNames (PPL, ADM2, AIRB …)")
    how = ReadOptions(
        default_kind=kind,
        country_code=options.country_code.upper(),
        country_of_name=lambda text: country_of_name(stack, text),
    )
    numbered = list(to_rows(path, records, columns, how, layer=name))
    if not numbered:
        raise GazetteerError(f"{path}: there is no place in it; nothing was added")
    refuse_swapped(path, numbered, stack)
    attributions = [options.attribution] if options.attribution else []
    rows = [row for _, row in numbered]
    return write_user_layer(name, rows, stack, title=options.title or path.name, attributions=attributions)


def add_dumps(folder: Path, country_codes: Sequence[str]) -> Added:
    """Make the layer of GeoNames dumps that lie in a folder, with the countries that the layer had before."""
    before = _dumped_countries()
    codes = sorted({*country_codes, *(code for code in before if (folder / f"{code}.zip").is_file())})
    below = open_gazetteer(_layers_without(geonames.LAYER_NAME))
    return write_user_layer(
        geonames.LAYER_NAME,
        geonames.read_dumps(folder, codes),
        below,
        title=f"{geonames.LAYER_TITLE}: {' '.join(codes)}",
        attributions=[geonames.ATTRIBUTION],
        more={"countries": codes},
    )


def _dumped_countries() -> list[str]:
    path = _path_of(geonames.LAYER_NAME)
    try:
        return list(LayerFile(path).meta.get("countries", ())) if path.is_file() else []
    except GazetteerSchemaError:
        # A layer of an older version: it is made anew from what is asked for.
        return []


def write_user_layer(
    name: str,
    rows: Iterable[PlaceRow],
    below: Stack,
    *,
    title: str,
    attributions: Sequence[str],
    more: Mapping[str, object] | None = None,
) -> Added:
    """Link the rows to the layers below and put the compiled layer in its place; `more` is kept in its header."""
    linked = link_rows(rows, below)
    target = _path_of(name)
    meta = {
        **(more or {}),
        "name": name,
        "kind": "user",
        "title": title,
        "priority": paths.USER_PRIORITY,
        "attributions": list(attributions),
    }
    count = compile_layer(target, linked, meta=meta)
    return Added(name=name, path=target, places=count, merged=sum(bool(row.same_as) for row in linked))


def _read(path: Path, options: AddOptions) -> tuple[list[str], Iterable[Record], dict[str, str]]:
    """Header, records and the columns that are given, those of a shape's position among them."""
    suffix = (path.suffixes[-2:] or [""])[0] if path.suffix == ".xz" else path.suffix
    given = dict(options.columns or {})
    if not path.is_file():
        raise UsageError(f"{path} is no file")
    if suffix.lower() in TABLE_SUFFIXES:
        return *read_table(path, encoding=options.encoding), given
    if suffix.lower() in GEOJSON_SUFFIXES:
        return *read_geojson(path, encoding=options.encoding), {**given, "lat": LAT, "lon": LON}
    if suffix.lower() in OGR_SUFFIXES:
        return *read_ogr(path, encoding=options.encoding), {**given, "lat": LAT, "lon": LON}
    known = ", ".join((*TABLE_SUFFIXES, *GEOJSON_SUFFIXES, *OGR_SUFFIXES))
    raise UsageError(f"{path}: files of this kind are not read; known are {known}")


def country_of_name(stack: Stack, text: str) -> str:
    """Two-letter code of a country by any of its names or its three-letter code, empty when there is none."""
    for candidate in stack.candidates(text, fuzzy=False):
        if candidate.place.feature_code.startswith(("PCL", "TERR")):
            return candidate.place.country_code
    return ""


def _path_of(name: str) -> Path:
    return paths.user_layer_folder() / f"{name}{paths.LAYER_SUFFIX}"


def _checked_name(name: str, *, replace: bool) -> str:
    if not _LAYER_NAME.fullmatch(name) or name in _RESERVED:
        reserved = ", ".join(_RESERVED)
        raise UsageError(f"layer name {name!r}: use lower-case letters, digits and hyphens, and none of {reserved}")
    if not replace and _path_of(name).exists():
        raise UsageError(f"there is a layer {name!r} already; give another --name, or --replace it")
    return name


def _layers_without(name: str) -> list[Path]:
    return [*embedded_layers(), *(path for path in paths.user_layers() if path.stem != name)]


def remove_layer(name: str) -> None:
    """Take a user's layer away; UsageError when there is none of that name."""
    path = _path_of(name)
    if name in _RESERVED:
        raise UsageError(f"layer {name!r} is part of geomap and cannot be removed")
    if not path.is_file():
        known = ", ".join(each.stem for each in paths.user_layers()) or "none"
        raise UsageError(f"there is no layer {name!r}; your layers: {known}")
    path.unlink()


def find_layer(stack: Stack, name: str) -> Layer:
    """A layer of the stack by its name."""
    for layer in stack.layers:
        if layer.name == name:
            return layer
    raise GazetteerMissingError(f"there is no layer {name!r}; layers: {', '.join(each.name for each in stack.layers)}")


def export_rows(stack: Stack, *, layer: str = "", country_codes: set[str] | None = None) -> Iterator[PlaceRow]:
    """Places of one layer, or of the whole stack with merged places once."""
    if not layer:
        yield from rows_of(stack, country_codes)
        return
    alone = Stack([find_layer(stack, layer)])
    yield from rows_of(alone, country_codes)


def write_export(rows: Iterable[PlaceRow], handle: TextIO, *, form: str) -> int:
    """Write places as tsv (which `add` reads back without loss), csv or geojson; gives their number."""
    if form == "tsv":
        return write_places(handle, rows)
    if form == "csv":
        return write_places(handle, rows, delimiter=",", quoting=0)
    if form == "geojson":
        return _write_geojson(rows, handle)
    raise UsageError(f"format {form!r} is none of {', '.join(EXPORT_FORMATS)}")


def _write_geojson(rows: Iterable[PlaceRow], handle: TextIO) -> int:
    handle.write('{"type": "FeatureCollection", "features": [')
    count = 0
    for row in rows:
        handle.write(",\n" if count else "\n")
        json.dump(_feature(row), handle, ensure_ascii=False)
        count += 1
    handle.write("\n]}\n")
    return count


def _feature(row: PlaceRow) -> dict[str, object]:
    properties = {
        "name": row.name,
        "alternate_names": "|".join(row.alternate_names),
        "feature_code": row.feature_code,
        "country_code": row.country_code,
        "admin1_name": row.admin1_name,
        "admin2_name": row.admin2_name,
        "population": row.population,
        "uncertainty_km": row.uncertainty_km,
    }
    geometry = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {"type": "Feature", "id": row.place_id, "properties": properties, "geometry": geometry}


def describe(stack: Stack, name: str) -> dict[str, str]:
    """What a layer is, or the whole stack without a name, as label → text."""
    if not name:
        return {
            "layers": ", ".join(layer.name for layer in stack.layers),
            "places": str(sum(layer.place_count for layer in stack.layers)),
            "fingerprint": stack.fingerprint(),
            "your layers": str(paths.user_layer_folder()),
            "attribution": "; ".join(stack.attributions()) or "none",
        }
    layer = find_layer(stack, name)
    return {
        "layer": layer.name,
        "title": layer.title,
        "kind": layer.kind,
        "places": str(layer.place_count),
        "names": str(layer.file.meta["names"]),
        "merged": f"{len(layer.links)} with places of lower layers",
        "file": f"{layer.file.path} ({layer.file.path.stat().st_size / 1e6:.1f} MB)",
        "fingerprint": layer.fingerprint[:16],
        "attribution": "; ".join(layer.attributions) or "none",
    }
