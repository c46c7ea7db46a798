"""A run: documents in, the folder with map and tables out."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from geomap import __version__
from geomap.errors import InputError
from geomap.events import merge_events
from geomap.pipeline import Engine, Item, Processed, Tally, open_engine
from geomap.reading import ReadOptions, read_inputs
from geomap.records import Document, Event
from geomap.rendering import write_map
from geomap.settings import Settings
from geomap.store import dump_line, replacing, write_csv, write_geojson, write_jsonl

BATCH_ITEMS = 16
"""Documents handed to the stages at once; the recognizer works faster on several."""

SURVEY_ITEMS = 300
"""The first documents of a run, from which the homes of their sources are learned: always the same ones, whatever the
number of workers, and a second or two of work at most."""

OUTPUTS = ("map.html", "events.jsonl", "events.csv", "events.geojson", "toponyms.jsonl", "run.json")

Progress = Callable[[int], None]


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run made."""

    folder: Path
    events: list[Event]
    tally: Tally
    errors: list[InputError] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def map_path(self) -> Path:
        """The map to open."""
        return self.folder / "map.html"


def run(
    inputs: Iterable[str],
    folder: Path,
    *,
    settings: Settings | None = None,
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Read the inputs, find the events and write all outputs into `folder`.

    `progress` is called with the number of documents done. Problems with single inputs are collected in the result;
    StoreError is raised when the folder cannot be written.
    """
    settings = settings or Settings()
    begun = time.monotonic()
    started = datetime.now(tz=UTC)
    engine = open_engine(settings)
    result = RunResult(folder=folder, events=[], tally=Tally())
    with replacing(folder / "toponyms.jsonl") as toponyms:
        for done in _process(engine, _usable(read_inputs(inputs, options), result.errors)):
            if done.toponyms is not None:
                toponyms.write(dump_line(done.toponyms))
            result.tally.add(done)
            result.events.extend(done.events)
            if progress:
                progress(result.tally.documents + result.tally.records)
    if settings.merge:
        result.events = merge_events(result.events)
    _write(result, engine, settings)
    result.seconds = time.monotonic() - begun
    with replacing(folder / "run.json") as handle:
        json.dump(_manifest(result, engine, settings, list(inputs), started), handle, indent=1, ensure_ascii=False)
    return result


def _usable(found: Iterable[Item | InputError], errors: list[InputError]) -> Iterator[Item]:
    for item in found:
        if isinstance(item, InputError):
            errors.append(item)
        else:
            yield item


def _process(engine: Engine, items: Iterator[Item]) -> Iterator[Processed]:
    """Everything through the stages; the first documents are surveyed for the homes of their sources."""
    surveyed = list(islice(items, SURVEY_ITEMS))
    engine.learn_homes([item for item in surveyed if isinstance(item, Document)])
    every = chain(surveyed, items)
    while batch := list(islice(every, BATCH_ITEMS)):
        yield from engine.process(batch)


def _write(result: RunResult, engine: Engine, settings: Settings) -> None:
    with replacing(result.folder / "events.jsonl") as handle:
        write_jsonl(result.events, handle)
    with replacing(result.folder / "events.csv") as handle:
        write_csv(result.events, handle)
    with replacing(result.folder / "events.geojson") as handle:
        write_geojson(result.events, handle)
    write_map(
        result.events,
        result.map_path,
        title=settings.title or "What happened where",
        attributions=engine.gazetteer.attributions(),
    )


def _manifest(
    result: RunResult, engine: Engine, settings: Settings, inputs: list[str], started: datetime
) -> dict[str, Any]:
    return {
        "geomap_version": __version__,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "inputs": inputs,
        "settings": asdict(settings),
        "documents": {"read": result.tally.documents, "records": result.tally.records, "failed": len(result.errors)},
        "errors": [
            {"path": e.path, "line": e.line, "field": e.field, "value": e.value, "reason": str(e.args[0])}
            for e in result.errors
        ],
        "mentions": dict(sorted(result.tally.statuses.items())),
        "events": {
            "found": sum(result.tally.event_types.values()),
            "after_merging": len(result.events),
            "by_type": dict(sorted(Counter(e.event_type.value for e in result.events).items())),
        },
        "mismatches": [asdict(mismatch) for mismatch in result.tally.mismatches],
        "gazetteer": {
            "fingerprint": engine.gazetteer.fingerprint(),
            "attributions": list(engine.gazetteer.attributions()),
        },
        "recognizer": engine.recognizer.recognizer_id,
        "outputs": list(OUTPUTS),
    }
