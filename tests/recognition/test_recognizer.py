"""The shipped recognizers on sentences of our own, with the embedded gazetteer."""

import pytest

from geomap.errors import UsageError
from geomap.gazetteer import open_gazetteer
from geomap.protocols import Gazetteer, Recognizer
from geomap.recognition import open_recognizer
from geomap.records import Document, Label, Mention


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module", params=["crf", "default"])
def recognizer(gazetteer: Gazetteer, request: pytest.FixtureRequest) -> Recognizer:
    return open_recognizer(gazetteer, name=request.param)


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
        ("He was in northern Afghanistan's Mazeer-i-Shareef city to see them.", ["Afghanistan", "Mazeer-i-Shareef"]),
        ("He went to Mazeer-i-Shareef city to visit British troops.", ["Mazeer-i-Shareef"]),
        ("\u0648\u0635\u0644 \u0625\u0644\u0649 \u0628\u063a\u062f\u0627\u062f", ["\u0628\u063a\u062f\u0627\u062f"]),
        ("He was arrested at Manchester Airport on Friday.", ["Manchester Airport"]),
        ("Taliban fighters attacked Camp Bastion in Helmand.", ["Camp Bastion", "Helmand"]),
        ("The Great Mosque of al-Nuri in Mosul was blown up.", ["Great Mosque of al-Nuri", "Mosul"]),
        ("Greater Manchester Police arrested more than 100 people.", ["Greater Manchester"]),
        ("The march in Levenshulme ended at Albert Square.", ["Levenshulme", "Albert Square"]),
        ("Soldiers of the 93rd Brigade and students of Manchester University said so.", []),
        ("", []),
        ("no names here at all", []),
    ],
)
def test_toponyms(recognizer: Recognizer, text: str, expected: list[str]) -> None:
    assert surfaces(recognizer, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Manchester United beat Chelsea 2-1 on Saturday.",
        "The group known as IS-Khorasan said so.",
        "Paris Jackson said the family was grateful.",
        "The minister, Gavin Williamson, said so.",
    ],
)
def test_organizations_and_people_are_no_toponyms(recognizer: Recognizer, text: str) -> None:
    assert surfaces(recognizer, text) == []


@pytest.mark.parametrize(
    ("text", "name", "start"),
    [("The UK-based monitor said so.", "UK", 4), ("He fears another Manchester-style attack.", "Manchester", 17)],
)
def test_modifier_covers_the_name_alone(recognizer: Recognizer, text: str, name: str, start: int) -> None:
    (mention,) = mentions(recognizer, text)
    assert (mention.surface, mention.label, mention.start) == (name, Label.MODIFIER, start)


def test_demonym_is_no_toponym(recognizer: Recognizer) -> None:
    text = "Syrian officers met British diplomats in Geneva."
    assert surfaces(recognizer, text, Label.DEMONYM) == ["Syrian", "British"]
    assert surfaces(recognizer, text) == ["Geneva"]


def test_results_do_not_depend_on_the_batch(recognizer: Recognizer) -> None:
    texts = [
        "A bomb went off in Baghdad.",
        "London and Paris agreed. Nobody from Berlin came, said Mr Lincoln of Foxgate.",
        "Nothing.",
        "He flew to Doha and on to Qalat-i-Zar, a village that nobody at Hartfield knew.",
    ]
    documents = [Document(doc_id=str(number), text=text) for number, text in enumerate(texts)]
    together = recognizer.recognize(documents)
    assert together == [recognizer.recognize([document])[0] for document in documents]


def test_unknown_name_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(UsageError, match="crf"):
        open_recognizer(gazetteer, name="spacy")
