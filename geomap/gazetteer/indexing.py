"""The sorted indexes of a compiled layer: exact names, forms, fold classes, neighbors of fold classes, ids."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from geomap.gazetteer.keys import fold_class, name_key, neighbor_keys

Sections = dict[str, "array[Any] | bytes"]


class Strings:
    """Every text once; `number` gives its index."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def sections(self, prefix: str) -> Sections:
        """The texts one after the other, and where each one ends."""
        ends, blob = array("I"), bytearray()
        for text in self.numbers:
            blob += text.encode()
            ends.append(len(blob))
        return {f"{prefix}_blob": bytes(blob), f"{prefix}_ends": ends}


def entry_index(prefix: str, pairs: list[tuple[int, int]], ranks: Sequence[int]) -> Sections:
    """Sorted distinct keys of (key, entry) pairs, where the entries of each start, the entries by descending rank."""
    pairs.sort(key=lambda pair: (pair[0], -ranks[pair[1]], pair[1]))
    keys, starts, entries = array("Q"), array("I"), array("I")
    for key, entry in pairs:
        if not keys or keys[-1] != key:
            keys.append(key)
            starts.append(len(entries))
        entries.append(entry)
    starts.append(len(entries))
    return {f"{prefix}_key": keys, f"{prefix}_start": starts, f"{prefix}_entry": entries}


def form_index(forms: Strings, pairs: list[tuple[int, int]], ranks: Sequence[int]) -> Sections:
    """Forms with their entries, fold classes with their forms, and the neighbors of the fold classes."""
    by_form = entry_index("form", pairs, ranks)
    # Every form has an entry, so that the sorted distinct keys are 0..n-1 and need not be kept.
    del by_form["form_key"]
    classes = {text: fold_class(text) for text in forms.numbers}
    keyed = sorted((name_key(classes[text]), number) for text, number in forms.numbers.items())
    keys, starts, numbers = array("Q"), array("I"), array("I")
    for key, number in keyed:
        if not keys or keys[-1] != key:
            keys.append(key)
            starts.append(len(numbers))
        numbers.append(number)
    starts.append(len(numbers))
    by_class: Sections = {"fold_key": keys, "fold_start": starts, "fold_form": numbers}
    return {**by_form, **by_class, **_neighbor_index(set(classes.values()), keys), **forms.sections("form")}


def _neighbor_index(classes: set[str], keys: Sequence[int]) -> Sections:
    """Fold classes by what is left of them without one letter: where the fuzzy step looks for misspellings."""
    positions = {key: position for position, key in enumerate(keys)}
    pairs = sorted(rest << 32 | positions[name_key(each)] for each in classes for rest in neighbor_keys(each))
    rests = array("I", (pair >> 32 for pair in pairs))
    return {"near_key": rests, "near_fold": array("I", (pair & 0xFFFFFFFF for pair in pairs))}


def id_index(keys: Sequence[int]) -> Sections:
    """Places by the key of their id."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return {"id_key": array("Q", (keys[place] for place in order)), "id_place": array("I", order)}
