"""The files of a run: written aside, and put in their places together when all are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geomap.errors import StoreError

ASIDE = "aside"


class OutputSet:
    """New files for a folder; nothing of it changes until `publish`."""

    def __init__(self, folder: Path, *, aside: Path) -> None:
        self.folder = folder
        self._aside = aside
        self._names: list[str] = []

    def path(self, name: str) -> Path:
        """Where to write the file that will be `name`."""
        self._names.append(name)
        return self._aside / name

    def publish(self) -> None:
        """Make all files last, then put them in their places."""
        for name in self._names:
            path = self._aside / name
            for file in path.iterdir() if path.is_dir() else [path]:
                with file.open("rb") as handle:
                    os.fsync(handle.fileno())
        for name in self._names:
            target = self.folder / name
            if target.is_dir() or (self._aside / name).is_dir():
                # A folder of parts cannot be replaced in one step.
                remove(target)
            (self._aside / name).replace(target)
        _sync_folder(self.folder)


def remove(path: Path) -> None:
    """Delete a file, or a folder of parts, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path, state_folder: Path) -> Iterator[OutputSet]:
    """An OutputSet that is published when the block ends well. Raises StoreError when files cannot be written."""
    aside = state_folder / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        outputs = OutputSet(folder, aside=aside)
        yield outputs
        outputs.publish()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"{folder}: the outputs cannot be written: {reason}; the earlier ones are untouched, and what was done is "
            "kept: the same command goes on from there"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    """Make the renames last, where folders can be synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
