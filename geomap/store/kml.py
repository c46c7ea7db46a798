"""Events as KML 2.2, for Google Earth and others: one placemark an event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from geomap.store.columns import Feature, feature_row
from geomap.store.wkb import positions

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n<name>Events</name>\n'
TAIL = "</Document>\n</kml>\n"

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def write_kml(features: Iterable[Feature], path: Path) -> None:
    """Write events, one after the other. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(HEAD)
        for feature in features:
            handle.writelines(_placemark(feature))
        handle.write(TAIL)


def _placemark(feature: Feature) -> Iterator[str]:
    row = feature_row(feature)
    kind = str(row["event_type"]).replace("_", " ")
    yield f"<Placemark id={quoteattr(_text(row['event_id']))}>\n"
    yield f"<name>{_escaped(kind)}{_escaped(': ' + row['place'] if row['place'] else '')}</name>\n"
    if row["evidence"]:
        yield f"<description>{_escaped(row['evidence'])}</description>\n"
    if row["date_start"]:
        end = f"<end>{_escaped(row['date_end'])}</end>" if row["date_end"] else ""
        yield f"<TimeSpan><begin>{_escaped(row['date_start'])}</begin>{end}</TimeSpan>\n"
    yield "<ExtendedData>\n"
    for name, value in row.items():
        if value is not None:
            yield f"<Data name={quoteattr(name)}><value>{_escaped(value)}</value></Data>\n"
    yield "</ExtendedData>\n"
    points = [f"<Point><coordinates>{lon},{lat}</coordinates></Point>" for lon, lat in positions(feature["geometry"])]
    if len(points) > 1:
        yield f"<MultiGeometry>{''.join(points)}</MultiGeometry>\n"
    else:
        yield from points
    yield "</Placemark>\n"


def _text(value: Any) -> str:
    return _NO_XML.sub("\ufffd", str(value))


def _escaped(value: Any) -> str:
    return escape(_text(value))
