"""The shipped vocabulary: the pretrained one without pieces that English text in Latin script never uses."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_SPECIAL: Final = frozenset({"[PAD]", "[UNK]", "[CLS]", "[SEP]"})
_SIGNS: Final = frozenset("\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u00a3\u20ac\u00b0\u2022\u00b7\u00d7\u00bd")


def write_vocabulary(source: Path, target: Path) -> NDArray[np.int64]:
    """Write the kept pieces; returns their rows in the pretrained table."""
    pieces = source.read_text(encoding="utf-8").split("\n")
    rows = [row for row, piece in enumerate(pieces) if piece and _is_kept(piece)]
    target.write_text("".join(pieces[row] + "\n" for row in rows), encoding="utf-8")
    return np.array(rows)


def _is_kept(piece: str) -> bool:
    if piece.startswith("[") and len(piece) > 1:
        return piece in _SPECIAL
    return all(letter.isascii() or letter in _SIGNS for letter in piece)
