"""Found places as rows of JSON: from a server's answer to the cache, and from there to candidates.

What comes from outside is looked at here: a row holds nothing that cannot be.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from geomap.errors import GeocoderResponseError
from geomap.names import similarity
from geomap.records import Bbox, Candidate, MatchKind, Place, Point

Row: TypeAlias = dict[str, Any]
"""One found place, as `row_of` makes it."""

MAX_RESULTS = 10
"""Answers that a question wants; homonyms in one country are seldom more."""
MIN_SIMILARITY = 0.8
"""Of the asked name and the best of an answer's names, 0..1. Below it the server has matched an address or a part of
the name, or it is another name: "Khan" for "Khan Shaykhun" has 0.49, "Kafr Nabudah" for "Kafr Nabl" 0.78, but
"Kafranbel" for it 0.86 and "Ain Isa" for "Ayn Issa" 0.97."""
AREA_WORDS = re.compile(
    r"\s+(governorate|province|district|sub-?district|county|municipality|region|nahiyah?)$|^(province|wilayat) (of )?",
    re.IGNORECASE,
)
"""What stands beside the name in the names of areas."""
OFF_BOX_DEG = 0.5
"""How far a position may lie outside its own box: labels of rivers and coasts do; swapped ones lie further off."""
NODE_KM = 1.0
"""Uncertainty of a point feature: settlements are drawn as one point somewhere in them."""
KM_PER_DEGREE = 111.2


def point_of(lat: object, lon: object) -> Point:
    """A position from outside. Raises GeocoderResponseError when it cannot be one."""
    try:
        return Point(lat=float(str(lat)), lon=float(str(lon)))
    except ValueError as error:
        raise GeocoderResponseError(f"the answer has an impossible position, {lat!r} / {lon!r}") from error


def box_of(south: object, north: object, west: object, east: object) -> Bbox:
    """A box from outside. Raises GeocoderResponseError when it cannot be one."""
    try:
        return Bbox(south=float(str(south)), west=float(str(west)), north=float(str(north)), east=float(str(east)))
    except ValueError as error:
        raise GeocoderResponseError(f"the answer has an impossible box: {error}") from error


def check_in_box(point: Point, box: Bbox) -> None:
    """Raises GeocoderResponseError for a position far outside its own box, as swapped coordinates are."""
    is_beside = not box.south - OFF_BOX_DEG <= point.lat <= box.north + OFF_BOX_DEG
    if box.west <= box.east:
        is_beside = is_beside or not box.west - OFF_BOX_DEG <= point.lon <= box.east + OFF_BOX_DEG
    if is_beside:
        raise GeocoderResponseError(
            f"the answer's position {point.lat} / {point.lon} lies outside its own box; were the two swapped?"
        )


def best_name(asked: str, names: Iterable[str]) -> tuple[str, float]:
    """The name of a place that is most like the asked one, and how alike the two are, 0..1."""
    best, most = "", 0.0
    for name in names:
        alike = similarity(asked, name)
        if alike > most:
            best, most = name, alike
    return best, most


def row_of(
    *,
    place_id: str,
    name: str,
    point: Point,
    kind: tuple[str, str],
    matched: tuple[str, float],
    country_code: str = "",
    admin1_name: str = "",
    population: int = 0,
    box: Bbox | None = None,
    uncertainty_km: float = NODE_KM,
) -> Row:
    """A found place as the cache keeps it."""
    return {
        "id": place_id,
        "name": name,
        "lat": point.lat,
        "lon": point.lon,
        "class": kind[0],
        "code": kind[1],
        "cc": country_code.upper(),
        "admin1": admin1_name,
        "pop": population,
        "box": [box.south, box.west, box.north, box.east] if box else None,
        "km": round(uncertainty_km, 3),
        "matched": matched[0],
        "alike": round(matched[1], 4),
    }


_TEXTS = ("id", "name", "class", "code", "cc", "admin1", "matched")


def candidate_of(row: Row, *, source_id: str) -> Candidate:
    """A kept row as a candidate. Raises GeocoderResponseError for a row that no geomap has written."""
    try:
        wrong = next((name for name in _TEXTS if not isinstance(row[name], str)), None)
        if wrong is not None:
            raise TypeError(f"{wrong} is no text")
        place = Place(
            place_id=row["id"],
            name=row["name"],
            point=Point(lat=row["lat"], lon=row["lon"]),
            feature_class=row["class"],
            feature_code=row["code"],
            country_code=row["cc"],
            admin1_name=row["admin1"],
            population=int(row["pop"]),
            source_id=source_id,
            bbox=_kept_box(row["box"]),
            uncertainty_km=row["km"],
        )
        return Candidate(
            place=place, match=MatchKind.GEOCODER, matched_name=row["matched"], similarity=float(row["alike"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GeocoderResponseError(
            f"the cache holds a damaged answer ({error!r}); drop it with `geomap cache clear`"
        ) from error


def _kept_box(box: list[float] | None) -> Bbox | None:
    if not box:
        return None
    south, west, north, east = box
    return Bbox(south=south, west=west, north=north, east=east)


def half_diagonal_km(box: Bbox) -> float:
    """Radius of a box, in km; of boxes over the antimeridian too."""
    width = (box.east - box.west) % 360.0
    across = width * math.cos(math.radians((box.south + box.north) / 2))
    return math.hypot(across, box.north - box.south) / 2 * KM_PER_DEGREE


def place_key(text: str) -> str:
    """A short id for a place whose service gives none."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def trimmed(names: Sequence[object]) -> list[str]:
    """Names from outside as strings: lists in one string ("Halab;Alep") taken apart, areas also without their kind."""
    parts = [part.strip() for name in names if isinstance(name, str) for part in name.split(";")]
    return list(dict.fromkeys(form for part in parts for form in (part, AREA_WORDS.sub("", part)) if form))
