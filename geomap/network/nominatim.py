"""Nominatim, by geopy: the question, the request, and what of the answer can be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

from geopy.geocoders import Nominatim as GeopyNominatim

from geomap.errors import GeocoderResponseError
from geomap.names import normalize
from geomap.network.adapter import BoundedAdapter
from geomap.network.faults import translated
from geomap.network.osm_kinds import kind_of
from geomap.network.rows import (
    MAX_RESULTS,
    MIN_SIMILARITY,
    NODE_KM,
    Row,
    best_name,
    box_of,
    check_in_box,
    half_diagonal_km,
    point_of,
    row_of,
    trimmed,
)
from geomap.network.servers import Server, user_agent
from geomap.network.services import Question
from geomap.protocols import GeocoderQuery
from geomap.records import Bbox

LANGUAGE = "en"
"""Of the names that answers bear; without it they come in the local script. All languages' names are compared."""
VIEWBOX_GRID_DEG = 1.0
"""Viewboxes are rounded outward to it: a preference need not be exact, and documents of one area then share answers."""
STRUCTURED_KINDS: Mapping[str, str] = {"P": "city", "ADM1": "state", "ADM2": "county"}
"""What the text says of the kind → the part of an address that it can be asked as."""
ROW_FORMAT = 1
"""Counts up when the rows kept for an answer change, so that older ones are not read."""


class Nominatim:
    """One Nominatim server; implements `services.Service`."""

    name = "nominatim"

    def __init__(self, server: Server, *, email: str = "", timeout_s: float = 10.0) -> None:
        self.server = server.address
        self.is_public = server.is_public
        self._geopy = _RawNominatim(
            domain=server.domain,
            scheme=server.scheme,
            user_agent=user_agent(email),
            timeout=timeout_s,
            adapter_factory=BoundedAdapter,
        )
        self._geopy.email = email

    @property
    def attribution(self) -> str:
        """As the licence and the usage policy want it."""
        return f"© OpenStreetMap contributors, ODbL 1.0 (https://osm.org/copyright), by Nominatim at {self.server}"

    def question(self, query: GeocoderQuery) -> Question:
        """The request's parameters; the name normalized, countries in order, the viewbox rounded."""
        asked = " ".join(normalize(query.name).split())
        part = STRUCTURED_KINDS.get(query.kind)
        question: dict[str, Any] = {"rows": ROW_FORMAT}
        if part and query.admin1 and part != "state":
            question[part], question["state"] = asked, query.admin1
        elif query.kind == "ADM1":
            question["state"] = asked
        else:
            question["q"] = f"{asked}, {query.admin1}" if query.admin1 else asked
        if query.country_codes:
            question["countrycodes"] = sorted(code.lower() for code in set(query.country_codes))
        if query.viewbox:
            question["viewbox"] = _rounded(query.viewbox)
        return question

    def ask(self, question: Question) -> list[Row]:
        """Ask the server once."""
        text = question.get("q") or {part: question[part] for part in ("city", "county", "state") if part in question}
        box = question.get("viewbox")
        try:
            found = self._geopy.geocode(
                text,
                exactly_one=False,
                limit=MAX_RESULTS,
                language=LANGUAGE,
                addressdetails=True,
                namedetails=True,
                extratags=True,
                country_codes=question.get("countrycodes"),
                viewbox=[(box[0], box[1]), (box[2], box[3])] if box else None,
            )
        except Exception as error:  # geopy, reading what a server sent, raises anything
            raise translated(error, server=self.server) from error
        asked = next(question[part] for part in ("city", "county", "q", "state") if part in question)
        name = asked.rsplit(", ", 1)[0] if "q" in question else asked
        return [row for each in found if (row := row_of_result(each, asked=name)) is not None]


class _RawNominatim(GeopyNominatim):  # type: ignore[misc]  # geopy has no types
    """geopy builds the request and tells its errors; the answer comes out as it is.

    geopy itself takes {} and null for "nothing found" and turns a longitude of 200 into -160.
    """

    email = ""

    def _construct_url(self, base_api: str, params: dict[str, Any]) -> str:
        more = {"email": self.email} if self.email else {}
        return str(super()._construct_url(base_api, {**params, **more}))

    def _parse_json(self, places: Any, exactly_one: bool) -> list[Mapping[str, Any]]:
        if isinstance(places, list) and all(isinstance(place, Mapping) for place in places):
            return places
        error = places.get("error") if isinstance(places, Mapping) else None
        raise GeocoderResponseError(f"the answer is not a list of places: {error or type(places).__name__}")


def row_of_result(result: Mapping[str, Any], *, asked: str) -> Row | None:
    """One place of an answer; None for one that is no place with an identity of its own, or has another name.

    Raises GeocoderResponseError for one that cannot be true.
    """
    osm_type, osm_id = result.get("osm_type"), result.get("osm_id")
    if not osm_type or not osm_id or not result.get("place_id"):
        # Not in the database: a point of the coarse grid of countries, anywhere.
        return None
    extra = _mapping(result, "extratags")
    kind = kind_of(
        str(result.get("class") or result.get("category") or ""),
        str(result.get("type") or ""),
        place_rank=int(result.get("place_rank") or 30),
        linked_place=str(extra.get("linked_place") or ""),
        religion=str(extra.get("religion") or ""),
    )
    names = _mapping(result, "namedetails")
    matched = best_name(asked, trimmed([result.get("name"), *names.values()]))
    if kind is None or matched[1] < MIN_SIMILARITY:
        return None
    point, box = point_of(result.get("lat"), result.get("lon")), _box(result)
    if box is not None:
        check_in_box(point, box)
    address = _mapping(result, "address")
    return row_of(
        place_id=f"osm:{osm_type}/{osm_id}",
        name=str(result.get("name") or names.get("name:en") or matched[0]),
        point=point,
        kind=kind,
        matched=matched,
        country_code=str(address.get("country_code") or ""),
        admin1_name=str(address.get("state") or address.get("province") or ""),
        population=_whole(extra.get("population")),
        # The box of a node is made up by the server, by the kind of the place.
        box=None if osm_type == "node" else box,
        uncertainty_km=NODE_KM if box is None or osm_type == "node" else half_diagonal_km(box),
    )


def _mapping(result: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = result.get(key)
    return value if isinstance(value, Mapping) else {}


def _box(result: Mapping[str, Any]) -> Bbox | None:
    box = result.get("boundingbox")
    if not box:
        return None
    if not isinstance(box, list) or len(box) != 4:
        raise GeocoderResponseError("the answer has a box that is none")
    return box_of(*box)


def _whole(value: object) -> int:
    text = str(value or "").replace(",", "").replace(" ", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0


def _rounded(box: Bbox) -> list[float]:
    """South, west, north, east on the grid."""
    down, up = partial(_to_grid, math.floor), partial(_to_grid, math.ceil)
    return [
        max(-90.0, down(box.south)), max(-180.0, down(box.west)), min(90.0, up(box.north)), min(180.0, up(box.east))
    ]  # fmt: skip


def _to_grid(rounding: Any, degrees: float) -> float:
    return float(rounding(degrees / VIEWBOX_GRID_DEG) * VIEWBOX_GRID_DEG)
