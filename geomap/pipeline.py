"""The composition root: builds the stages and sends documents through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geomap.events import open_extractor
from geomap.events.from_records import Mismatch, RecordEvents
from geomap.gazetteer import open_gazetteer
from geomap.protocols import EventExtractor, Gazetteer, Recognizer
from geomap.recognition import open_recognizer
from geomap.records import Document, Event, EventRecord, Mention
from geomap.resolution import ContextResolver, open_resolver
from geomap.resolution.homes import learn_homes
from geomap.settings import Settings
from geomap.store import toponyms_to_dict

Item = Document | EventRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What came of one document or record."""

    doc_id: str
    toponyms: dict[str, Any] | None
    """Its line of `toponyms.jsonl`; None for an event record, which has no text."""
    events: tuple[Event, ...]
    mismatch: Mismatch | None = None
    """What is odd about a record's place."""


@dataclass(slots=True)
class Tally:
    """Outcomes of a run, counted: `run.json` holds them."""

    statuses: Counter[str] = field(default_factory=Counter)
    event_types: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    records: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)

    def add(self, item: Processed) -> None:
        """Count the outcomes of one document or record."""
        if item.toponyms is None:
            self.records += 1
        else:
            self.documents += 1
            self.statuses.update(toponym["status"] for toponym in item.toponyms["toponyms"])
        if item.mismatch:
            self.mismatches.append(item.mismatch)
        self.event_types.update(event.event_type.value for event in item.events)


class Engine:
    """The stages of a run, opened once and used for every document and record."""

    def __init__(
        self, *, gazetteer: Gazetteer, recognizer: Recognizer, resolver: ContextResolver, extractor: EventExtractor
    ) -> None:
        self.gazetteer = gazetteer
        self.recognizer = recognizer
        self.resolver = resolver
        self.extractor = extractor
        self._records = RecordEvents(resolver)

    def learn_homes(self, documents: Sequence[Document]) -> None:
        """Let the resolver know the areas that the sources of these documents mostly write about."""
        self.resolver = self.resolver.with_homes(learn_homes(documents, self.mentions(documents), self.resolver))

    def process(self, items: Sequence[Item]) -> list[Processed]:
        """Documents and records through all stages, in their order."""
        documents = [item for item in items if isinstance(item, Document)]
        mentions = iter(self.mentions(documents))
        return [
            self._document(item, next(mentions)) if isinstance(item, Document) else self._record(item) for item in items
        ]

    def mentions(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document: the given ones where the document brings them, else the recognizer's."""
        unread = [document for document in documents if document.given_toponyms is None]
        found = iter(self.recognizer.recognize(unread))
        return [next(found) if document.given_toponyms is None else given_mentions(document) for document in documents]

    def _document(self, document: Document, mentions: Sequence[Mention]) -> Processed:
        resolutions = self.resolver.resolve(document, mentions)
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


def open_engine(settings: Settings, *, models: Path | None = None, gazetteer: Gazetteer | None = None) -> Engine:
    """The stages as the settings want them. Raises GazetteerMissingError and ModelMissingError.

    `models` is a folder with other models of recognition and resolution than the shipped ones; a gazetteer that is open
    already can be handed over.
    """
    gazetteer = gazetteer or open_gazetteer()
    folders = {"models": models} if models else {}
    return Engine(
        gazetteer=gazetteer,
        recognizer=open_recognizer(gazetteer, name=settings.recognizer, **folders),
        resolver=open_resolver(gazetteer, settings=settings, **folders),
        extractor=open_extractor(),
    )
