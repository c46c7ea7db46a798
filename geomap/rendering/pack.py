"""The view model as the page's one data block: plain JSON for small maps, gzip in base64 for the rest."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Container, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from geomap.records import Event
from geomap.rendering.escape import json_text
from geomap.rendering.view import Places, ViewBuilder, newest_first

PLAIN_LIMIT = 200_000
"""Rows of up to this many characters stay plain, so that a small map also opens in a browser without
DecompressionStream (before Chrome 80, Firefox 113, Safari 16.4); the whole page then stays well below 1 MB."""
CHUNK_ROWS = 2_000
"""Rows a chunk: about 1 MB unpacked, some 10 ms of the page's time, so that it stays responsive while it reads."""
GZIP_LEVEL = 7
"""100,000 events of 300 characters: level 9 saves 1 % more and takes twice the time."""
THREADS = 1
"""zlib works outside Python's lock, so that chunks are packed while the next rows are made."""


def packed(data: bytes) -> str:
    """gzip, then base64; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(data, GZIP_LEVEL, mtime=0)).decode("ascii")


def data_block(events: Iterable[Event], *, outlines: Container[str]) -> dict[str, object]:
    """What the page finds in its data block under `events`."""
    builder = ViewBuilder(places=Places(outlines=outlines))
    rows: list[str] = []
    with ThreadPoolExecutor(THREADS) as pool:
        chunks: list[Future[str]] = []
        for event, days in newest_first(events):
            rows.append(builder.add(event, days))
            if len(rows) == CHUNK_ROWS:
                chunks.append(pool.submit(_packed_rows, rows))
                rows = []
        if not chunks and sum(map(len, rows)) <= PLAIN_LIMIT:
            return {"core": builder.core(), "rows": [json.loads(row) for row in rows]}
        if rows:
            chunks.append(pool.submit(_packed_rows, rows))
        core = packed(json_text(builder.core()).encode())
        return {"packedCore": core, "chunkRows": CHUNK_ROWS, "chunks": [chunk.result() for chunk in chunks]}


def _packed_rows(rows: list[str]) -> str:
    # A row's JSON holds no raw line break, so that a line is a row.
    return packed("\n".join(rows).encode())
