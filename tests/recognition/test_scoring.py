"""Training's own figures are those of the shared scorer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.recognition.training.corpora import GoldDocument, GoldSpan, read_corpus, shared_folder
from geomap.recognition.training.scoring import score
from geomap.records import Document, Label, Mention


def mention(start: int, end: int, label: Label = Label.TOPONYM) -> Mention:
    return Mention(doc_id="d", start=start, end=end, surface="x" * (end - start), label=label)


def test_counts_by_hand() -> None:
    starts = [(0, 5, True), (10, 15, True), (20, 25, False), (30, 35, True)]
    spans = tuple(GoldSpan(start=start, end=end, counts=counts) for start, end, counts in starts)
    gold = GoldDocument(document=Document(doc_id="d", text="x" * 60), spans=spans)
    found = [mention(0, 5), mention(12, 18), mention(20, 25), mention(40, 45), mention(50, 55, Label.DEMONYM)]
    figures = score([gold], [found])
    assert (figures.gold, figures.predicted, figures.exact, figures.overlap) == (3, 3, 1, 2)
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 3)
    assert figures.f1 == pytest.approx(2 / 3)


@pytest.mark.skipif(not (shared_folder() / "tools").is_dir(), reason="the shared scorer is not there")
def test_agrees_with_the_shared_scorer(tmp_path: Path) -> None:
    gold = read_corpus("geovirus")[:40]
    found, lines = [], []
    for number, document in enumerate(gold):
        spans = [(s.start + number % 3, s.end + number % 2) for s in document.spans[number % 4 :]] + [(0, 4)]
        found.append([mention(*span) for span in sorted(set(spans)) if span[0] < span[1]])
        toponyms = [{"start": m.start, "end": m.end} for m in found[-1]]
        lines.append(json.dumps({"doc_id": document.document.doc_id, "toponyms": toponyms}) + "\n")
    gold_lines = (shared_folder() / "corpora" / "geovirus.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "gold.jsonl").write_text("".join(gold_lines[:40]), encoding="utf-8")
    (tmp_path / "found.jsonl").write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, str(shared_folder() / "tools" / "score.py"), "toponyms"]
    command += [str(tmp_path / "gold.jsonl"), str(tmp_path / "found.jsonl"), "--json"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["recognition"]
    figures = score(gold, found)
    assert figures.f1 == pytest.approx(answer["overlap"]["f1"], abs=1e-12)
    assert figures.exact_f1 == pytest.approx(answer["exact"]["f1"], abs=1e-12)
    assert figures.precision == pytest.approx(answer["overlap"]["p"], abs=1e-12)
