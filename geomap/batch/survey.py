"""The homes of sources, learned once from the first documents of a run and kept in its state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice

from geomap.batch.intake import Inputs
from geomap.batch.state import State
from geomap.batch.tasks import Page, Task
from geomap.batch.worker import Sighting
from geomap.errors import InputError
from geomap.reading import holds_one_document, read_file
from geomap.records import Place, Point
from geomap.resolution.context import Home
from geomap.resolution.homes import MAX_DOCUMENTS, learn_home

SURVEY_ITEMS = 300
"""The first documents of a run, from which the homes of their sources are learned: always the same ones, whatever the
number of workers, and a second or two of work at most."""

HOMES, SURVEYED = "homes", "surveyed"


def first_tasks(inputs: Inputs) -> list[Task]:
    """The documents and records to survey, in the inputs' order."""
    return list(islice(_tasks(inputs), SURVEY_ITEMS))


def _tasks(inputs: Inputs) -> Iterator[Task]:
    for file in inputs.files():
        if isinstance(file, InputError):
            continue
        if holds_one_document(file, inputs.options):
            yield Task(number=0, source=Page(file=file))
            continue
        for found in read_file(file, inputs.options):
            if not isinstance(found, InputError):
                yield Task(number=0, source=found)


def homes_of(sightings: Iterable[Sighting]) -> dict[str, Home]:
    """Source → home, for the sources that have one."""
    by_source: dict[str, list[list[Place]]] = {}
    for source, places in sightings:
        known = by_source.setdefault(source, [])
        if len(known) < MAX_DOCUMENTS:
            known.append(places)
    homes = {source: learn_home(places) for source, places in by_source.items()}
    return {source: home for source, home in homes.items() if home is not None}


def load_homes(state: State) -> dict[str, Home] | None:
    """The homes of the run's state; None when there are none yet, or so few documents were surveyed that more would
    tell more."""
    if int(state.get(SURVEYED) or 0) < SURVEY_ITEMS:
        return None
    return _homes(json.loads(state.get(HOMES) or "{}"))


def store_homes(state: State, homes: Mapping[str, Home], *, surveyed: int) -> bool:
    """Remember the homes; whether they are others than before, so that what was done with those does not hold."""
    text = json.dumps({source: asdict(home) for source, home in sorted(homes.items())}, ensure_ascii=False)
    differ = (state.get(HOMES) or "{}") != text
    state.set(HOMES, text)
    state.set(SURVEYED, str(surveyed))
    return differ


def _homes(values: Mapping[str, Mapping[str, object]]) -> dict[str, Home]:
    return {source: Home(**{**value, "point": Point(**value["point"])}) for source, value in values.items()}  # type: ignore[arg-type]
