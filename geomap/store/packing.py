"""Pieces of bytes in one compressed piece, and back."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache

import pyarrow as pa

ZSTD, LZ4 = "zstd", "lz4_raw"
"""Lines of one document shrink to a seventh with zstd, in 40 to 60 µs; lz4 is ten times as fast on small data, which it
leaves a third larger."""

_LENGTH = struct.Struct("<I")


@cache
def _codec(name: str) -> pa.Codec:
    return pa.Codec(name, 1 if name == ZSTD else None)


def pack(data: bytes, codec: str = ZSTD) -> bytes:
    """The data compressed."""
    compressed: bytes = _codec(codec).compress(data, asbytes=True)
    return _LENGTH.pack(len(data)) + compressed


def unpack(data: bytes, codec: str = ZSTD) -> bytes:
    """The data of `pack` with the same codec."""
    (size,) = _LENGTH.unpack_from(data)
    unpacked: bytes = _codec(codec).decompress(data[_LENGTH.size :], decompressed_size=size, asbytes=True)
    return unpacked


def join(parts: Sequence[bytes]) -> bytes:
    """Pieces one after the other, with their lengths before them."""
    return struct.pack(f"<I{len(parts)}I", len(parts), *map(len, parts)) + b"".join(parts)


def split(data: bytes) -> list[bytes]:
    """The pieces of `join`."""
    (count,) = _LENGTH.unpack_from(data)
    lengths = struct.unpack_from(f"<{count}I", data, _LENGTH.size)
    position = _LENGTH.size * (count + 1)
    parts = []
    for length in lengths:
        parts.append(data[position : position + length])
        position += length
    return parts
