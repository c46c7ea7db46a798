"""Builds the resolver of a run."""

from __future__ import annotations

from pathlib import Path

from geomap.protocols import Gazetteer, Geocoder
from geomap.resolution.fallback import Fallback
from geomap.resolution.ranking import MODELS, TreeRanker
from geomap.resolution.resolver import ContextResolver
from geomap.settings import FOCUS_COUNTRIES, Settings


def open_resolver(
    gazetteer: Gazetteer, *, settings: Settings, geocoder: Geocoder | None = None, models: Path = MODELS
) -> ContextResolver:
    """The resolver as the settings want it, with the ranker of a folder.

    With a geocoder, what the gazetteer leaves open is asked there.
    """
    threshold = settings.confidence_threshold
    return ContextResolver(
        gazetteer,
        ranker=TreeRanker(models),
        threshold=threshold,
        focus_countries=FOCUS_COUNTRIES if settings.focus_prior else (),
        fallback=Fallback(geocoder, gazetteer, threshold=threshold) if geocoder else None,
    )
