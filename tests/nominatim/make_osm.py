#!/usr/bin/env python3
"""Writes the test server's world as OSM XML: make_osm.py OSM_FILE IMPORTANCE_FILE."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from places import BOUNDARIES, COUNTRIES, ELSEWHERE, HOMONYMS, TOWNS, VILLAGES, Area, Village

META = ' version="1" timestamp="2026-01-01T00:00:00Z" changeset="1" uid="1" user="fixture"'
IMPORTANCES = (("Manchester", 0.72, "Q18125"), ("Manchester,_New_Hampshire", 0.52, "Q28260"))


def village_tags(village: Village) -> dict[str, str]:
    """Tags of an invented village."""
    names = {"name": village.local} if village.local == village.name else {
        "name": village.local, "name:en": village.name}  # fmt: skip
    return {"place": "village", **names}


def nodes() -> list[tuple[float, float, dict[str, str]]]:
    """All settlements: position and tags."""
    towns = [(spot.lat, spot.lon, {"place": spot.kind, **spot.tags}) for spot in TOWNS]
    return towns + [(v.lat, v.lon, village_tags(v)) for v in (*VILLAGES, *HOMONYMS, *ELSEWHERE)]


def tags_xml(tags: dict[str, str]) -> str:
    """The tag elements, in order."""
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in sorted(tags.items()))


def areas_xml(areas: Iterable[Area], numbers: dict[str, int], first_node: int) -> Iterator[str]:
    """Corner nodes first, then ways, then relations, as the format wants it."""
    corners, ways, relations = [], [], []
    for index, area in enumerate(areas, 1):
        south, west, north, east = area.box
        ring = list(range(first_node + 4 * index, first_node + 4 * index + 4))
        positions = ((south, west), (south, east), (north, east), (north, west))
        corners += [
            f'<node id="{number}" lat="{lat}" lon="{lon}"{META}/>'
            for number, (lat, lon) in zip(ring, positions, strict=True)
        ]
        admin = {"boundary": "administrative", "admin_level": str(area.level)}
        refs = "".join(f'<nd ref="{number}"/>' for number in [*ring, ring[0]])
        ways.append(f'<way id="{index}"{META}>{refs}{tags_xml(admin)}</way>')
        label = ""
        if area.label:
            role = "label" if area.level >= 6 else "admin_centre"
            label = f'<member type="node" ref="{numbers[area.label]}" role="{role}"/>'
        relations.append(
            f'<relation id="{index}"{META}><member type="way" ref="{index}" role="outer"/>{label}'
            f"{tags_xml({**area.tags, **admin, 'type': 'boundary'})}</relation>"
        )
    yield from (*corners, *ways, *relations)


def write_osm(path: Path) -> None:
    """The whole file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="written by hand">']
    numbers: dict[str, int] = {}
    settlements = nodes()
    for number, (lat, lon, tags) in enumerate(settlements, 1):
        numbers.setdefault(tags.get("name:en", tags["name"]), number)
        lines.append(f'<node id="{number}" lat="{lat}" lon="{lon}"{META}>{tags_xml(tags)}</node>')
    lines += areas_xml([*COUNTRIES, *BOUNDARIES], numbers, len(settlements))
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")


def write_importance(path: Path) -> None:
    """How prominent places are, in the form that Nominatim reads."""
    with gzip.open(path, "wt", encoding="utf-8") as handle:
        handle.write("language\ttype\ttitle\timportance\twikidata_id\n")
        handle.writelines(f"en\ta\t{title}\t{value}\t{wikidata}\n" for title, value, wikidata in IMPORTANCES)


if __name__ == "__main__":
    write_osm(Path(sys.argv[1]))
    write_importance(Path(sys.argv[2]))
