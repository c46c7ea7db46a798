"""The evidence of all candidates of a document in one array, filled in pass by pass."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from geomap.geodesy import EARTH_RADIUS_KM
from geomap.records import Candidate, MatchKind, Place
from geomap.resolution.context import Context, Origin
from geomap.resolution.cues import agrees
from geomap.resolution.evidence import (
    CLOSE_KM,
    COLUMN,
    COMPANY_KM,
    EVIDENCE,
    FAR_KM,
    MATCH_RANK,
    MOST_COMPANY,
    NEAR_KM,
    container_level,
    inside,
    news_of,
)
from geomap.resolution.generic import REACH_KM
from geomap.resolution.groups import Group
from geomap.resolution.pools import FACT, NONE, ROW, Pools, on_sphere
from geomap.resolution.ranking import FIRST_VECTOR

Key = TypeVar("Key")
Vector: TypeAlias = NDArray[np.float64]

COMPANY_COSINE = math.cos(COMPANY_KM / EARTH_RADIUS_KM)

SAME_PLACE_COSINE = math.cos(0.05 / EARTH_RADIUS_KM)
"""Positions within 50 m are one place's, on this scale of rounding."""

MAIN_COUNTRY = 0.5
"""Share of the votes from which a document is about a country."""

PLAIN_SHARE = 0.6
"""Share of the exponentiated first scores from which a name is plain enough to vote."""


def _rows(first: str, last: str, numbers: Mapping[str, int] = COLUMN) -> slice:
    """Rows that stand one after the other: a slice is read and written several times faster than a list of them."""
    return slice(numbers[first], numbers[last] + 1)


VOTES, NAMED = _rows("country_votes", "admin1_votes"), _rows("country_named", "admin1_named")

COMMON = _rows("country", "level", ROW)
"""Rows of what a candidate may have in common with another name's place: country, province, level."""

AREA, DIRECT, POSITION = (
    _rows(*each, FACT) for each in (("country", "level"), ("country_vote", "province_vote"), ("x", "z"))
)
"""Rows among the facts: of what is in common, of whether the place is the country or province itself, and of the
positions."""

COUNTRY_WEIGHT = 0.5
"""Of a country's vote against that of a place in it: countries are named in passing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A name's best candidate and how sure it is, 0..1."""

    candidate: int
    """Column of the sheet."""
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Preliminary meanings of the plain names of a document; a name never votes for itself, in whichever sense."""

    names: NDArray[np.intp]
    weights: Vector
    facts: Vector
    """FACTS × votes, under the sheet's rows."""
    places: tuple[Place, ...]


