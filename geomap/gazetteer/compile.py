"""Rows of places → one compiled layer file. Standard library only, so that the wheel's build can run it."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from geomap import names
from geomap.gazetteer import kinds
from geomap.gazetteer.layerfile import write_layer_file
from geomap.gazetteer.rows import PlaceRow

MAIN, ALTERNATE, DEMONYM = 0, 1, 2
"""Kinds of name entries."""
COORDINATE_STEPS = 1_000_000
"""Degrees are kept as integers of a millionth (0.1 m)."""
NO_PREFIX = 255
ARABIC_MARK = "~"
"""Starts the forms of names in Arabic script: they lack the short vowels and are compared in another way."""
NEIGHBOR_LEAST_LETTERS = 4
"""Letters of a fold class from which on one wrong consonant is forgiven."""
_FOLD_COUNTRIES = frozenset("AF IQ SY IR PK SA JO LB YE OM AE QA KW BH PS EG LY TN DZ MA SD TR TJ UZ TM EH MR".split())
"""Where names reach the news through romanization: their fold classes count as FOLDED matches. Elsewhere a fold class
would only turn English words into villages; there it serves the fuzzy step."""
_KNOWN_EVERYWHERE_POPULATION = 100_000
"""From this size on, other names than the main one take part in the fuzzy step outside those countries."""


def name_key(plain_name: str) -> int:
    """64-bit key of a `names.plain` name or a fold class, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(plain_name.encode(), digest_size=8).digest(), "little")


def neighbor_keys(fold_class: str) -> list[int]:
    """32-bit keys of a fold class without one of its letters; none for classes so short that little would be left."""
    if len(fold_class) < NEIGHBOR_LEAST_LETTERS:
        return []
    rests = {fold_class[:i] + fold_class[i + 1 :] for i in range(len(fold_class))}
    return [rest_key(rest) for rest in sorted(rests)]


def rest_key(rest: str) -> int:
    """32-bit key of what is left of a fold class."""
    return zlib.crc32(rest.encode())


def compile_layer(path: Path, rows: Iterable[PlaceRow], *, meta: Mapping[str, Any]) -> int:
    """Compile rows into the layer file `path`; gives the number of places. `meta` is kept in the header."""
    compiler = _Compiler()
    for row in rows:
        compiler.add(row)
    tables, sections = compiler.finish()
    count = len(compiler.lat)
    write_layer_file(
        path, meta={**meta, "places": count, "names": len(compiler.entry_place)}, tables=tables, sections=sections
    )
    return count


def _fold_class(form: str) -> str:
    return names.skeleton(form.removeprefix(ARABIC_MARK))


