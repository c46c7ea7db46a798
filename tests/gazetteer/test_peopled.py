"""The densest settled spot of an area."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer import Stack
from geomap.gazetteer.peopled import FEWEST, REACH_KM, densest_point
from geomap.geodesy import haversine_km


def test_a_valley_with_many_villages_wins_over_those_scattered() -> None:
    valley = [(31.8 + 0.01 * i, 64.5) for i in range(12)]
    scattered = [(29.5 + 0.3 * i, 62.0 + 0.3 * i) for i in range(6)]
    lat, lon = np.array([*valley, *scattered]).T
    point = densest_point(lat, lon)
    assert point is not None
    assert haversine_km(point.lat, point.lon, 31.855, 64.5) < 2


def test_few_settlements_and_even_ones_give_none() -> None:
    assert densest_point(np.array([30.0]), np.array([60.0])) is None
    lat, lon = np.meshgrid(np.arange(30, 34, 0.4), np.arange(60, 64, 0.4))
    assert densest_point(lat.ravel(), lon.ravel()) is None


@given(st.lists(st.tuples(st.floats(34, 35), st.floats(68, 69)), min_size=FEWEST, max_size=60))
def test_the_spot_is_near_a_settlement_that_has_most_others_around(places: list[tuple[float, float]]) -> None:
    lat, lon = np.array(places).T
    point = densest_point(lat, lon)
    if point is not None:
        assert min(haversine_km(point.lat, point.lon, a, b) for a, b in places) <= REACH_KM


def test_helmands_spot_is_in_its_settled_north(gazetteer: Stack) -> None:
    helmand = gazetteer.candidates("Helmand Province")[0].place
    point = gazetteer.peopled_point(helmand.country_code, helmand.admin1_code)
    assert point is not None
    towns = {"Gereshk": (31.82, 64.57), "Sangin": (32.07, 64.83), "Musa Qala": (32.36, 64.74)}
    assert min(haversine_km(point.lat, point.lon, *town) for town in towns.values()) < 30
    assert haversine_km(point.lat, point.lon, helmand.point.lat, helmand.point.lon) > 80
