"""Opening the gazetteer: which layers there are, and where."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from geomap.errors import GazetteerError, GazetteerMissingError
from geomap.gazetteer import paths
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.outlines import Outlines
from geomap.gazetteer.stack import Stack


def embedded_layers() -> list[Path]:
    """The compiled layers of the package; in a checkout they are built first where their sources are newer."""
    folder = paths.COMPILED_FOLDER
    if paths.SOURCE_FOLDER.is_dir() and not _is_stamped(folder) and _is_writable(folder):
        _build_apart()
    found = [path for name in (paths.WORLD, paths.FOCUS) if (path := folder / name).is_file()]
    if not found:
        raise GazetteerMissingError(f"{folder}: no layer is there; build them with `geomap gazetteer build`")
    return found


def _build_apart() -> None:
    """Build in a process of its own: it takes half a GB for half a minute, which this one shall not keep."""
    root = paths.SOURCE_FOLDER.parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root), *sys.path))}
    command = [sys.executable, "-m", "geomap.gazetteer.build"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        cause = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise GazetteerError(f"{paths.SOURCE_FOLDER}: the layers could not be built: {cause}")


def _is_writable(folder: Path) -> bool:
    """Whether layers can be built there; in a checkout that may only be read, those that are there have to do."""
    return os.access(folder if folder.is_dir() else folder.parent, os.W_OK)


def _is_stamped(folder: Path) -> bool:
    mark = folder / paths.STAMP
    return mark.is_file() and mark.read_text(encoding="ascii") == paths.stamp(paths.SOURCE_FOLDER)


def open_gazetteer(layers: Sequence[Path] | None = None) -> Stack:
    """Open a stack of compiled layers.

    `layers` are the files to use; without them the embedded world, the focus layer and the user's layers are opened.
    Raises GazetteerMissingError when the embedded layers were never built, GazetteerSchemaError on a damaged file.
    """
    files = [*embedded_layers(), *paths.user_layers()] if layers is None else list(layers)
    shapes = paths.COMPILED_FOLDER / paths.OUTLINES
    return Stack([Layer(path) for path in files], outlines=Outlines(shapes) if shapes.is_file() else None)
