"""From corpora to model files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from geomap.protocols import Gazetteer
from geomap.recognition import CRF_FILE, NEURAL_FILE, VOCABULARY_FILE
from geomap.recognition.linear import LinearModel
from geomap.recognition.pieces import PieceTable
from geomap.recognition.training.augment import NamePools
from geomap.recognition.training.clusters import word_clusters
from geomap.recognition.training.corpora import GoldDocument, read_corpus
from geomap.recognition.training.crf_trainer import train_crf
from geomap.recognition.training.excerpts import sentences_of
from geomap.recognition.training.export import export
from geomap.recognition.training.material import material
from geomap.recognition.training.neural_trainer import train_network, weights_folder
from geomap.recognition.training.vocabulary import write_vocabulary


def train_crf_model(corpora: Sequence[str], gazetteer: Gazetteer, folder: Path) -> None:
    """Train the CRF on corpora and write its file into a folder."""
    begun = time.monotonic()
    path = folder / CRF_FILE
    train_crf(_material(corpora, gazetteer), gazetteer, _clusters()).save(
        path, about={"corpora": [Path(name).stem for name in corpora]}
    )
    _report(path, begun)


def train_neural_model(corpora: Sequence[str], gazetteer: Gazetteer, folder: Path) -> None:
    """Fine-tune the transformer and write its files into a folder that holds the CRF, whose word lists it shares."""
    begun = time.monotonic()
    kept = write_vocabulary(weights_folder() / "vocab.txt", folder / VOCABULARY_FILE)
    words = LinearModel.load(folder / CRF_FILE).words
    pieces = PieceTable(folder / VOCABULARY_FILE)
    documents = sentences_of(_material(corpora, gazetteer), gazetteer, words, pieces)
    network = train_network(documents, pieces, kept_pieces=kept)
    export(network, folder / NEURAL_FILE)
    _report(folder / NEURAL_FILE, begun)


def _material(corpora: Sequence[str], gazetteer: Gazetteer) -> list[GoldDocument]:
    gold = [document for name in corpora for document in read_corpus(name)]
    return material(gold, _pools(), gazetteer)


@cache
def _pools() -> NamePools:
    return NamePools.read()


@cache
def _clusters() -> dict[str, int]:
    folder = weights_folder()
    return word_clusters(folder / "model.safetensors", folder / "vocab.txt")


def _report(path: Path, begun: float) -> None:
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB in {time.monotonic() - begun:.0f} s", flush=True)
