"""The transformer in torch: a short BERT encoder whose input also carries the features of each word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from geomap.recognition.linear import LABELS
from geomap.recognition.pieces import FEATURE_COUNT, MAX_PIECES

WIDTH: Final = 384
HEADS: Final = 12
INNER: Final = 1536
EPSILON: Final = 1e-12


class Layer(nn.Module):
    """One encoder layer, normalized after each half."""

    def __init__(self, inner: int = INNER) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, inner)
        self.down = nn.Linear(inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, states: Tensor, bias: Tensor, dropout: float) -> Tensor:
        batch, length, _ = states.shape
        shape = (batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = self.qkv(states).view(shape).permute(2, 0, 3, 1, 4)
        # Written out: torch's fused operator takes several times as long to go back through on a CPU.
        weights = torch.matmul(query * (WIDTH // HEADS) ** -0.5, key.transpose(-1, -2)) + bias.to(query.dtype)
        heads = torch.matmul(functional.softmax(weights, dim=-1), value)
        mixed = self.out(heads.transpose(1, 2).reshape(batch, length, WIDTH))
        states = self.norm1(states + functional.dropout(mixed, dropout, self.training))
        fed = self.down(functional.gelu(self.up(states)))
        return self.norm2(states + functional.dropout(fed, dropout, self.training))  # type: ignore[no-any-return]


class Network(nn.Module):
    """Word pieces and features to label scores at each word's first piece."""

    def __init__(self, weights: Path, layers: Sequence[int], kept_pieces: NDArray[np.int64]) -> None:
        super().__init__()
        stored = {name: value.float() for name, value in load_file(weights).items()}
        table = stored["embeddings.word_embeddings.weight"][torch.from_numpy(kept_pieces)]
        self.words = nn.Embedding.from_pretrained(table, freeze=True)  # type: ignore[no-untyped-call]
        positions = stored["embeddings.position_embeddings.weight"][:MAX_PIECES]
        self.positions = nn.Parameter(positions + stored["embeddings.token_type_embeddings.weight"][0])
        self.features = nn.Embedding(FEATURE_COUNT, WIDTH)
        nn.init.normal_(self.features.weight, std=0.01)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        _copy(self.norm, stored, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer() for _ in layers)
        for layer, number in zip(self.layers, layers, strict=True):
            _copy_layer(layer, stored, f"encoder.layer.{number}")
        self.head = nn.Linear(WIDTH, len(LABELS))

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor, firsts: Tensor, dropout: float) -> Tensor:
        states = self.words(pieces) + self.positions[: pieces.shape[1]] + self.features(features).sum(2)
        states = functional.dropout(self.norm(states), dropout, self.training)
        bias = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, bias, dropout)
        chosen = torch.gather(states, 1, firsts[:, :, None].expand(-1, -1, WIDTH))
        return self.head(chosen)  # type: ignore[no-any-return]


def _copy(module: nn.Module, stored: dict[str, Tensor], name: str) -> None:
    module.load_state_dict({part: stored[f"{name}.{part}"] for part in ("weight", "bias")})


def _copy_layer(layer: nn.Module, stored: dict[str, Tensor], name: str) -> None:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    joined = {part: torch.cat([stored[f"{own}.{part}"] for own in parts]) for part in ("weight", "bias")}
    layer.get_submodule("qkv").load_state_dict(joined)
    pairs = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for own, theirs in pairs.items():
        _copy(layer.get_submodule(own), stored, f"{name}.{theirs}")
