"""After the last document: reports of one event are brought together, and the outputs written if anything changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import chain
from typing import Any, Protocol

import numpy as np

from geomap.batch.fingerprint import PACKAGE, hash_files
from geomap.batch.keys import UNDATED
from geomap.batch.merging import merge, merge_tasks
from geomap.batch.outputs import OutputSet, remove, writing
from geomap.batch.result import PROBLEMS_KEPT, RunResult
from geomap.batch.results import Index, Slots, read_index
from geomap.batch.state import State
from geomap.batch.writing import (
    MAP,
    TABLES,
    FormatTask,
    MapTask,
    TablesTask,
    write_further,
    write_map_page,
    write_tables,
)
from geomap.events.from_records import Mismatch
from geomap.settings import Settings
from geomap.store import dump_line, replacing
from geomap.store.formats import FORMATS, further_formats

DEFAULT_TITLE = "What happened where"
ERRORS = "errors.jsonl"
"""What could not be used and what was set aside, one line each."""
WRITTEN, SUMMARY = "written", "summary"

OUTPUT_CODE = ("rendering", "store", "batch", "events")
"""Folders of the package that the outputs of finished documents depend on."""

OUTPUT_SETTINGS = ("merge", "title", "tiles", "formats", "map_limit", "engine")


class Crew(Protocol):
    """Who does the work: processes, or this one."""

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """The function's answers to the tasks, in any order."""
        ...


def finish(
    state: State,
    result: RunResult,
    *,
    settings: Settings,
    attributions: Sequence[str],
    crew: Callable[[], Crew],
    begun: float,
) -> None:
    """Write what is to be written, and tell in `result` what there is; the run began at `begun` (monotonic seconds)."""
    formats = _formats(settings)
    result.outputs = (MAP, *TABLES, *(f"events.{name}" for name in formats))
    signature = _signature(state, settings, attributions)
    if state.get(WRITTEN) == _written(result, signature):
        result.is_unchanged = True
        _recall(state, result)
        return
    index = read_index(state, result.tally)
    state.execute("DELETE FROM merged")
    state.commit()
    if settings.merge:
        bring_together(state, index, crew())
    result.event_count, result.by_type = index.event_count, index.by_type()
    with writing(result.folder, state.folder) as outputs:
        for are_tables in crew().call(_apply, _writing(state, index, result, outputs, settings, attributions)):
            if are_tables:
                result.seconds_to_events = time.monotonic() - begun
    _remove_leftovers(result)
    state.set(SUMMARY, _summary(result))
    state.set(WRITTEN, _written(result, signature))
    state.commit()


def bring_together(state: State, index: Index, crew: Crew) -> None:
    """Merge the reports of one event; what becomes of them goes into the state, and `index` tells who still stands."""
    tasks = merge_tasks(index.keys, index.slots, state.path)
    for merged in crew.call(merge, tasks):
        state.executemany(
            "INSERT INTO merged VALUES (?, ?, ?)", ((item, n, data) for (item, n), data in merged.changes.items())
        )
    state.commit()
    gone = np.array(list(state.execute("SELECT item, number FROM merged WHERE data IS NULL")), dtype=np.int64)
    if len(gone):
        places = _find(index.slots, gone)
        index.alive[places] = False


def _find(slots: Slots, wanted: Slots) -> Slots:
    """Positions of slots in the index."""
    order = np.argsort(slots[:, 0], kind="stable")
    firsts = np.searchsorted(slots[order, 0], wanted[:, 0])
    found: Slots = order[firsts + wanted[:, 1]]
    return found


