"""Runs recognition and resolution over a corpus, with the baselines and the ceiling beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geomap.evaluation.corpora import Corpus, GoldDocument, GoldToponym
from geomap.evaluation.metrics import (
    NEAR_KM,
    Counts,
    Predicted,
    count_document,
    error_km,
    interval,
    ratio,
    toponym_figures,
)
from geomap.evaluation.ranker_samples import given_document
from geomap.geodesy import great_circle_km
from geomap.protocols import Gazetteer, Recognizer
from geomap.records import Candidate, Document, Label, Mention, Resolution
from geomap.resolution import ContextResolver
from geomap.resolution.homes import learn_homes

DOCUMENTS_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One gold toponym that was given and not placed within 161 km."""

    doc_id: str
    gold: GoldToponym
    error_km: float
    resolution: Resolution
    is_reachable: bool
    """Whether some candidate lies within 161 km: then the ranking failed, else the gazetteer."""
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A corpus's figures."""

    corpus: str
    recognizer_id: str
    recognized: dict[str, Any]
    """Recognition, resolution of what was recognized, end to end."""
    end_to_end_95: tuple[float, float]
    given: dict[str, float]
    """Resolution of the gold mentions, demonyms too: Accuracy@161km and others over all placed gold."""
    given_95: tuple[float, float]
    answered: dict[str, float]
    """Of the given mentions with placed gold: the share answered, and the share of the answers within 161 km."""
    baselines: dict[str, float]
    """Accuracy@161km with given mentions of the population prior, and the gazetteer's ceiling."""
    by_group: dict[str, dict[str, float]]
    calibration: list[tuple[float, float, int]]
    """(mean confidence, share right, number) in ten bins of confidence."""
    misses: tuple[Miss, ...]


def evaluate_corpus(
    corpus: Corpus, *, recognizer: Recognizer, resolver: ContextResolver, gazetteer: Gazetteer
) -> Report:
    """All figures of one corpus; the homes of its sources are learned from its texts, as a run does it."""
    documents = [item.document for item in corpus.documents]
    mentions = _recognize(documents, recognizer)
    recognized = _recognized_counts(corpus, mentions, resolver.with_homes(learn_homes(documents, mentions, resolver)))
    given_documents = [
        given_document(item.document, [(g.start, g.end) for g in item.toponyms]) for item in corpus.documents
    ]
    homes = learn_homes([d for d, _ in given_documents], [m for _, m in given_documents], resolver)
    informed = resolver.with_homes(homes)
    given = [informed.resolve(document, found) for document, found in given_documents]
    given_counts = [
        count_document(item.toponyms, [_predicted(r) for r in resolutions], demonyms_count=True)
        for item, resolutions in zip(corpus.documents, given, strict=True)
    ]
    pairs = _placed_pairs(corpus, given)
    return Report(
        corpus=corpus.name,
        recognizer_id=recognizer.recognizer_id,
        recognized=toponym_figures(recognized),
        end_to_end_95=interval(recognized, lambda f: float(f["end_to_end"]["f1"])),
        given=_given_figures(given_counts),
        given_95=interval(given_counts, lambda f: float(f["resolution"]["within_161_km"])),
        answered=_answered(pairs),
        baselines=_baselines(pairs, gazetteer),
        by_group=_by_group(pairs),
        calibration=_calibration(pairs),
        misses=_misses(pairs, gazetteer),
    )


def _recognize(documents: Sequence[Document], recognizer: Recognizer) -> list[list[Mention]]:
    found: list[list[Mention]] = []
    for begin in range(0, len(documents), DOCUMENTS_AT_ONCE):
        found += recognizer.recognize(documents[begin : begin + DOCUMENTS_AT_ONCE])
    return found


def _recognized_counts(
    corpus: Corpus, mentions: Sequence[Sequence[Mention]], resolver: ContextResolver
) -> list[Counts]:
    counts = []
    for item, found in zip(corpus.documents, mentions, strict=True):
        resolutions = resolver.resolve(item.document, found)
        toponyms = [_predicted(r) for r in resolutions if r.mention.label is not Label.DEMONYM]
        counts.append(count_document(item.toponyms, toponyms))
    return counts


