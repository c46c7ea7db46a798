"""Look-ups in one compiled layer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geomap.gazetteer.keys import COORDINATE_STEPS, DEMONYM, NO_PREFIX, name_key
from geomap.gazetteer.kinds import LAYER_BONUS
from geomap.gazetteer.layerfile import LayerFile
from geomap.records import Bbox, Place, Point


class Layer:
    """One layer of the stack: places by name key, fold class and id, built from the map only when asked for."""

    def __init__(self, path: Path) -> None:
        self.file = LayerFile(path)
        section = self.file.sections
        self.name: str = self.file.meta["name"]
        self.title: str = self.file.meta.get("title", self.name)
        self.kind: str = self.file.meta.get("kind", "user")
        """world, focus or user."""
        self.bonus = 0 if self.kind == "world" else LAYER_BONUS
        """Added to the prominence of its places when matches are put in order."""
        self.priority: int = self.file.meta.get("priority", 0)
        self.fingerprint: str = self.file.meta["fingerprint"]
        self.attributions: tuple[str, ...] = tuple(self.file.meta.get("attributions", ()))
        self.place_count: int = self.file.meta["places"]
        self._features: list[tuple[str, str]] = [(pair[0], pair[1]) for pair in self.file.tables["features"]]
        self._prefixes: list[str] = self.file.tables["prefixes"]
        self._exact_key, self._exact_start = section["exact_key"], section["exact_start"]
        self._exact_entry = section["exact_entry"]
        self._fold_key, self._fold_start = section["fold_key"], section["fold_start"]
        self._fold_form = section["fold_form"]
        self._form_start, self._form_entry = section["form_start"], section["form_entry"]
        self._form_blob, self._form_ends = section["form_blob"], section["form_ends"]
        self._string_blob, self._string_ends = section["string_blob"], section["string_ends"]
        self.entry_place, self.entry_kind = section["entry_place"], section["entry_kind"]
        self._entry_string = section["entry_string"]
        self.prominence, self.population = section["prominence"], section["population"]
        self._feature = section["feature"]
        self._section = section
        self._areas_read: dict[int, tuple[str, str, str, str, str]] = {}

    def exact_entries(self, key: int) -> memoryview:
        """Entries whose name has this key: demonyms last, prominent places first."""
        position = bisect_left(self._exact_key, key)
        if position == len(self._exact_key) or self._exact_key[position] != key:
            return self._exact_entry[:0]
        return self._exact_entry[self._exact_start[position] : self._exact_start[position + 1]]

    def fold_forms(self, key: int) -> Iterator[tuple[int, str]]:
        """Forms (number, text) of a fold class."""
        position = bisect_left(self._fold_key, key)
        if position == len(self._fold_key) or self._fold_key[position] != key:
            return
        for number in self._fold_form[self._fold_start[position] : self._fold_start[position + 1]]:
            yield number, self.form_text(number)

    def near_forms(self, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Forms (number, text) of the fold classes from which `keys` remain when one letter goes."""
        near_key, near_fold = self._section["near_key"], self._section["near_fold"]
        classes: set[int] = set()
        for key in keys:
            start = bisect_left(near_key, key)
            classes.update(near_fold[start : bisect_right(near_key, key, start)])
        for position in classes:
            for number in self._fold_form[self._fold_start[position] : self._fold_start[position + 1]]:
                yield number, self.form_text(number)

    def form_text(self, number: int) -> str:
        start = self._form_ends[number - 1] if number else 0
        return str(self._form_blob[start : self._form_ends[number]], "ascii")

    def form_entries(self, number: int) -> memoryview:
        """Entries of a form, prominent places first."""
        return self._form_entry[self._form_start[number] : self._form_start[number + 1]]

    def text(self, number: int) -> str:
        """A string of the layer."""
        start = self._string_ends[number - 1] if number else 0
        return str(self._string_blob[start : self._string_ends[number]], "utf-8")

    def entry_name(self, entry: int) -> str:
        return self.text(self._entry_string[entry])

    def feature(self, place: int) -> tuple[str, str]:
        """Feature class and code."""
        return self._features[self._feature[place]]

    def place_number(self, place_id: str) -> int | None:
        """Index of a place by its id."""
        keys = self._section["id_key"]
        key = name_key(place_id)
        position = bisect_left(keys, key)
        if position == len(keys) or keys[position] != key:
            return None
        number: int = self._section["id_place"][position]
        return number if self.place_id(number) == place_id else None

    def place_id(self, place: int) -> str:
        prefix, number = self._section["id_prefix"][place], self._section["id_number"][place]
        return self.text(number) if prefix == NO_PREFIX else f"{self._prefixes[prefix]}:{number}"

    def place(self, place: int) -> Place:
        """The record of a place."""
        section = self._section
        feature_class, feature_code = self.feature(place)
        country_code, admin1_code, admin2_code, admin1_name, admin2_name = self.area(place)
        return Place(
            place_id=self.place_id(place),
            name=self.entry_name(section["place_entry"][place]),
            point=Point(lat=self.lat(place), lon=self.lon(place)),
            feature_class=feature_class,
            feature_code=feature_code,
            country_code=country_code,
            admin1_code=admin1_code,
            admin2_code=admin2_code,
            admin1_name=admin1_name,
            admin2_name=admin2_name,
            population=self.population[place],
            source_id=self.name,
            bbox=self._bbox(place),
            uncertainty_km=round(section["uncertainty"][place], 3),
        )

    def lat(self, place: int) -> float:
        degrees: float = self._section["lat"][place] / COORDINATE_STEPS
        return degrees

    def lon(self, place: int) -> float:
        degrees: float = self._section["lon"][place] / COORDINATE_STEPS
        return degrees

    def area(self, place: int) -> tuple[str, str, str, str, str]:
        """Country code, admin1 and admin2 codes, admin1 and admin2 names."""
        number = self._section["area"][place]
        known = self._areas_read.get(number)
        if known is None:
            known = self._areas_read[number] = self._read_area(number)
        return known

    def _read_area(self, number: int) -> tuple[str, str, str, str, str]:
        texts = self._section["area_texts"][5 * number : 5 * number + 5]
        country, admin1, admin2, admin1_name, admin2_name = (self.text(text) for text in texts)
        return country, admin1, admin2, admin1_name, admin2_name

    def places_of(self, country_codes: set[str] | None) -> Iterator[int]:
        """Indices of the places of some countries; of all without any."""
        if country_codes is None:
            yield from range(self.place_count)
            return
        texts = self._section["area_texts"]
        wanted = {i for i in range(len(texts) // 5) if self.text(texts[5 * i]) in country_codes}
        yield from (place for place, area in enumerate(self._section["area"]) if area in wanted)

    def settlements(self, country_code: str, admin1_code: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes of an admin1's populated places, in degrees."""
        numbers = self._areas_of.get((country_code, admin1_code), [])
        populated = [number for number, (kind, _) in enumerate(self._features) if kind == "P"]
        wanted = np.isin(np.asarray(self._section["area"]), numbers) & np.isin(np.asarray(self._feature), populated)
        lat, lon = (np.asarray(self._section[name])[wanted] / COORDINATE_STEPS for name in ("lat", "lon"))
        return lat, lon

    @cached_property
    def _areas_of(self) -> dict[tuple[str, str], list[int]]:
        """(country_code, admin1_code) → the numbers of its areas."""
        found: dict[tuple[str, str], list[int]] = {}
        for number in range(len(self._section["area_texts"]) // 5):
            country, admin1, *_ = self._read_area(number)
            found.setdefault((country, admin1), []).append(number)
        return found

    def _bbox(self, place: int) -> Bbox | None:
        places = self._section["box_place"]
        position = bisect_left(places, place)
        if position == len(places) or places[position] != place:
            return None
        south, west, north, east = self._section["box"][4 * position : 4 * position + 4]
        return Bbox(south=south, west=west, north=north, east=east)

    def names(self, place: int) -> tuple[str, ...]:
        """Names of a place, the main one first, without demonyms."""
        starts = self._section["place_entry"]
        entries = range(starts[place], starts[place + 1])
        return tuple(self.entry_name(entry) for entry in entries if self.entry_kind[entry] != DEMONYM)

    def demonyms(self, place: int) -> tuple[str, ...]:
        starts = self._section["place_entry"]
        entries = range(starts[place], starts[place + 1])
        return tuple(self.entry_name(entry) for entry in entries if self.entry_kind[entry] == DEMONYM)

    def outline_wkb(self, place: int) -> bytes | None:
        """Polygon of an area in well-known binary, None when the layer has none."""
        places, ends = self._section["outline_place"], self._section["outline_ends"]
        position = bisect_left(places, place)
        if position == len(places) or places[position] != place:
            return None
        start = ends[position - 1] if position else 0
        return bytes(self._section["outline_wkb"][start : ends[position]])

    @cached_property
    def links(self) -> dict[int, str]:
        """Places that a lower layer has too: index here → place_id there."""
        pairs = self._section["links"]
        return {pairs[i]: self.text(pairs[i + 1]) for i in range(0, len(pairs), 2)}

    @cached_property
    def areas(self) -> dict[tuple[str, str], int]:
        """(country_code, admin1_code) → the place that is that country ("" as admin1_code) or admin1."""
        wanted = {i for i, (_, code) in enumerate(self._features) if code.startswith(("PCL", "TERR")) or code == "ADM1"}
        found: dict[tuple[str, str], int] = {}
        for place, feature in enumerate(self._feature):
            if feature in wanted:
                country, admin1, *_ = self.area(place)
                key = (country, admin1 if self._features[feature][1] == "ADM1" else "")
                if country and (key not in found or self.prominence[place] > self.prominence[found[key]]):
                    found[key] = place
        return found
