"""The CRF's arithmetic against brute force, and its file."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from recognition_fakes import FakeGazetteer

from geomap.errors import ModelMissingError
from geomap.recognition.encode import Encoder
from geomap.recognition.features import FEATURES
from geomap.recognition.linear import LABELS, OUTSIDE, LinearModel, LinearTagger, chain_marginals
from geomap.recognition.tokens import tokenize
from geomap.recognition.words import WordKnowledge


def brute_force(emissions: np.ndarray, transitions: np.ndarray) -> np.ndarray:
    length, labels = emissions.shape
    totals = np.zeros_like(emissions, dtype=float)
    for path in product(range(labels), repeat=length):
        score = sum(emissions[step, label] for step, label in enumerate(path))
        score += sum(transitions[before, after] for before, after in pairwise(path))
        for step, label in enumerate(path):
            totals[step, label] += np.exp(score)
    return totals / totals.sum(axis=1, keepdims=True)


def test_marginals_equal_brute_force_and_do_not_see_neighbors() -> None:
    chance = np.random.default_rng(3)
    emissions = chance.normal(size=(14, len(LABELS))).astype(np.float32)
    transitions = chance.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    firsts, lengths = np.array([1, 7]), np.array([4, 5])
    marginals = chain_marginals(emissions, transitions, firsts, lengths)
    for first, length in zip(firsts, lengths, strict=True):
        rows = slice(first, first + length)
        assert np.allclose(marginals[rows], brute_force(emissions[rows], transitions), atol=1e-5)
        alone = chain_marginals(emissions, transitions, np.array([first]), np.array([length]))
        assert np.array_equal(alone[rows], marginals[rows])
    assert (marginals[[0, 5, 6, 12, 13], OUTSIDE] == 1).all()


def test_model_file_round_trip(tmp_path: Path) -> None:
    weights = np.zeros((FEATURES, len(LABELS)), dtype=np.float32)
    weights[[3, 70_000, FEATURES - 1]] = [[0.5, -1.5, 0, 2], [1, 0, 0, 0], [0, 0, 0, -4]]
    words = WordKnowledge(common=frozenset({"river", "été"}), clusters={"city": 1, "town": 1, "said": 2})
    model = LinearModel(weights=weights, transitions=np.eye(4, dtype=np.float32), words=words)
    path = tmp_path / "model.bin"
    model.save(path, about={"corpora": ["a"]})
    again = LinearModel.load(path)
    assert np.array_equal(again.weights, weights)
    assert np.array_equal(again.transitions, model.transitions)
    assert again.words == words


def test_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"geomap\.recognition\.train crf"):
        LinearModel.load(tmp_path / "none.bin")


def test_scores_do_not_depend_on_the_batch_or_on_words_seen_before() -> None:
    weights = np.random.default_rng(1).normal(size=(FEATURES, len(LABELS))).astype(np.float32)
    words = WordKnowledge(common=frozenset(), clusters={})
    model = LinearModel(weights=weights, transitions=np.zeros((4, 4), dtype=np.float32), words=words)
    texts = ["Paris fell. He left Syria for New York.", "SYRIA: REBELS TAKE PARIS", "Nothing", "Springfield (Paris)"]

    def marginals(encoder: Encoder, tagger: LinearTagger, batch: list[str]) -> list[np.ndarray]:
        stream = encoder.encode(batch, [tokenize(text) for text in batch])
        result = tagger.marginals(stream)
        return [result[stream.document == number] for number in range(len(batch))]

    encoder = Encoder(FakeGazetteer(), words)  # type: ignore[arg-type]
    tagger = LinearTagger(model, encoder)
    together = marginals(encoder, tagger, texts)
    fresh = Encoder(FakeGazetteer(), words)  # type: ignore[arg-type]
    fresh_tagger = LinearTagger(model, fresh)
    for text, expected in zip(reversed(texts), reversed(together), strict=True):
        (alone,) = marginals(fresh, fresh_tagger, [text])
        assert np.array_equal(alone, expected)
