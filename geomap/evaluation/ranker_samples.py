"""Training rows for the ranker: names of gold corpora, and of made-up local and world news."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geomap.evaluation.corpora import Corpus
from geomap.evaluation.metrics import NEAR_KM
from geomap.geodesy import KM_PER_DEGREE, great_circle_km
from geomap.protocols import Gazetteer
from geomap.records import Document, Mention, Place, Point
from geomap.resolution.context import Home, is_country
from geomap.resolution.homes import learn_homes
from geomap.resolution.ranking import TreeRanker
from geomap.resolution.resolver import ContextResolver
from geomap.resolution.sheet import Sheet

MADE_UP_DOCUMENTS = 2500
ENGLISH_SPEAKING = frozenset({"US", "GB", "CA", "AU", "IE", "NZ", "ZA", "IN"})
TYPO_SHARE = 0.08
"""Share of the names that are misspelt: loose matches must be learned to be doubted."""

PAPER = "News"
NAMED_SHARE = 0.5
"""Share of the papers that are named after their town."""

DOMAIN_SHARE = 0.6
"""Share of the papers outside the United States with a domain of their country."""

ENGLISH_WEIGHT = 6.0
"""English local news is mostly from English-speaking countries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Names (groups of candidates) with what is right, as arrays over candidates."""

    rows: NDArray[np.float32]
    """Candidates × EVIDENCE."""
    right: NDArray[np.float32]
    """Share of the name's mentions for which the candidate lies within 161 km of gold."""
    meant: NDArray[np.float32]
    """The same, and right too where gold lies inside a candidate that is a country, or spans several or none: corpora
    differ by far more than 161 km in where they put the point of China, Europe or the Middle East, and all mean it."""
    positions: NDArray[np.float64]
    """3 × candidates, as `resolution.sheet.Sheet.positions`."""
    sizes: tuple[int, ...]
    """Candidates of each name, in order."""
    mentions: tuple[int, ...]
    """Mentions of each name."""
    total: int
    """All placed gold mentions, those without any candidate too."""

    def halves(self) -> tuple[Samples, Samples]:
        """The first and the second half of the names."""
        names = len(self.sizes) // 2
        rows = sum(self.sizes[:names])
        return self._part(slice(names), slice(rows)), self._part(slice(names, None), slice(rows, None))

    def _part(self, names: slice, rows: slice) -> Samples:
        return replace(
            self,
            rows=self.rows[rows],
            right=self.right[rows],
            meant=self.meant[rows],
            positions=self.positions[:, rows],
            sizes=self.sizes[names],
            mentions=self.mentions[names],
        )


def given_document(item: Document, spans: Sequence[tuple[int, int]]) -> tuple[Document, list[Mention]]:
    """The document with exactly these spans as its mentions."""
    unique = sorted(set(spans))
    mentions = [Mention(doc_id=item.doc_id, start=a, end=b, surface=item.text[a:b]) for a, b in unique]
    return replace(item, given_toponyms=tuple(unique)), mentions


def corpus_samples(corpus: Corpus, gazetteer: Gazetteer) -> Samples:
    """The names of a corpus with given mentions."""
    given = [given_document(item.document, [(g.start, g.end) for g in item.toponyms]) for item in corpus.documents]
    plain = ContextResolver(gazetteer, ranker=TreeRanker(), threshold=0.0)
    resolver = plain.with_homes(learn_homes([d for d, _ in given], [m for _, m in given], plain))
    collected = _Collector()
    for item, (document, mentions) in zip(corpus.documents, given, strict=True):
        gold = {(g.start, g.end): g.point for g in item.toponyms if g.point is not None and not g.is_optional}
        collected.add(resolver.weigh(document, mentions), gold)
    return collected.samples()


class _Collector:
    def __init__(self) -> None:
        self._rows: list[NDArray[np.float32]] = []
        self._right: list[list[float]] = []
        self._meant: list[list[float]] = []
        self._positions: list[NDArray[np.float64]] = []
        self._mentions: list[int] = []
        self._total = 0

    def add(self, sheet: Sheet | None, gold: Mapping[tuple[int, int], Point]) -> None:
        if sheet is None:
            return
        rows, positions = sheet.rows(), sheet.positions()
        for group, (begin, end) in zip(sheet.groups, sheet.bounds, strict=True):
            points = [gold[span] for span in group.spans if span in gold]
            self._total += len(points)
            if points and end > begin:
                self._rows.append(rows[begin:end])
                places = [candidate.place for candidate in group.pool.candidates]
                self._right.append([_share_near(place, points, NEAR_KM) for place in places])
                self._meant.append([_share_near(place, points, _reach_km(place)) for place in places])
                self._positions.append(positions[:, begin:end])
                self._mentions.append(len(points))

    def samples(self) -> Samples:
        return Samples(
            rows=np.concatenate(self._rows),
            right=np.array([value for values in self._right for value in values], dtype=np.float32),
            meant=np.array([value for values in self._meant for value in values], dtype=np.float32),
            positions=np.concatenate(self._positions, axis=1),
            sizes=tuple(len(values) for values in self._right),
            mentions=tuple(self._mentions),
            total=self._total,
        )


