"""CPU time of each stage of a run, measured in one process on the same documents and on a run's results.

    python stage_times.py INPUT FOLDER DOCUMENTS RECOGNIZER

Prints one JSON object: stage → milliseconds of CPU a document. FOLDER is that of a run over INPUT; it is copied first.
"""

from __future__ import annotations

import gc
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from geomap.batch.finishing import bring_together
from geomap.batch.keys import pack_keys
from geomap.batch.results import read_index
from geomap.batch.state import FOLDER, State
from geomap.batch.tasks import CHUNK_TASKS, digest_of
from geomap.batch.writing import MapTask, TablesTask, write_map_page, write_tables
from geomap.pipeline import Engine, Tally, open_engine
from geomap.reading import ReadOptions, find_files, read_file
from geomap.records import Document
from geomap.settings import Settings
from geomap.store import Lines, dump_line, event_lines, pack_lines, toponyms_to_dict

READING, RECOGNITION, RESOLUTION, EVENTS = "reading", "recognition", "resolution", "events"
LINES = "lines of the outputs, packed"
MERGING, TABLES, MAP = "bringing reports together", "tables", "map"
WARMED_UP = 48
"""Documents before the clock starts: look-ups are kept, and a long run has them all."""


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time in here for the stage."""
        begun = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begun


def document_stages(engine: Engine, documents: Sequence[Document], clock: Clock) -> None:
    """What a worker does with its chunks."""
    for begin in range(0, len(documents), CHUNK_TASKS):
        chunk = documents[begin : begin + CHUNK_TASKS]
        with clock.stage(RECOGNITION):
            mentions = engine.mentions(chunk)
        with clock.stage(RESOLUTION):
            resolved = engine.resolver.resolve_all(chunk, mentions)
        with clock.stage(EVENTS):
            events = [tuple(engine.extractor.extract(one, own)) for one, own in zip(chunk, resolved, strict=True)]
        with clock.stage(LINES):
            for one, own, found in zip(chunk, resolved, events, strict=True):
                names = dump_line(toponyms_to_dict(one.doc_id, own)).encode()
                pack_lines(Lines(toponyms=names, events=tuple(map(event_lines, found))))
                pack_keys(found)
                digest_of(one)


class Here:
    """Does all work in this process."""

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
        """The function's answers to the tasks."""
        return map(function, tasks)


def final_stages(folder: Path, clock: Clock) -> tuple[int, int]:
    """What comes after the last document; how many events are on the map, and how many were found."""
    state = State(folder)
    index = read_index(state, Tally())
    state.execute("DELETE FROM merged")
    with clock.stage(MERGING):
        bring_together(state, index, Here())
    with clock.stage(TABLES):
        write_tables(TablesTask(state=state.path, folder=folder))
    chosen, _ = index.newest(Settings().map_limit)
    page = MapTask(state=state.path, path=folder / "map.html", chosen=chosen, title="stages", tiles="", attributions=())
    with clock.stage(MAP):
        write_map_page(page)
    state.close()
    return len(chosen), len(index.keys)


def main() -> None:
    """Measure and print."""
    source, run_folder, count, recognizer = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    clock = Clock()
    engine = open_engine(Settings(recognizer=recognizer))
    rows = (row for file in find_files([source], stdin=None) for row in read_file(file, ReadOptions()))
    warm = list(islice(rows, WARMED_UP))
    with clock.stage(READING):
        documents = list(islice(rows, count))
    gc.freeze()
    document_stages(engine, warm, Clock())
    document_stages(engine, documents, clock)
    figures = {name: seconds / len(documents) * 1000 for name, seconds in clock.seconds.items()}
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(run_folder / FOLDER, Path(name) / FOLDER)
        final = Clock()
        mapped, found = final_stages(Path(name), final)
    total = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))["documents"]["read"]
    figures |= {name: seconds / total * 1000 for name, seconds in final.seconds.items()}
    per_event = {
        "merging_us_per_event": final.seconds[MERGING] / max(1, found) * 1e6,
        "map_us_per_event": final.seconds[MAP] / max(1, mapped) * 1e6,
    }
    print(json.dumps({"stages": figures, **per_event}))


if __name__ == "__main__":
    main()
