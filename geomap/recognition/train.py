"""Training and leave-one-corpus-out evaluation of the recognizers.

    python -m geomap.recognition.train all                                the shipped models, on all corpora
    python -m geomap.recognition.train all --leave-one-out --output DIR   DIR/CORPUS for each corpus left out
    python -m geomap.recognition.train evaluate DIR                       each on the corpus that it never saw

`crf` and `neural` instead of `all` train one of the two; the transformer needs the CRF's word list in the same folder.
Corpora are files, or names of those in ../shared/corpora beside the checkout (or under GEOMAP_SHARED).
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geomap.protocols import Gazetteer
from geomap.recognition import MODELS, NAMES, open_recognizer
from geomap.recognition.training.corpora import CORPORA, GoldDocument, read_corpus
from geomap.recognition.training.scoring import Figures, score
from geomap.records import Label, Mention

DOCUMENTS_AT_ONCE = 16
TRAINED: Final = {"all": ("crf", "neural"), "crf": ("crf",), "neural": ("neural",)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    gazetteer: Gazetteer = pkgutil.resolve_name(options.gazetteer)()
    if options.command == "evaluate":
        for held in options.corpora:
            _evaluate(held, gazetteer, options)
    elif options.leave_one_out:
        for held in options.left_out or options.corpora:
            others = [name for name in options.corpora if name != held]
            _train(others, gazetteer, options.output / Path(held).stem, TRAINED[options.command])
    else:
        _train(options.corpora, gazetteer, options.output, TRAINED[options.command])
    return 0


def _train(corpora: Sequence[str], gazetteer: Gazetteer, folder: Path, kinds: Sequence[str]) -> None:
    # Only training needs crfsuite and torch.
    from geomap.recognition.training.models import train_crf_model, train_neural_model

    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        (train_crf_model if kind == "crf" else train_neural_model)(corpora, gazetteer, folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geomap.recognition.train", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--gazetteer", default="geomap.gazetteer:open_gazetteer", help="function that opens it")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in TRAINED:
        train = commands.add_parser(name)
        train.add_argument("corpora", nargs="*", default=CORPORA)
        train.add_argument("--output", type=Path, default=MODELS, help="folder of the model files")
        train.add_argument("--leave-one-out", action="store_true", help="a folder for each corpus left out")
        train.add_argument("--left-out", nargs="+", help="only these, of the corpora, are left out in turn")
    evaluate = commands.add_parser("evaluate")
    evaluate.add_argument("folder", type=Path)
    evaluate.add_argument("--corpora", nargs="+", default=CORPORA)
    evaluate.add_argument("--recognizer", nargs="+", choices=NAMES, default=["default", "crf", "neural"])
    evaluate.add_argument("--predictions", type=Path, help="folder for files that ../shared/tools/score.py reads")
    return parser


def _evaluate(held: str, gazetteer: Gazetteer, options: argparse.Namespace) -> None:
    gold = read_corpus(held)
    for name in options.recognizer:
        recognizer = open_recognizer(gazetteer, name=name, models=options.folder / Path(held).stem)
        mentions: list[list[Mention]] = []
        for begin in range(0, len(gold), DOCUMENTS_AT_ONCE):
            batch = [document.document for document in gold[begin : begin + DOCUMENTS_AT_ONCE]]
            mentions += recognizer.recognize(batch)
        print(f"{Path(held).stem:14} {name:8} {describe(score(gold, mentions))}", flush=True)
        if options.predictions:
            options.predictions.mkdir(parents=True, exist_ok=True)
            _write(options.predictions / f"{Path(held).stem}.{name}.jsonl", gold, mentions)


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
