"""Compiles the embedded layers from the data folder of a checkout: `python -m geomap.gazetteer.build [FOLDER]`."""

from __future__ import annotations

import contextlib
import hashlib
import json
import lzma
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geomap import names, romanization
from geomap.errors import GazetteerMissingError
from geomap.gazetteer import compile as compiling
from geomap.gazetteer import focus, interchange, kinds, layer, layerfile, linking, match, outlines, stack

PACKAGE_FOLDER = Path(__file__).parent
COMPILED_FOLDER = PACKAGE_FOLDER / "compiled"
SOURCE_FOLDER = PACKAGE_FOLDER.parent.parent / "gazetteer"
"""The data folder, in a checkout; an installed package has none and needs none."""
WORLD, FOCUS, OUTLINES = "world.layer", "focus.layer", "outlines.layer"
COMPILED_FILES = (WORLD, FOCUS, OUTLINES)
WORLD_PRIORITY, FOCUS_PRIORITY, USER_PRIORITY = 0, 10, 20
_WORLD_CODE = (names, romanization, compiling, layerfile, kinds, interchange)
_FOCUS_CODE = (*_WORLD_CODE, focus, linking, match, layer, stack)


def build(source: Path = SOURCE_FOLDER, target: Path = COMPILED_FOLDER, *, force: bool = False) -> list[Path]:
    """Compile what is missing or older than its sources; gives the files written."""
    if not source.is_dir():
        raise GazetteerMissingError(f"{source} is not there: the layers are built in a checkout of geomap, from its data")
    with _locked(target):
        made = [
            _build_outlines(source, target, force=force),
            _build_world(source, target, force=force),
            _build_focus(source, target, force=force),
        ]
    return [path for path in made if path is not None]


def _build_world(source: Path, target: Path, *, force: bool) -> Path | None:
    places, path = source / "world" / "places.tsv.xz", target / WORLD
    if not places.is_file():
        return None
    state = _state([places], _WORLD_CODE)
    if not force and _is_fresh(path, state):
        return None
    meta = {"name": "world", "kind": "world", "title": "Embedded world", "priority": WORLD_PRIORITY, "state": state}
    compiling.compile_layer(
        path, interchange.read_places(places), meta={**meta, "attributions": _attributions(source / "world")}
    )
    return path


def _build_focus(source: Path, target: Path, *, force: bool) -> Path | None:
    files, path = sorted((source / "focus").glob("*.csv")), target / FOCUS
    world = target / WORLD
    if not files or not world.is_file():
        return None
    shapes = [target / OUTLINES] if (target / OUTLINES).is_file() else []
    state = _state([*files, world, *shapes], _FOCUS_CODE)
    if not force and _is_fresh(path, state):
        return None
    below = stack.Stack([layer.Layer(world)], outlines=outlines.Outlines(shapes[0]) if shapes else None)
    rows = linking.link_rows((row for file in files for row in focus.read_focus(file)), below)
    meta = {"name": "focus", "kind": "focus", "title": "Focus regions", "priority": FOCUS_PRIORITY, "state": state}
    attributions = ["geomap's own rows on Manchester, Afghanistan, Iraq and Syria (Apache-2.0)"]
    compiling.compile_layer(path, rows, meta={**meta, "attributions": attributions})
    return path


def _build_outlines(source: Path, target: Path, *, force: bool) -> Path | None:
    areas, path = source / "world" / "outlines.jsonl.xz", target / OUTLINES
    if not areas.is_file():
        return None
    state = _state([areas], (outlines, layerfile))
    if not force and _is_fresh(path, state):
        return None
    with lzma.open(areas, "rt", encoding="utf-8") as handle:
        rows = [json.loads(line) for line in handle]
    outlines.compile_outlines(path, [(row, row["geometry"]) for row in rows], meta={"name": "outlines", "state": state})
    return path


def _attributions(folder: Path) -> list[str]:
    path = folder / "attribution.json"
    if not path.is_file():
        return []
    texts: list[str] = json.loads(path.read_text(encoding="utf-8"))["attributions"]
    return texts


def _state(files: Sequence[Path], code: Sequence[Any]) -> str:
    """Hash of the sources and of the code that compiles them."""
    digest = hashlib.sha256()
    for path in (*files, *(Path(module.__file__) for module in code)):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_fresh(path: Path, state: str) -> bool:
    if not path.is_file():
        return False
    with contextlib.suppress(Exception):
        return bool(layerfile.LayerFile(path).meta.get("state") == state)
    return False


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One build at a time in a folder, where the system has file locks."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(arguments: Sequence[str]) -> int:
    """Entry point of the module."""
    for path in build(Path(arguments[0]) if arguments else SOURCE_FOLDER):
        sys.stdout.write(f"{path} {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
