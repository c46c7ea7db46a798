"""One run at a time in a folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geomap.batch.state import FOLDER
from geomap.errors import StoreError

LOCK = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the lock ends with the process, however that ends. Raises StoreError."""
    path = folder / FOLDER / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("a")
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror}") from error
    with handle:
        if sys.platform != "win32":
            import fcntl

            try:
                # A lock of the process, which worker processes do not inherit: they may outlive a killed run shortly.
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(f"{folder}: another run is at work in this folder; wait for it") from error
        yield
