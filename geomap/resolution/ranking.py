"""Scores from evidence: fixed weights for the first pass, learned trees for the second."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.errors import ModelMissingError
from geomap.geodesy import great_circle_km
from geomap.records import Point
from geomap.resolution.evidence import EVIDENCE

MODELS = Path(__file__).parent / "models"

FIRST_WEIGHTS: Mapping[str, float] = {
    "match": 2.0,
    "similarity": 1.0,
    "prominence": 5.0,
    "kind_cue": 1.2,
    "is_country": 1.5,
    "is_admin1": 0.3,
    "in_named_container": 3.0,
    "country_votes": 1.5,
    "admin1_votes": 1.5,
    "country_named": 0.7,
    "admin1_named": 1.5,
    "near_others": 1.2,
    "home_country": 0.6,
    "home_admin1": 1.2,
    "near_home": 1.5,
    "container_match": -1.5,
}
"""Weights of the first pass, set by hand: it only has to find what is plain, and that informs the second."""

CONFIDENCE_EVIDENCE = (*EVIDENCE, "score", "margin", "share")
"""What the confidence model reads: the best candidate's evidence, its score, its lead over the best place elsewhere,
and its share of all exponentiated scores."""

Matrix = NDArray[np.float32]


class WeightedRanker:
    """The sum of the evidence by fixed weights."""

    def scores(self, evidence: Sequence[Mapping[str, float]]) -> list[float]:
        """One score a candidate; higher is better."""
        return [sum(weight * row[name] for name, weight in FIRST_WEIGHTS.items()) for row in evidence]


def matrix(evidence: Sequence[Mapping[str, float]]) -> Matrix:
    """Candidates × EVIDENCE."""
    return np.array([[row[name] for name in EVIDENCE] for row in evidence], dtype=np.float32)


def confidence_row(rows: Matrix, scores: Matrix, positions: Sequence[Point]) -> Matrix:
    """1 × CONFIDENCE_EVIDENCE for the best of a name's candidates, which lie in the order of `rows`.

    Candidates in the same spot (a city and its district) are one answer and no rivals of each other.
    """
    best = int(np.argmax(scores))
    top = float(scores[best])
    is_rival = np.array([great_circle_km(positions[best], other) > SAME_SPOT_KM for other in positions])
    second = float(scores[is_rival].max()) if is_rival.any() else top - NO_RIVAL_MARGIN
    weights = np.exp(scores - top)
    share = float(weights[~is_rival].sum() / weights.sum())
    extra = np.array([top, min(NO_RIVAL_MARGIN, top - second), share], dtype=np.float32)
    return np.concatenate([rows[best], extra])[None, :]


SAME_SPOT_KM = 100.0
"""Candidates this near to the best one are no other answer: the field's own measure calls 161 km right."""

NO_RIVAL_MARGIN = 10.0
"""Margin of a candidate without a second, and the largest margin told apart."""


class TreeRanker:
    """Gradient-boosted trees over the named evidence, and a calibrated confidence for the best candidate."""

    def __init__(self, folder: Path = MODELS) -> None:
        self._folder = folder

    @cached_property
    def _rank(self) -> Any:
        return _session(self._folder / "ranker.onnx")

    @cached_property
    def _sure(self) -> Any:
        return _session(self._folder / "confidence.onnx")

    @cached_property
    def _calibration(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        card = json.loads((self._folder / "card.json").read_text(encoding="utf-8"))
        if card["evidence"] != list(EVIDENCE):
            raise ModelMissingError(
                f"{self._folder}: the ranker was trained on other evidence; train it with "
                "python -m geomap.evaluation.train_ranker"
            )
        knots = np.array(card["calibration"], dtype=np.float64)
        return knots[:, 0], knots[:, 1]

    def scores(self, evidence: Sequence[Mapping[str, float]]) -> list[float]:
        """One score a candidate; higher is better."""
        return self.scores_of(matrix(evidence)).tolist() if evidence else []

    def scores_of(self, rows: Matrix) -> NDArray[np.float32]:
        """Scores of candidates × EVIDENCE, of one name or of many at once."""
        values: NDArray[np.float32] = self._rank.run(None, {"x": rows})[0][:, 0]
        return values

    def confidences(self, rows: Matrix) -> list[float]:
        """Probability (0..1) that a best candidate is within 161 km of the truth, from its `confidence_row`."""
        raw = self._sure.run(None, {"x": rows})[0][:, 0]
        shares = 1.0 / (1.0 + np.exp(-raw.astype(np.float64)))
        x, y = self._calibration
        calibrated: list[float] = np.interp(shares, x, y).tolist()
        return calibrated


def _session(path: Path) -> Any:
    # Slow to import; look-ups alone do not need it.
    import onnxruntime

    if not path.is_file():
        raise ModelMissingError(f"{path} is not there; train it with python -m geomap.evaluation.train_ranker")
    options = onnxruntime.SessionOptions()
    # Processes are the parallelism; one thread keeps the sums in one order.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
