"""Which names of a place take part in folded and fuzzy look-ups."""

from __future__ import annotations

from dataclasses import dataclass

from geomap import names
from geomap.gazetteer.keys import ALTERNATE, ARABIC_MARK, DEMONYM, FOLDS, MAIN
from geomap.gazetteer.rows import PlaceRow

FOLD_COUNTRIES = frozenset(("AF", "IQ", "SY"))
_FOLD_NEIGHBORS = frozenset(
    ("IR", "PK", "SA", "JO", "LB", "YE", "OM", "AE", "QA", "KW", "BH", "PS", "EG", "LY", "SD")
)  # fmt: skip
"""Where names reach the news through romanization: their fold classes count as FOLDED matches (in the neighbors,
those of larger places). Elsewhere a fold class would only turn English words into villages; it serves
the fuzzy step."""
_NEIGHBOR_POPULATION = 50_000
_KNOWN_EVERYWHERE_POPULATION = 100_000
"""From this size on, other names than the main one take part in the fuzzy step outside those countries."""
_MISSPELT_POPULATION = 5_000
"""Below this size a place of the world layer outside those countries is found only as it is written: an unknown name is
likelier to be no place than a misspelt village."""
_SAME_NAME_SIMILARITY = 0.6
"""Least similarity (0..1) of another name's form to the main name's for it to fold: another spelling of the name, not
an exonym or a historic name, which the exact index finds as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedName:
    """A name of a place with the forms under which it is found; without forms only the exact index has it."""

    text: str
    kind: int
    """MAIN, ALTERNATE or DEMONYM, with the bit FOLDS."""
    forms: tuple[str, ...] = ()


def indexed_names(row: PlaceRow, *, is_world: bool) -> list[IndexedName]:
    """Names of a row, the main one first, none twice; in the world layer only close spellings of the main name fold."""
    place_folds = _folds(row, is_world=is_world)
    is_known = place_folds or row.population >= _KNOWN_EVERYWHERE_POPULATION or row.feature_class == "A"
    is_forgiving = is_known or row.population >= _MISSPELT_POPULATION or not is_world
    main = _with_forms(row.name, MAIN, folds=place_folds) if is_forgiving else IndexedName(text=row.name, kind=MAIN)
    found = {row.name: main}
    for text in row.alternate_names:
        if text not in found:
            found[text] = IndexedName(text=text, kind=ALTERNATE)
            if is_known:
                name = _with_forms(text, ALTERNATE, folds=place_folds)
                is_close = not is_world or _is_spelling_of(name, main)
                found[text] = name if is_close else _with_forms(text, ALTERNATE, folds=False)
    for text in row.demonyms:
        found.setdefault(text, IndexedName(text=text, kind=DEMONYM))
    return list(found.values())


def _folds(row: PlaceRow, *, is_world: bool) -> bool:
    if row.country_code in FOLD_COUNTRIES:
        return True
    is_large = row.population >= _NEIGHBOR_POPULATION or row.feature_class == "A"
    return row.country_code in _FOLD_NEIGHBORS and (is_large or not is_world)


def _with_forms(text: str, kind: int, *, folds: bool) -> IndexedName:
    mark = ARABIC_MARK if names.is_arabic_script(text) else ""
    forms = tuple(mark + form for form in names.fold_forms(text))
    return IndexedName(text=text, kind=kind | FOLDS if folds else kind, forms=forms)


def _is_spelling_of(name: IndexedName, main: IndexedName) -> bool:
    return any(
        form.startswith(ARABIC_MARK) or names.form_similarity(form, other) >= _SAME_NAME_SIMILARITY
        for form in name.forms
        for other in main.forms[:1]
    )
