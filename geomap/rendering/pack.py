"""The view model as the page's one data block: plain JSON for small maps, packed for the rest."""

from __future__ import annotations

import gc
import gzip
from collections.abc import Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product

import numpy as np

from geomap.records import Event
from geomap.rendering.credits import Credits
from geomap.rendering.escape import json_text, utf8
from geomap.rendering.view import Places, ViewBuilder, newest_first
from geomap.rendering.wordcode import SAMPLE, Codes, coded, vocabulary

PLAIN_LIMIT = 200_000
"""Rows of up to this many characters stay plain, so that a small map also opens in a browser without
DecompressionStream (before Chrome 80, Firefox 113, Safari 16.4); the whole page then stays well below 1 MB."""
CHUNK_ROWS = 2_000
"""Rows a chunk: about 1 MB unpacked, some 10 ms of the page's time, so that it stays responsive while it reads."""
GZIP_LEVEL = 2
"""100,000 events of 300 characters: level 4 saves 4 % of the file in half as much time again, level 6 8 % in thrice."""
THREADS = 1
"""zlib works outside Python's lock, so that chunks are packed while the next rows are made. What asks for the lock
again and again (numpy's short steps) stays in the main thread: it would wait for it each time."""

ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\<')
"""The 91 printable characters that may stand in a JSON string inside a script. Two of them hold 13 bits (91² is just
above 2¹³), 23 % more than the bytes themselves, where base64 needs 33 %."""
GROUP_BYTES = 13
"""Bytes that fill whole pairs: 13 bytes, 8 pairs."""
PAIR_BITS = 13
_PAIRS = np.array([(ord(a), ord(b)) for a, b in product(ALPHABET, repeat=2)][: 2**PAIR_BITS], dtype=np.uint8)
_PAIR = _PAIRS.view(np.uint16).ravel()
"""Both characters of each value of 13 bits, as one number that lies in memory as they do."""


def packed(data: bytes, level: int = GZIP_LEVEL) -> str:
    """gzip, then 91 characters; the same bytes give the same text."""
    return base91(_zipped(data, level))


def _zipped(data: bytes, level: int = GZIP_LEVEL) -> bytes:
    return gzip.compress(data, level, mtime=0)


def base91(data: bytes) -> str:
    """The bytes' number, a colon, then the bytes in pairs of characters of 13 bits, highest bit first."""
    groups = -(-len(data) // GROUP_BYTES)
    # One column more than a group, so that a window of three bytes fits at its end.
    columns = np.zeros((groups, GROUP_BYTES + 1), dtype=np.uint32)
    filled = np.zeros(groups * GROUP_BYTES, dtype=np.uint8)
    filled[: len(data)] = np.frombuffer(data, dtype=np.uint8)
    columns[:, :GROUP_BYTES] = filled.reshape(groups, GROUP_BYTES)
    pairs = np.empty((groups, 8), dtype=np.uint16)
    for k in range(8):
        byte, bit = divmod(k * PAIR_BITS, 8)
        window = (columns[:, byte] << 16) | (columns[:, byte + 1] << 8)
        if byte + 2 <= GROUP_BYTES:
            window |= columns[:, byte + 2]
        pairs[:, k] = _PAIR[(window >> (24 - PAIR_BITS - bit)) & (2**PAIR_BITS - 1)]
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


@collector_paused()
def data_block(events: Iterable[Event], *, outlines: Container[str], due: Credits) -> dict[str, object]:
    """What the page finds in its data block under `events`; the credits that they ask for are noted in `due`."""
    builder = ViewBuilder(places=Places(outlines=outlines))
    ordered = newest_first(events)
    step = max(1, len(ordered) // SAMPLE)
    code = Codes(vocabulary(event.evidence.text for event in ordered[::step] if event.evidence))
    with ThreadPoolExecutor(THREADS) as pool:
        full: list[Future[bytes]] = []
        for first in range(0, max(1, len(ordered)), CHUNK_ROWS):
            shown = ordered[first : first + CHUNK_ROWS]
            due.note(shown)
            chunk = builder.add(shown)
            if len(ordered) <= CHUNK_ROWS and chunk.size <= PLAIN_LIMIT:
                return {"core": builder.core(), "plain": chunk.plain()}
            lines = utf8(chunk.short_lines()) + coded(utf8(chunk.wordy_lines()), code)
            full.append(pool.submit(_zipped, lines))
        return {
            "packedCore": packed(utf8(json_text(builder.core()))),
            "packedWords": packed(utf8(json_text(code.words))),
            "chunkRows": CHUNK_ROWS,
            "chunks": [base91(chunk.result()) for chunk in full],
        }
