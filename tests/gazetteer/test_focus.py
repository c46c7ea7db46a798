"""Every row of the focus layer: its form, its place, its names, its neighbors."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from geomap import names
from geomap.gazetteer import Stack
from geomap.gazetteer.featurecodes import CLASS_OF_CODE
from geomap.gazetteer.focus import COUNTRY_OF_FILE, FOCUS_FIELDS, read_focus
from geomap.gazetteer.kinds import kind_group
from geomap.gazetteer.paths import SOURCE_FOLDER
from geomap.gazetteer.rows import PlaceRow
from geomap.geodesy import haversine_km
from geomap.records import Point

FILES = sorted((SOURCE_FOLDER / "focus").glob("*.csv"))
LEAST_ROWS = 3000
TWIN_KM = 1.0
BORDER_KM = 5.0
"""How far outside its province's outline a place may lie: Natural Earth's 10m lines are this far off in places."""
FAULTY_OUTLINES_KM = {("IQ", "Baghdad"): 40.0, ("SY", "Quneitra"): 25.0}
"""Natural Earth draws the city for the governorate of Baghdad (Abu Ghraib, Mahmudiyah and Tarmiyah lie outside), and
Quneitra without the occupied Golan."""
OFFSHORE_KM = 60.0
"""Oil terminals and ports stand in the sea, off the coast of their province."""
CLOSE = 0.7
KM_PER_DEGREE = 111.2
ID = re.compile(r"focus:(gm|af|iq|sy)-[a-z0-9-]+")


@cache
def rows_of(path: Path) -> tuple[PlaceRow, ...]:
    return tuple(read_focus(path))


def every_row() -> Iterator[PlaceRow]:
    for path in FILES:
        yield from rows_of(path)


def outside_km(gazetteer: Stack, row: PlaceRow, area_id: str) -> float:
    """Distance of a row from the polygon of an area, 0 inside."""
    from shapely.geometry import Point as ShapelyPoint
    from shapely.geometry import shape

    outline = gazetteer.outline(area_id)
    assert outline is not None, f"{area_id} has no outline"
    distance: float = shape(outline).distance(ShapelyPoint(row.lon, row.lat))
    return distance * KM_PER_DEGREE


def agrees(name: str, other: str) -> bool:
    """Whether two names are of one fold class, nearly so, or begin with the same word."""
    if names.fold(name) == names.fold(other) or names.similarity(name, other) >= CLOSE:
        return True
    return names.fold(name.split()[0]) == names.fold(other.split()[0])


def report(problems: list[str]) -> str:
    return f"{len(problems)} rows:\n" + "\n".join(problems[:30])


def test_the_four_files_are_there_with_enough_rows() -> None:
    assert {path.stem for path in FILES} == set(COUNTRY_OF_FILE)
    assert sum(len(rows_of(path)) for path in FILES) >= LEAST_ROWS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_columns_are_as_agreed_and_no_cell_that_must_be_filled_is_empty(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        assert tuple(reader.fieldnames or ()) == FOCUS_FIELDS
        needed = [field for field in FOCUS_FIELDS if field not in ("alternate_names", "admin2")]
        empty = [cells["id"] for cells in reader if not all(cells[field].strip() for field in needed)]
    assert not empty, report(empty)


def test_ids_are_well_formed_and_stand_once() -> None:
    seen: dict[str, int] = defaultdict(int)
    for row in every_row():
        seen[row.place_id] += 1
    wrong = [place_id for place_id, count in seen.items() if count > 1 or not ID.fullmatch(place_id)]
    assert not wrong, report(wrong)


def test_feature_codes_are_of_geonames() -> None:
    wrong = [f"{row.place_id} {row.feature_code}" for row in every_row() if row.feature_code not in CLASS_OF_CODE]
    assert not wrong, report(wrong)


def test_precision_is_stated_and_a_village_is_known_within_ten_km() -> None:
    wrong = [
        f"{row.place_id} {row.uncertainty_km}"
        for row in every_row()
        if row.uncertainty_km <= 0.0 or (row.feature_code.startswith("PPL") and row.uncertainty_km > 10.0)
    ]
    assert not wrong, report(wrong)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_lie_in_their_admin1(path: Path, gazetteer: Stack) -> None:
    wrong = []
    for row in rows_of(path):
        place = gazetteer.place(row.place_id)
        assert place is not None, row.place_id
        admin1 = gazetteer.admin1(row.country_code, place.admin1_code)
        if admin1 is None:
            wrong.append(f"{row.place_id}: admin1 {row.admin1_name!r} is not known")
            continue
        around = gazetteer.containing(Point(lat=row.lat, lon=row.lon))
        if around and (around.country_code, around.admin1_code) == (row.country_code, place.admin1_code):
            continue
        away_km = outside_km(gazetteer, row, admin1.place_id)
        if around is None and away_km <= OFFSHORE_KM:
            continue
        allowed_km = FAULTY_OUTLINES_KM.get((row.country_code, row.admin1_name), BORDER_KM)
        if away_km > max(allowed_km, row.uncertainty_km):
            wrong.append(f"{row.place_id} ({row.lat}, {row.lon}): {away_km:.1f} km outside {row.admin1_name}")
    assert not wrong, report(wrong)


def test_no_row_has_a_twin_of_the_same_name_and_kind_within_a_km() -> None:
    groups: dict[tuple[str, str], list[PlaceRow]] = defaultdict(list)
    for row in every_row():
        groups[names.fold(row.name), kind_group(row.feature_class, row.feature_code)].append(row)
    twins = [
        f"{one.place_id} and {other.place_id}"
        for group in groups.values()
        for index, one in enumerate(group)
        for other in group[index + 1 :]
        if haversine_km(one.lat, one.lon, other.lat, other.lon) < TWIN_KM
        and names.form(one.name) == names.form(other.name)
    ]
    assert not twins, report(twins)


def test_names_agree_with_their_alternates_or_stand_in_native_script() -> None:
    wrong = []
    for row in every_row():
        if row.country_code == "GB" or row.feature_class in "SLR":
            # English names, and names of buildings and bases, have no other spelling to agree with.
            continue
        if not any(names.is_arabic_script(other) or agrees(row.name, other) for other in row.alternate_names):
            wrong.append(f"{row.place_id}: {row.name} | {'|'.join(row.alternate_names)}")
    assert not wrong, report(wrong)


def test_every_row_is_found_by_its_name(gazetteer: Stack) -> None:
    wrong = []
    for row in every_row():
        found = gazetteer.candidates(row.name, limit=100, fuzzy=False)
        merged = gazetteer.place(row.place_id)
        if merged is None or merged.place_id not in {candidate.place.place_id for candidate in found}:
            wrong.append(f"{row.place_id}: {row.name}")
    assert not wrong, report(wrong)
