"""The quality gate: gold is pinned by its hash, figures stand above their floors, floors sink only with a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geomap.errors import UsageError
from geomap.evaluation.corpora import read_corpus
from geomap.evaluation.gate import check, figures_of, set_floors
from geomap.evaluation.pages import html, markdown
from geomap.evaluation.runner import Report, calibration_error, evaluate_corpus
from geomap.pipeline import Engine, open_engine
from geomap.settings import Settings

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
GOLD = HERE / "gold.jsonl"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine(Settings())


def evaluate(engine: Engine, path: Path) -> Report:
    return evaluate_corpus(
        read_corpus(path), recognizer=engine.recognizer, resolver=engine.resolver, gazetteer=engine.gazetteer
    )


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    return evaluate(engine, GOLD)


def floors() -> dict[str, dict[str, float]]:
    value: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return value


def test_the_example_reports_stand_above_their_floors(report: Report) -> None:
    assert check(report, GOLD, floors()) == []


@pytest.mark.parametrize("name", ["re3d-dev", "ucdp-places-dev"])
def test_the_development_corpora_stand_above_their_floors(engine: Engine, shared: Path, name: str) -> None:
    path = shared / "corpora" / f"{name}.jsonl"
    assert check(evaluate(engine, path), path, floors()) == []


def test_the_resolver_beats_the_population_prior(report: Report) -> None:
    assert report.given["within_161_km"] > report.baselines["population_prior"]


def test_a_figure_below_its_floor_and_another_gold_file_fail(report: Report, tmp_path: Path) -> None:
    pinned = floors()
    pinned["gold"]["given"] = 1.01
    [failure] = check(report, GOLD, pinned)
    assert "below its floor" in failure.message
    (tmp_path / "gold.jsonl").write_text("{}", encoding="utf-8")
    [failure] = check(report, tmp_path / "gold.jsonl", floors())
    assert "hash" in failure.message


def test_floors_rise_freely_and_sink_only_with_a_reason(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    set_floors(path, GOLD, report, lower=False, reason="")
    worse = replace(report, given={**report.given, "within_161_km": 0.5})
    with pytest.raises(UsageError, match="given"):
        set_floors(path, GOLD, worse, lower=False, reason="")
    with pytest.raises(UsageError, match="given"):
        set_floors(path, GOLD, worse, lower=True, reason="")
    set_floors(path, GOLD, worse, lower=True, reason="the gold was mended")
    lowered = json.loads(path.read_text(encoding="utf-8"))["gold"]["lowered"]
    assert lowered[0]["reason"] == "the gold was mended"
    set_floors(path, GOLD, report, lower=False, reason="")
    assert check(report, GOLD, json.loads(path.read_text(encoding="utf-8"))) == []


def test_pages_show_the_figures_and_hide_no_errors(report: Report) -> None:
    text = markdown([report], heading="Here")
    assert f"{figures_of(report)['given']:.3f}" in text
    page = html([replace(report, corpus="<script>alert(1)</script>")])
    assert "<script>" not in page
    assert f"Worst errors ({len(report.misses)} in all)" in page


def test_calibration_error_of_a_perfect_and_a_wrong_forecast() -> None:
    assert calibration_error([(0.9, 0.9, 10), (0.1, 0.1, 5)]) == 0.0
    assert calibration_error([(1.0, 0.0, 10)]) == 1.0
