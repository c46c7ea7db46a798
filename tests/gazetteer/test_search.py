"""What names lead to, on the embedded layers: variant spellings, false friends, known places, order."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.gazetteer import Stack
from geomap.gazetteer.match import _RANK as RANK
from geomap.geodesy import haversine_km
from geomap.protocols import Gazetteer
from geomap.records import MatchKind, Point

HERE = Path(__file__).parent
VARIANTS_LEAST, VARIANTS_SHARE = 300, 0.95
SAME_PLACE_KM = 25.0
LONG_TEXT_S = 3.0
WORDS_LEAST, FOLDED_SHARE_MOST, FUZZY_SHARE_MOST = 2000, 0.02, 0.03


def test_variant_spellings_lead_to_their_place(gazetteer: Stack) -> None:
    with (HERE / "variants.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    missed = []
    for row in rows:
        first = next(iter(gazetteer.candidates(row["spelling"])), None)
        point = first and first.place.point
        if point is None or haversine_km(float(row["lat"]), float(row["lon"]), point.lat, point.lon) > SAME_PLACE_KM:
            missed.append(f"{row['spelling']} → {first and (first.place.name, first.place.country_code)}")
    assert len(rows) >= VARIANTS_LEAST
    assert len(missed) <= (1 - VARIANTS_SHARE) * len(rows), "\n".join(missed)


def test_common_words_and_names_are_not_folded_into_places(gazetteer: Stack) -> None:
    lines = (HERE / "false_friends.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    unknown = [word for word in words if gazetteer.name_facts(word) is None]
    first = {word: next(iter(gazetteer.candidates(word)), None) for word in unknown}
    folded = [word for word, found in first.items() if found and found.match is MatchKind.FOLDED]
    fuzzy = [word for word, found in first.items() if found and found.match is MatchKind.FUZZY]
    assert len(words) >= WORDS_LEAST
    assert len(folded) <= FOLDED_SHARE_MOST * len(words), folded
    assert len(fuzzy) <= FUZZY_SHARE_MOST * len(words), fuzzy


@pytest.mark.parametrize(
    ("name", "lat", "lon", "within_km"),
    [
        ("Mazeer-i-Shareef", 36.709, 67.110, 5),
        ("Moss Side", 53.456, -2.246, 2),
        ("Manchester Arena", 53.488, -2.244, 1),
        ("Kabul Airport", 34.565, 69.212, 3),
        ("Abbey Gate", 34.560, 69.224, 3),
        ("Baghuz", 34.450, 40.950, 5),
        ("Khan Shaykhun", 35.441, 36.651, 5),
        ("Camp Bastion", 31.863, 64.225, 5),
        ("Haqlaniyah", 34.091, 42.369, 8),
        ("Tal Afar", 36.378, 42.450, 5),
        ("Withington", 53.433, -2.229, 3),
        ("Baghdad", 33.313, 44.366, 15),
        ("Kabul", 34.528, 69.172, 10),
        ("Iraq", 33.0, 44.0, 150),
    ],
)
def test_known_places_are_first(gazetteer: Stack, name: str, lat: float, lon: float, within_km: float) -> None:
    place = gazetteer.candidates(name)[0].place
    away_km = haversine_km(lat, lon, place.point.lat, place.point.lon)
    assert away_km <= within_km, f"{place.name} {place.country_code} is {away_km:.0f} km away"


def test_the_misspelt_city_says_how_it_matched(gazetteer: Stack) -> None:
    first = gazetteer.candidates("Mazeer-i-Shareef")[0]
    assert first.match is MatchKind.FOLDED
    assert first.matched_name
    assert 0.85 < first.similarity < 0.98


@pytest.mark.parametrize("name", ["Rakka", "Salamiya", "Washington", "Nawa", "Tal Abyad", "Birmingham", "Al Haditha"])
def test_looser_matches_never_stand_before_tighter_ones(gazetteer: Stack, name: str) -> None:
    ranks = [RANK[candidate.match] for candidate in gazetteer.candidates(name)]
    assert ranks == sorted(ranks)
    assert ranks


def test_misspellings_are_found_only_when_asked_for(gazetteer: Stack) -> None:
    assert gazetteer.candidates("Manchster")[0].match is MatchKind.FUZZY
    assert gazetteer.candidates("Manchster")[0].place.country_code == "GB"
    assert gazetteer.candidates("Manchster", fuzzy=False) == []
    assert all(found.match is not MatchKind.FUZZY for found in gazetteer.candidates("Manchester"))


@pytest.mark.parametrize(
    ("name", "place", "code"),
    [
        ("Baghuz village", "Baghuz", "PPL"),
        ("the city of Mosul", "Mosul", "PPLA"),
        ("Helmand Province of Afghanistan", None, None),
        ("Nad Ali district (Marja)", "Nad-e Ali", "ADM2"),
        ("Kobani/Ayn al-Arab", "Kobani", "PPLA2"),
        ("مدينة منبج", "Manbij", "PPLA2"),
    ],
)
def test_generic_words_slashes_and_brackets_are_read(
    gazetteer: Stack, name: str, place: str | None, code: str | None
) -> None:
    found = gazetteer.candidates(name, fuzzy=False)
    if place is None:
        assert found == []
        return
    assert place in (found[0].place.name, found[0].matched_name)
    assert found[0].place.feature_code == code


def test_what_is_only_named_after_a_place_is_contained_in_it(gazetteer: Stack) -> None:
    found = gazetteer.candidates("Jisr al-Shughur countryside")[0]
    assert found.match is MatchKind.CONTAINER
    assert found.similarity <= 0.5


def test_the_stack_is_what_the_stages_expect(gazetteer: Stack) -> None:
    assert isinstance(gazetteer, Gazetteer)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=40))
def test_any_text_may_be_asked_for(gazetteer: Stack, name: str) -> None:
    for candidate in gazetteer.candidates(name, limit=5):
        assert 0.0 < candidate.similarity <= 1.0
    gazetteer.name_facts(name)


@pytest.mark.parametrize("name", ["x y " * 2000, "(" * 3000, "district " * 2000, "bcdfgklmnr" * 300, "a / b " * 1000])
def test_long_texts_are_answered_soon(gazetteer: Stack, name: str) -> None:
    begun = time.perf_counter()
    gazetteer.candidates(name)
    assert time.perf_counter() - begun < LONG_TEXT_S


def test_name_facts(gazetteer: Stack) -> None:
    mosul = gazetteer.name_facts("Mosul")
    assert mosul is not None
    assert mosul.in_focus
    assert mosul.feature_class == "P"
    assert mosul.population > 500_000
    afghans = gazetteer.name_facts("Afghans")
    assert afghans is not None
    assert afghans.is_demonym
    assert gazetteer.name_facts("mazar-e sharif") == gazetteer.name_facts("Mazār-e Sharīf")
    assert gazetteer.name_facts("Would") is None
    assert gazetteer.name_facts("") is None


def test_demonyms_lead_to_the_country(gazetteer: Stack) -> None:
    first = gazetteer.candidates("Syrian")[0]
    assert (first.place.country_code, first.match) == ("SY", MatchKind.DEMONYM)


def test_countries_and_admin1(gazetteer: Stack) -> None:
    syria = gazetteer.country("SY")
    assert syria is not None
    assert syria.name == "Syria"
    raqqa = gazetteer.candidates("Raqqa Governorate")[0].place
    assert gazetteer.admin1("SY", raqqa.admin1_code) == raqqa
    assert gazetteer.admin1("SY", "") is None
    assert gazetteer.country("XX") is None


@pytest.mark.parametrize(
    ("lat", "lon", "country_code", "admin1"),
    [
        (36.34, 43.13, "IQ", "Nineveh"),
        (35.95, 39.01, "SY", "Raqqa"),
        (34.53, 69.17, "AF", "Kabul"),
        (53.48, -2.24, "GB", "England"),
        (53.35, -6.26, "IE", None),
        (29.98, 48.46, "IQ", "Basra"),
    ],
)
def test_containing(gazetteer: Stack, lat: float, lon: float, country_code: str, admin1: str | None) -> None:
    around = gazetteer.containing(Point(lat=lat, lon=lon))
    assert around is not None
    assert around.country_code == country_code
    place = gazetteer.admin1(country_code, around.admin1_code)
    if admin1:
        assert place is not None
        assert admin1 in gazetteer.names(place.place_id)


def test_the_sea_is_in_no_country(gazetteer: Stack) -> None:
    assert gazetteer.containing(Point(lat=35.0, lon=18.0)) is None


def test_areas_have_outlines_and_towns_have_none(gazetteer: Stack) -> None:
    governorate = gazetteer.candidates("Raqqa Governorate")[0].place
    outline = gazetteer.outline(governorate.place_id)
    assert outline is not None
    assert outline["type"] in ("Polygon", "MultiPolygon")
    assert gazetteer.outline("focus:sy-raqqa-governorate") == outline
    assert gazetteer.outline(gazetteer.candidates("Raqqa")[0].place.place_id) is None
    assert gazetteer.outline("nowhere:1") is None


def test_ids_of_both_layers_lead_to_one_place(gazetteer: Stack) -> None:
    place = gazetteer.candidates("Mosul")[0].place
    assert place.place_id.startswith("geonames:")
    assert gazetteer.place(place.place_id) == place
    assert gazetteer.names(place.place_id)[0] == place.name
    assert {"Mosul", "الموصل"} <= set(gazetteer.names(place.place_id))
    assert gazetteer.place("geonames:0") is None
    assert gazetteer.names("geonames:0") == ()


def test_no_place_comes_twice(gazetteer: Stack) -> None:
    for name in ("Mosul", "Raqqa", "Kabul", "Manchester", "Kandahar"):
        ids = [candidate.place.place_id for candidate in gazetteer.candidates(name)]
        assert len(ids) == len(set(ids)), name


def test_attributions_name_the_sources(gazetteer: Stack) -> None:
    text = " ".join(gazetteer.attributions())
    assert "GeoNames" in text
    assert "CC BY 4.0" in text
