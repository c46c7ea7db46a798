"""One row of a table or one JSON object to a Document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geomap.errors import InputError
from geomap.reading.dates import parse_date
from geomap.reading.options import MAX_TEXT_CHARS, ReadOptions
from geomap.records import Document

USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "doc_id": ("doc_id", "docid", "document_id", "id", "uid", "uuid", "guid", "article_id", "_id"),
    "text": (
        "text", "body", "content", "article", "full_text", "fulltext", "article_text", "maintext", "story", "raw_text",
    ),
    "title": ("title", "headline", "heading", "subject"),
    "date": (
        "date", "published", "publication_date", "date_publish", "published_at", "publishedat", "pubdate", "pub_date",
        "date_published", "publish_date", "datetime", "timestamp", "created_at",
    ),
    "source": (
        "source", "source_name", "publisher", "outlet", "site_name", "sitename", "newspaper", "domain", "source_domain",
    ),
    "url": ("url", "link", "source_url", "web_url", "href", "uri", "permalink"),
    "language": ("language", "lang"),
}  # fmt: skip
"""Field → column names that are taken for it, in the order of preference; compared without case."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of a table holds which field."""

    names: Mapping[str, str]

    def get(self, row: Mapping[str, Any], field: str) -> Any:
        column = self.names.get(field)
        return None if column is None else row.get(column)


def find_columns(header: Sequence[str], options: ReadOptions, *, path: str) -> Columns:
    """The columns by the options where given, else by their usual names.

    Raises InputError when a given column is absent or no column holds the text.
    """
    by_lower = {str(name).strip().lower(): str(name) for name in reversed(header)}
    given = {
        "doc_id": options.id_column,
        "text": options.text_column,
        "title": options.title_column,
        "date": options.date_column,
        "source": options.source_column,
        "url": options.url_column,
    }
    names = {}
    for field, usual in USUAL_NAMES.items():
        wanted = given.get(field)
        if wanted is not None:
            if wanted not in header:
                raise InputError(f"has no such column; it has {', '.join(map(str, header))}", path=path, field=wanted)
            names[field] = wanted
            continue
        found = next((by_lower[name] for name in usual if name in by_lower), None)
        if found is not None:
            names[field] = found
    if "text" not in names:
        raise InputError(
            f"has no column of texts; it has {', '.join(map(str, header))}; name one with --text-column", path=path
        )
    return Columns(names=names)


def row_to_document(
    row: Mapping[str, Any], columns: Columns, options: ReadOptions, *, path: str, line: int, fallback_id: str
) -> Document:
    """A document from one row. Raises InputError with the field that cannot be used."""
    text = columns.get(row, "text")
    if not isinstance(text, str) or not text.strip():
        raise InputError("has no text", path=path, line=line, field=columns.names["text"])
    if len(text) > MAX_TEXT_CHARS:
        raise InputError(f"is longer than {MAX_TEXT_CHARS} characters", path=path, line=line, field="text")
    given_id = columns.get(row, "doc_id")
    return Document(
        doc_id=fallback_id if given_id is None or str(given_id).strip() == "" else _storable(str(given_id)),
        text=_storable(text),
        title=_text(columns.get(row, "title")),
        url=_text(columns.get(row, "url")) or options.url,
        source_name=_text(columns.get(row, "source")) or options.source_name,
        published=_date(columns.get(row, "date"), path=path, line=line) or options.published,
        language=_text(columns.get(row, "language")) or options.language,
        given_toponyms=_spans(row.get("toponyms"), len(text), path=path, line=line, field="toponyms"),
        given_triggers=_spans(_triggers(row.get("events")), len(text), path=path, line=line, field="events"),
        path=path,
    )


def _text(value: Any) -> str | None:
    if value is None or value != value:
        return None
    text = _storable(str(value).strip())
    return text or None


def _storable(text: str) -> str:
    """Half of a surrogate pair, which JSON can name and no file can hold, becomes U+FFFD; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def _date(value: Any, *, path: str, line: int) -> date | None:
    try:
        return parse_date(value)
    except ValueError as error:
        raise InputError(str(error), path=path, line=line, field="date", value=str(value)) from error


def _triggers(events: Any) -> Any:
    if not isinstance(events, list):
        return events
    return [event.get("trigger") if isinstance(event, dict) else event for event in events]


def _spans(value: Any, length: int, *, path: str, line: int, field: str) -> tuple[tuple[int, int], ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise InputError("is not a list", path=path, line=line, field=field, value=str(value)[:80])
    spans = []
    for item in value:
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length):
            raise InputError(
                "holds an entry without a start and end inside the text", path=path, line=line, field=field,
                value=str(item)[:80],
            )  # fmt: skip
        spans.append((start, end))
    return tuple(sorted(set(spans)))
