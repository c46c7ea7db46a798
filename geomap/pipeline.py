"""The composition root: builds the stages and sends documents through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geomap.events import Extractor, open_extractor
from geomap.events.from_records import Mismatch, RecordEvents
from geomap.gazetteer import open_gazetteer
from geomap.protocols import Gazetteer, Geocoder, Recognizer
from geomap.recognition import MODELS as RECOGNIZERS
from geomap.recognition import open_recognizer
from geomap.records import Document, Event, EventRecord, Mention, Place, Point, Resolution, Status
from geomap.resolution import ContextResolver, open_resolver
from geomap.resolution.context import Home
from geomap.resolution.ranking import MODELS as RANKERS
from geomap.settings import Settings
from geomap.store import toponyms_to_dict

Item = Document | EventRecord

GEOCODER = "geocoder"
"""`source` of places and toponyms that come from the fallback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What came of one document or record."""

    doc_id: str
    toponyms: dict[str, Any] | None
    """Its line of `toponyms.jsonl`; None for an event record, which has no text."""
    events: tuple[Event, ...]
    mismatch: Mismatch | None = None
    """What is odd about a record's place."""

    @property
    def unasked(self) -> tuple[str, ...]:
        """Names that the fallback was wanted for and could not be asked."""
        names = self.toponyms["toponyms"] if self.toponyms else ()
        places = (place for event in self.events for place in event.places)
        # Events have places that the recognizer passed over, and those of records have no toponyms at all.
        failed = [(place.start, place.name) for place in places if place.status is Status.SERVICE_FAILED]
        failed += [(name["start"], name["text"]) for name in names if name.get("unasked")]
        return tuple(text for _, text in dict.fromkeys(failed))

    @property
    def is_geocoded(self) -> bool:
        """Whether a geocoder's answer was used."""
        places = (place for event in self.events for place in event.places)
        names = self.toponyms["toponyms"] if self.toponyms else ()
        return any(place.source == GEOCODER for place in places) or any(name["source"] == GEOCODER for name in names)


@dataclass(slots=True)
class Tally:
    """Outcomes of a run, counted: `run.json` holds them."""

    statuses: Counter[str] = field(default_factory=Counter)
    event_types: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    records: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)
    unasked: Counter[str] = field(default_factory=Counter)
    """Names that the fallback could not be asked for, and in how many places they stand."""
    geocoded: int = 0
    """Documents and records for which a geocoder's answer was used."""

    def add(self, item: Processed) -> None:
        """Count the outcomes of one document or record."""
        if item.toponyms is None:
            self.records += 1
        else:
            self.documents += 1
            self.statuses.update(toponym["status"] for toponym in item.toponyms["toponyms"])
        self.unasked.update(item.unasked)
        self.geocoded += item.is_geocoded
        if item.mismatch:
            self.mismatches.append(item.mismatch)
        self.event_types.update(event.event_type.value for event in item.events)


class Engine:
    """The stages of a run, opened once and used for every document and record."""

    def __init__(
        self,
        *,
        gazetteer: Gazetteer,
        recognizer: Recognizer,
        resolver: ContextResolver,
        extractor: Extractor,
        geocoder: Geocoder | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.geocoder = geocoder
        self.recognizer = recognizer
        self.resolver = resolver
        self.extractor = extractor
        self._records = RecordEvents(resolver)

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        """Let the resolver know the areas that sources mostly write about."""
        self.resolver = self.resolver.with_homes(homes)
        self.extractor = self.extractor.with_resolver(self.resolver)

    def plain_places(self, documents: Sequence[Document]) -> list[list[Place]]:
        """The places of each document that are plain without any context: what homes are learned from."""
        found = zip(documents, self.mentions(documents), strict=True)
        return [self.resolver.plain_places(document, mentions) for document, mentions in found]

    def process(self, items: Sequence[Item]) -> list[Processed]:
        """Documents and records through all stages, in their order."""
        documents = [item for item in items if isinstance(item, Document)]
        resolved = iter(self.resolver.resolve_all(documents, self.mentions(documents)))
        done = [
            self._document(item, next(resolved)) if isinstance(item, Document) else self._record(item) for item in items
        ]
        if self.geocoder is not None:
            # What this process has counted is handed to the run, because a worker may end at any time.
            self.geocoder.counts()
        return done

    def mentions(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document: the given ones where the document brings them, else the recognizer's."""
        unread = [document for document in documents if document.given_toponyms is None]
        found = iter(self.recognizer.recognize(unread))
        return [next(found) if document.given_toponyms is None else given_mentions(document) for document in documents]

    def _document(self, document: Document, resolutions: Sequence[Resolution]) -> Processed:
        return Processed(
            doc_id=document.doc_id,
            toponyms=toponyms_to_dict(document.doc_id, resolutions),
            events=tuple(self.extractor.extract(document, resolutions)),
        )

    def _record(self, record: EventRecord) -> Processed:
        event, mismatch = self._records.event_of(record)
        return Processed(doc_id=record.record_id, toponyms=None, events=(event,), mismatch=mismatch)


def given_mentions(document: Document) -> list[Mention]:
    """The toponyms that the document itself brings, as mentions."""
    return [
        Mention(doc_id=document.doc_id, start=start, end=end, surface=document.text[start:end])
        for start, end in document.given_toponyms or ()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How a run asks the fallback, where the settings name one."""

    run: str = ""
    """Names the run in all its processes: they share one budget and one circuit breaker."""
    any_age: bool = False
    """Whether kept answers are used whatever their age."""
    kept_only: bool = False
    """Whether nobody is asked beyond what is kept: workers on several machines have no common turn."""
    idle: Callable[[], AbstractContextManager[object]] = nullcontext
    """Entered while the engine only waits for its turn or for a server; a time limit stops its clock in there."""


def open_engine(
    settings: Settings,
    *,
    models: Path | None = None,
    gazetteer: Gazetteer | None = None,
    asking: Asking | None = None,
) -> Engine:
    """The stages as the settings want them. Raises GazetteerMissingError and ModelMissingError.

    `models` is a folder with other models of recognition and resolution than the shipped ones; a gazetteer that is open
    already can be handed over.
    """
    gazetteer = gazetteer or open_gazetteer()
    geocoder = open_geocoder(settings, gazetteer, asking or Asking())
    resolver = open_resolver(gazetteer, settings=settings, geocoder=geocoder, models=models or RANKERS)
    return Engine(
        gazetteer=gazetteer,
        recognizer=open_recognizer(gazetteer, name=settings.recognizer, models=models or RECOGNIZERS),
        resolver=resolver,
        extractor=open_extractor(resolver=resolver),
        geocoder=geocoder,
    )


def open_geocoder(settings: Settings, gazetteer: Gazetteer, asking: Asking) -> Geocoder | None:
    """The fallback that the settings name, if they name one; nothing is sent and no file touched before it is asked."""
    if not settings.nominatim:
        return None
    # Loaded only here: a run without the fallback starts no network code.
    from geomap.network.clock import Clock
    from geomap.network.opening import open_geocoder as open_door

    def country_at(point: Point) -> str:
        inside = gazetteer.containing(point)
        return inside.country_code if inside else ""

    clock = Clock(idle=asking.idle)
    if asking.kept_only:
        settings = replace(settings, nominatim_limit=0)
    return open_door(settings, run=asking.run, any_age=asking.any_age, country_at=country_at, clock=clock)
