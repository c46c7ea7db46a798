"""Mentions of a document to resolutions: what is plain informs the rest, then each name's candidates are ranked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geomap.geodesy import great_circle_km
from geomap.protocols import Gazetteer
from geomap.records import Candidate, Document, MatchKind, Mention, Place, Resolution, Status
from geomap.resolution.context import Ballot, Context, Home, Vote, is_country
from geomap.resolution.cues import Cue, find_cues, named_after
from geomap.resolution.evidence import evidence_of_pool
from geomap.resolution.fallback import Fallback
from geomap.resolution.groups import Group, group_mentions
from geomap.resolution.ranking import SAME_SPOT_KM, TreeRanker, WeightedRanker, confidence_row, matrix
from geomap.resolution.twins import preferred_twin
from geomap.settings import FOCUS_COUNTRIES

RESOLVER_ID = "context-2"

CANDIDATES_KEPT = 8
"""Candidates that a resolution keeps for its explanation."""

PLAIN_SHARE = 0.6
"""Share of the exponentiated first scores from which a name is plain enough to vote."""

TIE_MARGIN = 0.7
"""A second candidate this close to the best one's score (a factor of two in odds) makes a low answer AMBIGUOUS."""

AREA_MATCHES = frozenset({MatchKind.EXACT, MatchKind.ALTERNATE, MatchKind.FOLDED})

NOWHERE = Context()

