"""The composition root: builds the stages and sends documents through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geomap.events import open_extractor
from geomap.gazetteer import open_gazetteer
from geomap.protocols import EventExtractor, Gazetteer, Recognizer, Resolver
from geomap.recognition import open_recognizer
from geomap.records import Document, Event, Mention, Resolution
from geomap.resolution import open_resolver
from geomap.settings import Settings
from geomap.store import toponyms_to_dict


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What came of one document."""

    doc_id: str
    toponyms: dict[str, Any]
    """Its line of `toponyms.jsonl`."""
    events: tuple[Event, ...]


@dataclass(slots=True)
class Tally:
    """Outcomes of a run, counted: `run.json` holds them."""

    statuses: Counter[str] = field(default_factory=Counter)
    event_types: Counter[str] = field(default_factory=Counter)
    documents: int = 0

    def add(self, item: Processed) -> None:
        """Count one document's outcomes."""
        self.documents += 1
        self.statuses.update(toponym["status"] for toponym in item.toponyms["toponyms"])
        self.event_types.update(event.event_type.value for event in item.events)


class Engine:
    """The stages of a run, opened once and used for every document."""

    def __init__(
        self, *, gazetteer: Gazetteer, recognizer: Recognizer, resolver: Resolver, extractor: EventExtractor
    ) -> None:
        self.gazetteer = gazetteer
        self.recognizer = recognizer
        self.resolver = resolver
        self.extractor = extractor

    def process(self, documents: Sequence[Document]) -> list[Processed]:
        """Documents through all stages, in their order."""
        return [self._finish(doc, mentions) for doc, mentions in zip(documents, self.mentions(documents), strict=True)]

    def mentions(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document: the given ones where the document brings them, else the recognizer's."""
        unread = [document for document in documents if document.given_toponyms is None]
        found = iter(self.recognizer.recognize(unread))
        return [next(found) if document.given_toponyms is None else given_mentions(document) for document in documents]

    def resolve(self, document: Document, mentions: Sequence[Mention]) -> list[Resolution]:
        """The document's mentions to resolutions."""
        return self.resolver.resolve(document, mentions)

    def _finish(self, document: Document, mentions: Sequence[Mention]) -> Processed:
        resolutions = self.resolve(document, mentions)
        return Processed(
            doc_id=document.doc_id,
            toponyms=toponyms_to_dict(document.doc_id, resolutions),
            events=tuple(self.extractor.extract(document, resolutions)),
        )


def given_mentions(document: Document) -> list[Mention]:
    """The toponyms that the document itself brings, as mentions."""
    return [
        Mention(doc_id=document.doc_id, start=start, end=end, surface=document.text[start:end])
        for start, end in document.given_toponyms or ()
    ]


def open_engine(settings: Settings) -> Engine:
    """The stages as the settings want them. Raises GazetteerMissingError and ModelMissingError."""
    gazetteer = open_gazetteer()
    return Engine(
        gazetteer=gazetteer,
        recognizer=open_recognizer(gazetteer, name=settings.recognizer),
        resolver=open_resolver(gazetteer, settings=settings),
        extractor=open_extractor(),
    )
