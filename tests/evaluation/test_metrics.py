"""The figures agree with the field's scorer to the last digit, where it is there, and with hand-made cases always."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.evaluation.corpora import GoldToponym, read_corpus
from geomap.evaluation.metrics import Predicted, count_document, interval, pair_up, toponym_figures
from geomap.records import Point


def gold(start: int, end: int, *, lat: float | None = 0.0, **more: bool) -> GoldToponym:
    point = None if lat is None else Point(lat=lat, lon=0.0)
    return GoldToponym(start=start, end=end, text="", point=point, **more)


def test_exact_pairs_go_before_overlaps() -> None:
    pairs = pair_up([gold(0, 4), gold(0, 9)], [Predicted(start=0, end=9), Predicted(start=2, end=3)])
    assert {((g.start, g.end), (p.start, p.end)) for g, p in pairs} == {((0, 9), (0, 9)), ((0, 4), (2, 3))}


def test_optional_and_demonym_gold_is_neither_missed_nor_spurious() -> None:
    counts = count_document(
        [gold(0, 4, is_optional=True), gold(5, 9, is_demonym=True), gold(10, 14)], [Predicted(start=5, end=9)]
    )
    assert (counts.gold, counts.predicted, counts.overlap) == (1, 0, 0)
    with_demonyms = count_document([gold(5, 9, is_demonym=True)], [Predicted(start=5, end=9)], demonyms_count=True)
    assert (with_demonyms.gold, with_demonyms.predicted, with_demonyms.overlap) == (1, 1, 1)


def test_unplaced_prediction_counts_as_missed() -> None:
    figures = toponym_figures([count_document([gold(0, 4)], [Predicted(start=0, end=4)])])
    assert figures["recognition"]["exact"]["f1"] == 1.0
    assert figures["resolution"]["within_161_km"] == 0.0
    assert figures["resolution"]["auc"] == 1.0


def test_distance_decides_a_hit() -> None:
    at_1_degree = Predicted(start=0, end=4, point=Point(lat=1.0, lon=0.0))  # 111 km
    at_2_degrees = Predicted(start=0, end=4, point=Point(lat=2.0, lon=0.0))  # 222 km
    assert count_document([gold(0, 4)], [at_1_degree]).end_to_end == 1
    assert count_document([gold(0, 4)], [at_2_degrees]).end_to_end == 0


@pytest.mark.parametrize("name", ["re3d-dev", "tud_loc_2013"])
def test_agrees_with_the_scorer_to_the_last_digit(shared: Path, tmp_path: Path, name: str) -> None:
    corpus = read_corpus(shared / "corpora" / f"{name}.jsonl")
    rng = random.Random(7)
    lines, all_counts = [], []
    for item in corpus.documents:
        made = [_distorted(g, len(item.document.text), rng) for g in item.toponyms if rng.random() < 0.8]
        all_counts.append(count_document(item.toponyms, made))
        toponyms = [
            {
                "start": p.start,
                "end": p.end,
                "lat": p.point.lat if p.point else None,
                "lon": p.point.lon if p.point else None,
            }
            for p in made
        ]
        lines.append(json.dumps({"doc_id": item.document.doc_id, "toponyms": toponyms}))
    (tmp_path / "pred.jsonl").write_text("\n".join(lines), encoding="utf-8")
    scorer = [sys.executable, str(shared / "tools" / "score.py"), "toponyms", str(corpus.path)]
    out = subprocess.run([*scorer, str(tmp_path / "pred.jsonl"), "--json"], capture_output=True, check=True)
    theirs = json.loads(out.stdout)
    ours = toponym_figures(all_counts)
    assert {key: theirs[key] for key in ours} == ours
    assert tuple(theirs["headline_95"]) == interval(all_counts, lambda figures: float(figures["end_to_end"]["f1"]))


def _distorted(item: GoldToponym, length: int, rng: random.Random) -> Predicted:
    start = max(0, item.start + rng.choice([0, 0, 0, -1, 1]))
    end = min(length, max(start + 1, item.end + rng.choice([0, 0, 0, -1, 5])))
    point = None
    if item.point and rng.random() < 0.9:
        point = Point(lat=max(-90.0, min(90.0, item.point.lat + rng.gauss(0, 2))), lon=item.point.lon)
    return Predicted(start=start, end=end, point=point)
