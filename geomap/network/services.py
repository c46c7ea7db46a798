"""What stands behind the door: a service builds the question, asks it once, and trims the answer to rows."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from geomap.errors import GeocoderResponseError
from geomap.names import similarity
from geomap.network.answers import Row
from geomap.protocols import GeocoderQuery
from geomap.records import Bbox, Candidate, MatchKind, Place, Point

Question = Mapping[str, Any]
"""What is asked, as JSON would hold it: with the server it is the key of the cache."""

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


class Service(Protocol):
    """One geocoder of geopy at one server."""

    @property
    def name(self) -> str:
        """geopy's name of the geocoder; candidates' source_id."""
        ...

    @property
    def server(self) -> str:
        """Its address: whose turn, budget and cache it is."""
        ...

    @property
    def is_public(self) -> bool:
        """Whether others use the server too: it is never asked more than once a second."""
        ...

    @property
    def attribution(self) -> str:
        """What must be shown with its answers."""
        ...

    def question(self, query: GeocoderQuery) -> Question: ...

    def ask(self, question: Question) -> list[Row]:
        """Ask once. Raises the GeocoderError kinds; [] means "nothing found"."""
        ...


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


def candidate_of(row: Row, *, source_id: str) -> Candidate:
    """A kept row as a candidate. Raises GeocoderResponseError for a row that no geomap has written."""
    try:
        box = row["box"]
        place = Place(
            place_id=row["id"],
            name=row["name"],
            point=Point(lat=row["lat"], lon=row["lon"]),
            feature_class=row["class"],
            feature_code=row["code"],
            country_code=row["cc"],
            admin1_name=row["admin1"],
            population=row["pop"],
            source_id=source_id,
            bbox=Bbox(south=box[0], west=box[1], north=box[2], east=box[3]) if box else None,
            uncertainty_km=row["km"],
        )
        return Candidate(
            place=place, match=MatchKind.GEOCODER, matched_name=row["matched"], similarity=float(row["alike"])
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise GeocoderResponseError(
            f"the cache holds a damaged answer ({error!r}); drop it with `geomap cache clear`"
        ) from error


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
