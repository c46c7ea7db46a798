"""The view model as the page's one data block: plain JSON for small maps, gzip in base64 for the rest."""

from __future__ import annotations

import base64
import gzip
import json
from concurrent.futures import ThreadPoolExecutor

from geomap.rendering.view import View

PLAIN_LIMIT_BYTES = 200_000
"""Rows up to this size stay plain, so that a small map also opens in a browser without DecompressionStream (before
Chrome 80, Firefox 113, Safari 16.4); with all else in the page it then stays well below 1 MB."""
CHUNK_ROWS = 2_000
"""Rows a chunk: about 1 MB unpacked, some 10 ms of the page's time, so that it stays responsive while it reads."""
GZIP_LEVEL = 7
"""100,000 events of 300 characters: level 9 saves 1 % more and takes twice the time."""
THREADS = 2
"""zlib works outside Python's lock."""


def packed(data: bytes) -> str:
    """gzip, then base64; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(data, GZIP_LEVEL, mtime=0)).decode("ascii")


def data_block(view: View) -> dict[str, object]:
    """What the page finds in its data block under `events`."""
    chunks = [_lines(view.rows[at : at + CHUNK_ROWS]) for at in range(0, len(view.rows), CHUNK_ROWS)]
    if sum(map(len, chunks)) <= PLAIN_LIMIT_BYTES:
        return {"core": view.core, "rows": view.rows}
    with ThreadPoolExecutor(THREADS) as pool:
        texts = list(pool.map(packed, chunks))
    return {"packedCore": packed(_json(view.core)), "chunkRows": CHUNK_ROWS, "chunks": texts}


def _lines(rows: list[list[object]]) -> bytes:
    # json.dumps writes no raw line break, so that a line is a row.
    return b"\n".join(map(_json, rows))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
