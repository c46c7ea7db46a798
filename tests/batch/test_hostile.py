"""Inputs and disks that misbehave: a clear line each, nothing lost, no hang."""

from __future__ import annotations

import gzip
import io
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geomap.batch import run
from geomap.errors import StoreError, UsageError
from geomap.settings import Settings

from .conftest import FakeEngine, document, output_bytes, problems, write_jsonl

TWO = Settings(workers=2)
SCRIPT = Path(__file__).with_name("killed_run.py")

DOCX = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>A bomb exploded</w:t></w:r><w:r><w:t> in Kabul.</w:t></w:r></w:p><w:p><w:r><w:t>Two died.</w:t>"
    "</w:r></w:p></w:body></w:document>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good report, to which a test adds what is bad."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("a good report", encoding="utf-8")
    return folder


def run_all(folder: Path, out: Path) -> list[dict[str, Any]]:
    """The problems of a run; the good report is there whatever else is."""
    result = run(folder, out, settings=TWO)
    assert result.tally.documents >= 1
    assert b"good.txt" in (out / "toponyms.jsonl").read_bytes()
    return problems(out)


def bomb(path: Path, megabytes: int) -> None:
    with gzip.open(path, "wb", compresslevel=9) as handle:
        for _ in range(megabytes):
            handle.write(b"a" * 1_000_000)


