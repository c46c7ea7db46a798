"""Gold corpora (JSON Lines of geomap's format) as documents, gold spans and token labels."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geomap.errors import InputError
from geomap.recognition.encode import Stream
from geomap.recognition.linear import BEGIN, DEMONYM, INSIDE, OUTSIDE
from geomap.recognition.lookup import Level, level_of_value
from geomap.recognition.tokens import Tokens
from geomap.records import Document

CORPORA: Final = ("lgl", "geovirus", "tud_loc_2013", "re3d-dev")
_IGNORED_TYPES: Final = frozenset({"STREETNR", "ZIP", "POI"})
"""House numbers, postal codes, hotels, shops and the like, which only one corpus annotates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSpan:
    """An annotated toponym; `counts` is false for demonyms and optional ones."""

    start: int
    end: int
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A document with its annotation."""

    document: Document
    spans: tuple[GoldSpan, ...]
    ignored: tuple[GoldSpan, ...] = ()
    """Spans that are scored but not learned from."""


def shared_folder() -> Path:
    """Where the corpora are: GEOMAP_SHARED, or ../shared beside the checkout."""
    return Path(os.environ.get("GEOMAP_SHARED") or Path(__file__).parents[4] / "shared")


def read_corpus(name: str) -> list[GoldDocument]:
    """Read one corpus: a file, or the name of one of the shared ones."""
    path = Path(name) if name.endswith(".jsonl") else shared_folder() / "corpora" / f"{name}.jsonl"
    if not path.is_file():
        raise InputError("no such corpus; set GEOMAP_SHARED to the folder that holds corpora/", path=str(path))
    with path.open(encoding="utf-8") as lines:
        return [_gold_document(json.loads(line)) for line in lines if line.strip()]


def _gold_document(record: dict[str, object]) -> GoldDocument:
    spans: list[GoldSpan] = []
    ignored: list[GoldSpan] = []
    toponyms = record["toponyms"]
    assert isinstance(toponyms, list)
    for toponym in toponyms:
        counts = not (toponym.get("demonym") or toponym.get("optional"))
        span = GoldSpan(start=toponym["start"], end=toponym["end"], counts=counts)
        (ignored if toponym.get("type") in _IGNORED_TYPES else spans).append(span)
    document = Document(doc_id=str(record["doc_id"]), text=str(record["text"]), title=str(record.get("title") or ""))
    return GoldDocument(document=document, spans=tuple(spans), ignored=tuple(ignored))


def labels_of(stream: Stream, tokens: Sequence[Tokens], gold: Sequence[GoldDocument]) -> NDArray[np.int8]:
    """Gold label of every position of a stream; what nobody should be judged by is DEMONYM."""
    labels = np.full(len(stream.types), OUTSIDE, dtype=np.int8)
    gaz = stream.columns[:, 0].astype(np.int64)
    by_document = [_token_labels(toks, document) for toks, document in zip(tokens, gold, strict=True)]
    for position in np.flatnonzero(stream.token >= 0).tolist():
        label = by_document[int(stream.document[position])].get(int(stream.token[position]), OUTSIDE)
        if label == OUTSIDE and level_of_value(int(gaz[position])) is Level.DEMONYM:
            label = DEMONYM
        labels[position] = label
    return labels


def _token_labels(tokens: Tokens, gold: GoldDocument) -> dict[int, int]:
    labels: dict[int, int] = {}
    starts, ends = np.array(tokens.starts), np.array(tokens.ends)
    for span in (*gold.ignored, *gold.spans):
        inside = np.flatnonzero((starts < span.end) & (ends > span.start)).tolist()
        while inside and tokens.words[inside[0]].lower() in ("the", "\u2019s", "'s"):
            del inside[0]
        for number, token in enumerate(inside):
            label = (INSIDE if number else BEGIN) if span.counts and span not in gold.ignored else DEMONYM
            labels[token] = label
    return labels
