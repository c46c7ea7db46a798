"""Trains the linker on sentences with annotated triggers and places, and measures it by cross-validation.

    python -m geomap.events.train_linker GOLD.jsonl [-o MODEL] [--predictions PREDICTED.jsonl]

GOLD holds {"doc_id", "text", "events": [{"trigger": {"start", "end"}, "places": [{"start", "end"}]}]} a line. Mentions
come from the recognizer and resolver, as in a run. LightGBM and scikit-learn are needed here and nowhere else.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.events.extractor import given_request
from geomap.events.linkfeatures import NAMES, SentenceFeatures, as_table
from geomap.events.linking import LinkRequest, choose
from geomap.events.linkmodel import LinkModel
from geomap.events.linkstrings import HASH_BITS, SentenceStrings
from geomap.events.text import TokenizedText
from geomap.records import Document, Resolution

FOLDS = 5
ROUNDS = 300
LINEAR_STRENGTH = 0.3
"""Inverse regularization of the linear model; 0.1 to 0.5 differ by less than half a point."""
TREES = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 12, "max_depth": 5, "min_data_in_leaf": 30,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2.0, "verbose": -1,
    "num_threads": 1, "seed": 0, "deterministic": True,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Example:
    """One annotated trigger with its candidate places."""

    doc_id: str
    fold: int
    features: SentenceFeatures
    spans: list[tuple[int, int]]
    gold: list[tuple[int, int]]
    trigger: tuple[int, int]
    rows: list[int]
    clean: bool
    """Whether every gold place looks like a name; slipped offsets are measured on but not learnt from."""


@dataclass(slots=True, kw_only=True)
class Data:
    """All pairs of a corpus."""

    examples: list[Example]
    rows: NDArray[np.float32]
    slots: list[NDArray[np.int64]]
    labels: NDArray[np.bool_]
    fold: NDArray[np.int64]
    clean: NDArray[np.bool_]


def fold_of(text: str) -> int:
    """Sentences that differ in little (another trigger, a word less) fall into one fold."""
    words = sorted({word.lower() for word in text.split() if len(word) > 4})[:6]
    return int(hashlib.md5(" ".join(words).encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def load(gold: Path, resolved: dict[str, list[Resolution]]) -> Data:
    """Pairs of triggers and candidate places of a corpus, labeled."""
    examples: list[Example] = []
    rows = array("f")
    slots: list[list[int]] = []
    labels: list[bool] = []
    for record in _records(gold):
        text = record["text"]
        document = Document(doc_id=str(record["doc_id"]), text=text)
        tokens = TokenizedText(text)
        for event in record["events"]:
            span = (event["trigger"]["start"], event["trigger"]["end"])
            request = given_request(tokens, resolved[document.doc_id], span)
            if request is None:
                continue
            places = [(place["start"], place["end"]) for place in event["places"]]
            example = _example(document, tokens, request, places, span, len(slots))
            words = SentenceStrings(tokens, request.sentence, request.phrases, example.features.hangings)
            rows.extend(example.features.rows(request.trigger))
            slots.extend(words.slots(request.trigger))
            labels.extend(any(start < b and a < end for a, b in places) for start, end in example.spans)
            examples.append(example)
    per_row = [example for example in examples for _ in example.rows]
    return Data(
        examples=examples,
        rows=as_table(rows)[:, :-1],
        slots=[np.array(own) for own in slots],
        labels=np.asarray(labels),
        fold=np.asarray([example.fold for example in per_row]),
        clean=np.asarray([example.clean for example in per_row]),
    )


def _records(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _example(
    document: Document,
    tokens: TokenizedText,
    request: LinkRequest,
    gold: list[tuple[int, int]],
    span: tuple[int, int],
    row: int,
) -> Example:
    text = document.text
    return Example(
        doc_id=document.doc_id,
        fold=fold_of(text),
        features=SentenceFeatures(tokens, request.sentence, request.phrases, request.trigger_tokens),
        spans=[(tokens.starts[p.first], tokens.ends[p.last - 1]) for p in request.phrases],
        gold=gold,
        trigger=span,
        rows=list(range(row, row + len(request.phrases))),
        clean=all(end - start > 1 and any(c.isupper() or c.isdigit() for c in text[start:end]) for start, end in gold),
    )


def _matrix(rows: list[NDArray[np.int64]]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.concatenate(rows).astype(np.int32)
    matrix = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, indptr), shape=(len(rows), 1 << HASH_BITS))
    matrix.sum_duplicates()
    return matrix


def _fit_linear(matrix: Any, labels: NDArray[np.bool_]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=LINEAR_STRENGTH, max_iter=300, solver="liblinear", random_state=0).fit(matrix, labels)


def _stacked(data: Data, matrix: Any, train: NDArray[np.bool_]) -> tuple[NDArray[np.float32], Any]:
    """The linear model's answers: out of fold for the training rows, its own for the others; and the model."""
    column = np.zeros(len(data.labels), dtype=np.float32)
    for fold in range(FOLDS):
        held = train & (data.fold == fold)
        if held.any():
            rest = train & (data.fold != fold) & data.clean
            column[held] = _fit_linear(matrix[rest], data.labels[rest]).predict_proba(matrix[held])[:, 1]
    model = _fit_linear(matrix[train & data.clean], data.labels[train & data.clean])
    if not train.all():
        column[~train] = model.predict_proba(matrix[~train])[:, 1]
    return column, model


