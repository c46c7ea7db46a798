"""Clusters of similar words from the pretrained word vectors; the CRF's knowledge of words it never saw."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load_file
from sklearn.cluster import MiniBatchKMeans

CLUSTERS: Final = 500
"""Of some 22,000 words; of the same order as the Brown clusters in common use for names."""
SEED: Final = 0


def word_clusters(weights: Path, vocabulary: Path) -> dict[str, int]:
    """Lower-case word to the number (from 1) of its cluster."""
    vectors = load_file(weights)["embeddings.word_embeddings.weight"].astype(np.float32)
    words = vocabulary.read_text(encoding="utf-8").split("\n")
    chosen = [row for row, word in enumerate(words) if len(word) > 1 and word.isascii() and word.isalpha()]
    points = vectors[chosen] - vectors[chosen].mean(axis=0)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    model = MiniBatchKMeans(CLUSTERS, random_state=SEED, batch_size=4096, n_init=3, max_iter=60).fit(points)
    return {words[row]: int(label) + 1 for row, label in zip(chosen, model.labels_, strict=True)}
