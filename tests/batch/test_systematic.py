"""A run in which all documents fail stops with one clear message; single bad documents are set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.batch import run
from geomap.batch.failing import FIRST, TRIED, FailureWatch, SystematicFailureError
from geomap.batch.tasks import Fate, Outcome, Problem
from geomap.settings import Settings

from .conftest import FakeEngine, document, output_bytes, problems, write_jsonl


def crash(name: str) -> Outcome:
    problem = Problem(kind="crash", path="in.jsonl", reason=f"was set aside: {name}: at 17")
    return Outcome(number=1, fate=Fate.FAILED, problem=problem)


GOOD = Outcome(number=1, fate=Fate.DONE)


def fed(watch: FailureWatch, outcomes: list[Outcome]) -> int:
    """How many outcomes the watch lets pass."""
    for number, outcome in enumerate(outcomes):
        try:
            watch.add(outcome)
        except SystematicFailureError:
            return number
    return len(outcomes)


def test_the_first_all_alike() -> None:
    assert fed(FailureWatch(has_results=False), [crash("ValueError")] * FIRST) == FIRST - 1
    assert fed(FailureWatch(has_results=False), [crash("ValueError")] * (FIRST - 1)) == FIRST - 1


def test_one_that_went_well_or_failed_otherwise_speaks_against_it() -> None:
    for other in (GOOD, crash("KeyError")):
        outcomes = [crash("ValueError"), other, *[crash("ValueError")] * FIRST]
        assert fed(FailureWatch(has_results=False), outcomes) == len(outcomes)
    assert fed(FailureWatch(has_results=True), [crash("ValueError")] * FIRST) == FIRST


def test_nearly_all_of_many() -> None:
    some, most = [GOOD] * (TRIED // 10), [crash("ValueError"), crash("KeyError")] * TRIED
    assert fed(FailureWatch(has_results=True), [*some, *most[: TRIED * 9 // 10]]) == TRIED
    assert fed(FailureWatch(has_results=True), most) == TRIED - 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_stops_and_goes_on_when_mended(
    tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    source = write_jsonl(
        tmp_path / "in.jsonl", [document(f"d{number:03d}", f"report {number}") for number in range(60)]
    )
    with monkeypatch.context() as patch:
        patch.setattr(FakeEngine, "_processed", lambda *_: 1 / 0)
        with pytest.raises(SystematicFailureError, match=r"the first 25 .* ZeroDivisionError: .*errors\.jsonl"):
            run(source, tmp_path / "out", settings=Settings(workers=workers))
    assert not (tmp_path / "out" / "events.jsonl").exists()
    assert all("ZeroDivisionError" in problem["traceback"] for problem in problems(tmp_path / "out"))
    assert len(problems(tmp_path / "out")) == FIRST
    result = run(source, tmp_path / "out", settings=Settings(workers=workers))
    assert (result.problem_count, result.tally.documents) == (0, 60)
    run(source, tmp_path / "undisturbed", settings=Settings(workers=1))
    assert output_bytes(tmp_path / "out") == output_bytes(tmp_path / "undisturbed")


def test_retry_failed_goes_on_whatever_fails(tmp_path: Path, fake_engine: FakeEngine) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [document(f"d{number:03d}", "CRASH") for number in range(40)])
    result = run(source, tmp_path / "out", settings=Settings(workers=2), retry_failed=True)
    assert result.problem_count == 40
