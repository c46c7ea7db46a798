"""Readings of names that are unknown as they stand."""

from __future__ import annotations

import pytest

from geomap.gazetteer.kindwords import readings


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mosul", []),
        ("Baghuz village", [("Baghuz", "P", True)]),
        ("village of Baghuz", [("Baghuz", "P", True)]),
        ("the city of Mosul", [("Mosul", "P", True)]),
        ("Andar District", [("Andar", "ADM2", True)]),
        ("Nahiyat Shirin", [("Shirin", "ADM3", True)]),
        ("محافظة الرقة", [("الرقة", "ADM1", True)]),
        ("Kunduz Airport", [("Kunduz", "S", False)]),
        ("FOB Shank", [("Shank", "S", False)]),
        ("northern Aleppo", [("Aleppo", "", False)]),
        ("Sinjar/Shingal", [("Sinjar", "", True), ("Shingal", "", True)]),
        ("Nad Ali district (Marja)", [("Nad Ali district", "", True), ("Nad Ali", "ADM2", True), ("Marja", "", True)]),
        ("Rasm al-Khamis al-Gharbi", [("Rasm al-Khamis", "", True)]),
        ("district", []),
        ("", []),
    ],
)
def test_readings(name: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(each.name, each.kind, each.is_same_place) for each in readings(name)] == expected


def test_an_air_base_goes_by_any_word_for_one() -> None:
    same = [each.name for each in readings("Tabqa Military Airfield") if each.is_same_place]
    assert "Tabqa air base" in same and "Tabqa military airport" in same and "Tabqa" not in same


def test_likelier_readings_come_first() -> None:
    found = readings("northern Aleppo countryside")
    assert {each.name for each in found} == {"Aleppo countryside", "northern Aleppo", "Aleppo"}
    assert all(each.likeness <= 0.5 for each in found)
    likeness = [each.likeness for each in readings("Qastal village / northern Azaz")]
    assert likeness == sorted(likeness, reverse=True)


@pytest.mark.parametrize("name", ["((", "/", "a/b/c/d", "(x)", "x (y", " , ", "-", "city of", "x" * 5000, "a (" * 200])
def test_odd_names_do_no_harm(name: str) -> None:
    assert all(each.name for each in readings(name))
