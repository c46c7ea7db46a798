"""Compiles the embedded layers from the data folder of a checkout: `python -m geomap.gazetteer.build [FOLDER]`."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geomap.errors import GazetteerError, GazetteerMissingError
from geomap.gazetteer import paths
from geomap.gazetteer.compile import compile_layer
from geomap.gazetteer.focus import read_focus
from geomap.gazetteer.interchange import read_places
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.layerfile import LayerFile
from geomap.gazetteer.linking import link_rows
from geomap.gazetteer.outlines import Area, Outlines, compile_outlines
from geomap.gazetteer.stack import Stack

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


GEONET = "GEOnet names list, NGA (public domain)"


def build(
    source: Path = paths.SOURCE_FOLDER, target: Path = paths.COMPILED_FOLDER, *, force: bool = False
) -> list[Path]:
    """Compile what is missing or older than its sources; gives the files written."""
    if not source.is_dir():
        raise GazetteerMissingError(
            f"{source} is not there: the layers are built in a checkout of geomap, from its data"
        )
    with _locked(target):
        stamp = paths.stamp(source)
        made = [
            _build_outlines(source, target, force=force),
            _build_world(source, target, force=force),
            _build_focus(source, target, force=force),
        ]
        (target / paths.STAMP).write_text(stamp, encoding="ascii")
    return [path for path in made if path is not None]


def _build_outlines(source: Path, target: Path, *, force: bool) -> Path | None:
    files, path = paths.outline_sources(source), target / paths.OUTLINES
    state = _state(files, paths.OUTLINE_CODE)
    if not files or (not force and _is_fresh(path, state)):
        return None
    compile_outlines(path, _areas(files[0]), meta={"name": "outlines", "state": state})
    return path


def _areas(path: Path) -> Iterator[Area]:
    """Areas of the area file, on its own grid of coordinates."""
    import numpy as np
    from shapely import transform

    from geomap.gazetteer.sources.areafile import read_areas

    for area in read_areas(path):
        # The file's grid is a ten-thousandth of a degree; multiplied out it leaves noise in the last places.
        shape = cast("BaseGeometry", transform(area.geometry, lambda points: np.round(points, 4)))
        yield Area(
            place_id=area.place_id,
            country_code=area.country_code,
            admin1_code=area.admin1_code,
            level=area.level,
            name=area.name,
            geometry=shape,
        )


def _build_world(source: Path, target: Path, *, force: bool) -> Path | None:
    files, path = paths.world_sources(source), target / paths.WORLD
    state = _state(files, paths.WORLD_CODE)
    if not files or (not force and _is_fresh(path, state)):
        return None
    meta = {
        "name": "world",
        "kind": "world",
        "title": "Embedded world",
        "priority": paths.WORLD_PRIORITY,
        "attributions": _attributions(source / "world"),
        "state": state,
    }
    compile_layer(path, read_places(files[0]), meta=meta)
    return path


def _build_focus(source: Path, target: Path, *, force: bool) -> Path | None:
    files, path = paths.focus_sources(source), target / paths.FOCUS
    world, shapes = target / paths.WORLD, target / paths.OUTLINES
    below = [each for each in (world, shapes) if each.is_file()]
    state = _state([*files, *below], paths.FOCUS_CODE)
    if not files or world not in below or (not force and _is_fresh(path, state)):
        return None
    stack = Stack([Layer(world)], outlines=Outlines(shapes) if shapes in below else None)
    rows = link_rows((row for file in files for row in read_focus(file)), stack)
    meta = {
        "name": "focus",
        "kind": "focus",
        "title": "Focus regions",
        "priority": paths.FOCUS_PRIORITY,
        "attributions": ["geomap's own rows on Manchester, Afghanistan, Iraq and Syria (Apache-2.0)", GEONET],
        "state": state,
    }
    compile_layer(path, rows, meta=meta)
    return path


def _attributions(folder: Path) -> list[str]:
    path = folder / "attribution.json"
    if not path.is_file():
        return []
    texts: list[str] = json.loads(path.read_text(encoding="utf-8"))["attributions"]
    return texts


def _state(files: Sequence[Path], code: Sequence[str]) -> str:
    """Hash of the sources and of the code that compiles them."""
    digest = hashlib.sha256()
    for path in (*files, *paths.code_files(code)):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_fresh(path: Path, state: str) -> bool:
    if path.is_file():
        with contextlib.suppress(GazetteerError):
            return bool(LayerFile(path).meta.get("state") == state)
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
    for path in build(Path(arguments[0]) if arguments else paths.SOURCE_FOLDER):
        sys.stdout.write(f"{path} {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
