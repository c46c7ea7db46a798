"""What the stages expect of each other; `pipeline` hands the objects over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from geomap.errors import InputError
from geomap.records import Bbox, Candidate, Document, Event, Mention, Place, Point, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """What the gazetteer knows of a name as such; recognition's feature."""

    feature_class: str
    """Of the most prominent place of that name."""
    feature_code: str
    population: int
    """Of the most prominent place of that name."""
    place_count: int
    """How many places have the name."""
    is_demonym: bool
    in_focus: bool
    """Whether a place of the focus layer or a user layer has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Containment:
    """Where a point lies."""

    country_code: str
    admin1_code: str
    admin1_name: str


class Reader(Protocol):
    """Bytes to documents; problems come out beside them, none is lost."""

    def read(self, path: Path) -> Iterator[Document | InputError]: ...


class Recognizer(Protocol):
    """Finds the toponyms of documents."""

    @property
    def recognizer_id(self) -> str: ...

    def recognize(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document, in the documents' order, each list sorted by start, not overlapping."""
        ...


@runtime_checkable
class Gazetteer(Protocol):
    """Places by name, id and position."""

    def candidates(self, name: str, *, limit: int = 100, fuzzy: bool = True) -> list[Candidate]:
        """Places that `name` may mean: tight matches first, then by prominence; looser kinds only if wanted.

        Fuzzy matching is tried only when no tighter match exists.
        """
        ...

    def name_facts(self, name: str) -> NameFacts | None:
        """Facts on a name by exact (case and accents apart) look-up; None when no place has it. Fast, cached."""
        ...

    def place(self, place_id: str) -> Place | None: ...

    def names(self, place_id: str) -> tuple[str, ...]:
        """All names of a place, the main one first."""
        ...

    def country(self, country_code: str) -> Place | None:
        """The country as a place (ISO alpha-2)."""
        ...

    def admin1(self, country_code: str, admin1_code: str) -> Place | None: ...

    def peopled_point(self, country_code: str, admin1_code: str) -> Point | None:
        """The middle of an admin1's densest settled spot: where an unknown village of it is likeliest near.

        None where too few settlements are known, or they lie everywhere alike.
        """
        ...

    def containing(self, point: Point) -> Containment | None:
        """Country and admin1 by polygon; None at sea."""
        ...

    def outline(self, place_id: str) -> Mapping[str, object] | None:
        """GeoJSON geometry of an area (country, admin1), None when there is none."""
        ...

    def attributions(self) -> tuple[str, ...]: ...

    def fingerprint(self) -> str:
        """Changes whenever an answer could change."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocoderQuery:
    """A question to a geocoder: the name and what the context says of it."""

    name: str
    country_codes: tuple[str, ...] = ()
    viewbox: Bbox | None = None
    admin1: str = ""
    """Name of the area that it lies in."""
    kind: str = ""
    """What the text says that it is: a feature class (P, S, …), a level (ADM1 to ADM3) or ADM; empty when nothing."""


class Geocoder(Protocol):
    """The fallback. Answers become candidates with MatchKind.GEOCODER; raises GeocoderError kinds."""

    def geocode(self, query: GeocoderQuery) -> list[Candidate]: ...

    def counts(self) -> Mapping[str, int]:
        """Requests, cache hits, failures by kind, of the whole run with all its processes."""
        ...

    def attributions(self) -> tuple[str, ...]:
        """What must be shown wherever an answer was used."""
        ...

    def report(self) -> Mapping[str, object]:
        """For run.json: who was asked, the counts, and why asking ended early, if it did."""
        ...


class Ranker(Protocol):
    """Scores candidates from their evidence."""

    def scores(self, evidence: Sequence[Mapping[str, float]]) -> list[float]: ...


class Resolver(Protocol):
    """Mentions of one document to resolutions, in the mentions' order."""

    def resolve(self, document: Document, mentions: Sequence[Mention]) -> list[Resolution]: ...


class EventExtractor(Protocol):
    """One document and its resolutions to events."""

    def extract(self, document: Document, resolutions: Sequence[Resolution]) -> list[Event]: ...


class Renderer(Protocol):
    """Events to one HTML file."""

    def render(self, events: Iterable[Event], path: Path) -> None: ...
