"""Rows of places → one compiled layer file."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from geomap import names
from geomap.gazetteer.folding import IndexedName, indexed_names
from geomap.gazetteer.indexing import Sections, Strings, entry_index, form_index, id_index
from geomap.gazetteer.keys import COORDINATE_STEPS, DEMONYM, NO_PREFIX, name_key
from geomap.gazetteer.kinds import prominence
from geomap.gazetteer.layerfile import write_layer_file
from geomap.gazetteer.rows import PlaceRow

_NAME_RANK = 1 << 16
"""Added to the rank of entries that are names, so that demonyms stand last whatever their place's prominence."""


def compile_layer(path: Path, rows: Iterable[PlaceRow], *, meta: Mapping[str, Any]) -> int:
    """Compile rows into the layer file `path`; gives the number of places.

    `meta` is kept in the header: name, kind (world, focus, user), title, priority, attributions.
    """
    compiler = _Compiler(is_world=meta.get("kind") == "world")
    for row in rows:
        compiler.add(row)
    count = len(compiler.columns["lat"])
    counts = {"places": count, "names": len(compiler.columns["entry_place"])}
    write_layer_file(path, meta={**meta, **counts}, tables=compiler.tables(), sections=compiler.sections())
    return count


_COLUMN_TYPES = {
    "lat": "i", "lon": "i", "feature": "H", "area": "I", "prominence": "H", "population": "q", "uncertainty": "f",
    "id_prefix": "B", "id_number": "I", "box_place": "I", "box": "f", "links": "I", "place_entry": "I",
    "entry_place": "I", "entry_string": "I", "entry_kind": "B", "outline_place": "I", "outline_ends": "I",
}  # fmt: skip


class _Compiler:
    def __init__(self, *, is_world: bool) -> None:
        self.is_world = is_world
        self.strings, self.forms = Strings(), Strings()
        self.columns: dict[str, array[Any]] = {name: array(code) for name, code in _COLUMN_TYPES.items()}
        self._features: dict[tuple[str, str], int] = {}
        self._areas: dict[tuple[str, str, str, str, str], int] = {}
        self._prefixes: dict[str, int] = {}
        self._id_keys = array("Q")
        self._outlines = bytearray()
        self._exact: list[tuple[int, int]] = []
        self._form_entries: list[tuple[int, int]] = []

    def add(self, row: PlaceRow) -> None:
        column = self.columns
        place = len(column["lat"])
        column["lat"].append(round(row.lat * COORDINATE_STEPS))
        column["lon"].append(round(row.lon * COORDINATE_STEPS))
        feature = (row.feature_class, row.feature_code)
        column["feature"].append(self._features.setdefault(feature, len(self._features)))
        area = (row.country_code, row.admin1_code, row.admin2_code, row.admin1_name, row.admin2_name)
        column["area"].append(self._areas.setdefault(area, len(self._areas)))
        column["prominence"].append(prominence(row.feature_code, row.population))
        column["population"].append(row.population)
        column["uncertainty"].append(row.uncertainty_km)
        if row.bbox is not None:
            column["box_place"].append(place)
            column["box"].extend(row.bbox)
        if row.same_as:
            column["links"].extend((place, self.strings.number(row.same_as)))
        if row.outline_wkb:
            self._outlines += row.outline_wkb
            column["outline_place"].append(place)
            column["outline_ends"].append(len(self._outlines))
        self._add_id(row.place_id)
        self._add_names(place, indexed_names(row, is_world=self.is_world))

    def _add_id(self, place_id: str) -> None:
        prefix, _, number = place_id.partition(":")
        is_numbered = number.isascii() and number.isdecimal() and str(int(number)) == number and int(number) < 2**32
        if is_numbered and (prefix in self._prefixes or len(self._prefixes) < NO_PREFIX):
            self.columns["id_prefix"].append(self._prefixes.setdefault(prefix, len(self._prefixes)))
            self.columns["id_number"].append(int(number))
        else:
            self.columns["id_prefix"].append(NO_PREFIX)
            self.columns["id_number"].append(self.strings.number(place_id))
        self._id_keys.append(name_key(place_id))

    def _add_names(self, place: int, indexed: list[IndexedName]) -> None:
        """Enter the names; a place stands once under each key and each form, with the first name that has it."""
        column = self.columns
        column["place_entry"].append(len(column["entry_place"]))
        keys: set[int] = set()
        forms: set[int] = set()
        for name in indexed:
            entry = len(column["entry_place"])
            column["entry_place"].append(place)
            column["entry_string"].append(self.strings.number(name.text))
            column["entry_kind"].append(name.kind)
            key = name_key(names.plain(name.text))
            if key not in keys:
                keys.add(key)
                self._exact.append((key, entry))
            for number in {self.forms.number(form) for form in name.forms} - forms:
                forms.add(number)
                self._form_entries.append((number, entry))

    def tables(self) -> dict[str, Any]:
        """Small lists for the header."""
        return {"features": [list(pair) for pair in self._features], "prefixes": list(self._prefixes)}

    def sections(self) -> Sections:
        """Arrays for the body; the compiler is used up afterwards."""
        column = self.columns
        column["place_entry"].append(len(column["entry_place"]))
        ranks = array(
            "I",
            (
                column["prominence"][place] + (0 if kind == DEMONYM else _NAME_RANK)
                for place, kind in zip(column["entry_place"], column["entry_kind"], strict=True)
            ),
        )
        area_texts = array("I", (self.strings.number(text) for area in self._areas for text in area))
        return {
            **column,
            "outline_wkb": bytes(self._outlines),
            "area_texts": area_texts,
            **id_index(self._id_keys),
            **entry_index("exact", self._exact, ranks),
            **form_index(self.forms, self._form_entries, ranks),
            **self.strings.sections("string"),
        }
