"""A place as it comes from a source, before it is compiled into a layer."""

from __future__ import annotations

from dataclasses import dataclass

ROW_FIELDS = (
    "place_id", "name", "alternate_names", "demonyms", "feature_class", "feature_code", "lat", "lon", "country_code",
    "admin1_code", "admin2_code", "admin1_name", "admin2_name", "population", "uncertainty_km", "south", "west",
    "north", "east",
)  # fmt: skip
"""Columns of the interchange format (`gazetteer/world/places.tsv.xz`, `geomap gazetteer export`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place of a source; positions in degrees (WGS 84), `uncertainty_km` as in `records.Place`."""

    place_id: str
    name: str
    lat: float
    lon: float
    feature_class: str = ""
    feature_code: str = ""
    country_code: str = ""
    admin1_code: str = ""
    admin2_code: str = ""
    admin1_name: str = ""
    admin2_name: str = ""
    population: int = 0
    uncertainty_km: float = 0.0
    bbox: tuple[float, float, float, float] | None = None
    """south, west, north, east."""
    alternate_names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    outline_wkb: bytes = b""
    """Polygon of an area (well-known binary, lon before lat), empty when there is none."""
    same_as: str = ""
    """place_id of the same place in a lower layer, empty when there is none."""
