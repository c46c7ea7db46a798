"""Opening the gazetteer: which layers there are, and where."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from geomap.errors import GazetteerMissingError
from geomap.gazetteer import build
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.outlines import Outlines
from geomap.gazetteer.stack import Stack

DATA_VARIABLE = "GEOMAP_DATA_DIR"
LAYER_SUFFIX = ".layer"


def user_folder() -> Path:
    """Folder of the user's layers: $GEOMAP_DATA_DIR, or the system's place for application data."""
    given = os.environ.get(DATA_VARIABLE)
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "geomap"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "geomap"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "geomap"


def user_layers() -> list[Path]:
    """The user's layer files, by name."""
    return sorted((user_folder() / "layers").glob(f"*{LAYER_SUFFIX}"))


def embedded_layers() -> list[Path]:
    """The compiled layers of the package; in a checkout they are built first where their sources are newer."""
    folder = build.COMPILED_FOLDER
    if build.SOURCE_FOLDER.is_dir():
        build.build()
    found = [folder / name for name in (build.WORLD, build.FOCUS) if (folder / name).is_file()]
    if not found:
        raise GazetteerMissingError(f"{folder}: no layer is there; build them with `geomap gazetteer build`")
    return found


def open_gazetteer(layers: Sequence[Path] | None = None) -> Stack:
    """Open a stack of compiled layers.

    `layers` are the files to use; without them the embedded world, the focus layer and the user's layers are opened.
    Raises GazetteerMissingError when the embedded layers were never built, GazetteerSchemaError on a damaged file.
    """
    paths = [*embedded_layers(), *user_layers()] if layers is None else list(layers)
    shapes = build.COMPILED_FOLDER / build.OUTLINES
    return Stack([Layer(path) for path in paths], outlines=Outlines(shapes) if shapes.is_file() else None)
