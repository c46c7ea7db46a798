"""A document that crashes, hangs or kills its worker is set aside; all others are done."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from geomap.batch import pool, run
from geomap.settings import Settings

from .conftest import FakeEngine, document, output_bytes, problems, write_jsonl

GOOD = 40


def corpus(tmp_path: Path, *bad: str) -> Path:
    rows = [document(f"good{number:02d}", f"report {number}") for number in range(GOOD)]
    for number, text in enumerate(bad):
        rows.insert(7 * (number + 1), document(f"bad{number}", text))
    return write_jsonl(tmp_path / "in.jsonl", rows)


def found_ids(folder: Path) -> list[str]:
    lines = (folder / "toponyms.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["doc_id"] for line in lines]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("CRASH", "crash", "ZeroDivisionError: a bug in a stage"),
        ("HANG", "timeout", "took longer than 0.3 s"),
        ("DIE", "crash", "SIGKILL"),
        ("DEAF", "timeout", "took longer than 0.3 s"),
    ],
)
def test_one_bad_document_costs_only_itself(
    tmp_path: Path,
    fake_engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    *,
    workers: int,
    text: str,
    kind: str,
    told: str,
) -> None:
    monkeypatch.setattr(pool, "GRACE_S", 0.3)
    settings = Settings(workers=workers, timeout_per_document_s=0.3)
    result = run(corpus(tmp_path, text), tmp_path / "out", settings=settings)
    assert found_ids(tmp_path / "out") == [f"good{number:02d}" for number in range(GOOD)]
    [problem] = problems(tmp_path / "out")
    assert (problem["kind"], problem["doc_id"]) == (kind, "bad0")
    assert told in problem["reason"]
    assert result.problem_count == 1
    if text == "CRASH":
        assert "_suffer" in problem["traceback"]


def test_a_handful_is_done_in_this_process_with_the_same_care(tmp_path: Path, fake_engine: FakeEngine) -> None:
    rows = [document("a", "one"), document("b", "CRASH"), document("c", "HANG"), document("d", "two")]
    begun = time.monotonic()
    run(write_jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out", settings=Settings(timeout_per_document_s=0.3))
    assert found_ids(tmp_path / "out") == ["a", "d"]
    assert [problem["doc_id"] for problem in problems(tmp_path / "out")] == ["b", "c"]
    assert time.monotonic() - begun < 10


def test_what_was_set_aside_is_told_again_but_not_tried_again(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path, settings = corpus(tmp_path, "CRASH"), Settings(workers=2)
    run(path, tmp_path / "out", settings=settings)
    again = run(path, tmp_path / "out", settings=settings)
    assert (again.counts.known, again.counts.new, again.problem_count) == (GOOD + 1, 0, 1)
    tried = run(path, tmp_path / "out", settings=settings, retry_failed=True)
    assert (tried.counts.known, tried.problem_count) == (GOOD, 1)


def test_several_bad_ones_at_once(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = corpus(tmp_path, "DIE", "CRASH", "DIE", "CRASH", "DIE")
    one = run(path, tmp_path / "one", settings=Settings(workers=1))
    three = run(path, tmp_path / "three", settings=Settings(workers=3))
    assert one.problem_count == three.problem_count == 5
    assert output_bytes(tmp_path / "one") == output_bytes(tmp_path / "three")
    assert problems(tmp_path / "one") == problems(tmp_path / "three")
