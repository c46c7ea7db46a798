"""What feature codes mean to the gazetteer: prominence of a place, kinds that can be one place."""

from __future__ import annotations

import math

_ASSUMED_POPULATION = {
    "PCLI": 20_000_000, "PCLD": 200_000, "PCLS": 200_000, "PCLF": 100_000, "PCL": 5_000_000, "PCLH": 500_000,
    "TERR": 50_000, "CONT": 500_000_000, "RGN": 300_000, "ADM1": 100_000, "ADM2": 10_000, "ADM3": 3_000,
    "ADM4": 1_000, "ADMD": 5_000, "PPLC": 1_000_000, "PPLA": 100_000, "PPLA2": 20_000, "PPLA3": 8_000,
    "PPLX": 2_000, "OCN": 100_000_000, "SEA": 5_000_000, "GULF": 500_000, "STRT": 200_000, "STM": 50_000,
    "MTS": 20_000, "AIRP": 3_000, "AIRB": 5_000, "AIRF": 500, "INSM": 2_000,
}  # fmt: skip
"""People that a place of the code counts as having when its population is unknown, so that places without figures can
be ordered among those with: the order of magnitude of a typical settlement, and for areas less than for their seats,
because a bare name that the two share is mostly the town. Judged, not fitted."""
_ASSUMED_POPULATION_OTHERWISE = 400
_CODE_BONUS = {
    "CONT": 3.0, "PCLI": 2.5, "PCL": 2.5, "PCLS": 1.5, "PCLD": 1.0, "PCLF": 1.0, "OCN": 2.0, "PPLC": 0.8, "PPLA": 0.3,
    "ADM1": -0.8, "ADM2": -1.0, "ADM3": -1.0,
}  # fmt: skip
"""Orders of magnitude that the rank of a place adds to its population's; areas lose, for the reason above."""
PROMINENCE_STEPS = 4000
"""Prominence is kept as an integer, this many steps for one order of magnitude."""
LAYER_BONUS = round(0.7 * PROMINENCE_STEPS)
"""What a match in the focus or a user's layer adds: such places are in the gazetteer because reports name them."""
MAIN_NAME_BONUS = round(0.3 * PROMINENCE_STEPS)
"""What a match of the main name adds over one of another name."""
_PROMINENCE_MAX = 65_535


def prominence(feature_code: str, population: int) -> int:
    """How likely a place is meant when only its name is known, 0..65535: log10 of the people, and its rank."""
    people = population or _ASSUMED_POPULATION.get(feature_code, _ASSUMED_POPULATION_OTHERWISE)
    magnitude = math.log10(people + 1) + _CODE_BONUS.get(feature_code, 0.0)
    return max(0, min(_PROMINENCE_MAX, round(magnitude * PROMINENCE_STEPS)))


_GROUPS = {
    **dict.fromkeys(("AIRP", "AIRB", "AIRF", "AIRH", "AIRQ"), "airfield"),
    **dict.fromkeys(("PCLI", "PCLD", "PCLS", "PCLF", "PCL", "PCLIX", "TERR"), "country"),
    **dict.fromkeys(("ADM1", "ADM1H"), "ADM1"),
    **dict.fromkeys(("ADM2", "ADM2H"), "ADM2"),
    **dict.fromkeys(("ADM3", "ADM3H"), "ADM3"),
}
_REACH_KM = {"country": 3000.0, "ADM1": 150.0, "ADM2": 40.0, "ADM3": 20.0, "ADM4": 10.0, "airfield": 10.0, "P": 5.0}
"""Within this distance two layers' places of one name and group are one place: areas by the scatter of label points."""
_REACH_OTHERWISE_KM = 5.0
_REACH_NATURAL_KM = 50.0
"""Rivers, mountains, regions: their points lie anywhere along them."""


def kind_group(feature_class: str, feature_code: str) -> str:
    """Kinds of which one place may be called either; places of different groups are never merged."""
    return _GROUPS.get(feature_code) or (feature_code if feature_code.startswith("ADM") else feature_class)


def merge_reach_km(group: str) -> float:
    """How far apart two entries of one name and group may be and still be one place."""
    if group in ("H", "T", "V", "L", "U"):
        return _REACH_NATURAL_KM
    return _REACH_KM.get(group, _REACH_OTHERWISE_KM)
