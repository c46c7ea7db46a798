"""Mentions of a document to resolutions: what is plain informs the rest, then each name's candidates are ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from geomap.geodesy import great_circle_km
from geomap.protocols import Gazetteer
from geomap.records import Candidate, Document, MatchKind, Mention, Place, Resolution, Status
from geomap.resolution.context import Home, Origin, origin_of
from geomap.resolution.cues import Cue, find_cues, named_after
from geomap.resolution.evidence import EVIDENCE
from geomap.resolution.fallback import Fallback
from geomap.resolution.groups import Group, group_mentions
from geomap.resolution.pools import AREA_MATCHES, Pools
from geomap.resolution.ranking import SAME_SPOT_KM, TreeRanker, best_of, confidence_rows, first_scores
from geomap.resolution.sheet import PLAIN_SHARE, Choice, Sheet, Votes, apart_km
from geomap.resolution.twins import preferred_twin
from geomap.settings import FOCUS_COUNTRIES

RESOLVER_ID = "context-3"

ASTRAY_PENALTY = np.float32(20.0)
"""Taken from the score of a part of a town that the document does not name: more than all evidence can outweigh."""

CANDIDATES_KEPT = 8
"""Candidates that a resolution keeps for its explanation."""

CHECKED_SHARE = 0.5
"""Of the threshold: what an area needs that stands for an unknown place, and a geocoder's answer. The one claims less
than a pin, the other is taken only where the fallback's own rules allow it."""

WORLD_CITY = 1_000_000
WORLD_CITY_SHARE = 0.75
"""Of the threshold: what capitals and cities of millions need, because readers take their bare names for them."""

TIE_MARGIN = 0.7
"""A second candidate this close to the best one's score (a factor of two in odds) makes a low answer AMBIGUOUS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A name's best candidates and the confidence of the first."""

    candidates: tuple[Candidate, ...]
    confidence: float
    is_unasked: bool = False
    """Whether the fallback was wanted and could not be asked."""


NOTHING = Ranked(candidates=(), confidence=0.0)


