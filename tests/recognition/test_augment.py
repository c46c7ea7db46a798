"""Training material keeps its spans where the names are."""

import random

import pytest
from recognition_fakes import FakeGazetteer

from geomap.recognition.training.augment import NamePools, Writer, exchange_names, misspell, shout
from geomap.recognition.training.corpora import GoldDocument, GoldSpan
from geomap.records import Document

POOLS = NamePools(
    by_slot={
        "country": ["Utopia", "Freedonia"],
        "state": ["North Shire"],
        "county": ["Foo County"],
        "city": ["Metropolis", "Gotham", "Bigtown"],
        "village": ["Smallville", "Little Whinging"],
        "dem": ["Utopian"],
        "water": ["Lake Foo"],
    }
)


def surfaces(gold: GoldDocument) -> list[str]:
    return [gold.document.text[span.start : span.end] for span in gold.spans]


def test_own_sentences_are_reproducible_and_every_slot_is_filled() -> None:
    documents = Writer(POOLS, seed=1).documents(60)
    assert documents == Writer(POOLS, seed=1).documents(60)
    assert documents != Writer(POOLS, seed=2).documents(60)
    for gold in documents:
        assert "{" not in gold.document.text
        assert "<" not in gold.document.text
        for surface in surfaces(gold):
            assert surface == surface.strip() != ""


def test_names_are_exchanged_alike_throughout() -> None:
    text = "Paris fell. In Paris and Foobar, Syrian troops rested."
    starts = [(0, 5, True), (15, 20, True), (25, 31, True), (33, 39, False)]
    spans = tuple(GoldSpan(start=start, end=end, counts=counts) for start, end, counts in starts)
    gold = GoldDocument(document=Document(doc_id="d", text=text), spans=spans)
    changed = exchange_names(gold, POOLS, FakeGazetteer(), seed=1)  # type: ignore[arg-type]
    first, second, unknown, demonym = surfaces(changed)
    assert first == second
    assert first in POOLS.by_slot["city"]
    assert (unknown, demonym) == ("Foobar", "Syrian")
    assert changed.document.text == f"{first} fell. In {first} and Foobar, Syrian troops rested."


def test_shouting_keeps_the_length() -> None:
    gold = GoldDocument(document=Document(doc_id="d", text="Straße in Paris. More."), spans=())
    assert shout(gold, length=16).document.text == "STRAßE IN PARIS. More."


@pytest.mark.parametrize("name", ["Mazar-i-Sharif", "Rakka", "Hit", "Ur"])
def test_a_slip_changes_letters_not_the_first(name: str) -> None:
    for seed in range(30):
        slipped = misspell(name, random.Random(seed))
        assert slipped[0] == name[0]
        assert abs(len(slipped) - len(name)) <= 4