def _fit_trees(rows: NDArray[np.float32], labels: NDArray[np.bool_]) -> Any:
    import lightgbm

    return lightgbm.train(TREES, lightgbm.Dataset(rows, labels, feature_name=[*NAMES, "linear"]), ROUNDS)


def cross_validate(data: Data) -> NDArray[np.float32]:
    """Probability of each pair by models that have not seen its fold, the linear model nested."""
    matrix = _matrix(data.slots)
    answers = np.zeros(len(data.labels), dtype=np.float32)
    for fold in range(FOLDS):
        train = data.fold != fold
        column, _ = _stacked(data, matrix, train)
        rows = np.hstack([data.rows, column[:, None]])
        model = _fit_trees(rows[train & data.clean], data.labels[train & data.clean])
        answers[~train] = model.predict(rows[~train])
    return answers


def fit(data: Data) -> LinkModel:
    """The model of all examples."""
    train = np.ones(len(data.labels), dtype=bool)
    column, linear = _stacked(data, _matrix(data.slots), train)
    rows = np.hstack([data.rows, column[:, None]])
    trees = _fit_trees(rows[data.clean], data.labels[data.clean])
    return _to_model(linear, trees)


def _to_model(linear: Any, trees: Any) -> LinkModel:
    dumped = [tree["tree_structure"] for tree in trees.dump_model()["tree_info"]]
    flat = [_flatten(tree) for tree in dumped]
    width = max(len(nodes) for nodes in flat)
    shape = (len(flat), width)
    feature, left, right = (np.zeros(shape, dtype=np.int32) for _ in range(3))
    threshold, value = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for number, nodes in enumerate(flat):
        for index, node in enumerate(nodes):
            (
                feature[number, index],
                threshold[number, index],
                left[number, index],
                right[number, index],
                value[number, index],
            ) = node
    return LinkModel(
        weights=linear.coef_[0].astype(np.float32), bias=float(linear.intercept_[0]), feature=feature,
        threshold=threshold, left=left, right=right, value=value,
    )  # fmt: skip


