"""`run.json`: what was read, with which settings, what came of it and what failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from geomap import __version__
from geomap.batch.result import RunResult
from geomap.pipeline import Tally
from geomap.protocols import Gazetteer, Geocoder
from geomap.settings import Settings
from geomap.store import replacing

NAME = "run.json"
HIDDEN = "not shown"
"""Stands for what may hold a key."""
UNASKED_SHOWN = 1_000
"""Names that could not be asked for which run.json lists; toponyms.jsonl has all of them."""


def network_report(geocoder: Geocoder, settings: Settings, tally: Tally) -> dict[str, Any]:
    """Who was asked, how often, what came of it, and what was left unasked."""
    names = sorted(tally.unasked, key=lambda name: (-tally.unasked[name], name))
    return {
        **geocoder.report(),
        "limit": settings.nominatim_limit,
        "documents_with_answers": tally.geocoded,
        "attributions": list(geocoder.attributions()) if tally.geocoded else [],
        "could_not_ask": {"names": len(names), "most_frequent": names[:UNASKED_SHOWN]},
    }


def write_manifest(
    result: RunResult, *, settings: Settings, inputs: Sequence[str], started: datetime, gazetteer: Gazetteer
) -> None:
    """Write it. Raises StoreError."""
    with replacing(result.folder / NAME) as handle:
        json.dump(
            _manifest(result, settings, inputs, started, gazetteer), handle, indent=1, ensure_ascii=False, default=str
        )


def _manifest(
    result: RunResult, settings: Settings, inputs: Sequence[str], started: datetime, gazetteer: Gazetteer
) -> dict[str, Any]:
    tally = result.tally
    return {
        "geomap_version": __version__,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "seconds_to_events": round(result.seconds_to_events, 3),
        "inputs": list(inputs),
        "settings": {**asdict(settings), **({"geocoder_options": HIDDEN} if settings.geocoder_options else {})},
        "documents": {
            "read": tally.documents,
            "records": tally.records,
            "failed": result.problem_count,
            **asdict(result.counts),
        },
        "done_anew_because_of": list(result.because),
        "errors": [asdict(problem) for problem in result.problems],
        "mentions": dict(sorted(tally.statuses.items())),
        "events": {
            "found": sum(tally.event_types.values()),
            "after_merging": result.event_count,
            "by_type": dict(sorted(result.by_type.items())),
            "on_map": result.mapped,
            "on_map_since": result.mapped_since,
        },
        "mismatches": [asdict(mismatch) for mismatch in tally.mismatches],
        "gazetteer": {"fingerprint": gazetteer.fingerprint(), "attributions": list(gazetteer.attributions())},
        "network": dict(result.network),
        "recognizer": settings.recognizer,
        "outputs": [*result.outputs, NAME],
    }
