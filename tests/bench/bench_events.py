"""Figures of events on the development corpora, through the stages of a run.

    python tests/bench/bench_events.py [--corpora ../shared/corpora]

Prints one JSON object: strike bulletins (found, date, count, within 25 km), events of re3d (gold triggers found, their
types, places within 25 km) and the time that events take. Link F1 is cross-validated by
`python -m geomap.events.train_linker`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from geomap.events import open_extractor
from geomap.geodesy import haversine_km
from geomap.pipeline import open_engine
from geomap.records import Document, Event, Role
from geomap.resolution.homes import learn_homes
from geomap.settings import Settings

NEAR_KM = 25.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path(__file__).parents[3] / "shared" / "corpora")
    options = parser.parse_args()
    engine = open_engine(Settings())
    figures = {}
    for name, measure in (("centcom-dev", strikes), ("re3d-dev", statements)):
        rows = [json.loads(line) for line in (options.corpora / f"{name}.jsonl").open(encoding="utf-8")]
        documents = [document(row) for row in rows]
        mentions = engine.mentions(documents)
        # The sources' homes are learned from their own documents, as a run does it.
        resolver = engine.resolver.with_homes(learn_homes(documents, mentions, engine.resolver))
        extractor = open_extractor(resolver=resolver)
        resolved = [resolver.resolve(d, m) for d, m in zip(documents, mentions, strict=True)]
        begin = time.process_time()
        events = [extractor.extract(d, r) for d, r in zip(documents, resolved, strict=True)]
        words = sum(len(d.text.split()) for d in documents)
        figures[name] = {
            **measure(rows, events),
            "cpu_ms_per_300_words": round((time.process_time() - begin) * 300_000 / words, 2),
        }
    print(json.dumps(figures, indent=1))


def document(row: dict[str, Any]) -> Document:
    """A line of a corpus as a document."""
    published = date.fromisoformat(row["date"]) if row.get("date") else None
    return Document(
        doc_id=row["doc_id"],
        text=row["text"],
        title=row.get("title"),
        published=published,
        source_name=row.get("source"),
    )


def strikes(rows: list[dict[str, Any]], events: list[list[Event]]) -> dict[str, float]:
    """Every gold line against the airstrike whose trigger lies in it."""
    seen: Counter[str] = Counter()
    for row, found in zip(rows, events, strict=True):
        for gold in row["gold_events"]:
            inside = [e for e in found if e.trigger and gold["start"] <= e.trigger.start < gold["end"]]
            match = next((e for e in inside if e.event_type.value == "airstrike"), None)
            seen["lines"] += 1
            seen["placed_lines"] += gold["lat"] is not None
            if match is not None:
                seen["found"] += 1
                seen["date"] += match.date_start == row["date"]
                seen["count"] += match.count == gold["strikes"]
                seen["near"] += gold["lat"] is not None and is_near(match, gold)
    shares = {key: round(seen[key] / seen["lines"], 4) for key in ("found", "date", "count")}
    return {"lines": seen["lines"], **shares, "within_25_km": round(seen["near"] / seen["placed_lines"], 4)}


def statements(rows: list[dict[str, Any]], events: list[list[Event]]) -> dict[str, float]:
    """Every gold event against the event with its trigger, else one of its type told by its sentence."""
    seen: Counter[str] = Counter()
    for row, found in zip(rows, events, strict=True):
        seen["detected"] += len(found)
        for gold in row["gold_events"]:
            seen["gold"] += 1
            match = matching(gold, found)
            if match is None:
                continue
            seen["found"] += 1
            seen["type"] += match.event_type.value == gold["type"]
            place = next((t for t in row["toponyms"] if t["start"] == gold["place_start"]), None)
            if place and place.get("lat") is not None and any(p.point for p in match.places if p.role is Role.HAPPENED):
                seen["placed"] += 1
                seen["near"] += is_near(match, place)
    return {
        "gold": seen["gold"],
        "detected": seen["detected"],
        "found": round(seen["found"] / seen["gold"], 4),
        "type": round(seen["type"] / seen["found"], 4),
        "placed": seen["placed"],
        "within_25_km": round(seen["near"] / seen["placed"], 4),
    }


def matching(gold: dict[str, Any], events: list[Event]) -> Event | None:
    """The event with the gold trigger, else one of the gold type whose evidence holds it."""
    start, end = gold["trigger_start"], gold["trigger_end"]
    for event in events:
        if event.trigger and event.trigger.start < end and start < event.trigger.end:
            return event
    told = [e for e in events if any(s and s.start <= start < s.end for s in (e.evidence, *e.more_evidence))]
    return next((e for e in told if e.event_type.value == gold["type"]), None)


def is_near(event: Event, place: dict[str, Any]) -> bool:
    """Whether one of the places where the event happened is close to the gold place."""
    points = [p.point for p in event.places if p.role is Role.HAPPENED and p.point]
    return any(haversine_km(p.lat, p.lon, place["lat"], place["lon"]) <= NEAR_KM for p in points)


if __name__ == "__main__":
    main()