def _flatten(root: dict[str, Any]) -> list[tuple[int, float, int, int, float]]:
    """Nodes of a tree in a list: (feature, threshold, left, right, value); a leaf's children are itself."""
    nodes: list[Any] = []

    def visit(node: dict[str, Any]) -> int:
        """Lists a node and what is below it; its index."""
        index = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[index] = (0, 0.0, index, index, node["leaf_value"])
        else:
            # Rounded up to the next float32, so that a row that went left in training goes left here.
            threshold = float(np.nextafter(np.float32(node["threshold"]), np.float32(np.inf)))
            left, right = visit(node["left_child"]), visit(node["right_child"])
            nodes[index] = (node["split_feature"], threshold, left, right, 0.0)
        return index

    visit(root)
    return nodes


def link_f1(data: Data, answers: NDArray[np.float32]) -> dict[str, float]:
    """Precision, recall and F1 over (trigger, place) pairs, spans matched by overlap, as tools/score.py does."""
    return _figures(data, [choose([float(answers[row]) for row in e.rows], e.features.hangings) for e in data.examples])


def baselines(data: Data) -> dict[str, float]:
    """F1 of the nearest mention and of all mentions of the sentence."""
    gap, mention = NAMES.index("gap"), NAMES.index("is_mention")
    nearest, every = [], []
    for example in data.examples:
        named = [i for i, row in enumerate(example.rows) if data.rows[row, mention] > 0]
        every.append(named)
        nearest.append(sorted(named, key=lambda i: float(data.rows[example.rows[i], gap]))[:1])
    return {"nearest_f1": _figures(data, nearest)["f1"], "all_f1": _figures(data, every)["f1"]}


def _figures(data: Data, chosen: list[list[int]]) -> dict[str, float]:
    hits = predicted = gold = 0
    for example, indexes in zip(data.examples, chosen, strict=True):
        free = [example.spans[index] for index in indexes]
        predicted, gold = predicted + len(free), gold + len(example.gold)
        for start, end in example.gold:
            match = next((span for span in free if span[0] < end and start < span[1]), None)
            if match is not None:
                free.remove(match)
                hits += 1
    precision, recall = hits / max(1, predicted), hits / max(1, gold)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def write_predictions(data: Data, answers: NDArray[np.float32], path: Path) -> None:
    """The cross-validated links as `tools/score.py links` reads them."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for example in data.examples:
        chosen = choose([float(answers[row]) for row in example.rows], example.features.hangings)
        places = [{"start": example.spans[i][0], "end": example.spans[i][1]} for i in chosen]
        event = {"trigger": {"start": example.trigger[0], "end": example.trigger[1]}, "places": places}
        lines.setdefault(example.doc_id, []).append(event)
    text = "".join(json.dumps({"doc_id": doc_id, "events": events}) + "\n" for doc_id, events in lines.items())
    path.write_text(text, encoding="utf-8")


def resolve_all(gold: Path) -> dict[str, list[Resolution]]:
    """The corpus through the recognizer and the resolver, as a run does it."""
    # The stages beside this one are reached only here, in a training script: a run hands their results over.
    from importlib import import_module

    gazetteer = import_module("geomap.gazetteer").open_gazetteer()
    recognizer = import_module("geomap.recognition").open_recognizer(gazetteer)
    settings = import_module("geomap.settings").Settings()
    resolver = import_module("geomap.resolution").open_resolver(gazetteer, settings=settings)
    documents = [Document(doc_id=str(record["doc_id"]), text=record["text"]) for record in _records(gold)]
    found = recognizer.recognize(documents)
    return {d.doc_id: resolver.resolve(d, mentions) for d, mentions in zip(documents, found, strict=True)}


def main() -> None:
    """Train, measure and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent / "models" / "linker.npz")
    parser.add_argument("--predictions", type=Path, help="write the cross-validated links here")
    options = parser.parse_args()
    data = load(options.gold, resolve_all(options.gold))
    answers = cross_validate(data)
    figures = {**link_f1(data, answers), **baselines(data)}
    print(json.dumps({"pairs": len(data.labels), **{key: round(value, 4) for key, value in figures.items()}}))
    if options.predictions:
        write_predictions(data, answers, options.predictions)
    fit(data).save(options.output)
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
