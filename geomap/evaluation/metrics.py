"""The field's figures for toponym recognition and resolution, and for event–place links.

Accuracy@161km is the share of placed gold toponyms within 161 km great-circle (100 miles), unresolved counted as missed
(Leidner 2007; Gritta et al. 2020). AUC is the area under the curve of ln(error + 1), scaled by ln(20039 + 1); lower is
better (Jurgens et al. 2015).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from geomap.evaluation.corpora import GoldToponym
from geomap.geodesy import HALF_CIRCUMFERENCE_KM, great_circle_km
from geomap.records import Point

NEAR_KM = 161.0
CLOSE_KM = 20.0
BOOTSTRAP_ROUNDS = 200


class Spanned(Protocol):
    """Anything with offsets."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


G = TypeVar("G", bound=Spanned)
P = TypeVar("P", bound=Spanned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """One predicted toponym; `point` is None where it was not placed."""

    start: int
    end: int
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of one document; documents are summed and resampled."""

    gold: int
    gold_placed: int
    predicted: int
    overlap: int
    exact: int
    errors_km: tuple[float, ...]
    unplaced_hits: int
    end_to_end: int


def pair_up(gold: Sequence[G], predicted: Sequence[P]) -> list[tuple[G, P]]:
    """Each gold span with at most one predicted span: exact matches first, then any overlap, both in order."""
    pairs: list[tuple[G, P]] = []
    used: set[int] = set()
    done: set[int] = set()
    tests: tuple[Callable[[G, P], bool], ...] = (_is_same, _overlaps)
    for fits in tests:
        for g_index, g in enumerate(gold):
            if g_index in done:
                continue
            match = next((i for i, p in enumerate(predicted) if i not in used and fits(g, p)), None)
            if match is not None:
                used.add(match)
                done.add(g_index)
                pairs.append((g, predicted[match]))
    return pairs


def _is_same(a: Spanned, b: Spanned) -> bool:
    return (a.start, a.end) == (b.start, b.end)


def _overlaps(a: Spanned, b: Spanned) -> bool:
    return a.start < b.end and b.start < a.end


def error_km(gold: GoldToponym, predicted: Predicted) -> float:
    """Distance from gold to prediction in km; half the Earth's circumference where nothing was placed."""
    if gold.point is None or predicted.point is None:
        return HALF_CIRCUMFERENCE_KM
    return great_circle_km(gold.point, predicted.point)


def count_document(
    gold: Sequence[GoldToponym], predicted: Sequence[Predicted], *, demonyms_count: bool = False
) -> Counts:
    """Counts of one document. Optional gold, and demonyms unless they count, are neither missed nor spurious."""

    def counts(item: GoldToponym) -> bool:
        return not item.is_optional and (demonyms_count or not item.is_demonym)

    pairs = pair_up(gold, predicted)
    hits = [(g, p) for g, p in pairs if counts(g)]
    errors = tuple(error_km(g, p) for g, p in hits if g.point is not None)
    required = [g for g in gold if counts(g)]
    return Counts(
        gold=len(required),
        gold_placed=sum(g.point is not None for g in required),
        predicted=len(hits) + len(predicted) - len(pairs),
        overlap=len(hits),
        exact=sum(_is_same(g, p) for g, p in hits),
        errors_km=errors,
        unplaced_hits=sum(g.point is None for g, _ in hits),
        end_to_end=sum(error <= NEAR_KM for error in errors),
    )


def ratio(part: float, whole: float) -> float:
    """part / whole, 0 for an empty whole."""
    return part / whole if whole else 0.0


def f1(hits: float, predicted: float, gold: float) -> dict[str, float]:
    """Precision, recall and F1 from counts."""
    precision, recall = ratio(hits, predicted), ratio(hits, gold)
    return {"p": precision, "r": recall, "f1": ratio(2 * precision * recall, precision + recall)}


def toponym_figures(counts: Sequence[Counts]) -> dict[str, Any]:
    """All figures over documents: recognition, resolution of what was recognized, and end to end."""
    gold = sum(c.gold for c in counts)
    predicted = sum(c.predicted for c in counts)
    errors = sorted(error for c in counts for error in c.errors_km)
    n = len(errors)
    return {
        "documents": len(counts),
        "gold": gold,
        "recognition": {
            "exact": f1(sum(c.exact for c in counts), predicted, gold),
            "overlap": f1(sum(c.overlap for c in counts), predicted, gold),
        },
        "resolution": {
            "n": n,
            "within_161_km": ratio(sum(e <= NEAR_KM for e in errors), n),
            "within_20_km": ratio(sum(e <= CLOSE_KM for e in errors), n),
            "mean_km": ratio(sum(errors), n),
            "median_km": errors[n // 2] if n else 0.0,
            "auc": ratio(sum(math.log(e + 1) for e in errors), n * math.log(HALF_CIRCUMFERENCE_KM + 1)),
        },
        "end_to_end": f1(
            sum(c.end_to_end for c in counts),
            predicted - sum(c.unplaced_hits for c in counts),
            sum(c.gold_placed for c in counts),
        ),
    }


def interval(
    counts: Sequence[Counts], pick: Callable[[Mapping[str, Any]], float], *, rounds: int = BOOTSTRAP_ROUNDS
) -> tuple[float, float]:
    """95 % bootstrap interval over documents, with a fixed seed."""
    rng = random.Random(0)
    values = sorted(pick(toponym_figures(rng.choices(counts, k=len(counts)))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]
