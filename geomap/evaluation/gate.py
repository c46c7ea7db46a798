"""The quality gate: gold corpora by their hash, and floors under the figures.

A floor is raised freely, and lowered only with a flag and a reason, which the file keeps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geomap.errors import UsageError
from geomap.evaluation.runner import Report

MARGIN = 0.005
"""A new floor stands this far below the measured figure: room for what a harmless change moves."""

FIGURES = ("recognition", "given", "end_to_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A figure below its floor, or a gold file that is not the pinned one."""

    corpus: str
    message: str


def file_hash(path: Path) -> str:
    """sha256 of a gold file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def figures_of(report: Report) -> dict[str, float]:
    """The figures that have floors."""
    return {
        "recognition": report.recognized["recognition"]["overlap"]["f1"],
        "given": report.given["within_161_km"],
        "end_to_end": report.recognized["end_to_end"]["f1"],
    }


def check(report: Report, path: Path, floors: Mapping[str, Any]) -> list[Failure]:
    """What is below the floors of a corpus."""
    pinned = floors.get(report.corpus)
    if pinned is None:
        return [Failure(corpus=report.corpus, message="has no floors; add them with --set-floors")]
    if pinned["sha256"] != file_hash(path):
        return [Failure(corpus=report.corpus, message="is not the gold file whose hash is pinned")]
    return [
        Failure(corpus=report.corpus, message=f"{name} {figure:.4f} is below its floor {pinned[name]:.4f}")
        for name, figure in figures_of(report).items()
        if not figure >= pinned[name]
    ]


def set_floors(path: Path, gold: Path, report: Report, *, lower: bool, reason: str) -> dict[str, Any]:
    """Write new floors for a corpus. Raises UsageError when one would sink without `lower` and a reason."""
    floors: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    old = floors.get(report.corpus, {})
    new = {name: round(figure - MARGIN, 4) for name, figure in figures_of(report).items()}
    sinking = [name for name in FIGURES if old and new[name] < old[name]]
    if sinking and not (lower and reason):
        raise UsageError(
            f"{report.corpus}: the floor of {', '.join(sinking)} would sink from "
            f"{', '.join(str(old[name]) for name in sinking)}; say --lower-floors and --reason"
        )
    history = old.get("lowered", [])
    if sinking:
        day = datetime.now(tz=UTC).date().isoformat()
        history = [*history, {"date": day, "figures": {name: old[name] for name in sinking}, "reason": reason}]
    floors[report.corpus] = {"sha256": file_hash(gold), **new, "lowered": history}
    path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return floors
