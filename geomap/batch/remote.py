"""An output folder that is an address: the run works in a folder of this machine, then copies its outputs there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geomap.batch.result import RunResult
from geomap.errors import InputError, StoreError
from geomap.reading import open_system

CACHE_VARIABLE = "GEOMAP_CACHE_DIR"


def work_folder(address: str) -> Path:
    """Where the run for an address works and remembers its documents; always the same one."""
    given = os.environ.get(CACHE_VARIABLE) or os.environ.get("XDG_CACHE_HOME")
    base = Path(given).expanduser() if given else Path.home() / ".cache"
    name = hashlib.blake2b(address.rstrip("/").encode(), digest_size=8).hexdigest()
    return (base if os.environ.get(CACHE_VARIABLE) else base / "geomap") / "runs" / name


def publish(result: RunResult, address: str) -> None:
    """Copy the outputs to the address; the run's manifest last, so that whoever sees it finds the rest.

    Object stores show a file when it is complete. Raises StoreError.
    """
    with _reporting(address):
        system, root = open_system(address)
        system.makedirs(root, exist_ok=True)
        for path in sorted(_files(result), key=lambda path: path.name == "run.json"):
            _copy(system, path, f"{root.rstrip('/')}/{path.relative_to(result.folder).as_posix()}")


def _copy(system: Any, path: Path, target: str) -> None:
    system.makedirs(target.rpartition("/")[0], exist_ok=True)
    system.put_file(str(path), target)


def _files(result: RunResult) -> Iterator[Path]:
    for path in result.folder.iterdir():
        if path.name.startswith("."):
            continue
        yield from path.iterdir() if path.is_dir() else [path]


@contextmanager
def _reporting(address: str) -> Iterator[None]:
    """Whatever a file system raises becomes a StoreError: each has its own kinds."""
    try:
        yield
    except InputError as error:
        raise StoreError(str(error)) from error
    except Exception as error:
        raise StoreError(f"{address}: cannot be written: {type(error).__name__}: {error}") from error
