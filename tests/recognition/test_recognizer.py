"""The shipped recognizer on sentences of our own, with the embedded gazetteer."""

import pytest

from geomap.errors import UsageError
from geomap.gazetteer import open_gazetteer
from geomap.protocols import Recognizer
from geomap.recognition import open_recognizer
from geomap.records import Document, Label, Mention


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return open_recognizer(open_gazetteer())


def mentions(recognizer: Recognizer, text: str) -> list[Mention]:
    return recognizer.recognize([Document(doc_id="t", text=text)])[0]


def surfaces(recognizer: Recognizer, text: str, *labels: Label) -> list[str]:
    wanted = labels or (Label.TOPONYM, Label.MODIFIER)
    return [mention.surface for mention in mentions(recognizer, text) if mention.label in wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Troops entered Mosul on Monday, Iraq's army said.", ["Mosul", "Iraq"]),
        (
            "KABUL, Afghanistan (AP) - A blast killed nine people in Ghazni province.",
            ["KABUL", "Afghanistan", "Ghazni"],
        ),
        (
            "- Near Ar Raqqah, an airstrike destroyed a vehicle.\n- Near Kobani, two airstrikes.",
            ["Ar Raqqah", "Kobani"],
        ),
        ("", []),
        ("no names here at all", []),
    ],
)
def test_toponyms(recognizer: Recognizer, text: str, expected: list[str]) -> None:
    assert surfaces(recognizer, text) == expected


def test_modifier_covers_the_name_alone(recognizer: Recognizer) -> None:
    text = "The UK-based monitor said so."
    (mention,) = mentions(recognizer, text)
    assert (mention.surface, mention.label, mention.start) == ("UK", Label.MODIFIER, 4)


def test_demonym_is_no_toponym(recognizer: Recognizer) -> None:
    text = "Syrian officers met British diplomats in Geneva."
    assert surfaces(recognizer, text, Label.DEMONYM) == ["Syrian", "British"]
    assert surfaces(recognizer, text) == ["Geneva"]


def test_results_do_not_depend_on_the_batch(recognizer: Recognizer) -> None:
    texts = [
        "A bomb went off in Baghdad.",
        "London and Paris agreed. Nobody from Berlin came.",
        "Nothing.",
        "He flew to Doha.",
    ]
    documents = [Document(doc_id=str(number), text=text) for number, text in enumerate(texts)]
    together = recognizer.recognize(documents)
    assert together == [recognizer.recognize([document])[0] for document in documents]


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UsageError, match="crf"):
        open_recognizer(open_gazetteer(), name="spacy")
