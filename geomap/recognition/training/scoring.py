"""Precision, recall and F1 of spans, counted as the field does: pairs by exact match first, then by overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomap.recognition.training.corpora import GoldDocument, GoldSpan
from geomap.records import Label, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over documents."""

    gold: int
    predicted: int
    exact: int
    overlap: int

    @property
    def precision(self) -> float:
        return self.overlap / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.overlap / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.overlap / (self.gold + self.predicted) if self.gold + self.predicted else 0.0

    @property
    def exact_f1(self) -> float:
        return 2 * self.exact / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


def score(gold: Iterable[GoldDocument], mentions: Iterable[Sequence[Mention]]) -> Figures:
    """Figures over documents; demonyms neither count as found nor as spurious."""
    totals = [0, 0, 0, 0]
    for document, found in zip(gold, mentions, strict=True):
        predicted = [mention for mention in found if mention.label is not Label.DEMONYM]
        spans = (*document.spans, *document.ignored)
        pairs = pair_up(spans, predicted)
        hits = [(span, mention) for span, mention in pairs if span.counts]
        totals[0] += sum(span.counts for span in spans)
        totals[1] += len(hits) + len(predicted) - len(pairs)
        totals[2] += sum((span.start, span.end) == (mention.start, mention.end) for span, mention in hits)
        totals[3] += len(hits)
    return Figures(gold=totals[0], predicted=totals[1], exact=totals[2], overlap=totals[3])


def pair_up(gold: Sequence[GoldSpan], predicted: Sequence[Mention]) -> list[tuple[GoldSpan, Mention]]:
    """Pair each gold span with at most one mention: exact matches first, then overlaps, in order."""
    pairs: list[tuple[GoldSpan, Mention]] = []
    paired: set[int] = set()
    taken: set[int] = set()
    for exact in (True, False):
        for number, span in enumerate(gold):
            if number in paired:
                continue
            for index, mention in enumerate(predicted):
                same = (span.start, span.end) == (mention.start, mention.end)
                overlapping = span.start < mention.end and mention.start < span.end
                if index not in taken and (same if exact else overlapping):
                    taken.add(index)
                    paired.add(number)
                    pairs.append((span, mention))
                    break
    return pairs
