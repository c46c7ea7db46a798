"""The stack of layers: the Gazetteer that the other stages are given."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np

from geomap import names
from geomap.gazetteer.keys import DEMONYM, name_key
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.match import Hit, find_hits, guess_hits, order_hits
from geomap.gazetteer.outlines import Outlines, geometry_of
from geomap.gazetteer.peopled import densest_point
from geomap.gazetteer.rows import PlaceRow
from geomap.protocols import Containment, NameFacts
from geomap.records import Candidate, Place, Point

_CACHED_NAMES = 50_000
_CACHED_PLACES = 20_000
_CACHED_AREAS = 1_000

Key: TypeAlias = tuple[int, int]
"""Layer number and place index in it."""


class Stack:
    """Layers, the one with the highest priority first; implements `protocols.Gazetteer`."""

    def __init__(self, layers: Sequence[Layer], *, outlines: Outlines | None = None) -> None:
        self.layers = tuple(sorted(layers, key=lambda layer: -layer.priority))
        self._outlines = outlines
        # Caches of the object's own, so that they end with it.
        self.name_facts = lru_cache(maxsize=_CACHED_NAMES)(self._name_facts)
        self._found = lru_cache(maxsize=_CACHED_NAMES // 10)(self._find)
        self._guessed = lru_cache(maxsize=_CACHED_NAMES // 10)(self._guess)
        self._record = lru_cache(maxsize=_CACHED_PLACES)(self._build_record)
        self.peopled_point = lru_cache(maxsize=_CACHED_AREAS)(self._peopled_point)

    def candidates(self, name: str, *, limit: int = 100, fuzzy: bool = True) -> list[Candidate]:
        """Places that `name` may mean, tight matches first, then by prominence; see `protocols.Gazetteer`."""
        found = self._found(name, limit)
        if not found and fuzzy:
            found = self._guessed(name, limit)
        return list(found)

    def _find(self, name: str, limit: int) -> tuple[Candidate, ...]:
        return self._candidates(find_hits(self.layers, name, limit=limit), limit)

    def _guess(self, name: str, limit: int) -> tuple[Candidate, ...]:
        return self._candidates(guess_hits(self.layers, name, limit=limit), limit)

    def _candidates(self, hits: list[Hit], limit: int) -> tuple[Candidate, ...]:
        if len(hits) > 1:
            hits = self._once_each(hits)
        return tuple(self._candidate(hit) for hit in hits[:limit])

    def _once_each(self, hits: list[Hit]) -> list[Hit]:
        """Hits in order; entries of one place in several layers count as one, with its tightest match."""
        found: dict[Key, Hit] = {}
        for hit in hits:
            key = self._members((hit.layer, hit.place))[0]
            known = found.get(key)
            if known is None or hit.tightness < known.tightness:
                found[key] = hit
        return order_hits([hit._replace(prominence=sum(self._as_one_place(hit))) for hit in found.values()])

    def _as_one_place(self, hit: Hit) -> tuple[int, int]:
        """Prominence of the hit's place, that of its most prominent entry, and what its top layer adds."""
        members = self._merged.get((hit.layer, hit.place))
        if members is None:
            return hit.prominence, self.layers[hit.layer].bonus
        own = self.layers[hit.layer].prominence[hit.place]
        most = max(self.layers[number].prominence[place] for number, place in members)
        return hit.prominence - own + most, self.layers[members[0][0]].bonus

    def _members(self, key: Key) -> tuple[Key, ...]:
        """Entries that are the same place as this one, highest layer first."""
        return self._merged.get(key, (key,))

    def _candidate(self, hit: Hit) -> Candidate:
        return Candidate(
            place=self._record(self._members((hit.layer, hit.place))[0]),
            match=hit.kind,
            matched_name=self.layers[hit.layer].entry_name(hit.entry),
            similarity=hit.similarity,
        )

    def _name_facts(self, name: str) -> NameFacts | None:
        """Facts on a name by exact look-up, case and accents apart; None when no place has it."""
        key = name_key(names.plain(name))
        best: Key | None = None
        most, count, is_demonym, in_focus = -1, 0, False, False
        for number, layer in enumerate(self.layers):
            entries = layer.exact_entries(key)
            if not entries:
                continue
            count += len(entries)
            place = layer.entry_place[entries[0]]
            in_focus = in_focus or layer.kind != "world"
            is_demonym = is_demonym or layer.entry_kind[entries[-1]] == DEMONYM
            if layer.prominence[place] > most:
                best, most = (number, place), layer.prominence[place]
        if best is None:
            return None
        layer = self.layers[best[0]]
        feature_class, feature_code = layer.feature(best[1])
        return NameFacts(
            feature_class=feature_class,
            feature_code=feature_code,
            population=layer.population[best[1]],
            place_count=count,
            is_demonym=is_demonym,
            in_focus=in_focus,
        )

    def place(self, place_id: str) -> Place | None:
        """The place of an id, of whichever layer the id is."""
        key = self._key(place_id)
        return None if key is None else self._record(self._members(key)[0])

    def _key(self, place_id: str) -> Key | None:
        for number, layer in enumerate(self.layers):
            place = layer.place_number(place_id)
            if place is not None:
                return number, place
        return None

    def names(self, place_id: str) -> tuple[str, ...]:
        """All names of a place, the main one first; empty when there is no such place."""
        key = self._key(place_id)
        if key is None:
            return ()
        members = self._members(key)
        return tuple(dict.fromkeys(name for number, place in members for name in self.layers[number].names(place)))

    @cached_property
    def _merged(self) -> dict[Key, tuple[Key, ...]]:
        """Entries that are one place: each member → all members, highest layer first."""
        groups: dict[Key, tuple[Key, ...]] = {}
        for number, layer in enumerate(self.layers):
            for place, other_id in layer.links.items():
                other = self._key_below(number, other_id)
                if other is not None:
                    members = tuple(
                        sorted({*groups.get((number, place), ((number, place),)), *groups.get(other, (other,))})
                    )
                    groups.update(dict.fromkeys(members, members))
        return groups

    def _key_below(self, number: int, place_id: str) -> Key | None:
        for lower in range(number + 1, len(self.layers)):
            place = self.layers[lower].place_number(place_id)
            if place is not None:
                return lower, place
        return None

    def _build_record(self, key: Key) -> Place:
        """Record of a place; a merged one has the lowest layer's id, the highest one's facts, gaps filled."""
        members = self._members(key)
        records = [self.layers[number].place(place) for number, place in members]
        top = records[0]
        if len(records) == 1:
            return top

        def first(name: str) -> str:
            return next((value for record in records if (value := getattr(record, name))), "")

        return replace(
            top,
            place_id=records[-1].place_id,
            population=next((record.population for record in records if record.population), 0),
            country_code=first("country_code"),
            admin1_code=first("admin1_code"),
            admin2_code=first("admin2_code"),
            admin1_name=first("admin1_name"),
            admin2_name=first("admin2_name"),
            bbox=next((record.bbox for record in records if record.bbox), None),
        )

    def row(self, key: Key) -> PlaceRow:
        """A place as a row, with its names and demonyms; a merged one with those of all its entries."""
        place = self._record(key)
        members = self._members(key)
        names_of = dict.fromkeys(n for number, index in members for n in self.layers[number].names(index))
        demonyms = dict.fromkeys(n for number, index in members for n in self.layers[number].demonyms(index))
        names_of.pop(place.name, None)
        box = place.bbox
        return PlaceRow(
            place_id=place.place_id,
            name=place.name,
            lat=place.point.lat,
            lon=place.point.lon,
            feature_class=place.feature_class,
            feature_code=place.feature_code,
            country_code=place.country_code,
            admin1_code=place.admin1_code,
            admin2_code=place.admin2_code,
            admin1_name=place.admin1_name,
            admin2_name=place.admin2_name,
            population=place.population,
            uncertainty_km=place.uncertainty_km,
            bbox=(box.south, box.west, box.north, box.east) if box else None,
            alternate_names=tuple(names_of),
            demonyms=tuple(demonyms),
        )

    def is_merged_below(self, layer: int, place: int) -> bool:
        """Whether an entry is one of a place that a higher layer has too."""
        return self._members((layer, place))[0] != (layer, place)

    def country(self, country_code: str) -> Place | None:
        """The country as a place (ISO alpha-2)."""
        return self._area_place(country_code, "")

    def admin1(self, country_code: str, admin1_code: str) -> Place | None:
        """The admin1 as a place."""
        return self._area_place(country_code, admin1_code) if admin1_code else None

    def _area_place(self, country_code: str, admin1_code: str) -> Place | None:
        for number, layer in enumerate(self.layers):
            place = layer.areas.get((country_code, admin1_code))
            if place is not None:
                return self._record(self._members((number, place))[0])
        return None

    def _peopled_point(self, country_code: str, admin1_code: str) -> Point | None:
        """Where most known towns and villages of an admin1 lie; see `protocols.Gazetteer`."""
        found = [layer.settlements(country_code, admin1_code) for layer in self.layers]
        return densest_point(np.concatenate([lat for lat, _ in found]), np.concatenate([lon for _, lon in found]))

    def containing(self, point: Point) -> Containment | None:
        """Country and admin1 by polygon; None at sea."""
        return self._outlines.containing(point) if self._outlines else None

    def outline(self, place_id: str) -> Mapping[str, object] | None:
        """GeoJSON geometry of an area: a country, an admin1 or what a layer brings; None when there is none."""
        key = self._key(place_id)
        members = self._members(key) if key is not None else ()
        for number, place in members:
            wkb = self.layers[number].outline_wkb(place)
            if wkb is not None:
                return geometry_of(wkb)
        if self._outlines is None:
            return None
        ids = [place_id, *(self.layers[number].place_id(place) for number, place in members)]
        return next((shape for each in ids if (shape := self._outlines.outline(each)) is not None), None)

    def attributions(self) -> tuple[str, ...]:
        """What the sources of all layers ask to be said of them."""
        return tuple(dict.fromkeys(text for layer in reversed(self.layers) for text in layer.attributions))

    def fingerprint(self) -> str:
        """Hash of all layers' content, the same on every machine."""
        parts = [layer.fingerprint for layer in self.layers]
        parts.append(self._outlines.fingerprint if self._outlines else "")
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]
