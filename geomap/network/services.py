"""What stands behind the door: a service builds the question, asks it once, and trims the answer to rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from geomap.network.rows import Row
from geomap.protocols import GeocoderQuery

Question = Mapping[str, Any]
"""What is asked, as JSON would hold it: with the server it is the key of the cache."""


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
