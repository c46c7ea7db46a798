"""Trains the ranker and its confidence: python -m geomap.evaluation.train_ranker CORPUS... [--leave-one-out]."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.evaluation.corpora import read_corpus
from geomap.evaluation.ranker_samples import Samples, corpus_samples, made_up_samples
from geomap.evaluation.trees_to_onnx import save_trees
from geomap.gazetteer import open_gazetteer
from geomap.resolution.evidence import EVIDENCE
from geomap.resolution.ranking import CONFIDENCE_EVIDENCE, MODELS, best_of, confidence_rows, first_scores
from geomap.resolution.sheet import apart_km

RISING = frozenset(
    "match similarity prominence prominence_gap kind_cue in_named_container country_votes admin1_votes country_named "  # noqa: SIM905
    "admin1_named near_others far_others home_country home_admin1 near_home "
    "close_others company company_gap".split()
)
FALLING = frozenset({"prominence_rank", "container_match"})
"""More of this evidence never (FALLING: always) speaks against a candidate: what trees may learn is bound to that, so
that chance patterns of one corpus do not become rules."""

COMMON: Mapping[str, Any] = {
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "verbose": -1,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
RANK_ROUNDS, CONFIDENCE_ROUNDS = 100, 60
CORPUS_WEIGHT = 2000.0
MADE_UP_WEIGHT = 2.0
"""The made-up documents weigh as much as two corpora; every corpus weighs the same, whatever its size."""
Tops = tuple[NDArray[np.float32], NDArray[np.float64], list[int]]
"""Of each name's best candidate: its confidence row, the share that meant it, the mentions."""


def main() -> None:
    """Train, and write the models or the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, default=MODELS, help="folder for the models")
    parser.add_argument("--leave-one-out", action="store_true", help="one model without each corpus, into OUTPUT/NAME")
    options = parser.parse_args()
    gazetteer = open_gazetteer()
    samples = {}
    for path in options.corpora:
        samples[path.stem] = corpus_samples(read_corpus(path), gazetteer)
        print(f"{path.stem}: {len(samples[path.stem].sizes)} names, {len(samples[path.stem].right)} candidates")
    places = [layer.place(number) for layer in gazetteer.layers for number in range(len(layer.population))]
    made_up = made_up_samples(gazetteer, places)
    print(f"made up: {len(made_up.sizes)} names, {len(made_up.right)} candidates")
    if options.leave_one_out:
        for name, held in samples.items():
            rest = {key: value for key, value in samples.items() if key != name}
            ranker = train(rest, made_up, options.output / name)
            print(f"{name}: {accuracy(held, predict(ranker, held)):.4f} held out")
    else:
        train(samples, made_up, options.output)


def train(samples: Mapping[str, Samples], made_up: Samples, folder: Path) -> Any:
    """Train on all of these and write ranker.onnx, confidence.onnx and card.json; returns the ranker."""
    held_scores = {
        name: predict(_train_ranker([s for key, s in samples.items() if key != name], made_up), samples[name])
        for name in samples
    }
    ranker = _train_ranker(list(samples.values()), made_up)
    tops = {name: _tops(samples[name], scores) for name, scores in held_scores.items()}
    tops.update(_made_up_tops(list(samples.values()), made_up))
    confidence = _fit_confidence(list(tops.values()))
    folder.mkdir(parents=True, exist_ok=True)
    save_trees(ranker, folder / "ranker.onnx")
    save_trees(confidence, folder / "confidence.onnx")
    card = {
        "evidence": list(EVIDENCE),
        "confidence_evidence": list(CONFIDENCE_EVIDENCE),
        "trained_on": sorted(samples),
        "made_up_names": len(made_up.sizes),
        "held_out_accuracy_161km": {
            name: round(accuracy(samples[name], scores), 4) for name, scores in held_scores.items()
        },
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return ranker


def _made_up_tops(samples: Sequence[Samples], made_up: Samples) -> dict[str, Tops]:
    """Half of the made-up names as the ranker sees them that was trained with the other half, both ways.

    Local news, which they are like, is harder than the world's; without them the confidence would not know it.
    """
    halves = made_up.halves()
    return {
        f"made up {number}": _tops(half, predict(_train_ranker(samples, other), half))
        for number, (half, other) in enumerate(zip(halves, reversed(halves), strict=True))
    }


def _train_ranker(samples: Sequence[Samples], made_up: Samples) -> Any:
    import lightgbm

    parts = [*samples, made_up]
    weights = [CORPUS_WEIGHT] * len(samples) + [CORPUS_WEIGHT * MADE_UP_WEIGHT]
    data = lightgbm.Dataset(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.right >= 0.5 for part in parts]).astype(int),
        group=[size for part in parts for size in part.sizes],
        weight=np.concatenate([_weights(part, weight) for part, weight in zip(parts, weights, strict=True)]),
        init_score=np.concatenate([first_scores(part.rows) for part in parts]),
    )
    bounds = [1 if name in RISING else -1 if name in FALLING else 0 for name in EVIDENCE]
    return lightgbm.train(
        {**COMMON, "objective": "lambdarank", "monotone_constraints": bounds}, data, num_boost_round=RANK_ROUNDS
    )


def predict(ranker: Any, samples: Samples) -> NDArray[np.float64]:
    """Scores of all candidates: the fixed weights' and what the trees add."""
    scores: NDArray[np.float64] = ranker.predict(samples.rows) + first_scores(samples.rows)
    return scores


def _weights(samples: Samples, total: float) -> NDArray[np.float64]:
    """A name weighs with the root of its mentions."""
    names = np.sqrt(np.array(samples.mentions, dtype=np.float64))
    weights: NDArray[np.float64] = np.repeat(names, samples.sizes) * total / names.sum()
    return weights


def _bounds(samples: Samples) -> list[tuple[int, int]]:
    ends = np.cumsum(samples.sizes)
    return [(int(end) - size, int(end)) for end, size in zip(ends, samples.sizes, strict=True)]


def accuracy(samples: Samples, scores: NDArray[np.float64]) -> float:
    """Accuracy@161km over all placed gold mentions."""
    hits = 0.0
    for (begin, end), mentions in zip(_bounds(samples), samples.mentions, strict=True):
        hits += float(samples.right[begin + int(np.argmax(scores[begin:end]))]) * mentions
    return hits / samples.total


def _tops(samples: Samples, scores: NDArray[np.float64]) -> Tops:
    ranked, sizes = scores.astype(np.float32), samples.sizes
    best = best_of(ranked, sizes)
    away = apart_km(samples.positions, best, sizes)
    rows = confidence_rows(samples.rows, ranked, best=best, apart_km=away, sizes=sizes)
    return rows, samples.meant[best].astype(np.float64), list(samples.mentions)


def _fit_confidence(tops: Sequence[Tops]) -> Any:
    """The model of being right, from answers to names that their ranker did not see.

    No calibration on top of it: an isotonic one, fitted on the other corpora, raised the calibration error on LGL
    from 0.021 to 0.035, because world news is easier than local news.
    """
    import lightgbm

    data = lightgbm.Dataset(
        np.concatenate([rows for rows, _, _ in tops]),
        np.concatenate([right >= 0.5 for _, right, _ in tops]).astype(int),
        weight=np.concatenate([1000 * np.sqrt(mentions) / np.sqrt(mentions).sum() for _, _, mentions in tops]),
    )
    parameters = {**COMMON, "objective": "binary", "num_leaves": 8, "min_data_in_leaf": 60}
    return lightgbm.train(parameters, data, num_boost_round=CONFIDENCE_ROUNDS)


if __name__ == "__main__":
    main()