def test_gzip_bombs(folder: Path, tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    # Bombs of 40 MB instead of some hundred, for the tests' time.
    monkeypatch.setattr("geomap.reading.opening.ALWAYS_UNPACKED_BYTES", 10_000_000)
    for name in ("page.txt.gz", "rows.jsonl.gz", "rows.json.gz"):
        bomb(folder / name, 40)
    told = {Path(problem["path"]).name: problem["reason"] for problem in run_all(folder, tmp_path / "out")}
    assert set(told) == {"page.txt.gz", "rows.jsonl.gz", "rows.json.gz"}
    assert all("unpacks to more than" in reason for reason in told.values())


def test_packed_texts_are_read(folder: Path, tmp_path: Path, fake_engine: FakeEngine) -> None:
    with gzip.open(folder / "rows.jsonl.gz", "wt", encoding="utf-8") as handle:
        handle.write('{"doc_id": "packed", "text": "a report"}\n')
    with gzip.open(folder / "page.txt.gz", "wt", encoding="utf-8") as handle:
        handle.write("another report")
    assert run_all(folder, tmp_path / "out") == []
    lines = (tmp_path / "out" / "toponyms.jsonl").read_text(encoding="utf-8")
    assert '"packed"' in lines
    assert '"page.txt.gz"' in lines


def test_cut_off_and_false_gzip(folder: Path, tmp_path: Path, fake_engine: FakeEngine) -> None:
    data = gzip.compress(os.urandom(50_000).hex().encode())
    (folder / "cut.txt.gz").write_bytes(data[:-1000])
    (folder / "false.csv.gz").write_bytes(b"not packed at all")
    told = [problem["reason"] for problem in run_all(folder, tmp_path / "out")]
    assert len(told) == 2
    assert all("not a whole gzip file" in reason for reason in told)


def test_word_documents_and_their_bombs(folder: Path, tmp_path: Path, fake_engine: FakeEngine) -> None:
    with zipfile.ZipFile(folder / "good.docx", "w") as archive:
        archive.writestr("word/document.xml", DOCX)
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", DOCX.replace("Two died.", " " * 250_000_000))
    with zipfile.ZipFile(folder / "laughs.docx", "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]>' + DOCX[21:])
    (folder / "false.docx").write_bytes(b"PK no archive")
    told = {Path(problem["path"]).name: problem["reason"] for problem in run_all(folder, tmp_path / "out")}
    assert set(told) == {"bomb.docx", "laughs.docx", "false.docx"}
    assert "unpacks to 250 MB" in told["bomb.docx"]
    assert b"A bomb exploded in Kabul.\\n\\nTwo died." in (tmp_path / "out" / "events.jsonl").read_bytes()


def test_a_text_file_of_200_megabytes(folder: Path, tmp_path: Path, fake_engine: FakeEngine) -> None:
    with (folder / "huge.txt").open("wb") as handle:
        handle.truncate(200_000_000)
    with (folder / "line.jsonl").open("wb") as handle:
        handle.write(b'{"doc_id": "a", "text": "one"}\n{"doc_id": "b", "text": "')
        handle.write(b"x" * 60_000_000)
        handle.write(b'"}\n{"doc_id": "c", "text": "three"}\n')
    told = {Path(problem["path"]).name: problem for problem in run_all(folder, tmp_path / "out")}
    assert "is 200 MB, more than is read at once (100 MB)" in told["huge.txt"]["reason"]
    assert told["line.jsonl"]["line"] == 2
    assert b'"c"' in (tmp_path / "out" / "toponyms.jsonl").read_bytes()


def test_broken_parquet_and_excel(folder: Path, tmp_path: Path, fake_engine: FakeEngine) -> None:
    (folder / "broken.parquet").write_bytes(b"PAR1" + os.urandom(500) + b"PAR1")
    (folder / "short.parquet").write_bytes(b"PAR1")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    result = run([folder, tmp_path / "broken.xlsx"], tmp_path / "out", settings=TWO)
    told = {Path(problem.path).name: problem.reason for problem in result.problems}
    assert set(told) == {"broken.parquet", "short.parquet", "broken.xlsx"}
    assert "not a readable Parquet file" in told["broken.parquet"]
    assert result.tally.documents == 1


def test_an_unreadable_folder_and_a_loop(
    folder: Path, tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "closed").mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "nothing.txt")
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if str(path).endswith("closed"):
            # Root may read everything, so that the tests' refusal must be played.
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    told = {Path(problem["path"]).name: problem["reason"] for problem in run_all(folder, tmp_path / "out")}
    assert told["closed"] == "the folder cannot be read: Permission denied"
    assert "cannot be read" in told["gone.txt"]
    assert set(told) == {"closed", "gone.txt"}


def test_a_table_that_grows_while_it_is_read(
    folder: Path, tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_jsonl(folder / "rows.jsonl", [document(f"d{n}", f"report {n}") for n in range(50)])
    process = fake_engine._processed
    grown: list[bool] = []

    def grow(item: Any) -> Any:
        if not (tmp_path / "grown").exists():
            (tmp_path / "grown").touch()
            with path.open("a", encoding="utf-8") as handle:
                handle.write('{"doc_id": "late", "text": "a late report"}\n')
        grown.append(True)
        return process(item)

    monkeypatch.setattr(fake_engine, "_processed", grow)
    result = run(folder, tmp_path / "out", settings=Settings(workers=1))
    assert ["changed while it was read" in problem.reason for problem in result.problems] in ([True], [])
    again = run(folder, tmp_path / "out", settings=Settings(workers=1))
    assert again.problem_count == 0
    assert again.tally.documents == 52
    run(folder, tmp_path / "fresh", settings=TWO)
    assert output_bytes(tmp_path / "out") == output_bytes(tmp_path / "fresh")


def test_half_surrogates_and_control_characters(tmp_path: Path, fake_engine: FakeEngine) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"doc_id": "a\\ud800", "text": "half \\udc00 pair \\u0000 \\u2028", "title": "\\ud83d"}\n')
    result = run(path, tmp_path / "out", settings=Settings(formats=("kml", "gpkg", "parquet")))
    assert result.problem_count == 0
    assert len(result.events) == 1


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [document(f"d{n}", f"report {n} " + "x" * 3000) for n in range(300)])
    command = [sys.executable, str(SCRIPT), str(source), str(tmp_path / "out"), "2"]

    def small_disk() -> None:
        # Python ignores SIGXFSZ, so that a write beyond the limit fails as on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    full = subprocess.run(command, preexec_fn=small_disk, capture_output=True, text=True, timeout=120, check=False)
    assert full.returncode != 0
    last = full.stderr.strip().splitlines()[-1]
    assert "StoreError" in last
    assert "goes on from there" in last
    assert not (tmp_path / "out" / "events.jsonl").exists()
    assert subprocess.run(command, timeout=120, check=False).returncode == 0
    assert len((tmp_path / "out" / "toponyms.jsonl").read_text().splitlines()) == 300


def test_outputs_on_a_full_disk_leave_the_old_ones(
    tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", [document("a", "one")])
    run(path, tmp_path / "out", settings=TWO)
    before = output_bytes(tmp_path / "out")
    write_jsonl(path, [document("a", "one"), document("b", "two")])

    def fail(_task: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("geomap.batch.finishing.write_tables", fail)
        with pytest.raises(StoreError, match="No space left on device; the earlier ones are untouched"):
            run(path, tmp_path / "out", settings=TWO)
    assert output_bytes(tmp_path / "out") == before
    assert run(path, tmp_path / "out", settings=TWO).counts.known == 2
    assert output_bytes(tmp_path / "out") != before


def test_the_output_is_a_file(tmp_path: Path, fake_engine: FakeEngine) -> None:
    (tmp_path / "out").write_text("here first")
    with pytest.raises(UsageError, match="is a file"):
        run(write_jsonl(tmp_path / "in.jsonl", []), tmp_path / "out", settings=TWO)


def test_standard_input(tmp_path: Path, fake_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a report through a pipe")))
    assert run("-", tmp_path / "out", settings=TWO).tally.documents == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    empty = run("-", tmp_path / "out", settings=TWO)
    assert [problem.reason for problem in empty.problems] == ["the file is empty"]
