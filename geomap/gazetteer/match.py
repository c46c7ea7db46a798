"""How a name leads to places of one layer, beyond the letter-for-letter look-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geomap import names
from geomap.gazetteer.compile import name_key
from geomap.gazetteer.layer import Layer
from geomap.records import MatchKind

_RANK = {MatchKind.EXACT: 0, MatchKind.ALTERNATE: 0, MatchKind.DEMONYM: 0, MatchKind.FOLDED: 1, MatchKind.FUZZY: 2}
"""Matches of one rank compete by prominence; a looser rank never stands before a tighter one."""
_SIMILARITY_STEP = 0.05
"""Folded and fuzzy matches whose similarity differs by less than this compete by prominence."""
_FOLD_FLOORS = {0: 1.0, 1: 1.0, 2: 1.0, 3: 0.8}
_FOLD_FLOOR_LONG = 0.7
"""Least similarity of the forms (0..1, without FOLD_PENALTY) by number of letters in the fold class: few consonants
are shared by chance, so short names must agree in their vowels too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place found by a name, before its record is built."""

    layer: int
    place: int
    kind: MatchKind
    matched_name: str
    similarity: float
    prominence: int

    @property
    def tightness(self) -> tuple[int, float]:
        """Smaller is tighter."""
        return _RANK[self.kind], -round(self.similarity / _SIMILARITY_STEP)


def order_hits(hits: list[Hit]) -> list[Hit]:
    """Tight matches first, then prominent places."""
    return sorted(hits, key=lambda hit: (*hit.tightness, -hit.prominence, -hit.similarity))


def folded_hits(layer: Layer, number: int, name: str, *, limit: int) -> Iterator[Hit]:
    """Places whose name is in the fold class of `name`, where names come through romanization."""
    is_arabic = names.is_arabic_script(name)
    for form in names.fold_forms(name):
        fold_class = names.skeleton(form)
        floor = _FOLD_FLOORS.get(len(fold_class), _FOLD_FLOOR_LONG) * (1.0 - names.FOLD_PENALTY)
        for form_number, other in layer.fold_forms(name_key(fold_class)):
            similarity = names.form_similarity(form, other)
            is_close = similarity >= floor
            for entry in layer.form_entries(form_number)[:limit]:
                place = layer.entry_place[entry]
                if not layer.is_folding[place]:
                    continue
                matched = layer.entry_name(entry)
                is_other_script = names.is_arabic_script(matched) != is_arabic
                if is_close or is_other_script:
                    yield Hit(
                        layer=number,
                        place=place,
                        kind=MatchKind.FOLDED,
                        matched_name=matched,
                        similarity=max(similarity, names.SCRIPT_SIMILARITY) if is_other_script else similarity,
                        prominence=layer.prominence[place],
                    )