def _writing(
    state: State, index: Index, result: RunResult, outputs: OutputSet, settings: Settings, attributions: Sequence[str]
) -> list[tuple[Callable[[Any], None], Any]]:
    """What writes the outputs, the tables first: events count more than their map."""
    chosen, since = index.newest(settings.map_limit)
    result.mapped = len(chosen)
    title = settings.title or DEFAULT_TITLE
    if result.mapped < result.event_count:
        title += f" – the newest {result.mapped:,} of {result.event_count:,} events"
        result.mapped_since = None if since == UNDATED else date.fromordinal(since).isoformat()
    paths = {name: outputs.path(name) for name in result.outputs}
    page = MapTask(
        state=state.path,
        path=paths[MAP],
        chosen=chosen,
        title=title,
        tiles=settings.tiles,
        attributions=tuple(attributions),
    )
    in_parts = settings.engine == "dask"
    return [
        (write_tables, TablesTask(state=state.path, folder=paths[MAP].parent)),
        (write_map_page, page),
        *(
            (write_further, FormatTask(state=state.path, path=paths[f"events.{name}"], name=name, in_parts=in_parts))
            for name in _formats(settings)
        ),
    ]


def _formats(settings: Settings) -> tuple[str, ...]:
    """The further formats; what comes of a cluster is read by clusters, so that Parquet is always among it there."""
    return further_formats((*settings.formats, "parquet") if settings.engine == "dask" else settings.formats)


def _apply(task: tuple[Callable[[Any], None], Any]) -> bool:
    """Whether it was the tables."""
    function, details = task
    function(details)
    return function is write_tables


def _remove_leftovers(result: RunResult) -> None:
    """Formats that an earlier run wrote and this one did not would tell old news."""
    for name in FORMATS:
        path = result.folder / f"events.{name}"
        if path.name not in result.outputs:
            remove(path)


def _signature(state: State, settings: Settings, attributions: Sequence[str]) -> str:
    """Changes when the outputs would be others."""
    code = hash_files(path for name in OUTPUT_CODE for path in (PACKAGE / name).rglob("*") if path.suffix != ".pyc")
    chosen = {name: getattr(settings, name) for name in OUTPUT_SETTINGS}
    return json.dumps([state.get("content"), chosen, list(attributions), code])


def _written(result: RunResult, signature: str) -> str:
    """The signature with the state of each output: one that was deleted or edited is written anew."""
    states = []
    for name in result.outputs:
        try:
            state = (result.folder / name).stat()
        except OSError:
            return ""
        states.append([name, state.st_size, state.st_mtime_ns])
    return hashlib.blake2b(f"{signature}{states}".encode(), digest_size=16).hexdigest()


def _summary(result: RunResult) -> str:
    tally = result.tally
    return json.dumps(
        {
            "documents": tally.documents,
            "records": tally.records,
            "statuses": tally.statuses,
            "unasked": tally.unasked,
            "geocoded": tally.geocoded,
            "event_types": tally.event_types,
            "mismatches": [asdict(mismatch) for mismatch in tally.mismatches],
            "event_count": result.event_count,
            "by_type": result.by_type,
            "mapped": result.mapped,
            "mapped_since": result.mapped_since,
        }
    )


def _recall(state: State, result: RunResult) -> None:
    """What the last run told of the same results."""
    known = json.loads(state.get(SUMMARY) or "{}")
    tally = result.tally
    tally.documents, tally.records = known["documents"], known["records"]
    tally.statuses.update(known["statuses"])
    tally.unasked.update(known["unasked"])
    tally.geocoded = known["geocoded"]
    tally.event_types.update(known["event_types"])
    tally.mismatches.extend(Mismatch(**mismatch) for mismatch in known["mismatches"])
    result.event_count, result.mapped, result.mapped_since = (
        known["event_count"],
        known["mapped"],
        known["mapped_since"],
    )
    result.by_type.update(known["by_type"])


def collect_problems(state: State, result: RunResult) -> None:
    """The first problems into the result, all of them into errors.jsonl, which is there only when there are some."""
    path = result.folder / ERRORS
    problems = state.problems()
    first = next(problems, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as handle:
        for problem in chain([first], problems):
            result.problem_count += 1
            if len(result.problems) < PROBLEMS_KEPT:
                result.problems.append(problem)
            handle.write(dump_line({key: value for key, value in asdict(problem).items() if value is not None}))
