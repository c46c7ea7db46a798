"""Where events are put."""

from __future__ import annotations

import pytest

from geomap.events import open_extractor
from geomap.events.locations import acled_precision
from geomap.records import Document, Label, Role

from .builders import PUBLISHED, extract, happened, resolutions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bomb exploded in Kabul on Friday.", ["Kabul"]),
        ("Police in London said a bomb exploded in Kabul.", ["Kabul"]),
        ("A bomb exploded in Mosul, Iraq, on Friday.", ["Mosul"]),
        ("The foreign minister met his counterparts in Paris for talks on the situation in Aleppo.", ["Paris"]),
        ("The president visited Kabul and Herat.", ["Kabul", "Herat"]),
    ],
)
def test_the_most_specific_place_that_the_sentence_names(text: str, expected: list[str]) -> None:
    assert [happened(event) for event in extract(text)] == [expected]


def test_several_places_of_one_event() -> None:
    (event,) = extract("Airstrikes hit Mosul, Kirkuk and Raqqa on Friday.")
    assert sorted(happened(event)) == ["Kirkuk", "Mosul", "Raqqa"]


def test_near_lowers_the_precision_and_widens_the_uncertainty() -> None:
    (near,) = extract("Warplanes bombed a convoy near Raqqa.")
    (place,) = [p for p in near.places if p.role is Role.HAPPENED]
    assert place.location_precision == 2
    assert place.uncertainty_km >= 15.0


def test_a_country_is_not_exact() -> None:
    (event,) = extract("Gunmen killed a doctor in Afghanistan.")
    assert [p.location_precision for p in event.places if p.role is Role.HAPPENED] == [6]


def test_dateline_is_inherited() -> None:
    (event,) = extract(
        "KABUL, Afghanistan (AP) -- A suicide bomber killed nine people at a market on Friday.".replace(
            "KABUL", "Kabul"
        )
    )
    (place,) = [p for p in event.places if p.role is Role.HAPPENED]
    assert (place.name, place.inherited) == ("Kabul", True)


def test_in_the_country_points_back() -> None:
    events = extract(
        "Forces in Afghanistan fight the group. Its leader Abu Omar was killed in a US airstrike in the country."
    )
    assert [happened(event) for event in events][-1:] == [["Afghanistan"]]
    assert [p.inherited for p in events[-1].places if p.role is Role.HAPPENED] == [True]


def test_previous_sentence_is_inherited() -> None:
    events = extract("A car bomb exploded in Kirkuk on Friday. Gunmen then opened fire and arrested a guard.")
    assert all(happened(event) == ["Kirkuk"] for event in events)


def test_modifiers_place_no_event() -> None:
    text = "A Manchester-style attack is feared. A UK-based group killed a man in Kabul."
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    events = open_extractor().extract(document, resolutions(text, labels={"Manchester": Label.MODIFIER}))
    assert [happened(event) for event in events] == [["Kabul"]]


def test_the_bombing_that_a_style_refers_to_is_where_the_style_comes_from() -> None:
    text = (
        "The UK must prevent another Manchester-style attack - in reference to the suicide bombing at a concert "
        "in May last year which claimed 23 lives."
    )
    document = Document(doc_id="d", text=text, published=PUBLISHED)
    (event,) = open_extractor().extract(document, resolutions(text, labels={"Manchester": Label.MODIFIER}))
    assert (event.event_type.value, happened(event), event.date_start) == ("bombing", ["Manchester"], "2017-05")
    assert event.fatalities is not None
    assert event.fatalities.best == 23


def test_origin_and_destination_have_their_roles() -> None:
    (event,) = extract("The army withdrew its troops from Kabul to Herat.")
    roles = {p.name: p.role for p in event.places}
    assert Role.ORIGIN in roles.values() or Role.DESTINATION in roles.values()
    assert len(happened(event)) == 1


def test_given_triggers_are_taken_as_they_are() -> None:
    text = "Nothing happened in Kabul, he said. Troops may attack Mosul."
    start = text.index("attack")
    spans = ((start, start + 6),)
    document = Document(doc_id="d", text=text, given_triggers=spans)
    (event,) = open_extractor().extract(document, resolutions(text))
    assert event.trigger is not None
    assert (event.trigger.start, event.trigger.text) == (start, "attack")
    assert happened(event) == ["Mosul"]


@pytest.mark.parametrize(("ucdp", "acled"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 2), (6, 3), (7, 3)])
def test_mapping_to_acled(ucdp: int, acled: int) -> None:
    assert acled_precision(ucdp) == acled


def test_mapping_refuses_other_numbers() -> None:
    with pytest.raises(ValueError, match="outside 1"):
        acled_precision(8)


def test_candidates_stand_where_an_event_happened_and_not_where_a_place_is_mentioned() -> None:
    (event,) = extract("The foreign minister met his counterparts in Paris for talks on the situation in Aleppo.")
    weighed = {place.name: bool(place.candidates) for place in event.places}
    assert weighed == {"Paris": True, "Aleppo": False}
