"""The view model as the page's one data block: plain JSON for small maps, packed for the rest."""

from __future__ import annotations

import gc
import gzip
from collections.abc import Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np

from geomap.records import Event
from geomap.rendering.escape import json_text, utf8
from geomap.rendering.view import Chunk, Places, ViewBuilder, newest_first
from geomap.rendering.wordcode import Codes, vocabulary

PLAIN_LIMIT = 200_000
"""Rows of up to this many characters stay plain, so that a small map also opens in a browser without
DecompressionStream (before Chrome 80, Firefox 113, Safari 16.4); the whole page then stays well below 1 MB."""
CHUNK_ROWS = 2_000
"""Rows a chunk: about 1 MB unpacked, some 10 ms of the page's time, so that it stays responsive while it reads."""
GZIP_LEVEL = 4
"""100,000 events of 300 characters: level 6 saves 4 % of the file in twice the time."""
THREADS = 1
"""zlib works outside Python's lock, so that chunks are packed while the next rows are made."""

ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\<')
"""The 91 printable characters that may stand in a JSON string inside a script. Two of them hold 13 bits (91² is just
above 2¹³), 23 % more than the bytes themselves, where base64 needs 33 %."""
GROUP_BYTES = 13
"""Bytes that fill whole pairs: 13 bytes, 8 pairs."""
PAIR_BITS = 13


def packed(data: bytes, level: int = GZIP_LEVEL) -> str:
    """gzip, then 91 characters; the same bytes give the same text."""
    return base91(gzip.compress(data, level, mtime=0))


def base91(data: bytes) -> str:
    """The bytes' number, a colon, then the bytes in pairs of characters of 13 bits, highest bit first."""
    groups = -(-len(data) // GROUP_BYTES)
    # One column more than a group, so that a window of three bytes fits at its end.
    columns = np.zeros((groups, GROUP_BYTES + 1), dtype=np.uint32)
    filled = np.zeros(groups * GROUP_BYTES, dtype=np.uint8)
    filled[: len(data)] = np.frombuffer(data, dtype=np.uint8)
    columns[:, :GROUP_BYTES] = filled.reshape(groups, GROUP_BYTES)
    letters = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
    pairs = np.empty((groups, 8, 2), dtype=np.uint8)
    for k in range(8):
        byte, bit = divmod(k * PAIR_BITS, 8)
        window = (columns[:, byte] << 16) | (columns[:, byte + 1] << 8)
        if byte + 2 <= GROUP_BYTES:
            window |= columns[:, byte + 2]
        value = (window >> (24 - PAIR_BITS - bit)) & (2**PAIR_BITS - 1)
        pairs[:, k, 0], pairs[:, k, 1] = letters[value // len(ALPHABET)], letters[value % len(ALPHABET)]
    return f"{len(data)}:" + pairs.tobytes().decode("ascii")


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the cyclic collector, which would walk all of the caller's events again and again; rows hold none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def data_block(events: Iterable[Event], *, outlines: Container[str]) -> dict[str, object]:
    """What the page finds in its data block under `events`."""
    builder = ViewBuilder(places=Places(outlines=outlines))
    ordered = newest_first(events)
    words = vocabulary([event.evidence.text for event, _ in ordered if event.evidence])
    code = Codes(words)
    with collector_paused(), ThreadPoolExecutor(THREADS) as pool:
        full: list[Future[str]] = []
        for event, days in ordered:
            builder.add(event, days)
            if len(builder.chunk.heads) == CHUNK_ROWS:
                full.append(pool.submit(_packed_chunk, builder.take_chunk(), code))
        last = builder.take_chunk()
        if not full and last.size <= PLAIN_LIMIT:
            return {"core": builder.core(), "plain": last.plain()}
        if last.heads:
            full.append(pool.submit(_packed_chunk, last, code))
        return {
            "packedCore": packed(utf8(json_text(builder.core()))),
            "packedWords": packed(utf8(json_text(words))),
            "chunkRows": CHUNK_ROWS,
            "chunks": [chunk.result() for chunk in full],
        }


def _packed_chunk(chunk: Chunk, code: Codes) -> str:
    return packed(utf8(chunk.lines(code)))
