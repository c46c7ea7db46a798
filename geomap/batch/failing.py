"""A run in which nearly every document fails has something wrong with itself: it stops instead of setting all aside."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.batch.tasks import Fate, Outcome, Problem
from geomap.errors import GeomapError

FIRST = 25
"""When so many documents fail alike before any goes well, the next would too: that is two chunks of sixteen."""
TRIED = 200
"""From so many documents on the share of those that failed tells something."""
FAILED_SHARE = 0.95

ADVICE = (
    "the cause is not in single documents, so none was set aside and no output was written; errors.jsonl has the "
    "tracebacks. Once it is mended the same command goes on; with --retry-failed it goes on whatever fails"
)


class SystematicFailureError(GeomapError):
    """Nearly all documents fail."""


class FailureWatch:
    """Sees all outcomes of a run, and says when it is of no use to go on."""

    def __init__(self, *, has_results: bool) -> None:
        """`has_results`: documents have gone well before, with the same program and settings."""
        self._done = 0
        self._failed = 0
        self._is_proven = has_results
        self._causes: dict[str, Problem] = {}

    def add(self, outcome: Outcome) -> None:
        """Take an outcome into account. Raises SystematicFailureError."""
        if outcome.fate is Fate.DONE:
            self._done += 1
            self._is_proven = True
        elif outcome.fate is Fate.FAILED and outcome.problem is not None:
            self._failed += 1
            self._causes.setdefault(_cause(outcome.problem), outcome.problem)
            self._judge(outcome.problem)

    def _judge(self, last: Problem) -> None:
        tried = self._done + self._failed
        if not self._is_proven and self._failed >= FIRST and len(self._causes) == 1:
            raise SystematicFailureError(
                f"the first {self._failed} documents all failed alike, {_told(last)}: {ADVICE}"
            )
        if tried >= TRIED and self._failed > FAILED_SHARE * tried:
            causes = _listed(self._causes)
            raise SystematicFailureError(f"{self._failed} of {tried} documents failed, {causes}: {ADVICE}")


def _cause(problem: Problem) -> str:
    """The kind of error: its type where it has one."""
    return f"{problem.kind} {_told(problem).partition(':')[0]}" if problem.kind == "crash" else problem.kind


def _told(problem: Problem) -> str:
    return problem.reason.removeprefix("was set aside: ")


def _listed(causes: Mapping[str, Problem]) -> str:
    first, *others = (_told(problem) for problem in causes.values())
    return f"{first} (and {len(others)} other kinds of errors)" if others else first
