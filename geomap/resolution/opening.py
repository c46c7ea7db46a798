"""Builds the resolver of a run."""

from __future__ import annotations

from geomap.protocols import Gazetteer
from geomap.resolution.ranking import TreeRanker
from geomap.resolution.resolver import ContextResolver
from geomap.settings import FOCUS_COUNTRIES, Settings


def open_resolver(gazetteer: Gazetteer, *, settings: Settings) -> ContextResolver:
    """The resolver as the settings want it."""
    return ContextResolver(
        gazetteer,
        ranker=TreeRanker(),
        threshold=settings.confidence_threshold,
        focus_countries=FOCUS_COUNTRIES if settings.focus_prior else (),
    )
