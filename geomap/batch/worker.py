"""One worker: tasks in, outcomes out. What goes wrong with a document stays with that document."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from geomap.batch.keys import pack_keys
from geomap.batch.limits import OvertimeError, time_limit
from geomap.batch.marks import mark_of
from geomap.batch.tasks import Fate, Outcome, Page, Problem, Task, digest_of
from geomap.errors import InputError
from geomap.pipeline import Asking, Engine, Item, Processed, open_engine
from geomap.reading import ReadOptions, read_one
from geomap.records import Document, Place
from geomap.resolution.context import Home
from geomap.settings import Settings
from geomap.store import Lines, dump_line, event_lines, pack_briefs, pack_lines

TRACEBACK_CHARS = 4_000
"""The end of a traceback tells most."""

UNASKED_KEPT = 100
"""Names of one document that the fallback could not be asked for, as far as the summary tells them."""

Beat = Callable[[], None]
"""Called when a piece of work with its own time limit begins, and around every wait in it."""

Sighting = tuple[str, list[Place]]
"""A source and the plain places of one of its documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker must know, small enough to send to another machine."""

    settings: Settings
    options: ReadOptions
    options_digest: str = ""
    asking: Asking = field(default_factory=Asking)
    """How the run asks the fallback."""


def _silent() -> None:
    return


class Worker:
    """The stages with everything around them that a run of many documents needs."""

    def __init__(self, engine: Engine, job: Job, *, beat: Beat = _silent) -> None:
        self._engine = engine
        self._job = job
        self._limit_s = job.settings.timeout_per_document_s
        self.beat = beat

    def set_homes(self, homes: Mapping[str, Home]) -> None:
        """Let the resolver know the homes that were learned."""
        self._engine.set_homes(homes)

    def work(self, tasks: Sequence[Task]) -> list[Outcome]:
        """What came of each task, in their order."""
        outcomes: dict[int, Outcome] = {}
        items: list[_Read] = []
        for task in tasks:
            found = self._read(task)
            if isinstance(found, Outcome):
                outcomes[task.number] = found
            else:
                items.append(found)
        for item, done in zip(items, self._process(items), strict=True):
            outcomes[item.task.number] = done
        return [outcomes[task.number] for task in tasks]

    def sight(self, tasks: Sequence[Task]) -> list[Sighting]:
        """The plain places of documents whose source is named: what the sources' homes are learned from."""
        found = [self._read(task) for task in tasks]
        documents = [item.item for item in found if isinstance(item, _Read) and isinstance(item.item, Document)]
        return self._sight([document for document in documents if document.source_name])

    def _sight(self, documents: Sequence[Document]) -> list[Sighting]:
        try:
            places = self._within(partial(self._engine.plain_places, documents)) if documents else []
            return [(document.source_name or "", own) for document, own in zip(documents, places, strict=True)]
        except (Exception, OvertimeError):
            # Which of them it was is told when their turn comes; here it teaches nothing.
            return [seen for one in documents for seen in self._sight([one])] if len(documents) > 1 else []

    def _within(self, work: Callable[[], Any]) -> Any:
        self.beat()
        with time_limit(self._limit_s, on_wait=self.beat):
            return work()

    def _read(self, task: Task) -> _Read | Outcome:
        source = task.source
        if not isinstance(source, Page):
            return _Read(task=task, item=source, digest=digest_of(source))
        try:
            found = self._within(partial(read_one, source.file, self._job.options))
        except (Exception, OvertimeError) as error:
            return _failed(task, error)
        if isinstance(found, InputError):
            return Outcome(number=task.number, fate=Fate.UNREADABLE, problem=input_problem(found, doc_id=task.name))
        digest, marker = digest_of(found), _marker(source, self._job)
        if digest == task.known:
            return Outcome(number=task.number, fate=Fate.UNCHANGED, digest=digest, marker=marker)
        return _Read(task=task, item=found, digest=digest, marker=marker)

    def _process(self, items: Sequence[_Read]) -> list[Outcome]:
        """All at once; when that fails or takes too long one by one, to find out whose fault it is."""
        if not items:
            return []
        try:
            done = self._within(partial(self._engine.process, [item.item for item in items]))
            return [_done(item, processed) for item, processed in zip(items, done, strict=True)]
        except (Exception, OvertimeError) as error:
            if len(items) == 1:
                return [_failed(items[0].task, error, items[0].digest)]
        return [self._process([item])[0] for item in items]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    task: Task
    item: Item
    digest: bytes
    marker: str = ""


def _marker(page: Page, job: Job) -> str:
    """The state of a page's file, if it is the one that it was found in."""
    if not page.marker:
        return ""
    return page.marker if mark_of(page.file, job.options_digest) == page.marker else ""


def _done(item: _Read, processed: Processed) -> Outcome:
    lines = Lines(
        toponyms=b"" if processed.toponyms is None else dump_line(processed.toponyms).encode(),
        events=tuple(map(event_lines, processed.events)),
    )
    return Outcome(
        number=item.task.number,
        fate=Fate.DONE,
        digest=item.digest,
        lines=pack_lines(lines),
        briefs=pack_briefs(processed.events),
        keys=pack_keys(processed.events),
        tally=_tally(processed),
        marker=item.marker,
    )


def _tally(processed: Processed) -> dict[str, Any]:
    tally: dict[str, Any] = {"records" if processed.toponyms is None else "documents": 1}
    if processed.toponyms is not None:
        tally["statuses"] = dict(Counter(name["status"] for name in processed.toponyms["toponyms"]))
    if processed.mismatch:
        tally["mismatch"] = asdict(processed.mismatch)
    if processed.unasked:
        tally["unasked"] = list(processed.unasked[:UNASKED_KEPT])
    if processed.is_geocoded:
        tally["geocoded"] = 1
    return tally


def _failed(task: Task, error: BaseException, digest: bytes = b"") -> Outcome:
    is_late = isinstance(error, OvertimeError)
    reason = str(error) or "took too long" if is_late else f"{type(error).__name__}: {error}"
    problem = Problem(
        kind="timeout" if is_late else "crash",
        path=task.path,
        doc_id=task.name,
        reason=f"was set aside: {reason}",
        traceback="".join(traceback.format_exception(error))[-TRACEBACK_CHARS:],
    )
    return Outcome(number=task.number, fate=Fate.FAILED, digest=digest, problem=problem, marker=_found_marker(task))


def _found_marker(task: Task) -> str:
    return task.source.marker if isinstance(task.source, Page) else ""


def lost(task: Task, reason: str) -> Outcome:
    """The outcome of a task whose worker died or had to be killed."""
    kind = "timeout" if "longer" in reason else "crash"
    problem = Problem(kind=kind, path=task.path, doc_id=task.name, reason=f"was set aside: {reason}")
    digest = b"" if isinstance(task.source, Page) else digest_of(task.source)
    return Outcome(number=task.number, fate=Fate.FAILED, digest=digest, problem=problem, marker=_found_marker(task))


def input_problem(error: InputError, *, doc_id: str | None = None) -> Problem:
    """An InputError as a line of `errors.jsonl`."""
    return Problem(
        kind="input",
        path=error.path,
        reason=str(error.args[0]),
        line=error.line,
        field=error.field,
        value=error.value,
        doc_id=doc_id,
    )


def open_worker(job: Job, *, beat: Beat = _silent) -> Worker:
    """A worker with an engine of its own."""
    return Worker(open_engine(job.settings, asking=job.asking), job, beat=beat)
