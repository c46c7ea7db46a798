"""Command line of the trainers: python -m geomap.recognition.train crf|evaluate."""

from __future__ import annotations

import argparse
import pkgutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from geomap.protocols import Gazetteer
from geomap.recognition import MODELS
from geomap.recognition.crf import CrfRecognizer
from geomap.recognition.training.corpora import CORPORA, GoldDocument, read_corpus
from geomap.recognition.training.crf_trainer import train_crf
from geomap.recognition.training.scoring import Figures, score


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m geomap.recognition.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    crf = commands.add_parser("crf", help="train the CRF on all corpora and write its model file")
    crf.add_argument("--output", type=Path, default=MODELS / "crf.bin")
    evaluate = commands.add_parser("evaluate", help="leave one corpus out: train on the others, measure on it")
    evaluate.add_argument("corpora", nargs="*", default=list(CORPORA))
    parser.add_argument("--gazetteer", default="geomap.gazetteer:open_gazetteer", help="function that opens it")
    options = parser.parse_args(arguments)
    gazetteer: Gazetteer = pkgutil.resolve_name(options.gazetteer)()
    data = {name: read_corpus(name) for name in CORPORA}
    if options.command == "crf":
        model = train_crf([document for name in CORPORA for document in data[name]], gazetteer)
        model.save(options.output, about={"corpora": CORPORA, "gazetteer": gazetteer.fingerprint()})
        print(f"{options.output}: {options.output.stat().st_size} bytes")
    else:
        for held in options.corpora:
            print(f"{held}: {_held_out(data, held, gazetteer)}", flush=True)
    return 0


def _held_out(data: dict[str, list[GoldDocument]], held: str, gazetteer: Gazetteer) -> str:
    begun = time.monotonic()
    model = train_crf([document for name in CORPORA if name != held for document in data[name]], gazetteer)
    mentions = CrfRecognizer(gazetteer, model).recognize([document.document for document in data[held]])
    return f"{describe(score(data[held], mentions))} ({time.monotonic() - begun:.0f} s)"


def describe(figures: Figures) -> str:
    """One line."""
    return (
        f"overlap P {figures.precision:.3f} R {figures.recall:.3f} F1 {figures.f1:.3f}, exact F1 {figures.exact_f1:.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
