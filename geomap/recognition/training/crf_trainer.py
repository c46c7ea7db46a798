"""Training the CRF with crfsuite; the only file that knows crfsuite."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pycrfsuite

from geomap.protocols import Gazetteer
from geomap.recognition.encode import Encoder
from geomap.recognition.features import FEATURES, PADDING, TYPE_TEMPLATES
from geomap.recognition.linear import LABELS, LinearModel
from geomap.recognition.tokens import Tokens, tokenize
from geomap.recognition.training.corpora import GoldDocument, labels_of
from geomap.recognition.words import WordKnowledge

PARAMETERS: Final = {
    "c1": 0.05,
    "c2": 0.05,
    "max_iterations": 90,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
"""L-BFGS with both penalties; the values of the first trial, not improved by others within the noise."""
COMMON_COUNT: Final = 2
"""A word that stands this often in lower case in the training texts counts as a plain word."""


def common_words(tokens: Sequence[Tokens]) -> frozenset[str]:
    """Words that stand in lower case in the texts."""
    counts = Counter(word for toks in tokens for word in toks.words if word.islower() and word.isalpha())
    return frozenset(word for word, count in counts.items() if count >= COMMON_COUNT and len(word) > 1)


def train_crf(gold: Sequence[GoldDocument], gazetteer: Gazetteer, clusters: Mapping[str, int]) -> LinearModel:
    """Train on annotated documents."""
    texts = [document.document.text for document in gold]
    tokens = [tokenize(text) for text in texts]
    words = WordKnowledge(common=common_words(tokens), clusters=clusters)
    encoder = Encoder(gazetteer, words)
    stream = encoder.encode(texts, tokens)
    labels = labels_of(stream, tokens, gold)
    type_features = np.concatenate([np.zeros((0, len(TYPE_TEMPLATES)), dtype=np.int64), encoder.type_features()])
    padded = np.pad(stream.types, PADDING)
    size = len(stream.types)
    columns = [
        type_features[padded[PADDING + offset : PADDING + offset + size], number]
        for number, (_, offset) in enumerate(TYPE_TEMPLATES)
    ]
    features = np.stack([*columns, *encoder.context_features(stream)], axis=1)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PARAMETERS)
    names = np.array([str(number) for number in range(FEATURES)], dtype=object)
    for first, length in zip(stream.firsts.tolist(), stream.lengths.tolist(), strict=True):
        rows = names[features[first : first + length]].tolist()
        trainer.append(rows, [LABELS[label] for label in labels[first : first + length]])
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        return _from_crfsuite(path, words)


def _from_crfsuite(path: str, words: WordKnowledge) -> LinearModel:
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    info = tagger.info()
    weights = np.zeros((FEATURES, len(LABELS)), dtype=np.float32)
    transitions = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for (feature, label), weight in info.state_features.items():
        weights[int(feature), LABELS.index(label)] = weight
    for (before, after), weight in info.transitions.items():
        transitions[LABELS.index(before), LABELS.index(after)] = weight
    return LinearModel(weights=weights, transitions=transitions, words=words)
