"""What the results of a document depend on beside the document: program, models, gazetteer, settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import geomap
from geomap.protocols import Gazetteer
from geomap.settings import Settings

PACKAGE = Path(geomap.__file__).parent

ELSEWHERE = frozenset({"batch", "cli", "evaluation", "examples", "rendering", "__pycache__"})
"""Folders of the package that no document's results depend on."""

WORKERS_PART = ("batch/worker.py", "batch/keys.py", "batch/tasks.py", "rendering/days.py")
"""Modules that decide what is stored of a document."""

DATA_FOLDERS = frozenset({"compiled", "training"})
"""Data that the gazetteer's own fingerprint covers, or that only training reads."""

NO_MATTER = frozenset(
    {
        "workers", "timeout_per_document_s", "merge", "title", "tiles", "formats", "map_limit", "engine", "scheduler",
        "nominatim_limit", "nominatim_email", "nominatim_timeout_s", "nominatim_interval_s", "nominatim_cache_days",
        "geocoder_options",
    }
)  # fmt: skip
"""Settings that change no document's results."""


def fingerprint(settings: Settings, gazetteer: Gazetteer) -> dict[str, str]:
    """What results depend on, by part, so that a run can say what is no longer the same."""
    kept = {name: value for name, value in asdict(settings).items() if name not in NO_MATTER}
    return {
        "program": f"{geomap.__version__} {_program()}",
        "gazetteer": gazetteer.fingerprint(),
        "settings": json.dumps(kept, sort_keys=True, ensure_ascii=False),
    }


def _program() -> str:
    """Hash of the code and models that results come from: 2 MB, a few milliseconds."""
    return hash_files([*_files(PACKAGE), *(PACKAGE / name for name in WORKERS_PART)])


def hash_files(paths: Iterable[Path]) -> str:
    """Hash of the names and contents of the package's files."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(path for path in set(paths) if path.is_file()):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in ELSEWHERE | DATA_FOLDERS:
                yield from _files(path)
        elif path.suffix != ".pyc":
            yield path


def changed_parts(before: str | None, now: dict[str, str]) -> list[str]:
    """The parts that are no longer as in `before`, the JSON of an earlier fingerprint; empty when there was none."""
    if before is None:
        return []
    known = json.loads(before)
    return [name for name, value in now.items() if known.get(name) != value]
