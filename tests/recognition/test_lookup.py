"""The longest name wins, and its value tells level and sort."""

import pytest
from recognition_fakes import FakeGazetteer, facts

from geomap.recognition.lookup import Level, Lookup, Sort, level_of, level_of_value, sort_of_value
from geomap.recognition.tokens import tokenize


def found(text: str, common: frozenset[str] = frozenset()) -> list[tuple[str, Level, Sort]]:
    tokens = tokenize(text)
    heads = [number for number, word in enumerate(tokens.words) if word[0].isupper()]
    lookup = Lookup(FakeGazetteer(), common)  # type: ignore[arg-type]
    matches = lookup.values(text, tokens, heads, set(heads), len(tokens.words))
    return [
        (text[tokens.starts[first] : tokens.ends[first + count - 1]], level_of_value(value), sort_of_value(value))
        for first, count, value, _ in matches
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from New York to York", [("New York", Level.LARGE, Sort.LONG), ("York", Level.MIDDLE, Sort.PLAIN)]),
        ("in Mazar-e-Sharif today", [("Mazar-e-Sharif", Level.LARGE, Sort.LONG)]),
        ("Nineveh and the Euphrates", [("Nineveh", Level.STATE, Sort.PLAIN), ("Euphrates", Level.NATURE, Sort.PLAIN)]),
        ("Syrian Syria", [("Syrian", Level.DEMONYM, Sort.PLAIN), ("Syria", Level.COUNTRY, Sort.PLAIN)]),
        ("Victoria said", [("Victoria", Level.MIDDLE, Sort.PERSON)]),
        ("New\nYork", [("York", Level.MIDDLE, Sort.PLAIN)]),
        ("The In Monday", []),
    ],
)
def test_longest_names(text: str, expected: list[tuple[str, Level, Sort]]) -> None:
    assert found(text) == expected


def test_plain_words_are_told_apart() -> None:
    assert found("Hit", frozenset({"hit"})) == [("Hit", Level.SMALL, Sort.COMMON)]


def test_a_name_is_asked_for_once() -> None:
    gazetteer = FakeGazetteer()
    lookup = Lookup(gazetteer, frozenset())  # type: ignore[arg-type]
    assert lookup.knows("Paris")
    assert lookup.knows("Paris")
    assert gazetteer.asked == ["Paris"]


@pytest.mark.parametrize(
    ("code", "population", "level"),
    [
        ("PPL", 0, Level.TINY),
        ("PPL", 5_000, Level.SMALL),
        ("PPL", 50_000, Level.MIDDLE),
        ("PPL", 500_000, Level.LARGE),
        ("ADM2", 0, Level.COUNTY),
        ("ADM2", 600_000, Level.LARGE),
        ("RGN", 0, Level.COUNTY),
        ("AIRB", 0, Level.SPOT),
    ],
)
def test_levels(code: str, population: int, level: Level) -> None:
    assert level_of(facts(code, population)) is level
