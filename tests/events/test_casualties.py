"""Numbers of dead and injured."""

from __future__ import annotations

import pytest

from geomap.events.casualties import find_casualties
from geomap.events.text import TokenizedText
from geomap.records import Count

from .builders import extract


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("It killed a woman and her two children.", 3, 0),
        ("The bombing claimed 23 lives.", 23, 0),
        ("At least 12 people were killed and 30 injured in the blast.", 12, 30),
        ("A roadside bomb killed a policeman and wounded two others.", 1, 2),
        ("Its leader Abu Omar was killed in an airstrike.", 1, 0),
        ("The group killed 70 members of the tribe.", 70, 0),
        ("It left 12 people dead and dozens wounded.", 12, 24),
        ("The death toll rose to 40 on Friday.", 40, 0),
        ("A 23-year-old man was shot dead.", 1, 0),
        ("A bomb in Kabul killed four Argentines.", 4, 0),
        ("A ferry sank near Mosul, drowning 90.", 90, 0),
        ("It exploded, killing 16 people and injuring 26.", 16, 26),
        ("Two police officers and seven fighters have been killed in a raid.", 9, 0),
        ("5 people were killed and three others were wounded.", 5, 3),
        ("It killed six of them and wounded another 22.", 6, 22),
        ("Dozens of people died.", 24, 0),
        ("It killed three soldiers, two policemen and a child.", 6, 0),
        ("Two hundred and fifty people died.", 250, 0),
        ("Hundreds of thousands of people have been killed.", 200_000, 0),
        ("More than 100 civilians, including 20 children, were killed.", 100, 0),
        ("No one was killed.", 0, 0),
        ("The extra 440 British troops will fight, and the base was hit.", 0, 0),
        ("Dayton, 42, of Woodbridge, died.", 0, 0),
    ],
)
def test_counts(text: str, killed: int, injured: int) -> None:
    tokens = TokenizedText(text)
    found = find_casualties(tokens, tokens.sentences[0])
    assert (found.killed.best if found and found.killed else 0) == killed
    assert (found.injured.best if found and found.injured else 0) == injured


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A bomb in Kabul killed 10 to 15 people.", Count(low=10, best=12, high=15)),
        ("A bomb in Kabul killed up to 30 people.", Count(low=1, best=30, high=30)),
        ("A bomb in Kabul killed dozens of people.", Count(low=24, best=24, high=99)),
        ("A bomb in Kabul killed at least 12 people.", Count(low=12, best=12, high=12)),
    ],
)
def test_low_best_high(text: str, count: Count) -> None:
    assert [event.fatalities for event in extract(text)] == [count]


def test_incidents_are_counted() -> None:
    (event,) = extract("Coalition jets carried out three airstrikes near Mosul.")
    assert event.count == 3
