"""The file format of a compiled layer: a JSON header and plain arrays, read through one memory map.

    bytes 0..8    magic
    bytes 8..16   length of the header, little-endian
    header        JSON: meta (what the layer is), tables (small lists), sections (name → typecode, offset, count)
    sections      arrays of one C type each, little-endian, aligned to 8 bytes

A `memoryview` of a section gives Python numbers without any object being built at opening.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import sys
import tempfile
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geomap.errors import GazetteerSchemaError

MAGIC = b"GEOMAPL2"
_ALIGNMENT = 8
_REBUILD = "build it again with `geomap gazetteer build` (user layers: remove and add them again)"


class LayerFile:
    """An opened layer file; sections are typed memoryviews on the map."""

    __slots__ = ("_map", "meta", "path", "sections", "tables")

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as handle:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise GazetteerSchemaError(f"{path}: the layer cannot be read ({error}); {_REBUILD}") from error
        header = self._read_header()
        self.meta: dict[str, Any] = header["meta"]
        self.tables: dict[str, Any] = header["tables"]
        view = memoryview(self._map)
        self.sections: dict[str, memoryview] = {
            name: view[offset : offset + count * array(code).itemsize].cast(code)
            for name, (code, offset, count) in header["sections"].items()
        }

    def _read_header(self) -> dict[str, Any]:
        if sys.byteorder != "little":
            raise GazetteerSchemaError(f"{self.path}: layer files need a little-endian machine")
        if self._map[:8] != MAGIC:
            raise GazetteerSchemaError(f"{self.path}: this is not a layer of this version of geomap; {_REBUILD}")
        length = int.from_bytes(self._map[8:16], "little")
        try:
            header: dict[str, Any] = json.loads(self._map[16 : 16 + length])
        except ValueError as error:
            raise GazetteerSchemaError(f"{self.path}: the header is damaged; {_REBUILD}") from error
        if len(self._map) < header["meta"]["size"]:
            raise GazetteerSchemaError(f"{self.path}: the file is cut off; {_REBUILD}")
        return header


def write_layer_file(
    path: Path, *, meta: Mapping[str, Any], tables: Mapping[str, Any], sections: Mapping[str, array[Any] | bytes]
) -> None:
    """Write a layer beside its place and move it there, so that no half-written file is ever opened.

    The header's meta gains `fingerprint`, a hash of tables and sections that is the same on every machine.
    """
    digest = hashlib.sha256(json.dumps(tables, sort_keys=True).encode())
    layout: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, data in sections.items():
        code, count, size = _shape(data)
        layout[name] = (code, offset, count)
        digest.update(name.encode() + memoryview(data))
        offset = _aligned(offset + size)
    header = {"meta": {**meta, "fingerprint": digest.hexdigest()}, "tables": dict(tables)}
    start, head = _place_header(header, layout, body_size=offset)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as handle:
        try:
            handle.write(MAGIC + len(head).to_bytes(8, "little") + head)
            handle.write(b"\0" * (start - handle.tell()))
            for data in sections.values():
                handle.write(memoryview(data).cast("B"))
                handle.write(b"\0" * (_aligned(handle.tell()) - handle.tell()))
            handle.close()
            os.chmod(handle.name, 0o644)
            os.replace(handle.name, path)
        except BaseException:
            Path(handle.name).unlink(missing_ok=True)
            raise


def _shape(data: array[Any] | bytes) -> tuple[str, int, int]:
    if isinstance(data, array):
        return data.typecode, len(data), len(data) * data.itemsize
    return "B", len(data), len(data)


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def _place_header(
    header: dict[str, Any], layout: Mapping[str, tuple[str, int, int]], *, body_size: int
) -> tuple[int, bytes]:
    """Start of the sections and the header's bytes; it holds absolute offsets, so its length is settled first."""
    start = 0
    while True:
        header["sections"] = {name: (code, start + offset, count) for name, (code, offset, count) in layout.items()}
        header["meta"]["size"] = start + body_size
        head = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
        needed = _aligned(16 + len(head))
        if needed == start:
            return start, head
        start = needed