def _share_near(place: Place, gold: Sequence[Point], reach_km: float) -> float:
    return sum(great_circle_km(place.point, point) <= reach_km for point in gold) / len(gold)


def _reach_km(place: Place) -> float:
    is_vast = is_country(place) or not place.country_code
    return max(NEAR_KM, place.uncertainty_km) if is_vast else NEAR_KM


class MadeUpNews:
    """Documents whose names are drawn from the gazetteer around a home, as a local paper would name them.

    Corpora of local news are few; the rules that such names follow (near each other, near the paper's home, in the
    province that is named) are known, and drawing by them teaches them without any corpus.
    """

    def __init__(self, places: Sequence[Place], *, seed: int) -> None:
        self._towns = [p for p in places if p.feature_class == "P"]
        self._countries = {p.country_code: p for p in places if p.feature_code.startswith("PCL")}
        self._admin1 = {(p.country_code, p.admin1_code): p for p in places if p.feature_code == "ADM1"}
        self._lat = np.array([p.point.lat for p in self._towns])
        self._lon = np.array([p.point.lon for p in self._towns])
        self._population = np.array([p.population for p in self._towns], dtype=np.float64)
        english = np.array([ENGLISH_WEIGHT if p.country_code in ENGLISH_SPEAKING else 1.0 for p in self._towns])
        self._home_odds = _odds(np.sqrt(self._population + 100) * english)
        self._world_odds = _odds(self._population + 1)
        self._rng = random.Random(seed)
        self._np_rng = np.random.default_rng(seed)

    def document(self) -> tuple[Document, dict[tuple[int, int], Point], Home | None]:
        """A document, the truth of its mentions, and the source's home where it is known."""
        rng = self._rng
        home = self._towns[int(self._np_rng.choice(len(self._towns), p=self._home_odds))]
        named = self._local(home, rng.choice([1, 2, 3, 4, 6, 8]))
        if rng.random() < 0.6:
            named.append(self._admin1.get((home.country_code, home.admin1_code), home))
        if rng.random() < 0.5:
            named.append(rng.choice(list(self._countries.values())))
        if rng.random() < 0.6:
            picks = self._np_rng.choice(len(self._towns), size=rng.choice([1, 2]), p=self._world_odds)
            named += [self._towns[i] for i in picks]
        rng.shuffle(named)
        text, gold = self._tell(named)
        where = Home(point=home.point, country_code=home.country_code, admin1_code=home.admin1_code)
        domain = home.country_code.lower().replace("gb", "uk")
        address = f"https://paper.{domain}/1" if rng.random() < DOMAIN_SHARE and home.country_code != "US" else None
        source = f"{home.name} {PAPER}" if rng.random() < NAMED_SHARE else PAPER
        document = Document(doc_id="made-up", text=text, source_name=source, url=address)
        return document, gold, where if rng.random() < 0.5 else None

    def _local(self, home: Place, count: int) -> list[Place]:
        shrink = math.cos(math.radians(home.point.lat))
        km = KM_PER_DEGREE * np.hypot(self._lat - home.point.lat, (self._lon - home.point.lon) * shrink)
        odds = _odds(np.exp(-km / self._rng.choice([25.0, 60.0, 150.0])) * np.sqrt(self._population + 300))
        return [self._towns[i] for i in self._np_rng.choice(len(self._towns), size=count, p=odds)]

    def _tell(self, named: Sequence[Place]) -> tuple[str, dict[tuple[int, int], Point]]:
        text, gold = "", {}
        for place in named:
            text += self._rng.choice(["Fire in ", "Police of ", "He came from ", "Roads near "])
            name = self._misspelt(place.name) if self._rng.random() < TYPO_SHARE else place.name
            gold[len(text), len(text) + len(name)] = place.point
            text += name
            province = self._admin1.get((place.country_code, place.admin1_code))
            country = self._countries.get(place.country_code)
            lot = self._rng.random()
            if place.feature_class == "P" and lot < 0.12 and province and province.name != place.name:
                text += f", {province.name}"
            elif place.feature_class == "P" and lot > 0.92 and country:
                text += f", {country.name}"
            text += " today. "
        return text, gold

    def _misspelt(self, name: str) -> str:
        """The name with one slip of a typist: two letters swapped, one left out, doubled or wrong."""
        at = self._rng.randrange(1, max(2, len(name) - 1))
        before, letter, after = name[:at], name[at : at + 1], name[at + 1 :]
        slips = (
            before + after[:1] + letter + after[1:],
            before + after,
            before + letter * 2 + after,
            before + self._rng.choice("aeioulnrst") + after,
        )
        return self._rng.choice(slips)


def made_up_samples(gazetteer: Gazetteer, places: Sequence[Place], *, seed: int = 5) -> Samples:
    """Names of made-up documents."""
    news = MadeUpNews(places, seed=seed)
    collected = _Collector()
    plain = ContextResolver(gazetteer, ranker=TreeRanker(), threshold=0.0)
    for _ in range(MADE_UP_DOCUMENTS):
        document, gold, home = news.document()
        resolver = plain.with_homes({document.source_name or "": home} if home else {})
        document, mentions = given_document(document, list(gold))
        collected.add(resolver.weigh(document, mentions), gold)
    return collected.samples()


def _odds(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    odds: NDArray[np.float64] = weights / weights.sum()
    return odds