class _Strings:
    """Every text once; `number` gives its index."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def sections(self, prefix: str) -> dict[str, array[Any] | bytes]:
        ends = array("I")
        blob = bytearray()
        for text in self.numbers:
            blob += text.encode()
            ends.append(len(blob))
        return {f"{prefix}_blob": bytes(blob), f"{prefix}_ends": ends}


class _Compiler:
    def __init__(self) -> None:
        self.strings, self.forms = _Strings(), _Strings()
        self.features: dict[tuple[str, str], int] = {}
        self.areas: dict[tuple[str, str, str, str, str], int] = {}
        self.prefixes: dict[str, int] = {}
        self.lat, self.lon = array("i"), array("i")
        self.feature, self.area, self.prominence = array("H"), array("I"), array("H")
        self.population, self.uncertainty = array("q"), array("f")
        self.id_prefix, self.id_number, self.id_keys = array("B"), array("I"), array("Q")
        self.is_folding = array("B")
        self.box_place, self.box = array("I"), array("f")
        self.place_entry = array("I")
        self.entry_place, self.entry_string, self.entry_kind = array("I"), array("I"), array("B")
        self.exact: list[tuple[int, int]] = []
        self.form_entries: list[tuple[int, int]] = []
        self.links = array("I")
        self._forms_of: dict[int, tuple[int, ...]] = {}
        self._key_of: dict[int, int] = {}

    def add(self, row: PlaceRow) -> None:
        place = len(self.lat)
        self.lat.append(round(row.lat * COORDINATE_STEPS))
        self.lon.append(round(row.lon * COORDINATE_STEPS))
        self.feature.append(self.features.setdefault((row.feature_class, row.feature_code), len(self.features)))
        area = (row.country_code, row.admin1_code, row.admin2_code, row.admin1_name, row.admin2_name)
        self.area.append(self.areas.setdefault(area, len(self.areas)))
        self.prominence.append(kinds.prominence(row.feature_code, row.population))
        self.population.append(row.population)
        self.uncertainty.append(row.uncertainty_km)
        self._add_id(row.place_id)
        if row.bbox is not None:
            self.box_place.append(place)
            self.box.extend(row.bbox)
        if row.same_as:
            self.links.extend((place, self.strings.number(row.same_as)))
        self.is_folding.append(row.country_code in _FOLD_COUNTRIES)
        self._add_names(place, row)

    def _add_id(self, place_id: str) -> None:
        prefix, _, number = place_id.partition(":")
        is_numbered = number.isdecimal() and number.isascii() and str(int(number)) == number and int(number) < 2**32
        if is_numbered and (prefix in self.prefixes or len(self.prefixes) < NO_PREFIX):
            self.id_prefix.append(self.prefixes.setdefault(prefix, len(self.prefixes)))
            self.id_number.append(int(number))
        else:
            self.id_prefix.append(NO_PREFIX)
            self.id_number.append(self.strings.number(place_id))
        self.id_keys.append(name_key(place_id))

    def _add_names(self, place: int, row: PlaceRow) -> None:
        self.place_entry.append(len(self.entry_place))
        folds_all = self.is_folding[place] or row.population >= _KNOWN_EVERYWHERE_POPULATION or row.feature_class == "A"
        named = [
            (row.name, MAIN),
            *((n, ALTERNATE) for n in row.alternate_names),
            *((n, DEMONYM) for n in row.demonyms),
        ]
        seen_keys: set[int] = set()
        seen_forms: set[int] = set()
        for text in dict.fromkeys(text for text, _ in named):
            kind = next(kind for other, kind in named if other == text)
            string, entry = self.strings.number(text), len(self.entry_place)
            self.entry_place.append(place)
            self.entry_string.append(string)
            self.entry_kind.append(kind)
            key = self._plain_key(string, text)
            if key not in seen_keys:
                seen_keys.add(key)
                self.exact.append((key, entry))
            if kind == MAIN or (folds_all and kind == ALTERNATE):
                for number in self._form_numbers(string, text):
                    if number not in seen_forms:
                        seen_forms.add(number)
                        self.form_entries.append((number, entry))

    def _plain_key(self, string: int, text: str) -> int:
        key = self._key_of.get(string)
        if key is None:
            key = self._key_of[string] = name_key(names.plain(text))
        return key

    def _form_numbers(self, string: int, text: str) -> tuple[int, ...]:
        numbers = self._forms_of.get(string)
        if numbers is None:
            mark = ARABIC_MARK if names.is_arabic_script(text) else ""
            numbers = tuple(self.forms.number(mark + each) for each in names.fold_forms(text))
            self._forms_of[string] = numbers
        return numbers

    def finish(self) -> tuple[dict[str, Any], dict[str, array[Any] | bytes]]:
        """Tables for the header and sections for the body."""
        sections: dict[str, array[Any] | bytes] = {
            "lat": self.lat, "lon": self.lon, "feature": self.feature, "area": self.area,
            "prominence": self.prominence, "population": self.population, "uncertainty": self.uncertainty,
            "id_prefix": self.id_prefix, "id_number": self.id_number, "is_folding": self.is_folding,
            "box_place": self.box_place, "box": self.box, "links": self.links,
        }  # fmt: skip
        order = sorted(range(len(self.id_keys)), key=self.id_keys.__getitem__)
        sections["id_key"] = array("Q", (self.id_keys[place] for place in order))
        sections["id_place"] = array("I", order)
        self.place_entry.append(len(self.entry_place))
        sections["place_entry"] = self.place_entry
        sections["entry_place"], sections["entry_string"] = self.entry_place, self.entry_string
        sections["entry_kind"] = self.entry_kind
        sections["area_texts"] = array("I", (self.strings.number(text) for area in self.areas for text in area))
        sections.update(self._index("exact", self.exact))
        sections.update(self._fold_sections())
        sections.update(self.strings.sections("string"))
        tables = {"features": [list(pair) for pair in self.features], "prefixes": list(self.prefixes)}
        return tables, sections

    def _index(self, prefix: str, pairs: list[tuple[int, int]]) -> dict[str, array[Any] | bytes]:
        """Sorted distinct keys, where each one's entries start, and the entries: demonyms last, prominent ones first."""

        def rank(pair: tuple[int, int]) -> tuple[int, bool, int, int]:
            key, entry = pair
            return key, self.entry_kind[entry] == DEMONYM, -self.prominence[self.entry_place[entry]], entry

        pairs.sort(key=rank)
        keys, starts, entries = array("Q"), array("I"), array("I")
        for key, entry in pairs:
            if not keys or keys[-1] != key:
                keys.append(key)
                starts.append(len(entries))
            entries.append(entry)
        starts.append(len(entries))
        pairs.clear()
        return {f"{prefix}_key": keys, f"{prefix}_start": starts, f"{prefix}_entry": entries}

    def _fold_sections(self) -> dict[str, array[Any] | bytes]:
        """Forms with their entries, and fold classes with their forms."""
        by_form = self._index("form", self.form_entries)
        # Every form has an entry, so that the sorted distinct keys are 0..n-1 and need not be kept.
        del by_form["form_key"]
        classes = sorted((name_key(_fold_class(text)), number) for text, number in self.forms.numbers.items())
        keys, starts, numbers = array("Q"), array("I"), array("I")
        for key, number in classes:
            if not keys or keys[-1] != key:
                keys.append(key)
                starts.append(len(numbers))
            numbers.append(number)
        starts.append(len(numbers))
        by_class = {"fold_key": keys, "fold_start": starts, "fold_form": numbers}
        return {**by_form, **by_class, **self._neighbor_sections(keys), **self.forms.sections("form")}

    def _neighbor_sections(self, keys: array[Any]) -> dict[str, array[Any] | bytes]:
        """Fold classes by what is left of them without one letter: where the fuzzy step looks for misspellings."""
        positions = {key: position for position, key in enumerate(keys)}
        classes = {_fold_class(text) for text in self.forms.numbers}
        pairs = sorted(
            rest << 32 | positions[name_key(fold_class)] for fold_class in classes for rest in neighbor_keys(fold_class)
        )
        rests, folds = array("I", (pair >> 32 for pair in pairs)), array("I", (pair & 0xFFFFFFFF for pair in pairs))
        return {"near_key": rests, "near_fold": folds}
