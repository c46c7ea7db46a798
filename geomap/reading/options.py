"""What the caller says of the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from geomap.reading.schema import Schema


class Tables(Enum):
    """What tables hold."""

    AUTO = "auto"
    """Event records where the columns say so, texts elsewhere."""
    RECORDS = "records"
    TEXTS = "texts"


MAX_FILE_BYTES = 100_000_000
"""A single text file above this is no news report; it is refused with a clear line instead of filling the memory.
Files of many documents (JSONL, CSV, Parquet) are read row by row and have no such limit."""

MAX_TEXT_CHARS = 5_000_000
"""Characters of one document; the same reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Values for documents that carry none of their own, and names of columns that are not the usual ones."""

    published: date | None = None
    source_name: str | None = None
    url: str | None = None
    language: str | None = None
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    source_column: str | None = None
    url_column: str | None = None
    id_column: str | None = None
    tables: Tables = Tables.AUTO
    schema: Schema | None = None
    """Layout of event records, where it is not one of the known ones."""
