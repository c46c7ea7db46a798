"""A run: documents in, the folder with map and tables out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from geomap.batch.crew import Alone, can_have_processes, open_pool
from geomap.batch.failing import FailureWatch, SystematicFailureError
from geomap.batch.fingerprint import changed_parts, fingerprint
from geomap.batch.finishing import collect_problems, finish
from geomap.batch.intake import Inputs, Intake
from geomap.batch.limits import waiting
from geomap.batch.lock import locked
from geomap.batch.manifest import network_report, write_manifest
from geomap.batch.remote import publish, work_folder
from geomap.batch.result import RunResult
from geomap.batch.state import State, forget_state
from geomap.batch.survey import first_tasks, homes_of, load_homes, store_homes
from geomap.batch.tasks import A_HANDFUL, Fate, Outcome, Task, chunks
from geomap.batch.worker import Job, Sighting
from geomap.errors import UsageError
from geomap.gazetteer import open_gazetteer
from geomap.pipeline import Asking, open_geocoder
from geomap.reading import STANDARD_INPUT, ReadOptions, is_remote, read_stdin
from geomap.resolution.context import Home
from geomap.settings import Settings
from geomap.store.formats import further_formats

FINGERPRINT, RUN, FINISHED = "fingerprint", "run", "finished"

Progress = Callable[[int], None]


class Crew(Protocol):
    """Who does the work: Pool, Alone, or a Dask cluster."""

    def set_homes(self, homes: Mapping[str, Home]) -> None: ...

    def sight(self, chunks: Iterable[Sequence[Task]]) -> list[Sighting]: ...

    def work(self, chunks: Iterable[Sequence[Task]]) -> Iterator[Outcome]: ...

    def call(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]: ...

    def close(self) -> None: ...


def run(
    inputs: str | Path | Iterable[str | Path],
    folder: str | Path = "output",
    *,
    settings: Settings | None = None,
    options: ReadOptions | None = None,
    fresh: bool = False,
    retry_failed: bool = False,
    retry_unresolved: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """Read the inputs, find the events and write all outputs into `folder`.

    Parameters
    ----------
    inputs
        Files, folders, patterns, addresses (s3://, https://), "-" for standard input.
    folder
        Where the outputs go. Its `.geomap` remembers every document, so that the next run into the same folder does
        only what is new or changed, and a run that was killed goes on where it was.
    settings, options
        How the run works, and how inputs are read.
    fresh
        Forget what is remembered and do everything.
    retry_failed
        Try documents again that crashed or took too long in earlier runs; the run goes on however many fail.
    retry_unresolved
        Do those documents again whose names Nominatim (or another geocoder) could not be asked for; answers that are
        kept count whatever their age.
    progress
        Called with the number of documents done.

    Returns
    -------
    RunResult
        What there is now; `events` gives a data frame. Problems with single documents are collected there.

    Raises
    ------
    UsageError
        For settings that cannot be used.
    StoreError
        When the folder cannot be written, or another run is at work in it.
    SystematicFailureError
        When nearly every document fails, so that the cause lies elsewhere.
    """
    settings = settings or Settings()
    if retry_unresolved and not settings.nominatim:
        raise UsageError("nobody is there to ask again: say whom with --nominatim, or in the settings")
    given = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    address = str(folder) if is_remote(str(folder)) else ""
    folder = work_folder(address) if address else Path(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; a folder is needed for the outputs")
    further_formats(settings.formats)
    names = tuple(map(str, given))
    stdin = read_stdin() if STANDARD_INPUT in names else None
    found = Inputs(names=names, options=options or ReadOptions(), stdin=stdin)
    with locked(folder):
        if fresh:
            forget_state(folder)
        state = State(folder)
        try:
            if retry_failed:
                state.forget_failed()
            is_spread = settings.engine == "dask" and bool(settings.scheduler)
            asking = Asking(run=uuid4().hex, any_age=retry_unresolved, kept_only=is_spread, idle=waiting)
            running = _Run(
                state, found, folder, settings=settings, asking=asking, progress=progress, goes_on=retry_failed
            )
            result = running.run()
        finally:
            state.close()
        if address:
            publish(result, address)
            result.address = address
    return result


class _Run:
    """One run, from the inputs to the outputs."""

    def __init__(
        self,
        state: State,
        inputs: Inputs,
        folder: Path,
        *,
        settings: Settings,
        asking: Asking,
        progress: Progress | None,
        goes_on: bool,
    ) -> None:
        """`goes_on`: however many documents fail."""
        self._state = state
        self._inputs = inputs
        self._settings = settings
        self._progress = progress
        self._asking = asking
        self._job = Job(settings=settings, options=inputs.options, options_digest=inputs.options_digest, asking=asking)
        self._crew: Crew | None = None
        self._was_cut_off = state.get(RUN) != state.get(FINISHED)
        self.result = RunResult(folder=folder)
        self._goes_on = goes_on

    def run(self) -> RunResult:
        """Everything, in its order."""
        begun, started = time.monotonic(), datetime.now(tz=UTC)
        gazetteer = open_gazetteer()
        self._parts = fingerprint(self._settings, gazetteer)
        self._compare(self._parts)
        geocoder = open_geocoder(self._settings, gazetteer, self._asking)
        if self._asking.any_age:
            self._state.forget_unasked()
        with self._closing_crew():
            while not self._take_in():
                pass
            attributions = gazetteer.attributions()
            if geocoder and self._state.has_geocoded():
                attributions += geocoder.attributions()
            finish(
                self._state,
                self.result,
                settings=self._settings,
                attributions=attributions,
                crew=self._ready_crew,
                begun=begun,
            )
        collect_problems(self._state, self.result)
        self._state.set(FINISHED, self._state.get(RUN) or "")
        self._state.commit()
        if geocoder:
            self.result.network = network_report(geocoder, self._settings, self.result.tally)
        self.result.seconds = time.monotonic() - begun
        write_manifest(
            self.result, settings=self._settings, inputs=self._inputs.names, started=started, gazetteer=gazetteer
        )
        return self.result

    def _compare(self, now: dict[str, str]) -> None:
        """Forget all results when what they depend on is no longer the same."""
        changed = changed_parts(self._state.get(FINGERPRINT), now)
        if changed:
            self._state.clear()
            self.result.because = tuple(changed)
        self._state.set(FINGERPRINT, json.dumps(now))

    def _take_in(self) -> bool:
        """Work on all that is new or changed; False when it has to begin again, because the homes are others."""
        self._state.begin()
        intake = Intake(self._state, self._inputs)
        intake.on_known = lambda _: self._tell(intake)
        tasks = intake.tasks()
        first = list(islice(tasks, A_HANDFUL + 1))
        if first:
            crew = self._crew = self._crew or self._choose(first)
            if self._learn_homes(crew):
                return False
            watch = FailureWatch(has_results=self._state.count(Fate.DONE) > 0)
            for outcome in crew.work(chunks(chain(first, tasks))):
                intake.take(outcome)
                self._tell(intake)
                self._state.commit_now_and_then()
                if not self._goes_on:
                    self._watch(watch, outcome)
        intake.finish()
        self._state.commit()
        self.result.counts = intake.counts
        return True

    def _watch(self, watch: FailureWatch, outcome: Outcome) -> None:
        """When nearly all fail, nothing is set aside: the next run tries them again."""
        try:
            watch.add(outcome)
        except SystematicFailureError:
            collect_problems(self._state, self.result)
            self._state.forget_failed()
            raise

    def _tell(self, intake: Intake) -> None:
        if self._progress:
            self._progress(intake.counts.seen)

    def _learn_homes(self, crew: Crew) -> bool:
        """Give the crew the homes of the sources; whether they are others than those of results that there are."""
        homes = load_homes(self._state)
        if homes is not None:
            crew.set_homes(homes)
            return False
        tasks = first_tasks(self._inputs)
        homes = homes_of(crew.sight(chunks(tasks)))
        has_results = self._state.has_results()
        differ = store_homes(self._state, homes, surveyed=len(tasks))
        crew.set_homes(homes)
        if differ and has_results:
            self._state.forget("1")
        self._state.commit()
        return differ and has_results

    def _choose(self, first: list[Task]) -> Crew:
        """A handful is done here; after a run that was cut off by what may have been a crash it is not."""
        if self._settings.engine == "dask":
            from geomap.batch.cluster import Cluster

            return Cluster(self._job, parts=self._parts)
        is_little = len(first) <= A_HANDFUL and not self._was_cut_off
        return Alone(self._job) if is_little or not can_have_processes() else open_pool(self._job, with_engine=True)

    def _ready_crew(self) -> Crew:
        """The crew for merging and writing; one of processes is worth its start only for many documents."""
        if self._crew is None:
            is_little = self._state.count_items() <= A_HANDFUL or not can_have_processes()
            self._crew = Alone(self._job) if is_little else open_pool(self._job, with_engine=False)
        return self._crew

    @contextmanager
    def _closing_crew(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._crew:
                self._crew.close()
