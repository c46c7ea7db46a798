"""The numbers that the linker is asked with."""

from array import array
from itertools import pairwise

import numpy as np
import pytest

from geomap.events import linkstrings
from geomap.events.detection import find_triggers
from geomap.events.lexicon import load_lexicon
from geomap.events.linkfeatures import FAR, MANY, NAMES, Between, as_table
from geomap.events.text import TokenizedText


def test_kept_slots_are_those_of_the_strings_though_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkstrings, "MOST_KEPT", 2)
    words = "the gunmen opened fire near the gunmen’s village".split()
    kept = linkstrings._Slots("b=A")
    assert [kept[word] for word in words] == linkstrings.slots(f"b=A{word}" for word in words)
    pairs = linkstrings._Slots("bb=B")
    assert [pairs[pair] for pair in pairwise(words)] == linkstrings.slots(f"bb=B{a}_{b}" for a, b in pairwise(words))
    assert len(kept) <= 2 and len(pairs) <= 2


def test_counts_and_distances_are_capped_and_nothing_else() -> None:
    table = as_table(array("f", [1000.0] * len(NAMES)))
    assert table.shape == (1, len(NAMES) + 1)
    capped = dict(zip(NAMES, table[0].tolist(), strict=False))
    assert (capped["commas"], capped["gap"], capped["word_count"]) == (MANY, FAR, 1000.0)
    assert np.array_equal(as_table(array("f", [-3.0] * len(NAMES)))[0, :-1], np.full(len(NAMES), -3.0))


def test_what_stands_between_is_counted_by_kind() -> None:
    tokens = TokenizedText('Troops attacked, said police, "and they announced that X" was taken.')
    between = Between(tokens.words, tokens.sentences[0])
    last = len(tokens.words)
    kinds = (between.commas, between.verbs, between.speech, between.quotes, between.ands, between.clauses)
    assert [between.count(kind, 0, last) for kind in kinds] == [2, 3, 2, 2, 1, 1]
    assert between.count(between.commas, last, 0) == 0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("He was held in custody.", 1), ("He was in the town.", 0), ("He was taken there and put in custody.", 1)],
)
def test_a_word_that_opens_longer_triggers_needs_their_end(text: str, kinds: int) -> None:
    tokens = TokenizedText(text)
    found = find_triggers(tokens, tokens.sentences[0], load_lexicon())
    assert len([trigger for trigger in found if tokens.words[trigger.last - 1] == "custody"]) == kinds
