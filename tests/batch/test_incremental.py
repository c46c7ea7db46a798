"""A second run does only what is new or changed; the outputs are those of a run that does everything."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from geomap.batch import driver, run
from geomap.batch.intake import Counts
from geomap.errors import StoreError
from geomap.settings import Settings

from .conftest import FakeEngine, document, output_bytes, problems, write_jsonl

TWO = Settings(workers=2)


def rows(count: int) -> list[dict[str, object]]:
    return [document(f"d{number:03d}", f"report {number}") for number in range(count)]


def fresh_bytes(source: Path, folder: Path) -> dict[str, bytes]:
    run(source, folder, settings=TWO)
    return output_bytes(folder)


def test_nothing_new_writes_nothing(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", rows(50))
    first = run(path, tmp_path / "out", settings=TWO)
    before = {
        name: (tmp_path / "out" / name).stat().st_mtime_ns for name in (*output_bytes(tmp_path / "out"), "map.html")
    }
    again = run(path, tmp_path / "out", settings=TWO)
    assert again.is_unchanged
    assert again.counts == Counts(known=50)
    assert (again.tally.documents, again.event_count) == (50, first.event_count)
    assert before == {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in before}


@pytest.mark.parametrize("workers", [1, 2])
def test_new_changed_and_removed_rows(tmp_path: Path, fake_engine: FakeEngine, workers: int) -> None:
    first = rows(60)
    path = write_jsonl(tmp_path / "in.jsonl", first)
    settings = Settings(workers=workers)
    run(path, tmp_path / "out", settings=settings)
    second = [document("first", "put before all"), *first[:20], *first[25:]]
    second[10] = document("d009", "another text")
    write_jsonl(path, second)
    result = run(path, tmp_path / "out", settings=settings)
    assert result.counts == Counts(new=1, changed=1, known=54, removed=5)
    assert output_bytes(tmp_path / "out") == fresh_bytes(path, tmp_path / "fresh")


def test_files_come_change_and_go(tmp_path: Path, fake_engine: FakeEngine) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(30):
        _text(folder / f"{number:02d}.txt", f"report {number}")
    run(folder, tmp_path / "out", settings=TWO)
    _text(folder / "05.txt", "another text")
    (folder / "06.txt").unlink()
    _text(folder / "00a.txt", "in between")
    result = run(folder, tmp_path / "out", settings=TWO)
    assert result.counts == Counts(new=1, changed=1, known=28, removed=1)
    assert output_bytes(tmp_path / "out") == fresh_bytes(folder, tmp_path / "fresh")


def test_a_touched_file_with_the_same_content_is_known(tmp_path: Path, fake_engine: FakeEngine) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        _text(folder / f"{number:02d}.txt", f"report {number}")
    run(folder, tmp_path / "out", settings=TWO)
    os.utime(folder / "03.txt", (1_500_000_000, 1_500_000_000))
    result = run(folder, tmp_path / "out", settings=TWO)
    assert result.counts == Counts(known=20)
    assert result.is_unchanged


def test_an_id_that_moves_to_another_file_and_one_that_stands_twice(tmp_path: Path, fake_engine: FakeEngine) -> None:
    a, b = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write_jsonl(a, rows(20))
    write_jsonl(b, [document("d005", "from b"), document("other", "x")])
    inputs, out = [a, b], tmp_path / "out"
    first = run(inputs, out, settings=TWO)
    assert [(p["value"], p["path"]) for p in problems(out)] == [("d005", str(b))]
    assert first.tally.documents == 21
    write_jsonl(a, [row for row in rows(20) if row["doc_id"] != "d005"])
    second = run(inputs, out, settings=TWO)
    assert not problems(out)
    assert second.counts == Counts(changed=1, known=20)
    write_jsonl(tmp_path / "0.jsonl", [document("d007", "earlier than a")])
    third = run([tmp_path / "0.jsonl", *inputs], out, settings=TWO)
    assert [(p["value"], p["path"]) for p in problems(out)] == [("d007", str(a))]
    assert third.counts == Counts(changed=1, known=20)
    run([tmp_path / "0.jsonl", *inputs], tmp_path / "fresh", settings=TWO)
    assert output_bytes(out) == output_bytes(tmp_path / "fresh")


def test_row_errors_are_told_again(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join([*map(json.dumps, rows(30)), "{broken", '{"doc_id": "x"}']), encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    first = run(path, tmp_path / "out", settings=TWO)
    told = problems(tmp_path / "out")
    assert [problem["line"] for problem in told] == [31, 32]
    again = run(path, tmp_path / "out", settings=TWO)
    assert (first.problem_count, again.problem_count) == (2, 2)
    assert problems(tmp_path / "out") == told


def test_a_deleted_or_edited_output_is_written_anew(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", rows(20))
    run(path, tmp_path / "out", settings=TWO)
    before = output_bytes(tmp_path / "out")
    (tmp_path / "out" / "events.csv").write_text("spoiled", encoding="utf-8")
    (tmp_path / "out" / "map.html").unlink()
    result = run(path, tmp_path / "out", settings=TWO)
    assert not result.is_unchanged
    assert result.counts == Counts(known=20)
    assert output_bytes(tmp_path / "out") == before
    assert result.map_path.exists()


def test_other_settings_do_everything_anew_and_say_so(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", rows(20))
    run(path, tmp_path / "out", settings=TWO)
    titled = run(path, tmp_path / "out", settings=Settings(workers=1, title="New"))
    assert (titled.because, titled.counts, titled.is_unchanged) == ((), Counts(known=20), False)
    other = run(path, tmp_path / "out", settings=Settings(confidence_threshold=0.5))
    assert (other.because, other.counts) == (("settings",), Counts(new=20))
    anew = run(path, tmp_path / "out", settings=Settings(confidence_threshold=0.5), fresh=True)
    assert (anew.because, anew.counts) == ((), Counts(new=20))


def test_homes_are_kept_once_enough_was_surveyed(
    tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geomap.batch.survey.SURVEY_ITEMS", 20)
    few = [{**document(f"a{n}", "the same text"), "source": "Paper"} for n in range(10)]
    path = write_jsonl(tmp_path / "in.jsonl", few[:2])
    run(path, tmp_path / "out", settings=TWO)
    assert dict(fake_engine.homes) == {}
    write_jsonl(path, few)
    learned = run(path, tmp_path / "out", settings=Settings(workers=1))
    assert learned.counts == Counts(new=10), "two documents know nothing of a home; ten do, and all are done with it"
    write_jsonl(path, [{**document(f"b{n}", f"other text {n}"), "source": "Paper"} for n in range(30)])
    run(path, tmp_path / "out", settings=TWO)
    write_jsonl(path, [{**document("new", "x"), "source": "Paper"}])
    kept = run(path, tmp_path / "out", settings=TWO)
    assert (kept.counts.new, kept.counts.removed) == (1, 30)


def test_two_runs_in_one_folder_do_not_mix(tmp_path: Path, fake_engine: FakeEngine) -> None:
    import subprocess
    import sys

    path = write_jsonl(tmp_path / "in.jsonl", rows(3))
    code = (
        "import sys; from pathlib import Path; from geomap.batch.lock import locked\n"
        f"with locked(Path({str(tmp_path / 'out')!r})): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="another run"):
            run(path, tmp_path / "out", settings=TWO)
        holder.stdin.close()
    assert run(path, tmp_path / "out", settings=TWO).tally.documents == 3


def test_a_state_of_another_version_is_begun_anew(tmp_path: Path, fake_engine: FakeEngine) -> None:
    import sqlite3

    path = write_jsonl(tmp_path / "in.jsonl", rows(20))
    run(path, tmp_path / "out", settings=TWO)
    with sqlite3.connect(tmp_path / "out" / ".geomap" / "state.sqlite") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    assert run(path, tmp_path / "out", settings=TWO).counts == Counts(new=20)


def test_a_damaged_state_says_what_to_do(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", rows(3))
    run(path, tmp_path / "out", settings=TWO)
    state = tmp_path / "out" / ".geomap" / "state.sqlite"
    state.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreError, match="--fresh"):
        run(path, tmp_path / "out", settings=TWO)
    assert run(path, tmp_path / "out", settings=TWO, fresh=True).counts == Counts(new=3)


def test_progress_counts_every_document(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", rows(40))
    seen: list[int] = []
    driver.run(path, tmp_path / "out", settings=TWO, progress=seen.append)
    assert seen[-1] == 40
    assert seen == sorted(seen)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000 + len(text)))
