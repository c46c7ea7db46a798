"""Where the gazetteer's files are: sources in a checkout, compiled layers in the package, the user's own layers."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parent
COMPILED_FOLDER = PACKAGE_FOLDER / "compiled"
SOURCE_FOLDER = PACKAGE_FOLDER.parent.parent / "gazetteer"
"""The data folder, in a checkout; an installed package has none and needs none."""
WORLD, FOCUS, OUTLINES = "world.layer", "focus.layer", "outlines.layer"
STAMP = ".stamp"
LAYER_SUFFIX = ".layer"
WORLD_PRIORITY, FOCUS_PRIORITY, USER_PRIORITY = 0, 10, 20
DATA_VARIABLE = "GEOMAP_DATA_DIR"

OUTLINE_CODE = ("outlines.py", "layerfile.py", "sources/areafile.py", "sources/topology.py")
WORLD_CODE = (
    "../names.py", "../romanization.py", "compile.py", "folding.py", "indexing.py", "interchange.py", "keys.py",
    "kinds.py", "layerfile.py",
)  # fmt: skip
FOCUS_CODE = (*WORLD_CODE, "focus.py", "layer.py", "linking.py", "stack.py")
"""The modules that decide what a compiled file holds: when one of them changes, it is built again."""


def world_sources(source: Path) -> list[Path]:
    """Files that the world layer is compiled from."""
    return [path for name in ("places.tsv.xz", "attribution.json") if (path := source / "world" / name).is_file()]


def focus_sources(source: Path) -> list[Path]:
    """Files that the focus layer is compiled from."""
    return sorted((source / "focus").glob("*.csv"))


def outline_sources(source: Path) -> list[Path]:
    """Files that the outlines are compiled from."""
    return [path for path in (source / "world" / "areas.bin.xz",) if path.is_file()]


def code_files(names: Sequence[str]) -> list[Path]:
    """Paths of modules of the package."""
    return [PACKAGE_FOLDER / name for name in names]


def stamp(source: Path) -> str:
    """Changes when a source or the compiling code was written; reads no file."""
    files = [*world_sources(source), *focus_sources(source), *outline_sources(source)]
    files += code_files(sorted({*OUTLINE_CODE, *FOCUS_CODE}))
    states = [(path.name, (state := path.stat()).st_size, state.st_mtime_ns) for path in files]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def user_folder() -> Path:
    """Folder of the user's data: $GEOMAP_DATA_DIR, or the system's place for application data."""
    given = os.environ.get(DATA_VARIABLE)
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "geomap"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "geomap"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "geomap"


def user_layer_folder() -> Path:
    """Folder of the user's compiled layers."""
    return user_folder() / "layers"


def user_layers() -> list[Path]:
    """The user's layer files, by name."""
    return sorted(user_layer_folder().glob(f"*{LAYER_SUFFIX}"))
