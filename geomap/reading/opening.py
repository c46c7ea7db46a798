"""The bytes of a file: packed with gzip or not, never more of them than a file of its kind can hold."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import IO

from geomap.errors import InputError

GZIP = ".gz"

MAX_WHOLE_BYTES = 200_000_000
"""Files that are read whole (JSON, GeoJSON, Excel, tables not in UTF-8) may not be larger; the parsed form takes ten
times as much memory. CSV, JSON lines and Parquet are read row by row and have no such limit."""

MAX_UNPACKED_RATIO = 200
"""How many times its size a packed file may unpack to: texts shrink to a tenth, tables with much repetition to a
fiftieth; gzip can go beyond 1,000, which only files made for it do."""

ALWAYS_UNPACKED_BYTES = 100_000_000
"""Unpacked bytes up to which the ratio does not count."""


def suffix_of(path: Path) -> str:
    """The suffix that tells what a file holds, in lower case: ".csv" of "Reports.CSV.gz"."""
    return path.with_suffix("").suffix.lower() if path.suffix.lower() == GZIP else path.suffix.lower()


def open_bytes(path: Path) -> IO[bytes]:
    """The unpacked bytes of a file, for reading. Raises OSError; reading raises InputError for a bomb."""
    if path.suffix.lower() != GZIP:
        return path.open("rb")
    return io.BufferedReader(_Unpacking(path), buffer_size=1 << 16)


def read_whole(path: Path, *, limit: int = MAX_WHOLE_BYTES, advice: str = "give many as JSON lines") -> bytes:
    """All unpacked bytes of a file. Raises InputError when there are more than `limit`."""
    with open_bytes(path) as handle:
        data = handle.read(limit + 1)
    if len(data) > limit:
        size = path.stat().st_size
        told = f"is {size / 1e6:.0f} MB" if size > limit else f"unpacks to more than {limit / 1e6:.0f} MB"
        raise InputError(
            f"{told}, more than is read at once ({limit / 1e6:.0f} MB): split it, or {advice}", path=str(path)
        )
    return data


class _Unpacking(io.RawIOBase):
    """A gzip file that gives up when it grows beyond all measure."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._packed = path.open("rb")
        self._size = os.fstat(self._packed.fileno()).st_size
        self._gzip = gzip.GzipFile(fileobj=self._packed)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = self._gzip.seek(offset, whence)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: object) -> int:
        try:
            count = self._gzip.readinto(buffer)  # type: ignore[arg-type]
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"is not a whole gzip file: {error}", path=str(self._path)) from error
        self._position += count
        if self._position > max(ALWAYS_UNPACKED_BYTES, MAX_UNPACKED_RATIO * self._size):
            raise InputError(
                f"unpacks to more than {self._position / 1e6:.0f} MB from {self._size / 1e6:.1f} MB, as no text does; "
                "it is not read further",
                path=str(self._path),
            )
        return count

    def close(self) -> None:
        self._gzip.close()
        self._packed.close()
        super().close()


def check_archive(path: Path) -> None:
    """Raises InputError for a ZIP archive (.xlsx, .docx) that is none, or whose members unpack beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(f"is not a whole {path.suffix[1:]} file: {error}", path=str(path)) from error
    packed = path.stat().st_size
    if size > MAX_WHOLE_BYTES or size > max(ALWAYS_UNPACKED_BYTES, MAX_UNPACKED_RATIO * packed):
        raise InputError(f"unpacks to {size / 1e6:.0f} MB from {packed / 1e6:.1f} MB; it is not read", path=str(path))
