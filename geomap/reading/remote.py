"""Files that are not on this machine, through fsspec: s3://, gs://, https://, memory:// and whatever it knows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geomap.errors import InputError

SEPARATOR = "://"
HELP = "pip install 'geomap[remote]'; s3:// needs s3fs besides, gs:// gcsfs"
COPY_BYTES = 1 << 20
VERSION_KEYS = ("ETag", "etag", "md5Hash", "LastModified", "Last-Modified", "mtime", "last_modified", "created")
"""What file systems call the thing that changes with a file's content."""


def is_remote(address: str) -> bool:
    """Whether an input is an address and no path."""
    scheme, found, _ = address.partition(SEPARATOR)
    return bool(found) and scheme.replace("+", "").isalnum()


def list_files(address: str, *, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """(address, name below it) of the files that an address stands for: one file, a pattern, or all in a folder."""
    system, path = open_system(address)
    with _reporting(address):
        if any(mark in path for mark in "*?["):
            found = sorted(system.glob(path))
            if not found:
                raise InputError("no file matches", path=address)
            yield from ((system.unstrip_protocol(each), each.rpartition("/")[2]) for each in found)
        elif system.isfile(path):
            yield system.unstrip_protocol(path), path.rpartition("/")[2]
        elif system.isdir(path):
            root = system._strip_protocol(path).rstrip("/") + "/"
            for each in sorted(system.find(path)):
                stem = each.removeprefix(root)
                if wanted(stem) and not any(part.startswith(".") for part in stem.split("/")):
                    yield system.unstrip_protocol(each), stem
        else:
            raise InputError("there is no such file or folder", path=address)


def version_of(url: str) -> str:
    """Changes when the file does; empty where the server does not tell."""
    system, path = open_system(url)
    with _reporting(url):
        info = system.info(path)
    version = next((str(info[key]) for key in VERSION_KEYS if info.get(key)), "")
    return f"{info.get('size')} {version}" if version else ""


@contextmanager
def local_copy(url: str, *, name: str) -> Iterator[Path]:
    """The file on this machine, for as long as the block lasts. Raises InputError."""
    system, path = open_system(url)
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        target = Path(folder) / name
        with _reporting(url), system.open(path, "rb") as source, target.open("wb") as copy:
            while data := source.read(COPY_BYTES):
                copy.write(data)
        yield target


def open_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of an address and the path in it. Raises InputError when a package is missing."""
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise InputError(f"cannot be opened: {error}; {HELP}", path=url) from error
    return system, path


@contextmanager
def _reporting(url: str) -> Iterator[None]:
    """Whatever a file system raises becomes an InputError: each has its own kinds."""
    try:
        yield
    except (InputError, GeneratorExit):
        raise
    except Exception as error:
        raise InputError(f"cannot be read: {type(error).__name__}: {error}", path=url) from error
