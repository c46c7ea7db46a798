"""Bytes to text: the encoding is found, not assumed."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from geomap.errors import InputError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

MAX_CONTROL_SHARE = 0.02
"""More control characters than that, and it is a binary file and not a text."""


def decode(data: bytes, *, path: str) -> str:
    """The text of a file: by its byte order mark, as UTF-8, or by detection; line ends become \\n.

    Raises InputError when the file is empty or not text.
    """
    if not data.strip():
        raise InputError("the file is empty", path=path)
    text = _by_mark(data) or _as_utf8(data) or _detected(data)
    if text is None or _looks_binary(text):
        raise InputError("the file is not text in any known encoding", path=path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \n\t"):
        raise InputError("the file is empty", path=path)
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> str | None:
    best = from_bytes(data).best()
    return None if best is None else str(best)


def _looks_binary(text: str) -> bool:
    sample = text[:10_000]
    controls = sum(ch < " " and ch not in "\n\r\t\f\x1b" for ch in sample)
    return controls > MAX_CONTROL_SHARE * len(sample)
