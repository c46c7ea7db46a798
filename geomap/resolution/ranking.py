"""Scores from evidence: fixed weights for the first pass, learned trees for the second."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.errors import ModelMissingError
from geomap.resolution.evidence import EVIDENCE

MODELS = Path(__file__).parent / "models"

FIRST_WEIGHTS: Mapping[str, float] = {
    "match": 2.0,
    "similarity": 1.0,
    "prominence": 5.5,
    "kind_cue": 1.2,
    "is_country": 1.5,
    "is_admin1": 0.3,
    "in_named_container": 2.5,
    "country_votes": 1.5,
    "admin1_votes": 1.5,
    "country_named": 0.7,
    "admin1_named": 1.5,
    "near_others": 1.2,
    "home_country": 0.6,
    "home_admin1": 1.2,
    "near_home": 1.5,
    "company": 1.0,
    "peers": 0.3,
    "container_match": -1.5,
}
"""Weights of the first pass, set by hand: it finds what is plain, and that informs the second. The trees only learn
what is to be added to this score, so that what holds everywhere need not be learned from few corpora."""

FIRST_VECTOR: NDArray[np.float64] = np.array([FIRST_WEIGHTS.get(name, 0.0) for name in EVIDENCE])

CONFIDENCE_EVIDENCE = (*EVIDENCE, "score", "margin", "share")
"""What the confidence model reads: the best candidate's evidence, its score, its lead over the best place elsewhere,
and its share of all exponentiated scores."""

Matrix = NDArray[np.float32]


def best_of(scores: NDArray[np.float32], sizes: Sequence[int]) -> list[int]:
    """Index of the best candidate of each name; names have at least one, and stand one after the other."""
    values = scores.tolist()
    best, begin = [], 0
    for size in sizes:
        own = values[begin : begin + size]
        best.append(begin + own.index(max(own)))
        begin += size
    return best


def confidence_rows(
    rows: Matrix,
    scores: NDArray[np.float32],
    *,
    best: Sequence[int],
    apart_km: NDArray[np.float64],
    sizes: Sequence[int],
) -> Matrix:
    """Names × CONFIDENCE_EVIDENCE for the best candidate of each name.

    `apart_km` is the distance of each candidate from the best one of its name. Candidates in the same spot (a city and
    its district) are one answer and no rivals of each other.
    """
    starts = list(accumulate(sizes[:-1], initial=0))
    columns = np.array(best, dtype=np.intp)
    top = scores[columns].astype(np.float64)
    behind = scores - np.repeat(top, sizes)
    is_rival = apart_km > SAME_SPOT_KM
    second = np.maximum.reduceat(np.where(is_rival, behind, -NO_RIVAL_MARGIN), starts)
    weights = np.exp(behind)
    share = np.add.reduceat(np.where(is_rival, 0.0, weights), starts) / np.add.reduceat(weights, starts)
    margin = np.minimum(NO_RIVAL_MARGIN, -second)
    evidence = np.empty((len(best), len(CONFIDENCE_EVIDENCE)), dtype=np.float32)
    evidence[:, : len(EVIDENCE)] = rows.take(columns, axis=0)
    for number, values in enumerate((top, margin, share), len(EVIDENCE)):
        evidence[:, number] = values
    return evidence


SAME_SPOT_KM = 100.0
"""Candidates this near to the best one are no other answer: the field's own measure calls 161 km right."""

NO_RIVAL_MARGIN = 10.0
"""Margin of a candidate without a second, and the largest margin told apart."""


def first_scores(rows: Matrix) -> NDArray[np.float32]:
    """Scores of candidates × EVIDENCE by the fixed weights."""
    scores: NDArray[np.float32] = (rows @ FIRST_VECTOR).astype(np.float32)
    return scores


class TreeRanker:
    """Gradient-boosted trees over the named evidence, and a confidence for the best candidate."""

    def __init__(self, folder: Path = MODELS) -> None:
        self._folder = folder

    @cached_property
    def _rank(self) -> Any:
        self._check_evidence()
        return _session(self._folder / "ranker.onnx")

    @cached_property
    def _sure(self) -> Any:
        return _session(self._folder / "confidence.onnx")

    def _check_evidence(self) -> None:
        path = self._folder / "card.json"
        if not path.is_file() or json.loads(path.read_text(encoding="utf-8"))["evidence"] != list(EVIDENCE):
            raise ModelMissingError(
                f"{self._folder}: there is no ranker for this evidence; train it with "
                "python -m geomap.evaluation.train_ranker"
            )

    def gains_of(self, rows: Matrix) -> NDArray[np.float32]:
        """What the trees add to the first scores of candidates × EVIDENCE, of one name or of many at once."""
        values: NDArray[np.float32] = self._rank.run(None, {"x": rows})[0][:, 0]
        return values

    def confidences(self, rows: Matrix) -> list[float]:
        """Probability (0..1) that a best candidate is within 161 km of the truth, from its `confidence_row`."""
        raw = self._sure.run(None, {"x": rows})[0][:, 0]
        shares: list[float] = np.clip(1.0 / (1.0 + np.exp(-raw.astype(np.float64))), LEAST, MOST).tolist()
        return shares


LEAST, MOST = 0.01, 0.995
"""Confidences beyond these are not told apart: no gold is so free of errors."""


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
