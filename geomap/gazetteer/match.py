"""How a name leads to places of one layer, beyond the letter-for-letter look-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from geomap import names
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
_SAME_PLACE_LIKENESS = 0.97
"""Of an airport's own name without the word "airport", say, when the place is an airport."""
_TOP = 1.0 - names.FOLD_PENALTY
_FOLD_FLOORS = {0: _TOP, 1: _TOP, 2: _TOP, 3: 0.915 * _TOP, 4: 0.905 * _TOP}
_FOLD_FLOOR_LONG = 0.85 * _TOP
"""Least similarity of the forms by number of letters in the fold class: few consonants are shared by chance, so short
names must agree in their vowels too."""
_SCRIPT_LEAST_LETTERS = 3
"""Letters of a fold class from which on a name in Arabic script may match one in Latin letters."""
_LEFT_OUT = ("County", "Parish")
"""Words that are left out where the text is about their like ("the DuPage sheriff")."""
_LEFT_OUT_LIKENESS = 0.9
_FUZZY_FLOOR = 0.83 * _TOP
"""One wrong consonant in six letters, or one wrong vowel in three."""
_SWAP_LEAST_LETTERS = 6
_SWAP_LIKENESS = 0.93
"""Similarity (0..1) of a name with two letters swapped: tighter than most misspelt ones."""
_FUZZY_LEAST_LETTERS = 5
"""Letters of a form below which no misspelling is forgiven: too many words are one letter away from a village."""
_FUZZY_MOST_LETTERS = 60
"""Longer than any place's form: what is longer is no name, and its neighbors would be many."""
_FIRST_LETTER_FREE = 7
"""Letters of a form from which on its first letter may be the wrong one."""
_LENGTH_SLACK = 3
"""Forms that differ more in length are not compared."""


class Hit(NamedTuple):
    """A place found by a name, before its record is built."""

    layer: int
    place: int
    kind: MatchKind
    entry: int
    similarity: float
    prominence: int
    """As `kinds.prominence`, with the bonus of a main name."""
    is_fit: bool = True
    """Whether the place is of the kind that a generic word in the name asks for, if there is one."""
    reading: int = 0
    """Which reading of the name led here, the likeliest first."""

    @property
    def tightness(self) -> tuple[int, float]:
        """Smaller is tighter."""
        rank = _RANK[self.kind]
        return rank, -round(self.similarity / _SIMILARITY_STEP) if rank else 0


def order_hits(hits: Iterable[Hit]) -> list[Hit]:
    """Tight matches first, of the wanted kind before others, then prominent places."""
    return sorted(hits, key=lambda hit: (*hit.tightness, not hit.is_fit, hit.reading, -hit.prominence, -hit.similarity))


class Query:
    """A name with the forms and keys under which the layers are asked, each made once."""

    __slots__ = ("forms", "is_arabic", "key", "name", "normal", "plain")

    def __init__(self, name: str) -> None:
        self.name = name
        self.normal = names.normalize(name)
        self.plain = names.plain_of_normal(self.normal)
        self.key = name_key(self.plain)
        self.is_arabic = not name.isascii() and names.is_arabic_script(name)
        self.forms: tuple[tuple[str, str, int], ...] | None = None

    def fold_forms(self) -> tuple[tuple[str, str, int], ...]:
        """Forms of the name with their fold classes and the classes' keys."""
        if self.forms is None:
            forms = [(form, names.skeleton(form)) for form in names.fold_forms(self.name)]
            self.forms = tuple((form, letters, name_key(letters)) for form, letters in forms)
        return self.forms


def find_hits(layers: Sequence[Layer], name: str, *, limit: int) -> list[Hit]:
    """Places of all layers that `name` may mean: as it stands, else without its generic words."""
    hits = close_hits(layers, Query(name), limit=limit)
    if hits:
        return hits
    return [
        hit
        for index, reading in enumerate(readings(name))
        for hit in _reading_hits(layers, reading, index, limit=limit)
    ]


def guess_hits(layers: Sequence[Layer], name: str, *, limit: int) -> list[Hit]:
    """Places that a name may mean for which `find_hits` finds none: a word is left out, or it is misspelt."""
    hits = [hit for word in _LEFT_OUT for hit in exact_hits_of(layers, Query(f"{name} {word}"), limit=limit)]
    if hits:
        return [hit._replace(kind=MatchKind.ALTERNATE, similarity=_LEFT_OUT_LIKENESS) for hit in hits]
    spellings = [name, *(reading.name for reading in readings(name) if reading.is_same_place)]
    queries = [Query(spelling) for spelling in spellings if not is_common(spelling)]
    swapped = [hit for query in queries for hit in swapped_hits(layers, query, limit=limit)]
    if swapped:
        return swapped
    return [
        hit
        for query in queries
        for number, layer in enumerate(layers)
        for hit in fuzzy_hits(layer, number, query, limit=limit)
    ]


def swapped_hits(layers: Sequence[Layer], query: Query, *, limit: int) -> Iterator[Hit]:
    """Places whose name the query is with two neighboring letters swapped: the commonest slip of a typist."""
    letters = query.plain
    if query.is_arabic or len(letters) < _SWAP_LEAST_LETTERS:
        return
    for at in range(1, len(letters) - 1):
        if letters[at] == letters[at + 1]:
            continue
        other = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        for hit in exact_hits_of(layers, Query(other), limit=limit):
            if hit.kind is not MatchKind.DEMONYM:
                yield hit._replace(kind=MatchKind.FUZZY, similarity=_SWAP_LIKENESS)


