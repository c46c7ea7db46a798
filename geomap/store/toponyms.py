"""Resolutions as `toponyms.jsonl` holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomap.records import Label, MatchKind, Resolution

CONFIDENCE_DIGITS = 4


def toponyms_to_dict(doc_id: str, resolutions: Sequence[Resolution]) -> dict[str, Any]:
    """One line of `toponyms.jsonl`; demonyms are no toponyms and are left out unless the document gave them."""
    return {
        "doc_id": doc_id,
        "toponyms": [
            _toponym(resolution)
            for resolution in resolutions
            if resolution.mention.label is not Label.DEMONYM or resolution.mention.recognizer_id == "given"
        ],
    }


def _toponym(resolution: Resolution) -> dict[str, Any]:
    mention, chosen = resolution.mention, resolution.chosen
    place = chosen.place if chosen else None
    from_geocoder = chosen is not None and chosen.match is MatchKind.GEOCODER
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.surface,
        "lat": place.point.lat if place else None,
        "lon": place.point.lon if place else None,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "country_code": place.country_code if place else None,
        "feature_code": place.feature_code if place else None,
        "confidence": round(resolution.confidence, CONFIDENCE_DIGITS),
        "status": resolution.status.value,
        "source": "geocoder" if from_geocoder else "gazetteer",
        "label": mention.label.value,
        "match": chosen.match.value if chosen else None,
        "uncertainty_km": round(place.uncertainty_km, 3) if place else None,
        **({"unasked": True} if resolution.is_unasked else {}),
    }