def _predicted(resolution: Resolution) -> Predicted:
    point = resolution.chosen.place.point if resolution.chosen else None
    return Predicted(start=resolution.mention.start, end=resolution.mention.end, point=point)


def _given_figures(counts: Sequence[Counts]) -> dict[str, float]:
    figures: dict[str, float] = toponym_figures(counts)["resolution"]
    return figures


Pair = tuple[GoldDocument, GoldToponym, Resolution]


def _placed_pairs(corpus: Corpus, given: Sequence[Sequence[Resolution]]) -> list[Pair]:
    pairs = []
    for item, resolutions in zip(corpus.documents, given, strict=True):
        by_span = {(r.mention.start, r.mention.end): r for r in resolutions}
        pairs += [
            (item, gold, by_span[gold.start, gold.end])
            for gold in item.toponyms
            if gold.point is not None and not gold.is_optional
        ]
    return pairs


def _is_right(pair: Pair) -> bool:
    _, gold, resolution = pair
    return error_km(gold, _predicted(resolution)) <= NEAR_KM


def _answered(pairs: Sequence[Pair]) -> dict[str, float]:
    answers = [pair for pair in pairs if pair[2].chosen]
    return {"share": ratio(len(answers), len(pairs)), "right": ratio(sum(map(_is_right, answers)), len(answers))}


def _baselines(pairs: Sequence[Pair], gazetteer: Gazetteer) -> dict[str, float]:
    by_surface: dict[str, list[Candidate]] = {}
    prior = ceiling = 0
    for _, gold, resolution in pairs:
        surface = resolution.mention.surface
        if surface not in by_surface:
            by_surface[surface] = gazetteer.candidates(surface)
        pool = by_surface[surface]
        top = max(pool, key=lambda c: (c.place.population, c.place.place_id), default=None)
        prior += top is not None and _within(gold, top)
        ceiling += any(_within(gold, candidate) for candidate in pool)
    return {"population_prior": ratio(prior, len(pairs)), "ceiling": ratio(ceiling, len(pairs))}


def _within(gold: GoldToponym, candidate: Candidate) -> bool:
    return gold.point is not None and great_circle_km(gold.point, candidate.place.point) <= NEAR_KM


def _by_group(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        gold, chosen = pair[1], pair[2].chosen
        keys = [f"country {gold.country}"] if gold.country else []
        keys += [f"kind {gold.feature_code}"] if gold.feature_code else []
        keys += [f"match {chosen.match.value}"] if chosen else ["not placed"]
        for key in keys:
            groups.setdefault(key, []).append(pair)
    return {
        key: {"n": len(members), "within_161_km": ratio(sum(map(_is_right, members)), len(members))}
        for key, members in sorted(groups.items(), key=lambda item: -len(item[1]))
    }


def _calibration(pairs: Sequence[Pair], bins: int = 10) -> list[tuple[float, float, int]]:
    """Over the best candidates, placed or not, so that the threshold does not hide the low end."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for _, gold, resolution in pairs:
        if resolution.candidates:
            confidence = resolution.confidence
            right = _within(gold, resolution.candidates[0])
            found[min(bins - 1, int(confidence * bins))].append((confidence, right))
    return [
        (ratio(sum(c for c, _ in members), len(members)), ratio(sum(r for _, r in members), len(members)), len(members))
        for members in found
    ]


def calibration_error(calibration: Sequence[tuple[float, float, int]]) -> float:
    """Expected calibration error: the mean distance of confidence from the share right, weighted by number."""
    total = sum(number for _, _, number in calibration)
    return ratio(sum(abs(confidence - right) * number for confidence, right, number in calibration), total)


def _misses(pairs: Sequence[Pair], gazetteer: Gazetteer) -> tuple[Miss, ...]:
    missed = [pair for pair in pairs if not _is_right(pair)]
    return tuple(
        Miss(
            doc_id=item.document.doc_id,
            gold=gold,
            error_km=error_km(gold, _predicted(resolution)),
            resolution=resolution,
            is_reachable=any(_within(gold, c) for c in gazetteer.candidates(resolution.mention.surface)),
            snippet=_snippet(item.document.text, gold),
        )
        for item, gold, resolution in missed
    )


def _snippet(text: str, gold: GoldToponym, around: int = 60) -> str:
    return text[max(0, gold.start - around) : gold.end + around].replace("\n", " ")