class ContextResolver:
    """Ranks each name's candidates by named evidence in two passes."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        ranker: TreeRanker,
        threshold: float,
        focus_countries: Sequence[str] = FOCUS_COUNTRIES,
        homes: Mapping[str, Home] | None = None,
        fallback: Fallback | None = None,
        pools: Pools | None = None,
    ) -> None:
        self._gazetteer = gazetteer
        self._fallback = fallback
        self._ranker = ranker
        self._threshold = threshold
        self._focus = frozenset(focus_countries)
        self._homes = homes or {}
        self._pools = pools or Pools(gazetteer, self._focus)

    def with_homes(self, homes: Mapping[str, Home]) -> ContextResolver:
        """The same resolver, knowing the areas that sources mostly write about."""
        return ContextResolver(
            self._gazetteer,
            ranker=self._ranker,
            threshold=self._threshold,
            focus_countries=tuple(sorted(self._focus)),
            homes=homes,
            fallback=self._fallback,
            pools=self._pools,
        )

    def resolve(self, document: Document, mentions: Sequence[Mention]) -> list[Resolution]:
        """A resolution for each mention, in the mentions' order."""
        return self.resolve_all([document], [mentions])[0]

    def resolve_all(
        self, documents: Sequence[Document], mentions: Sequence[Sequence[Mention]]
    ) -> list[list[Resolution]]:
        """Resolutions of many documents, each as `resolve` gives them: the ranker is faster over many names."""
        sheets = [self.weigh(document, own) for document, own in zip(documents, mentions, strict=True)]
        ranked = iter(self._rank([sheet for sheet in sheets if sheet is not None]))
        return [
            [] if sheet is None else self._resolutions(own, sheet, next(ranked))
            for own, sheet in zip(mentions, sheets, strict=True)
        ]

    def _resolutions(self, mentions: Sequence[Mention], sheet: Sheet, ranked: list[Ranked]) -> list[Resolution]:
        if self._fallback is not None:
            ranked = self._with_answers(self._fallback, mentions, sheet, ranked)
        found = {span: rank for group, rank in zip(sheet.groups, ranked, strict=True) for span in group.spans}
        return [self._decide(mention, found[mention.start, mention.end]) for mention in mentions]

    def _with_answers(
        self, fallback: Fallback, mentions: Sequence[Mention], sheet: Sheet, ranked: Sequence[Ranked]
    ) -> list[Ranked]:
        """What the gazetteer leaves open, ranked once more with a geocoder's answers among the candidates.

        The names that the gazetteer has settled vote.
        """
        votes = sheet.votes([_settled(sheet, number, rank) for number, rank in enumerate(ranked)])
        given = {(mention.start, mention.end): mention for mention in mentions}
        results = list(ranked)
        extended: dict[int, Group] = {}
        for index, (group, before) in enumerate(zip(sheet.groups, ranked, strict=True)):
            own = [given[span] for span in group.spans if span in given]
            best = (before.candidates[0], before.confidence) if before.candidates else None
            outcome = fallback.ask(group, own, best=best, context=sheet.seen_from(group, votes))
            if outcome is None:
                continue
            if outcome.is_failed:
                results[index] = replace(before, is_unasked=True)
            else:
                extended[index] = replace(group, pool=self._pools.make(outcome.candidates))
        for index, after in zip(
            extended, self._ranked_again(list(extended.values()), sheet.origin, votes), strict=True
        ):
            results[index] = after
        return results

    def _ranked_again(self, groups: Sequence[Group], origin: Origin, votes: Votes) -> list[Ranked]:
        if not groups:
            return []
        sheet = Sheet(groups, origin, self._pools)
        sheet.hear_source()
        sheet.hear(votes)
        return self._rank([sheet])[0]

    def weigh(self, document: Document, mentions: Sequence[Mention]) -> Sheet | None:
        """The names of a document with the evidence of the second pass; None without any mention."""
        sheet = self._first_pass(document, mentions, self._homes.get(document.source_name or ""))
        if sheet is not None:
            sheet.hear(sheet.votes(sheet.first_choices()))
        return sheet

    def _first_pass(self, document: Document, mentions: Sequence[Mention], home: Home | None) -> Sheet | None:
        """The sheet after the names have heard each other for the first time."""
        groups = self._groups(document.text, mentions)
        if not groups:
            return None
        sheet = Sheet(groups, origin_of(document, home), self._pools)
        votes = sheet.votes(sheet.first_choices())
        sheet.hear_source()
        sheet.hear(votes)
        return sheet

    def plain_places(self, document: Document, mentions: Sequence[Mention]) -> list[Place]:
        """What the first pass takes as sure, countries included: what a source's home is learned from."""
        sheet = self._first_pass(document, mentions, None)
        if sheet is None:
            return []
        return [
            sheet.candidate(choice.candidate, number).place
            for number, choice in enumerate(sheet.first_choices())
            if choice is not None and choice.share >= PLAIN_SHARE
        ]

    def _groups(self, text: str, given: Sequence[Mention]) -> list[Group]:
        mentions = sorted([*given, *self._implied(text, given)], key=lambda m: (m.start, m.end))
        cues = find_cues(text, mentions)
        return group_mentions(mentions, cues, self._containers(mentions, cues), self._pools)

    def _implied(self, text: str, given: Sequence[Mention]) -> list[Mention]:
        """Containers that stand after a mention and are no mentions themselves; they inform and are not answered."""
        taken = [(mention.start, mention.end) for mention in given]
        implied = []
        for mention in given:
            for start, end in named_after(text, mention):
                surface = text[start:end]
                if any(start < other_end and other_start < end for other_start, other_end in taken):
                    continue
                if self._names_area(surface):
                    taken.append((start, end))
                    implied.append(Mention(doc_id=mention.doc_id, start=start, end=end, surface=surface))
        return implied

    def _names_area(self, surface: str) -> bool:
        return any(
            candidate.place.feature_class == "A" and candidate.match in AREA_MATCHES
            for candidate in self._gazetteer.candidates(surface, fuzzy=False)
        )

    def _containers(self, mentions: Sequence[Mention], cues: Sequence[Cue]) -> list[Place | None]:
        """What "X, container" names; from the end, so that a container's own container is known."""
        containers: list[Place | None] = [None] * len(mentions)
        chosen: list[Place | None] = [None] * len(mentions)
        for index in range(len(mentions) - 1, -1, -1):
            cue = cues[index]
            if cue.container is not None:
                # A container that is not known itself hands its own container on.
                containers[index] = chosen[cue.container] or containers[cue.container]
            if containers[index] is not None or (index > 0 and cues[index - 1].container == index):
                pool = self._pools.of_name(mentions[index].surface)
                chosen[index] = pool.plainest(cue.kind, containers[index])
        return containers

    def _rank(self, sheets: Sequence[Sheet]) -> list[list[Ranked]]:
        """The candidates of each name of each sheet, best first; all names in one call of the ranker."""
        sizes = [end - begin for sheet in sheets for begin, end in sheet.bounds if end > begin]
        if not sizes:
            return [[NOTHING for _ in sheet.groups] for sheet in sheets]
        each = [sheet.rows() for sheet in sheets]
        rows = np.concatenate(each)
        astray = np.concatenate([sheet.is_astray() for sheet in sheets])
        # One document's own product at a time: its rounding may depend on the number of rows.
        first = np.concatenate([first_scores(own) for own in each])
        scores = self._ranker.gains_of(rows) + first - astray.astype(np.float32) * ASTRAY_PENALTY
        best = best_of(scores, sizes)
        apart = apart_km(np.concatenate([sheet.positions() for sheet in sheets], axis=1), best, sizes)
        sure = confidence_rows(rows, scores, best=best, apart_km=apart, sizes=sizes)
        confidences = iter(np.where(astray[best], 0.0, self._ranker.confidences(sure)).tolist())
        values = iter(scores.tolist())
        ranked = []
        for sheet in sheets:
            columns = sheet.table[: len(EVIDENCE)].T.tolist()
            own = list(islice(values, len(columns)))
            ranked.append(
                [
                    _ordered(group, columns[begin:end], own[begin:end], next(confidences)) if end > begin else NOTHING
                    for group, (begin, end) in zip(sheet.groups, sheet.bounds, strict=True)
                ]
            )
        return ranked

    def _needed(self, candidate: Candidate) -> float:
        """The confidence from which a candidate is an answer."""
        if candidate.match in (MatchKind.CONTAINER, MatchKind.GEOCODER):
            return self._threshold * CHECKED_SHARE
        place = candidate.place
        is_of_the_world = place.feature_code == "PPLC" or (
            place.feature_class == "P" and place.population >= WORLD_CITY
        )
        return self._threshold * WORLD_CITY_SHARE if is_of_the_world else self._threshold

    def _decide(self, mention: Mention, ranked: Ranked) -> Resolution:
        pool = ranked.candidates
        status = Status.RESOLVED if pool else Status.NO_CANDIDATE
        if pool and ranked.confidence < self._needed(pool[0]):
            status = Status.AMBIGUOUS if _is_tie(pool) else Status.BELOW_THRESHOLD
        if ranked.is_unasked and status is not Status.RESOLVED:
            status = Status.SERVICE_FAILED
        return Resolution(
            mention=mention,
            status=status,
            chosen=pool[0] if status is Status.RESOLVED else None,
            candidates=pool,
            confidence=ranked.confidence,
            resolver_id=RESOLVER_ID,
            is_unasked=ranked.is_unasked,
        )


