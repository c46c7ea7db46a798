"""How a name leads to places of one layer, beyond the letter-for-letter look-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geomap import names
from geomap.gazetteer.folding import FOLD_COUNTRIES
from geomap.gazetteer.guard import is_common
from geomap.gazetteer.keys import ALTERNATE, ARABIC_MARK, DEMONYM, FOLDS, MAIN, name_key, neighbor_keys, rest_key
from geomap.gazetteer.kinds import MAIN_NAME_BONUS
from geomap.gazetteer.kindwords import Reading, readings
from geomap.gazetteer.layer import Layer
from geomap.records import MatchKind

_RANK = {
    MatchKind.EXACT: 0,
    MatchKind.ALTERNATE: 0,
    MatchKind.DEMONYM: 0,
    MatchKind.FOLDED: 1,
    MatchKind.CONTAINER: 2,
    MatchKind.FUZZY: 3,
}
"""Matches of one rank compete by prominence; a looser rank never stands before a tighter one."""
_KIND_OF_ENTRY = {MAIN: MatchKind.EXACT, ALTERNATE: MatchKind.ALTERNATE, DEMONYM: MatchKind.DEMONYM}
_SIMILARITY_STEP = 0.05
"""Folded and fuzzy matches whose similarity differs by less than this compete by prominence."""
READING_SIMILARITY = 0.97
"""What dropping "village" or one side of a slash leaves of the similarity."""
CONTAINER_SIMILARITY = 0.5
"""Of a place that is only what the named thing is called after."""
_TOP = 1.0 - names.FOLD_PENALTY
_FOLD_FLOORS = {0: _TOP, 1: _TOP, 2: _TOP, 3: 0.9 * _TOP, 4: 0.9 * _TOP}
_FOLD_FLOOR_LONG = 0.85 * _TOP
"""Least similarity of the forms by number of letters in the fold class: few consonants are shared by chance, so short
names must agree in their vowels too."""
_SCRIPT_LEAST_LETTERS = 3
"""Letters of a fold class from which on a name in Arabic script may match one in Latin letters."""
_FUZZY_FLOOR = 0.83 * _TOP
"""One wrong consonant in six letters, or one wrong vowel in three."""
_FUZZY_LEAST_LETTERS = 5
"""Letters of a form below which no misspelling is forgiven: too many words are one letter away from a village."""
_FIRST_LETTER_FREE = 7
"""Letters of a form from which on its first letter may be the wrong one."""
_LENGTH_SLACK = 3
"""Forms that differ more in length are not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place found by a name, before its record is built."""

    layer: int
    place: int
    kind: MatchKind
    matched_name: str
    similarity: float
    prominence: int
    """As `kinds.prominence`, with the bonus of a main name."""
    is_fit: bool = True
    """Whether the place is of the kind that a generic word in the name asks for, if there is one."""

    @property
    def tightness(self) -> tuple[int, float]:
        """Smaller is tighter."""
        rank = _RANK[self.kind]
        return rank, -round(self.similarity / _SIMILARITY_STEP) if rank else 0


def order_hits(hits: Iterable[Hit]) -> list[Hit]:
    """Tight matches first, of the wanted kind before others, then prominent places."""
    return sorted(hits, key=lambda hit: (*hit.tightness, not hit.is_fit, -hit.prominence, -hit.similarity))


def find_hits(layers: Sequence[Layer], name: str, *, limit: int, fuzzy: bool) -> list[Hit]:
    """Places of all layers that `name` may mean: as it stands, else without its generic words, else misspelt."""
    hits = close_hits(layers, name, limit=limit)
    if hits:
        return hits
    others = readings(name)
    hits = [hit for reading in others for hit in _reading_hits(layers, reading, limit=limit)]
    if hits or not fuzzy:
        return hits
    spellings = [name, *(reading.name for reading in others if reading.is_same_place)]
    return [
        hit
        for spelling in spellings
        if not is_common(spelling)
        for number, layer in enumerate(layers)
        for hit in fuzzy_hits(layer, number, spelling, limit=limit)
    ]


def close_hits(layers: Sequence[Layer], name: str, *, limit: int) -> list[Hit]:
    """Letter for letter and folded matches of a name as it stands; common words have no folded ones."""
    exact = [hit for number, layer in enumerate(layers) for hit in exact_hits(layer, number, name, limit=limit)]
    is_regional = any(layers[hit.layer].country_code(hit.place) in FOLD_COUNTRIES for hit in exact)
    if not is_regional and is_common(name):
        return exact
    return exact + [hit for number, layer in enumerate(layers) for hit in folded_hits(layer, number, name, limit=limit)]


def _reading_hits(layers: Sequence[Layer], reading: Reading, *, limit: int) -> Iterator[Hit]:
    """Hits of a reading; where its word names another thing than the place (an airport), the place only contains it."""
    for hit in close_hits(layers, reading.name, limit=limit):
        if hit.kind is MatchKind.DEMONYM:
            continue
        feature_class, feature_code = layers[hit.layer].feature(hit.place)
        is_fit = reading.kind in ("", feature_class, feature_code)
        is_same = reading.is_same_place or (bool(reading.kind) and is_fit)
        yield replace(
            hit,
            kind=hit.kind if is_same else MatchKind.CONTAINER,
            similarity=hit.similarity * (READING_SIMILARITY if is_same else CONTAINER_SIMILARITY),
            is_fit=is_fit,
        )


def exact_hits(layer: Layer, number: int, name: str, *, limit: int) -> Iterator[Hit]:
    """Places that have the name letter for letter, case and diacritics apart."""
    normal = names.normalize(name)
    for entry in layer.exact_entries(name_key(names.plain(name)))[:limit]:
        matched = layer.entry_name(entry)
        is_same = matched == name or names.normalize(matched) == normal
        kind = _KIND_OF_ENTRY[layer.entry_kind[entry] & ~FOLDS]
        yield _hit(layer, number, entry, kind, 1.0 if is_same else 1.0 - names.ACCENT_PENALTY)


def folded_hits(layer: Layer, number: int, name: str, *, limit: int) -> Iterator[Hit]:
    """Places whose name is in the fold class of `name`, where names come through romanization."""
    is_arabic = names.is_arabic_script(name)
    for form in names.fold_forms(name):
        fold_class = names.skeleton(form)
        for form_number, other in layer.fold_forms(name_key(fold_class)):
            similarity = _folded_similarity(form, other, is_arabic=is_arabic)
            if similarity < _FOLD_FLOORS.get(len(fold_class), _FOLD_FLOOR_LONG):
                continue
            for entry in layer.form_entries(form_number)[:limit]:
                if layer.entry_kind[entry] & FOLDS:
                    yield _hit(layer, number, entry, MatchKind.FOLDED, similarity)


def _folded_similarity(form: str, other: str, *, is_arabic: bool) -> float:
    """Similarity of two forms of one fold class; short vowels count only where both names write them.

    A name in Latin letters does not match one in Arabic script: the place's Latin names say more.
    """
    is_other_arabic = other.startswith(ARABIC_MARK)
    if is_arabic and not is_other_arabic:
        return names.SCRIPT_SIMILARITY if len(names.skeleton(form)) >= _SCRIPT_LEAST_LETTERS else 0.0
    if is_other_arabic and not is_arabic:
        return 0.0
    return names.form_similarity(form, other.removeprefix(ARABIC_MARK))


def fuzzy_hits(layer: Layer, number: int, name: str, *, limit: int) -> Iterator[Hit]:
    """Places whose name is a small edit distance away from `name`, anywhere."""
    form = names.form(name)
    if len(form) < _FUZZY_LEAST_LETTERS:
        return
    is_arabic = names.is_arabic_script(name)
    for form_number, other in _near_forms(layer, names.skeleton(form)):
        spelling = other.removeprefix(ARABIC_MARK)
        if (spelling != other) != is_arabic or not _may_be_misspelt(form, spelling):
            continue
        similarity = names.form_similarity(form, spelling)
        if similarity >= _FUZZY_FLOOR:
            for entry in layer.form_entries(form_number)[:limit]:
                yield _hit(layer, number, entry, MatchKind.FUZZY, similarity)


def _may_be_misspelt(form: str, other: str) -> bool:
    """Whether two forms are worth a comparison: long enough, of like length, and alike at the start."""
    if len(other) < _FUZZY_LEAST_LETTERS or abs(len(other) - len(form)) > _LENGTH_SLACK:
        return False
    return other[0] == form[0] or len(form) >= _FIRST_LETTER_FREE


def _near_forms(layer: Layer, fold_class: str) -> Iterator[tuple[int, str]]:
    """Forms whose fold class is that of the name, or one letter more, less or other."""
    yield from layer.fold_forms(name_key(fold_class))
    rests = neighbor_keys(fold_class)
    yield from layer.near_forms([*rests, rest_key(fold_class)])
    if rests:
        for i in range(len(fold_class)):
            yield from layer.fold_forms(name_key(fold_class[:i] + fold_class[i + 1 :]))


def _hit(layer: Layer, number: int, entry: int, kind: MatchKind, similarity: float) -> Hit:
    place = layer.entry_place[entry]
    is_main = layer.entry_kind[entry] & ~FOLDS == MAIN
    return Hit(
        layer=number,
        place=place,
        kind=kind,
        matched_name=layer.entry_name(entry),
        similarity=similarity,
        prominence=layer.prominence[place] + (MAIN_NAME_BONUS if is_main else 0),
    )
