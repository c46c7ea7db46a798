"""Names of villages and districts resolved one by one: the share within 20 km of gold, a row a country.

    python tests/bench/bench_places.py [CORPUS.jsonl] [--models DIR]

CORPUS has a `country` a line. DIR holds a ranker that did not see it; without, the shipped one is measured.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from geomap.evaluation.corpora import read_corpus
from geomap.evaluation.metrics import CLOSE_KM, ratio
from geomap.evaluation.ranker_samples import given_document
from geomap.gazetteer import open_gazetteer
from geomap.geodesy import great_circle_km
from geomap.resolution import open_resolver
from geomap.resolution.ranking import MODELS
from geomap.settings import Settings

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "ucdp-places-dev.jsonl"


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--models", type=Path)
    options = parser.parse_args()
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for country, is_near, is_possible in _measured(options.corpus, options.models):
        counts[country].append((is_near, is_possible))
    figures = {
        country: {
            "names": len(rows),
            "within_20_km": round(ratio(sum(near for near, _ in rows), len(rows)), 4),
            "ceiling": round(ratio(sum(possible for _, possible in rows), len(rows)), 4),
        }
        for country, rows in sorted(counts.items())
    }
    print(json.dumps(figures, indent=1))


def _measured(corpus: Path, models: Path | None) -> Iterator[tuple[str, bool, bool]]:
    """(country, answer within 20 km, some candidate within 20 km) of each gold name."""
    gazetteer = open_gazetteer()
    resolver = open_resolver(gazetteer, settings=Settings(), models=models or MODELS)
    with corpus.open(encoding="utf-8") as lines:
        countries = {row["doc_id"]: row["country"] for row in map(json.loads, lines)}
    for item in read_corpus(corpus).documents:
        document, mentions = given_document(item.document, [(t.start, t.end) for t in item.toponyms])
        golds = sorted(item.toponyms, key=lambda t: t.start)
        for gold, answer in zip(golds, resolver.resolve(document, mentions), strict=True):
            if gold.point is None:
                continue
            point = gold.point
            pool = [c.place.point for c in gazetteer.candidates(answer.mention.surface)]
            chosen = answer.chosen.place.point if answer.chosen else None
            is_near = chosen is not None and great_circle_km(point, chosen) <= CLOSE_KM
            yield countries[document.doc_id], is_near, any(great_circle_km(point, p) <= CLOSE_KM for p in pool)


if __name__ == "__main__":
    main()