def exact_hits_of(layers: Sequence[Layer], query: Query, *, limit: int) -> Iterator[Hit]:
    """Letter for letter hits in all layers."""
    for number, layer in enumerate(layers):
        yield from exact_hits(layer, number, query, limit=limit)


def close_hits(layers: Sequence[Layer], query: Query, *, limit: int) -> list[Hit]:
    """Letter for letter and folded matches of a name as it stands; common words have no folded ones."""
    hits = list(exact_hits_of(layers, query, limit=limit))
    is_folding = any(layers[hit.layer].entry_kind[hit.entry] & FOLDS for hit in hits)
    if is_folding or not is_common(query.plain):
        for number, layer in enumerate(layers):
            hits.extend(folded_hits(layer, number, query, limit=limit))
    return hits


def exact_hits(layer: Layer, number: int, query: Query, *, limit: int) -> Iterator[Hit]:
    """Places that have the name letter for letter, case and diacritics apart."""
    for entry in layer.exact_entries(query.key)[:limit]:
        matched = layer.entry_name(entry)
        is_same = matched == query.name or names.normalize(matched) == query.normal
        similarity = 1.0 if is_same else 1.0 - names.ACCENT_PENALTY
        yield _hit(layer, number, entry, _KIND_OF_ENTRY[layer.entry_kind[entry] & ~FOLDS], similarity)


def _reading_hits(layers: Sequence[Layer], reading: Reading, index: int, *, limit: int) -> Iterator[Hit]:
    """Hits of a reading; where its word names another thing than the place (an airport), the place only contains it."""
    for hit in close_hits(layers, Query(reading.name), limit=limit):
        if hit.kind is MatchKind.DEMONYM:
            continue
        feature_class, feature_code = layers[hit.layer].feature(hit.place)
        is_fit = reading.kind in ("", feature_class, feature_code)
        is_same = reading.is_same_place or (bool(reading.kind) and is_fit)
        yield hit._replace(
            kind=hit.kind if is_same else MatchKind.CONTAINER,
            similarity=hit.similarity
            * (_SAME_PLACE_LIKENESS if is_same and not reading.is_same_place else reading.likeness),
            is_fit=is_fit,
            reading=index,
        )


def folded_hits(layer: Layer, number: int, query: Query, *, limit: int) -> Iterator[Hit]:
    """Places whose name is in the fold class of the query, where names come through romanization."""
    for form, letters, key in query.fold_forms():
        floor = _FOLD_FLOORS.get(len(letters), _FOLD_FLOOR_LONG)
        for form_number, other in layer.fold_forms(key):
            similarity = _folded_similarity(form, other, letters, is_arabic=query.is_arabic)
            if similarity < floor:
                continue
            for entry in layer.form_entries(form_number)[:limit]:
                if layer.entry_kind[entry] & FOLDS:
                    yield _hit(layer, number, entry, MatchKind.FOLDED, similarity)


def _folded_similarity(form: str, other: str, letters: str, *, is_arabic: bool) -> float:
    """Similarity of two forms of one fold class; short vowels count only where both names write them.

    A name in Latin letters does not match one in Arabic script: the place's Latin names say more.
    """
    is_other_arabic = other.startswith(ARABIC_MARK)
    if is_arabic and not is_other_arabic:
        return names.SCRIPT_SIMILARITY if len(letters) >= _SCRIPT_LEAST_LETTERS else 0.0
    if is_other_arabic and not is_arabic:
        return 0.0
    return names.form_similarity(form, other.removeprefix(ARABIC_MARK))


def fuzzy_hits(layer: Layer, number: int, query: Query, *, limit: int) -> Iterator[Hit]:
    """Places whose name is a small edit distance away from the query, anywhere."""
    for form, letters, key in query.fold_forms()[:1]:
        if not _FUZZY_LEAST_LETTERS <= len(form) <= _FUZZY_MOST_LETTERS:
            return
        for form_number, other in _near_forms(layer, letters, key):
            spelling = other.removeprefix(ARABIC_MARK)
            if (spelling != other) != query.is_arabic or not _may_be_misspelt(form, spelling):
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


def _near_forms(layer: Layer, letters: str, key: int) -> Iterator[tuple[int, str]]:
    """Forms whose fold class is that of the name, or has one letter more, less or other."""
    yield from layer.fold_forms(key)
    rests = neighbor_keys(letters)
    yield from layer.near_forms([*rests, rest_key(letters)])
    if rests:
        for i in range(len(letters)):
            yield from layer.fold_forms(name_key(letters[:i] + letters[i + 1 :]))


def _hit(layer: Layer, number: int, entry: int, kind: MatchKind, similarity: float) -> Hit:
    place = layer.entry_place[entry]
    is_main = layer.entry_kind[entry] & ~FOLDS == MAIN
    prominence = layer.prominence[place] + (MAIN_NAME_BONUS if is_main else 0)
    return Hit(number, place, kind, entry, similarity, prominence)
