"""Any geocoder of geopy through the same door: Photon, Pelias, commercial ones."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from geopy.exc import ConfigurationError, GeocoderNotFound
from geopy.geocoders import get_geocoder_for_service

from geomap.errors import GeocoderResponseError, UsageError
from geomap.names import normalize
from geomap.network.adapter import BoundedAdapter
from geomap.network.faults import translated
from geomap.network.nominatim import ROW_FORMAT, row_of_result
from geomap.network.osm_kinds import kind_of
from geomap.network.rows import (
    MAX_RESULTS,
    MIN_SIMILARITY,
    NODE_KM,
    Row,
    best_name,
    box_of,
    half_diagonal_km,
    place_key,
    point_of,
    row_of,
    trimmed,
)
from geomap.network.servers import PUBLIC, server_of, user_agent
from geomap.network.services import Question
from geomap.protocols import GeocoderQuery
from geomap.records import Bbox

PHOTON_TYPES: Mapping[str, str] = {"N": "node", "W": "way", "R": "relation"}

PELIAS_KINDS: Mapping[str, tuple[str, str]] = {
    "country": ("A", "PCLI"), "dependency": ("A", "PCLD"), "macroregion": ("A", "ADM1"), "region": ("A", "ADM1"),
    "macrocounty": ("A", "ADM2"), "county": ("A", "ADM2"), "localadmin": ("A", "ADM3"), "locality": ("P", "PPL"),
    "borough": ("P", "PPLX"), "neighbourhood": ("P", "PPLX"), "venue": ("S", "BLDG"), "street": ("R", "RD"),
    "ocean": ("H", "OCN"), "marinearea": ("H", "SEA"),
}  # fmt: skip
"""Pelias' layers."""

UNKNOWN_KIND = ("", "")
COUNTRY_KEYS = ("country_code", "countrycode", "countryCode", "country_a")
ID_KEYS = ("place_id", "id", "gid", "geonameId", "geonameid")
ALPHA_2 = 2


