"""Training and leave-one-corpus-out evaluation of the recognizers.

    python -m geomap.recognition.train crf            the shipped CRF, on all corpora
    python -m geomap.recognition.train neural         the shipped transformer, on all corpora (after crf)
    python -m geomap.recognition.train folds FOLDER   both, once for each corpus left out
    python -m geomap.recognition.train evaluate FOLDER    figures of the folds, each on the corpus that it never saw

The corpora lie in ../shared/corpora beside the checkout, or where GEOMAP_SHARED says.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from geomap.protocols import Gazetteer
from geomap.recognition import MODELS, NAMES, open_recognizer
from geomap.recognition.training.corpora import CORPORA, GoldDocument, read_corpus
from geomap.recognition.training.scoring import Figures, score
from geomap.records import Label, Mention

DOCUMENTS_AT_ONCE = 16


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    gazetteer: Gazetteer = pkgutil.resolve_name(options.gazetteer)()
    if options.command == "evaluate":
        for held in options.corpora:
            _evaluate(held, gazetteer, options)
        return 0
    # Only training needs crfsuite and torch.
    from geomap.recognition.training.models import train_crf_model, train_neural_model

    if options.command == "folds":
        for held in options.corpora:
            folder = options.folder / held
            folder.mkdir(parents=True, exist_ok=True)
            names = [name for name in CORPORA if name != held]
            train_crf_model(names, gazetteer, folder)
            train_neural_model(names, gazetteer, folder)
    else:
        train = train_crf_model if options.command == "crf" else train_neural_model
        train(CORPORA, gazetteer, options.output)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geomap.recognition.train", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--gazetteer", default="geomap.gazetteer:open_gazetteer", help="function that opens it")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("crf", "neural"):
        commands.add_parser(name).add_argument("--output", type=Path, default=MODELS)
    for name in ("folds", "evaluate"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path)
        command.add_argument("--corpora", nargs="+", choices=CORPORA, default=list(CORPORA))
    command.add_argument("--recognizer", nargs="+", choices=NAMES, default=["default", "crf", "neural"])
    command.add_argument("--predictions", type=Path, help="folder for files that ../shared/tools/score.py reads")
    return parser


def _evaluate(held: str, gazetteer: Gazetteer, options: argparse.Namespace) -> None:
    gold = read_corpus(held)
    for name in options.recognizer:
        recognizer = open_recognizer(gazetteer, name=name, models=options.folder / held)
        mentions: list[list[Mention]] = []
        for begin in range(0, len(gold), DOCUMENTS_AT_ONCE):
            batch = [document.document for document in gold[begin : begin + DOCUMENTS_AT_ONCE]]
            mentions += recognizer.recognize(batch)
        print(f"{held:14} {name:8} {describe(score(gold, mentions))}", flush=True)
        if options.predictions:
            options.predictions.mkdir(parents=True, exist_ok=True)
            _write(options.predictions / f"{held}.{name}.jsonl", gold, mentions)


def _write(path: Path, gold: Sequence[GoldDocument], mentions: Sequence[Sequence[Mention]]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for document, found in zip(gold, mentions, strict=True):
            toponyms = [{"start": m.start, "end": m.end} for m in found if m.label is not Label.DEMONYM]
            lines.write(json.dumps({"doc_id": document.document.doc_id, "toponyms": toponyms}) + "\n")


def describe(figures: Figures) -> str:
    """One line."""
    return (
        f"overlap P {figures.precision:.3f} R {figures.recall:.3f} F1 {figures.f1:.3f}  exact F1 {figures.exact_f1:.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