class Sheet:
    """Groups of candidates with their evidence; columns are candidates, group after group."""

    def __init__(self, groups: Sequence[Group], origin: Origin, pools: Pools) -> None:
        self.groups = tuple(groups)
        self.origin = origin
        self._pools = pools
        sizes = [len(group.pool) for group in groups]
        ends = list(accumulate(sizes))
        self.bounds: list[tuple[int, int]] = [(end - size, end) for end, size in zip(ends, sizes, strict=True)]
        self.table: Vector = np.concatenate([group.pool.table for group in groups], axis=1)
        self._names = np.repeat([group.number for group in groups], sizes)
        self.nearest_km: Vector = np.full(len(self._names), math.inf)
        """Distance of each candidate from the nearest place that another name plainly means."""
        self._by_mention(sizes)
        self._by_company(sizes)

    def _by_mention(self, sizes: Sequence[int]) -> None:
        """What the name's own mentions and the words next to them say."""
        table, groups = self.table, self.groups
        said = [
            [math.log2(1 + len(group.spans)) for group in groups],
            [group.holding / len(group.spans) for group in groups],
            [float(self.origin.names(group.surface)) for group in groups],
        ]
        rows = np.array(said).repeat(sizes, axis=1)
        for name, row in zip(("mentions", "holds_others", "named_in_source"), rows, strict=True):
            table[COLUMN[name]] = row
        for group, (begin, end) in zip(groups, self.bounds, strict=True):
            if not group.kind and group.container is None:
                continue
            places = [candidate.place for candidate in group.pool.candidates]
            if group.kind:
                table[COLUMN["kind_given"], begin:end] = 1.0
                table[COLUMN["kind_cue"], begin:end] = [
                    agrees(group.kind, place.feature_class, place.feature_code) for place in places
                ]
            if group.container is not None:
                own_id, level = group.container.place_id, container_level(group.container)
                table[COLUMN["in_named_container"], begin:end] = [inside(place, group.container) for place in places]
                table[COLUMN["container_level"], begin:end] = [
                    level if place.place_id != own_id else 0.0 for place in places
                ]

    def _by_company(self, sizes: Sequence[int]) -> None:
        """How many of the other names have some place nearby, whichever place they mean.

        What is plain votes later; this also hears names of which none is plain, as in news from a small town that has
        the names of great cities.
        """
        given = [number for number, size in enumerate(sizes) if size]
        if len(given) < 2:
            return
        starts = [self.bounds[number][0] for number in given]
        is_local = (self.table[ROW["anchor"]] != 0.0) & (self.table[ROW["loose"]] == 0.0)
        places = np.add.reduceat(is_local, starts)
        news = np.array([news_of(count) for count in places.tolist()])
        positions = self.positions()
        cosines = positions.T @ positions
        # A place under another name of it ("New York City" beside "New York") is no company.
        is_near = (cosines >= COMPANY_COSINE) & (cosines < SAME_PLACE_COSINE) & is_local[:, None]
        has_company = np.logical_or.reduceat(is_near, starts)
        numbers = np.array([self.groups[number].number for number in given])
        is_other = numbers[:, None] != self._names
        company = np.minimum(MOST_COMPANY, news @ (has_company & is_other)) * is_local
        most = np.maximum.reduceat(company, starts)
        self.table[COLUMN["company"]] = company
        self.table[COLUMN["company_gap"]] = company - np.repeat(most, [sizes[number] for number in given])

    def candidate(self, column: int, group: int) -> Candidate:
        """The candidate of a column, which is the group's."""
        return self.groups[group].pool.candidates[column - self.bounds[group][0]]

    def first_choices(self) -> list[Choice | None]:
        """Each name's best candidate by the fixed weights; None where it has no candidates."""
        scores = (FIRST_VECTOR @ self.table[: len(EVIDENCE)]).tolist()
        return [_choice(scores, begin, end) for begin, end in self.bounds]

    def votes(self, choices: Sequence[Choice | None]) -> Votes:
        """Plain names vote with their share; a name that stands often says more, but not in proportion."""
        loose, country = self.table[ROW["loose"]], self.table[ROW["country_vote"]]
        columns, names, weights, places = [], [], [], []
        for number, (group, choice) in enumerate(zip(self.groups, choices, strict=True)):
            if choice is None or choice.share < PLAIN_SHARE or loose[choice.candidate] or group.is_generic:
                continue
            weight = COUNTRY_WEIGHT if country[choice.candidate] else 1.0
            columns.append(choice.candidate)
            names.append(group.number)
            weights.append(choice.share * math.log2(1 + len(group.spans)) * weight)
            places.append(self.candidate(choice.candidate, number).place)
        return Votes(
            names=np.array(names, dtype=np.intp),
            weights=np.array(weights),
            facts=self.table[len(EVIDENCE) :].take(np.array(columns, dtype=np.intp), axis=1),
            places=tuple(places),
        )

    def hear_source(self) -> None:
        """Fill in what the document's source says."""
        table, home = self.table, self.origin.home
        country = self._pools.number(self.origin.country_code)
        if country != NONE:
            table[COLUMN["home_country"]] = table[ROW["country"]] == country
        if home is not None:
            table[COLUMN["home_admin1"]] = table[ROW["province"]] == self._pools.number(
                (home.country_code, home.admin1_code)
            )
            km = distances_km(self.positions().T @ np.array(on_sphere(home.point)))
            table[COLUMN["near_home"]] = np.exp(-km / NEAR_KM)

    def hear(self, votes: Votes) -> None:
        """Fill in what the other names say."""
        table = self.table
        # Votes × candidates: sums over the few votes are fast where they stand in rows.
        others = votes.names[:, None] != self._names
        weights = votes.weights[:, None] * others
        common = votes.facts[AREA, :, None]
        same = table[COMMON, None] == common
        # A country and a province are had in common where they are known, a province only as the place of something.
        is_known = common != NONE
        is_area = votes.facts[DIRECT, :, None] != 0.0
        table[NAMED] = np.logical_or.reduce(same[:2] & (is_known[:2] & is_area) & others, axis=1)
        is_known[1] &= ~is_area[0]
        is_known[2] = True
        heard = weights * is_known
        totals = np.add.reduce(heard, axis=1)
        shares = np.add.reduce(heard * same, axis=1) / np.where(totals > 0.0, totals, 1.0)
        table[VOTES] = shares[:2]
        table[COLUMN["peers"]] = shares[2]
        self.nearest_km = nearest_km = self._nearest_km(votes)
        table[COLUMN["close_others"]] = np.exp(-nearest_km / CLOSE_KM)
        table[COLUMN["near_others"]] = np.exp(-nearest_km / NEAR_KM)
        table[COLUMN["far_others"]] = np.exp(-nearest_km / FAR_KM)

    def _nearest_km(self, votes: Votes) -> Vector:
        """Distance of each candidate from the nearest anchor of another name, infinite without any."""
        anchors = np.flatnonzero(_fact(votes, "anchor"))
        if not anchors.size:
            return np.full(len(self._names), math.inf)
        cosines = self.positions().T @ votes.facts[POSITION][:, anchors]
        cosines[self._names[:, None] == votes.names[anchors]] = -1.0
        return distances_km(cosines.T.copy().max(axis=0))

    def is_astray(self) -> NDArray[np.bool_]:
        """Which candidates are no answers, whatever else is known of them.

        Parts of towns that the document does not name (a place of the focus regions, which have few of each, is
        believed where its country is named), and misspelt names of which nothing in the document tells.
        """
        table = self.table
        votes = table[COLUMN["country_votes"]]
        is_untold = (votes == 0.0) & (table[COLUMN["home_country"]] == 0.0) & (table[COLUMN["company"]] == 0.0)
        astray: NDArray[np.bool_] = (table[COLUMN["match"]] == MATCH_RANK[MatchKind.FUZZY]) & is_untold
        generic = [group.is_generic for group in self.groups]
        if any(generic):
            is_known = (table[COLUMN["focus_layer"]] > 0.0) & (votes >= MAIN_COUNTRY)
            sizes = [end - begin for begin, end in self.bounds]
            astray |= np.repeat(generic, sizes) & (self.nearest_km > REACH_KM) & ~is_known
        return astray

    def positions(self) -> Vector:
        """3 × candidates: positions on the unit sphere."""
        return self.table[ROW["x"] : ROW["z"] + 1]

    def rows(self) -> NDArray[np.float32]:
        """Candidates × EVIDENCE, as the ranker reads it."""
        return np.ascontiguousarray(self.table[: len(EVIDENCE)].T, dtype=np.float32)

    def seen_from(self, group: Group, votes: Votes) -> Context:
        """What the other names say, seen from one."""
        countries: defaultdict[str, float] = defaultdict(float)
        admin1: defaultdict[tuple[str, str], float] = defaultdict(float)
        anchors = []
        local, is_anchor = _fact(votes, "country_vote") == 0.0, _fact(votes, "anchor")
        for number, place in enumerate(votes.places):
            if votes.names[number] == group.number:
                continue
            if place.country_code:
                countries[place.country_code] += float(votes.weights[number])
                if place.admin1_code and local[number]:
                    admin1[place.country_code, place.admin1_code] += float(votes.weights[number])
            if is_anchor[number]:
                anchors.append((place.point.lat, place.point.lon))
        return Context(
            countries=_in_shares(countries), admin1=_in_shares(admin1), anchors=tuple(anchors), origin=self.origin
        )


def _choice(scores: list[float], begin: int, end: int) -> Choice | None:
    if begin == end:
        return None
    own = scores[begin:end]
    top = max(own)
    return Choice(candidate=begin + own.index(top), share=1.0 / sum([math.exp(score - top) for score in own]))


def _fact(votes: Votes, name: str) -> Vector:
    row: Vector = votes.facts[FACT[name]]
    return row


def _in_shares(counts: Mapping[Key, float]) -> dict[Key, float]:
    total = sum(counts.values())
    return {key: count / total for key, count in counts.items()} if total else {}


def distances_km(cosines: Vector) -> Vector:
    """Great-circle distances in km from scalar products of positions on the unit sphere; good to a meter."""
    # `np.clip` takes several times as long for the few candidates of a document.
    km: Vector = EARTH_RADIUS_KM * np.arccos(np.minimum(np.maximum(cosines, -1.0), 1.0))
    return km


def apart_km(positions: Vector, best: Sequence[int], sizes: Sequence[int]) -> Vector:
    """Distance of each candidate from the best one of its name; `positions` 3 × candidates."""
    at = np.repeat(np.array(best, dtype=np.intp), sizes)
    return distances_km((positions * positions[:, at]).sum(axis=0))