class GeopyService:
    """A geocoder that geopy knows by name; implements `services.Service`."""

    def __init__(self, name: str, *, where: str, options: Mapping[str, Any], email: str, timeout_s: float) -> None:
        """`where` is "public" for the service's own servers, or the address of one's own.

        Raises UsageError for a name, an address or an option that geopy does not know.
        """
        self.name = name.lower()
        try:
            made = get_geocoder_for_service(self.name)
        except GeocoderNotFound as error:
            raise UsageError(f"geocoder {name!r} is none that geopy knows") from error
        wanted = {**options, "timeout": timeout_s, "user_agent": user_agent(email), "adapter_factory": BoundedAdapter}
        own_domain = inspect.signature(made).parameters.get("domain")
        self.is_public = True
        if where.strip().lower() != PUBLIC:
            server = server_of(where)
            if own_domain is None:
                raise UsageError(f'geocoder {name!r} has no servers but its own: give "{PUBLIC}", not an address')
            wanted.update(domain=server.domain, scheme=server.scheme)
            self.is_public = server.domain == own_domain.default
        try:
            self._geopy = made(**wanted)
        except (TypeError, ConfigurationError) as error:
            raise UsageError(f"geocoder {name!r}: {error}; see geocoder_options in the settings") from error
        self._takes = inspect.signature(self._geopy.geocode).parameters
        domain = getattr(self._geopy, "domain", "")
        self.server = f"{self._geopy.scheme}://{domain}" if domain else self.name

    @property
    def attribution(self) -> str:
        """The service and, because most of them use it, OpenStreetMap."""
        return f"Places by {self.name} ({self.server}); © OpenStreetMap contributors where it uses their data"

    def question(self, query: GeocoderQuery) -> Question:
        """The name, qualified, and the countries where the service can be told them."""
        asked = " ".join(normalize(query.name).split())
        question: dict[str, Any] = {"rows": ROW_FORMAT, "name": asked}
        if query.admin1:
            question["admin1"] = query.admin1
        if query.country_codes and self._country_option():
            question["countries"] = sorted(code.upper() for code in set(query.country_codes))
        return question

    def _country_option(self) -> str:
        return next((option for option in ("country_codes", "countries") if option in self._takes), "")

    def ask(self, question: Question) -> list[Row]:
        """Ask the server once."""
        asked = str(question["name"])
        options: dict[str, Any] = {"limit": MAX_RESULTS, "language": "en"}
        options = {key: value for key, value in options.items() if key in self._takes}
        if "countries" in question:
            options[self._country_option()] = question["countries"]
        text = f"{asked}, {question['admin1']}" if "admin1" in question else asked
        try:
            found = self._geopy.geocode(text, exactly_one=False, **options) or []
            return [row for each in found if (row := self._row(each, asked)) is not None]
        except Exception as error:  # geopy, reading what a server sent, raises anything
            raise translated(error, server=self.server) from error

    def _row(self, location: Any, asked: str) -> Row | None:
        raw = location.raw if isinstance(location.raw, Mapping) else {}
        if raw.get("osm_id"):
            return row_of_result(raw, asked=asked)
        properties = raw.get("properties")
        if isinstance(properties, Mapping):
            return self._row_of_feature(raw, properties, asked)
        return self._plain_row(location, raw, asked)

    def _row_of_feature(self, feature: Mapping[str, Any], properties: Mapping[str, Any], asked: str) -> Row | None:
        """GeoJSON, as Photon and Pelias answer."""
        if properties.get("osm_id"):
            place_id = f"osm:{PHOTON_TYPES.get(str(properties.get('osm_type')), 'node')}/{properties['osm_id']}"
            kind = kind_of(str(properties.get("osm_key") or ""), str(properties.get("osm_value") or ""))
        else:
            place_id = f"{self.name}:{properties.get('gid') or properties.get('id') or ''}"
            kind = PELIAS_KINDS.get(str(properties.get("layer") or ""), UNKNOWN_KIND)
        name = str(properties.get("name") or properties.get("label") or "")
        matched = best_name(asked, trimmed([name]))
        if kind is None or matched[1] < MIN_SIMILARITY or place_id.endswith(":"):
            return None
        lon, lat = _position(feature)
        box = _feature_box(feature, properties)
        return row_of(
            place_id=place_id,
            name=name,
            point=point_of(lat, lon),
            kind=kind,
            matched=matched,
            country_code=_country_code(properties),
            admin1_name=str(properties.get("state") or properties.get("region") or ""),
            box=box,
            uncertainty_km=half_diagonal_km(box) if box else NODE_KM,
        )

    def _plain_row(self, location: Any, raw: Mapping[str, Any], asked: str) -> Row | None:
        """Whatever else geopy gives: an address and a position."""
        address = str(location.address or "")
        name = str(raw.get("name") or address.split(",")[0]).strip()
        matched = best_name(asked, [name])
        if matched[1] < MIN_SIMILARITY:
            return None
        given = next((str(raw[key]) for key in ID_KEYS if raw.get(key)), "")
        point = point_of(location.latitude, location.longitude)
        return row_of(
            place_id=f"{self.name}:{given or place_key(f'{address} {point.lat} {point.lon}')}",
            name=name,
            point=point,
            kind=UNKNOWN_KIND,
            matched=matched,
            country_code=_country_code(raw),
        )


def _country_code(properties: Mapping[str, Any]) -> str:
    codes = (str(properties.get(key) or "") for key in COUNTRY_KEYS)
    return next((code for code in codes if len(code) == ALPHA_2), "")


def _position(feature: Mapping[str, Any]) -> tuple[Any, Any]:
    try:
        lon, lat = feature["geometry"]["coordinates"][:2]
    except (KeyError, TypeError, ValueError) as error:
        raise GeocoderResponseError("the answer has a place without a position") from error
    return lon, lat


def _feature_box(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> Bbox | None:
    """Pelias gives west, south, east, north; Photon's extent west, north, east, south."""
    box = feature.get("bbox")
    if box:
        west, south, east, north = box
    elif properties.get("extent"):
        west, north, east, south = properties["extent"]
    else:
        return None
    return box_of(south, north, west, east)
