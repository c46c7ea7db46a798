"""What is known of an event while a document is read; the builder turns drafts into records."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomap.events.dates import DateExpression
from geomap.events.detection import Trigger
from geomap.events.factuality import Factuality
from geomap.events.text import Sentence
from geomap.records import Actor, Count, EventPlace, EventType, Role


@dataclass(slots=True, kw_only=True)
class Draft:
    """One trigger with what its sentence says of it. Mutable, local to one document."""

    trigger: Trigger
    sentence: Sentence
    event_type: EventType
    factuality: Factuality
    date: DateExpression | None = None
    places: list[EventPlace] = field(default_factory=list)
    killed: Count | None = None
    injured: Count | None = None
    actors: list[Actor] = field(default_factory=list)
    speaker: str | None = None
    count: int = 1
    is_item: bool = False
    """An entry of a bulletin's list: an event of its own, never merged with its neighbors."""
    heading: Sentence | None = None
    """The heading that a bulletin's entry stands under."""
    is_given: bool = False
    is_reference: bool = False
    """It points back to an event told elsewhere ("arrested over the attack"): nothing of its sentence is its own."""
    more: list[Draft] = field(default_factory=list)
    """Other drafts of the same event."""

    @property
    def happened(self) -> list[EventPlace]:
        """The places where it took place."""
        return [place for place in self.places if place.role is Role.HAPPENED]
