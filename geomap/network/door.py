"""The one door to a geocoder: cache, then breaker and budget, then the turn, then the question; then perhaps again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from geomap.errors import (
    GeocoderBusyError,
    GeocoderError,
    GeocoderRefusedError,
    GeocoderResponseError,
    GeocoderUnaskedError,
    GeocoderUnavailableError,
    StoreError,
)
from geomap.network.answers import Answers, canonical
from geomap.network.clock import Clock
from geomap.network.gate import LONGEST_WAIT_S, Gate
from geomap.network.rows import Row, candidate_of
from geomap.network.services import Question, Service
from geomap.protocols import GeocoderQuery
from geomap.records import Candidate, Point

ATTEMPTS = 3
"""Requests for one question, at most."""
BACKOFF_S = (2.0, 8.0)
"""Pause after the first and the second failure of a question, when the server names none."""

FAULT_COUNTS: Mapping[type[Exception], str] = {
    GeocoderRefusedError: "refused",
    GeocoderBusyError: "busy",
    GeocoderUnavailableError: "unavailable",
    GeocoderResponseError: "not_understood",
    GeocoderUnaskedError: "unasked",
}
"""Kinds of "could not ask" → their name in run.json; each counts questions, not requests."""

CountryAt = Callable[[Point], str]
"""Country code at a position; empty at sea or where it is not known."""


class Door:
    """A geocoder that is polite and remembers; implements `protocols.Geocoder`."""

    def __init__(
        self,
        *,
        service: Service,
        answers: Answers,
        gate: Gate,
        country_at: CountryAt | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._service = service
        self._answers = answers
        self._gate = gate
        self._country_at = country_at or _nowhere
        self._clock = clock or Clock()
        self._counts: Counter[str] = Counter()

    def geocode(self, query: GeocoderQuery) -> list[Candidate]:
        """Places that the service has for the query; [] when it has none. Raises the GeocoderError kinds."""
        self._counts["questions"] += 1
        try:
            rows = self._rows(self._service.question(query))
            found = [candidate_of(row, source_id=self._service.name) for row in rows]
        except StoreError as error:
            self._counts["unavailable"] += 1
            raise GeocoderUnavailableError(str(error)) from error
        except GeocoderError as error:
            self._counts[FAULT_COUNTS.get(type(error), "unavailable")] += 1
            raise
        self._counts["found" if found else "nothing_found"] += 1
        return found

    def _rows(self, question: Question) -> list[Row]:
        key = canonical(question)
        kept = self._answers.get(self._service.server, key)
        if kept is not None:
            self._counts["cache_hits"] += 1
            return kept
        rows = self._ask(question)
        self._answers.put(self._service.server, key, rows)
        return rows

    def _ask(self, question: Question) -> list[Row]:
        """Ask until an answer comes or asking again is of no use; the last failure is raised."""
        for attempt in range(ATTEMPTS):
            try:
                with self._gate.turn():
                    with self._clock.idle():
                        rows = self._service.ask(question)
                    self._check(rows)
                    return rows
            except (GeocoderBusyError, GeocoderUnavailableError) as error:
                pause_s = getattr(error, "retry_after_s", None)
                is_last = attempt + 1 == ATTEMPTS
                if pause_s is None:
                    pause_s = 0.0 if is_last else BACKOFF_S[attempt]
                # Set even when this question gives up: the server's wish binds the next one and other processes.
                self._gate.pause(pause_s)
                if is_last or pause_s > LONGEST_WAIT_S:
                    raise
                self._counts["retries"] += 1
        raise AssertionError("the last attempt returns or raises")

    def _check(self, rows: list[Row]) -> None:
        """Refuse an answer with swapped coordinates: the country that it names lies at the swapped position."""
        for row in rows:
            lat, lon, named = row["lat"], row["lon"], row["cc"]
            if not named or not -90.0 <= lon <= 90.0 or self._country_at(Point(lat=lat, lon=lon)) == named:
                continue
            if self._country_at(Point(lat=lon, lon=lat)) == named:
                raise GeocoderResponseError(
                    f"{self._service.server} puts a place of {named} at {lat} / {lon}, which is swapped"
                )

    def counts(self) -> Mapping[str, int]:
        """Of the whole run, all its processes: questions, cache_hits, requests, retries, found and faults by kind.

        What this process has counted is handed to the others by the call. When the shared file cannot be used, only
        this process's counts are given.
        """
        counted = Counter(self._counts)
        try:
            if counted:
                self._gate.add_counts(counted)
                self._counts.clear()
            return dict(sorted(self._gate.counts().items()))
        except StoreError:
            return dict(sorted(counted.items()))

    def attributions(self) -> tuple[str, ...]:
        """What must be shown wherever an answer was used."""
        return (self._service.attribution,)

    def report(self) -> Mapping[str, object]:
        """For run.json: who was asked, the counts, and why asking ended early, if it did."""
        try:
            broken = self._gate.broken()
        except StoreError as error:
            broken = str(error)
        return {"geocoder": self._service.name, "server": self._service.server, "stopped": broken, **self.counts()}


def _nowhere(_: Point) -> str:
    return ""
