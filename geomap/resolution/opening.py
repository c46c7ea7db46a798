"""Builds the resolver of a run."""

from __future__ import annotations

from pathlib import Path

from geomap.protocols import Gazetteer
from geomap.resolution.ranking import MODELS, TreeRanker
from geomap.resolution.resolver import ContextResolver
from geomap.settings import FOCUS_COUNTRIES, Settings


def open_resolver(gazetteer: Gazetteer, *, settings: Settings, models: Path = MODELS) -> ContextResolver:
    """The resolver as the settings want it, with the ranker of a folder."""
    return ContextResolver(
        gazetteer,
        ranker=TreeRanker(models),
        threshold=settings.confidence_threshold,
        focus_countries=FOCUS_COUNTRIES if settings.focus_prior else (),
    )
