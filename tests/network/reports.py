"""Short reports with given toponyms, and what a run made of them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nominatim.places import VILLAGES, Village

from geomap.geodesy import haversine_km
from geomap.records import Document, Label, Mention

CREDIT = "OpenStreetMap contributors"
LAST_S = 120.0
"""No run of these tests takes longer."""
NEAR_KM = 5.0
COUNTRY_NAMES = {"SY": "Syria", "IQ": "Iraq", "AF": "Afghanistan", "GB": "England"}
SEATS = {
    "Aleppo": "Aleppo", "Raqqa": "Raqqa", "Idlib": "Idlib", "Hasakah": "Hasakah", "Nineveh": "Mosul",
    "Kirkuk": "Kirkuk", "Kunduz": "Kunduz", "Balkh": "Mazar-e-Sharif", "Helmand": "Lashkar Gah", "England": "Oldham",
}  # fmt: skip
REPORTS = {
    "province and country": "Airstrikes hit the village of {v} in {p} province, {c}, on Monday, killing three people.",
    "a town near by": "Three people were killed in {v} near {s}, police said. The wounded were taken to {s}.",
    "the country alone": "Clashes broke out in {v}, {c}, late on Friday.",
}
"""What reports say of a village, from much to little."""


def mentions(text: str, names: Sequence[str], *, label: Label = Label.TOPONYM, score: float = 1.0) -> list[Mention]:
    """Every occurrence of the names that does not lie in another one's."""
    found = {
        (match.start(), match.end()): Mention(
            doc_id="d", start=match.start(), end=match.end(), surface=match.group(), label=label, score=score
        )
        for name in names
        for match in re.finditer(re.escape(name), text)
    }
    return [
        found[span]
        for span in sorted(found)
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in found)
    ]


def report(text: str, **more: str) -> Document:
    """A document."""
    return Document(doc_id="d", text=text, **more)


def told(kind: str, village: Village) -> str:
    """A report of the village."""
    country, seat = COUNTRY_NAMES[village.country_code], SEATS[village.admin1]
    return REPORTS[kind].format(v=village.asked, p=village.admin1, c=country, s=seat)


def line_of(number: int, village: Village, kind: str = "the country alone") -> dict[str, Any]:
    """A report as JSON, with its toponyms."""
    text = told(kind, village)
    names = mentions(text, [village.asked, COUNTRY_NAMES[village.country_code], village.admin1])
    return {
        "doc_id": f"report-{number}", "text": text, "date": "2016-05-01", "source": "Example",
        "toponyms": [{"start": name.start, "end": name.end} for name in names],
    }  # fmt: skip


def write(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found


def toponyms(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """doc_id → its toponyms."""
    lines = (folder / "toponyms.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["doc_id"]: line["toponyms"] for line in map(json.loads, lines)}


def placed(folder: Path) -> int:
    """Villages that a run has within 5 km of their place."""
    found = toponyms(folder)
    count = 0
    for number, village in enumerate(VILLAGES):
        (own,) = (name for name in found[f"report-{number}"] if name["text"] == village.asked)
        is_placed = own["lat"] is not None
        count += is_placed and haversine_km(own["lat"], own["lon"], village.lat, village.lon) <= NEAR_KM
    return count
