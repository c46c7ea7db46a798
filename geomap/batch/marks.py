"""Whether a file is still as it was, without reading it."""

from __future__ import annotations

import os
import time

from geomap.errors import InputError
from geomap.reading import InputFile, version_of

SETTLED_S = 2.0
"""A file written this shortly ago may be written again within the clock's resolution (2 s on some file systems)
without a trace in its times; it is not trusted to be the same."""


def mark_of(file: InputFile, options_digest: str) -> str:
    """A text that differs whenever the file or the way it is read differs; empty when it cannot be trusted."""
    if file.data is not None:
        return ""
    try:
        if file.url:
            version = version_of(file.url)
            return f"{version} {options_digest}" if version else ""
        state = os.stat(file.path)
    except (OSError, InputError):
        return ""
    if abs(time.time() - state.st_mtime) < SETTLED_S:
        return ""
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ino} {options_digest}"