def _is_tie(pool: Sequence[Candidate]) -> bool:
    """Whether a place elsewhere is about as likely as the best one."""
    best = pool[0]
    return any(
        best.score - other.score < TIE_MARGIN and great_circle_km(best.place.point, other.place.point) > SAME_SPOT_KM
        for other in pool[1:]
    )


def _settled(sheet: Sheet, number: int, ranked: Ranked) -> Choice | None:
    """A name's best candidate as a vote."""
    if not ranked.candidates:
        return None
    best, begin = ranked.candidates[0], sheet.bounds[number][0]
    column = next(i for i, each in enumerate(sheet.groups[number].pool.candidates) if each.place is best.place)
    return Choice(candidate=begin + column, share=ranked.confidence)


def _ordered(group: Group, evidence: list[list[float]], scores: list[float], confidence: float) -> Ranked:
    """The best candidates of a name; `evidence` and `scores` in the order of its pool."""
    order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:CANDIDATES_KEPT]
    pool = group.pool.candidates
    candidates = [
        Candidate(
            place=pool[number].place,
            match=pool[number].match,
            matched_name=pool[number].matched_name,
            similarity=pool[number].similarity,
            evidence=dict(zip(EVIDENCE, evidence[number], strict=True)),
            score=scores[number],
        )
        for number in order
    ]
    candidates.insert(0, candidates.pop(preferred_twin(candidates, group.kind)))
    return Ranked(candidates=tuple(candidates), confidence=max(0.0, min(1.0, confidence)))
