"""Mentions of a document to resolutions, in two passes: what is sure informs the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geomap.protocols import Gazetteer, Ranker
from geomap.records import Candidate, Document, Mention, Place, Resolution, Status
from geomap.resolution.cues import Cue, find_cues
from geomap.resolution.evidence import Context, evidence_of, prominence
from geomap.resolution.ranking import WeightedRanker
from geomap.settings import FOCUS_COUNTRIES

CANDIDATES_KEPT = 8
"""Candidates that a resolution keeps for its explanation."""

SURE_CONFIDENCE = 0.75
"""Confidence from which the first pass's answer informs the second."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    candidates: tuple[Candidate, ...]
    confidence: float


class ContextResolver:
    """Ranks each name's candidates by named evidence, first alone, then in the light of the sure ones."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        ranker: Ranker | None = None,
        threshold: float = 0.35,
        focus_countries: Sequence[str] = FOCUS_COUNTRIES,
    ) -> None:
        self._gazetteer = gazetteer
        self._ranker: Ranker = ranker or WeightedRanker()
        self._threshold = threshold
        self._focus = frozenset(focus_countries)

    def resolve(self, document: Document, mentions: Sequence[Mention]) -> list[Resolution]:
        """A resolution for each mention, in the mentions' order."""
        order = sorted(range(len(mentions)), key=lambda i: mentions[i].start)
        in_text_order = [mentions[i] for i in order]
        cues = find_cues(document.text, in_text_order)
        by_surface: dict[str, list[Candidate]] = {}
        for mention in in_text_order:
            if mention.surface not in by_surface:
                by_surface[mention.surface] = self._gazetteer.candidates(mention.surface)
        pools = [by_surface[mention.surface] for mention in in_text_order]
        ranked = self._rank_all(pools, cues, [None] * len(pools))
        ranked = self._rank_all(pools, cues, ranked)
        resolutions = [self._decide(mention, item) for mention, item in zip(in_text_order, ranked, strict=True)]
        by_index = dict(zip(order, resolutions, strict=True))
        return [by_index[i] for i in range(len(mentions))]

    def _rank_all(
        self, pools: list[list[Candidate]], cues: list[Cue], before: Sequence[_Ranked | None]
    ) -> list[_Ranked]:
        best = [item.candidates[0] if item and item.candidates else None for item in before]
        sure = [
            b if item and item.confidence >= SURE_CONFIDENCE else None for b, item in zip(best, before, strict=True)
        ]
        ranked: list[_Ranked] = []
        for index, pool in enumerate(pools):
            others = [b.place for i, b in enumerate(sure) if b is not None and i != index]
            ranked.append(
                self._rank(pool, cues[index], self._container(cues[index], pools, best), self._context(others))
            )
        return ranked

    def _container(self, cue: Cue, pools: list[list[Candidate]], best: Sequence[Candidate | None]) -> Place | None:
        if cue.container is None:
            return None
        chosen = best[cue.container] or (pools[cue.container][0] if pools[cue.container] else None)
        return chosen.place if chosen else None

    def _context(self, places: Sequence[Place]) -> Context:
        countries = Counter(place.country_code for place in places if place.country_code)
        admin1 = Counter((p.country_code, p.admin1_code) for p in places if p.admin1_code and p.country_code)
        total = sum(countries.values()) or 1
        return Context(
            country_votes={country: count / total for country, count in countries.items()},
            admin1_votes={key: count / total for key, count in admin1.items()},
            anchors=[(p.point.lat, p.point.lon) for p in places if not p.feature_code.startswith("PCL")],
            focus_countries=self._focus,
        )

    def _rank(self, pool: list[Candidate], cue: Cue, container: Place | None, context: Context) -> _Ranked:
        if not pool:
            return _Ranked((), 0.0)
        by_prominence = sorted(range(len(pool)), key=lambda i: -prominence(pool[i].place))
        rank_of = {index: rank for rank, index in enumerate(by_prominence)}
        evidence = [
            evidence_of(candidate, cue=cue, container=container, context=context, rank=rank_of[index])
            for index, candidate in enumerate(pool)
        ]
        scores = self._ranker.scores(evidence)
        scored = [replace(c, evidence=e, score=s) for c, e, s in zip(pool, evidence, scores, strict=True)]
        scored.sort(key=lambda c: (-c.score, c.place.place_id))
        return _Ranked(tuple(scored[:CANDIDATES_KEPT]), _confidence(scored))

    def _decide(self, mention: Mention, ranked: _Ranked) -> Resolution:
        if not ranked.candidates:
            return Resolution(mention=mention, status=Status.NO_CANDIDATE, chosen=None, resolver_id="context-1")
        is_sure = ranked.confidence >= self._threshold
        return Resolution(
            mention=mention,
            status=Status.RESOLVED if is_sure else Status.BELOW_THRESHOLD,
            chosen=ranked.candidates[0] if is_sure else None,
            candidates=ranked.candidates,
            confidence=ranked.confidence,
            resolver_id="context-1",
        )


def _confidence(scored: Sequence[Candidate]) -> float:
    """The best one's share of the exponentiated scores, damped where even the best is weak."""
    top = scored[0].score
    share = 1.0 / sum(math.exp(c.score - top) for c in scored)
    strength = 1.0 / (1.0 + math.exp(-(top - 3.0)))
    return share * strength
