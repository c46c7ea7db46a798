"""A first ranker: evidence weighed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WEIGHTS: Mapping[str, float] = {
    "match_exact": 2.0,
    "match_alternate": 1.6,
    "match_demonym": 2.0,
    "match_folded": 1.0,
    "match_fuzzy": 0.0,
    "match_geocoder": 1.0,
    "match_container": 0.0,
    "similarity": 1.0,
    "prominence": 5.0,
    "first_by_prominence": 0.6,
    "kind_cue": 1.2,
    "is_country": 1.5,
    "is_admin1": 0.3,
    "is_populated": 0.2,
    "in_named_container": 3.0,
    "country_votes": 2.0,
    "admin1_votes": 1.5,
    "near_others": 1.2,
    "in_focus": 0.3,
    "focus_layer": 0.3,
    "near_home": 1.5,
}


class WeightedRanker:
    """The sum of the evidence by fixed weights."""

    ranker_id = "weights-1"

    def scores(self, evidence: Sequence[Mapping[str, float]]) -> list[float]:
        """One score a candidate; higher is better."""
        return [sum(WEIGHTS.get(name, 0.0) * value for name, value in row.items()) for row in evidence]
