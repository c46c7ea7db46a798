"""Gold corpora: the JSONL of the field's benchmarks, and the XML of LGL, TR-News and GWN."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.records import Document, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldToponym:
    """One annotated toponym; `point` is None where the gold names no position."""

    start: int
    end: int
    text: str
    point: Point | None
    is_demonym: bool = False
    is_optional: bool = False
    country: str = ""
    feature_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A text with what annotators found in it."""

    document: Document
    toponyms: tuple[GoldToponym, ...]
    links: tuple[tuple[tuple[int, int], tuple[tuple[int, int], ...]], ...] = ()
    """(trigger span, spans of its places) for corpora that link events to places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A gold corpus."""

    name: str
    path: Path
    documents: tuple[GoldDocument, ...] = field(repr=False)


def read_corpus(path: Path) -> Corpus:
    """A corpus from .jsonl or .xml. Raises InputError with path and line."""
    reader = _xml_documents if path.suffix.lower() == ".xml" else _jsonl_documents
    try:
        documents = tuple(reader(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    if not documents:
        raise InputError("holds no documents", path=str(path))
    return Corpus(name=path.stem, path=path, documents=documents)


def _jsonl_documents(path: Path) -> Iterator[GoldDocument]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _gold_document(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"is no gold document: {error!r}", path=str(path), line=number) from error


def _gold_document(row: dict[str, Any]) -> GoldDocument:
    published = row.get("date")
    document = Document(
        doc_id=str(row["doc_id"]),
        text=row["text"],
        title=row.get("title") or None,
        url=row.get("url"),
        source_name=row.get("source"),
        published=date.fromisoformat(published[:10]) if published else None,
    )
    links = tuple(
        (_span(event["trigger"]), tuple(_span(place) for place in event.get("places", ())))
        for event in row.get("events", ())
        if "trigger" in event
    )
    return GoldDocument(
        document=document, toponyms=tuple(_toponym(item) for item in row.get("toponyms", ())), links=links
    )


def _span(item: dict[str, Any]) -> tuple[int, int]:
    return int(item["start"]), int(item["end"])


def _toponym(item: dict[str, Any]) -> GoldToponym:
    lat, lon = item.get("lat"), item.get("lon")
    start, end = _span(item)
    return GoldToponym(
        start=start,
        end=end,
        text=str(item.get("text", "")),
        point=Point(lat=float(lat), lon=float(lon)) if lat is not None and lon is not None else None,
        is_demonym=bool(item.get("demonym")),
        is_optional=bool(item.get("optional")),
        country=str(item.get("country") or ""),
        feature_code=str(item.get("fcode") or item.get("type") or ""),
    )


def _xml_documents(path: Path) -> Iterator[GoldDocument]:
    """The layout that LGL, TR-News and GWN share: article / text, toponyms / toponym / start, end, gaztag, lat, lon."""
    try:
        # Corpora that the user chose to open; the parser resolves no external entities.
        root = ET.parse(path).getroot()  # noqa: S314
    except ET.ParseError as error:
        raise InputError(f"is not valid XML: {error}", path=str(path)) from error
    for number, article in enumerate(root.iter("article"), 1):
        text = article.findtext("text") or ""
        document = Document(
            doc_id=article.get("docid") or str(number),
            text=text,
            title=article.findtext("title"),
            url=article.findtext("url"),
            source_name=article.findtext("domain"),
        )
        yield GoldDocument(document=document, toponyms=tuple(_xml_toponym(t, text) for t in article.iter("toponym")))


def _xml_toponym(element: ET.Element, text: str) -> GoldToponym:
    start, end = int(element.findtext("start") or 0), int(element.findtext("end") or 0)
    tag = element.find("gaztag")
    lat = element.findtext("lat") or (tag.findtext("lat") if tag is not None else None)
    lon = element.findtext("lon") or (tag.findtext("lon") if tag is not None else None)
    return GoldToponym(
        start=start,
        end=end,
        text=text[start:end],
        point=Point(lat=float(lat), lon=float(lon)) if lat and lon else None,
        country=(tag.findtext("country") or "") if tag is not None else "",
        feature_code=(tag.findtext("fclass") or "") if tag is not None else "",
    )