Choice = tuple[Candidate, float] | None
"""A name's best candidate and how sure it is, 0..1; None without candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A name's candidates with their evidence, as the ranker reads it."""

    group: Group
    evidence: tuple[dict[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A name's best candidates and the confidence of the first."""

    candidates: tuple[Candidate, ...]
    confidence: float
    is_unasked: bool = False
    """Whether the fallback was wanted and could not be asked."""

    @property
    def best(self) -> Choice:
        """The best candidate and its confidence."""
        return (self.candidates[0], self.confidence) if self.candidates else None


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
    ) -> None:
        self._gazetteer = gazetteer
        self._fallback = fallback
        self._first = WeightedRanker()
        self._ranker = ranker
        self._threshold = threshold
        self._focus = frozenset(focus_countries)
        self._homes = homes or {}

    def with_homes(self, homes: Mapping[str, Home]) -> ContextResolver:
        """The same resolver, knowing the areas that sources mostly write about."""
        return ContextResolver(
            self._gazetteer,
            ranker=self._ranker,
            threshold=self._threshold,
            focus_countries=tuple(sorted(self._focus)),
            homes=homes,
            fallback=self._fallback,
        )

    def resolve(self, document: Document, mentions: Sequence[Mention]) -> list[Resolution]:
        """A resolution for each mention, in the mentions' order."""
        weighed = self.weigh(document, mentions)
        ranked = self._rank(weighed)
        if self._fallback is not None:
            ballot = self._ballot(document, [item.group for item in weighed], [rank.best for rank in ranked])
            ranked = self._with_answers(self._fallback, mentions, weighed, ranked, ballot)
        found = {span: rank for item, rank in zip(weighed, ranked, strict=True) for span in item.group.spans}
        return [self._decide(mention, found[mention.start, mention.end]) for mention in mentions]

    def _with_answers(
        self,
        fallback: Fallback,
        mentions: Sequence[Mention],
        weighed: Sequence[Weighed],
        ranked: Sequence[Ranked],
        ballot: Ballot,
    ) -> list[Ranked]:
        """What the gazetteer leaves open, ranked once more with a geocoder's answers among the candidates.

        `ballot` holds the votes of what the gazetteer has settled.
        """
        given = {(mention.start, mention.end): mention for mention in mentions}
        results = list(ranked)
        extended: dict[int, Weighed] = {}
        for index, (item, before) in enumerate(zip(weighed, ranked, strict=True)):
            context = ballot.seen_from(item.group.surface)
            own = [given[span] for span in item.group.spans if span in given]
            outcome = fallback.ask(item.group, own, best=before.best, context=context)
            if outcome is None:
                continue
            if outcome.is_failed:
                results[index] = replace(before, is_unasked=True)
            else:
                extended[index] = self._weighed(outcome.group, context)
        for index, after in zip(extended, self._rank(list(extended.values())), strict=True):
            results[index] = after
        return results

    def weigh(self, document: Document, mentions: Sequence[Mention]) -> list[Weighed]:
        """The names of a document with the evidence of the second pass."""
        groups = self._groups(document.text, mentions)
        alone = [self._first_choice(group, NOWHERE) for group in groups]
        ballot = self._ballot(document, groups, alone)
        informed = [self._first_choice(group, ballot.seen_from(group.surface)) for group in groups]
        ballot = self._ballot(document, groups, informed)
        return [self._weighed(group, ballot.seen_from(group.surface)) for group in groups]

    def _ballot(self, document: Document, groups: Sequence[Group], choices: Sequence[Choice]) -> Ballot:
        home = self._homes.get(document.source_name or "")
        return Ballot(_votes(groups, choices), document, home)

    def _weighed(self, group: Group, context: Context) -> Weighed:
        return Weighed(group=group, evidence=tuple(self._evidence(group, context)))

    def plain_places(self, document: Document, mentions: Sequence[Mention]) -> list[Place]:
        """What the first pass takes as sure, countries included: what a source's home is learned from."""
        groups = self._groups(document.text, mentions)
        alone = [self._first_choice(group, NOWHERE) for group in groups]
        ballot = Ballot(_votes(groups, alone), document, None)
        informed = (self._first_choice(group, ballot.seen_from(group.surface)) for group in groups)
        return [choice[0].place for choice in informed if choice and choice[1] >= PLAIN_SHARE]

    def _groups(self, text: str, given: Sequence[Mention]) -> list[Group]:
        mentions = sorted([*given, *self._implied(text, given)], key=lambda m: (m.start, m.end))
        cues = find_cues(text, mentions)
        by_surface = {surface: self._gazetteer.candidates(surface) for surface in {m.surface for m in mentions}}
        pools = [by_surface[mention.surface] for mention in mentions]
        return group_mentions(mentions, cues, self._containers(mentions, cues, pools), pools)

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

    def _containers(
        self, mentions: Sequence[Mention], cues: Sequence[Cue], pools: Sequence[Sequence[Candidate]]
    ) -> list[Place | None]:
        """What "X, container" names; from the end, so that a container's own container is known."""
        containers: list[Place | None] = [None] * len(mentions)
        chosen: list[Place | None] = [None] * len(mentions)
        for index in range(len(mentions) - 1, -1, -1):
            cue = cues[index]
            if cue.container is not None:
                # A container that is not known itself hands its own container on.
                containers[index] = chosen[cue.container] or containers[cue.container]
            pool = pools[index]
            if pool and (containers[index] is not None or self._is_container(index, cues)):
                group = Group(
                    spans=((mentions[index].start, mentions[index].end),),
                    surface=mentions[index].surface,
                    kind=cue.kind,
                    container=containers[index],
                    pool=tuple(pool),
                )
                choice = self._first_choice(group, NOWHERE)
                chosen[index] = choice[0].place if choice else None
        return containers

    @staticmethod
    def _is_container(index: int, cues: Sequence[Cue]) -> bool:
        return index > 0 and cues[index - 1].container == index

    def _evidence(self, group: Group, context: Context) -> list[dict[str, float]]:
        return evidence_of_pool(
            group.pool,
            surface=group.surface,
            kind=group.kind,
            container=group.container,
            context=context,
            mentions=len(group.spans),
            focus_countries=self._focus,
        )

    def _first_choice(self, group: Group, context: Context) -> Choice:
        """The best candidate by fixed weights and its share."""
        if not group.pool:
            return None
        scores = self._first.scores(self._evidence(group, context))
        best = max(range(len(scores)), key=lambda i: scores[i])
        return group.pool[best], 1.0 / sum(math.exp(score - scores[best]) for score in scores)

    def _rank(self, weighed: Sequence[Weighed]) -> list[Ranked]:
        """The candidates of each name, best first; all names in one call of the ranker."""
        rows = [matrix(item.evidence) for item in weighed if item.evidence]
        if not rows:
            return [NOTHING for _ in weighed]
        scores = self._ranker.scores_of(np.concatenate(rows))
        parts = np.split(scores, np.cumsum([len(part) for part in rows])[:-1])
        pools = [item.group.pool for item in weighed if item.evidence]
        best_rows = [
            confidence_row(part, part_scores, [candidate.place.point for candidate in pool])
            for part, part_scores, pool in zip(rows, parts, pools, strict=True)
        ]
        confidences = iter(self._ranker.confidences(np.concatenate(best_rows)))
        found = iter(parts)
        return [_ordered(item, next(found), next(confidences)) if item.evidence else NOTHING for item in weighed]

    def _decide(self, mention: Mention, ranked: Ranked) -> Resolution:
        pool = ranked.candidates
        status = Status.RESOLVED if pool else Status.NO_CANDIDATE
        if pool and ranked.confidence < self._threshold:
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


def _ordered(weighed: Weighed, scores: NDArray[np.float32], confidence: float) -> Ranked:
    group = weighed.group
    order = np.argsort(-scores, kind="stable")[:CANDIDATES_KEPT].tolist()
    candidates = [replace(group.pool[i], evidence=weighed.evidence[i], score=float(scores[i])) for i in order]
    candidates.insert(0, candidates.pop(preferred_twin(candidates, group.kind)))
    return Ranked(candidates=tuple(candidates), confidence=max(0.0, min(1.0, confidence)))


def _votes(groups: Sequence[Group], choices: Sequence[Choice]) -> list[Vote]:
    """Plain names vote with their share; a name that stands often says more, but not in proportion."""
    votes = []
    for group, choice in zip(groups, choices, strict=True):
        if choice is None or choice[1] < PLAIN_SHARE or choice[0].match in {MatchKind.FUZZY, MatchKind.CONTAINER}:
            continue
        place = choice[0].place
        weight = choice[1] * math.log2(1 + len(group.spans)) * (0.5 if is_country(place) else 1.0)
        votes.append(Vote(place=place, weight=weight, name=group.surface.casefold()))
    return votes
