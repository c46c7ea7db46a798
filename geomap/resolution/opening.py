"""Builds the resolver of a run."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.protocols import Gazetteer
from geomap.resolution.context import Home
from geomap.resolution.ranking import TreeRanker
from geomap.resolution.resolver import ContextResolver
from geomap.settings import FOCUS_COUNTRIES, Settings


def open_resolver(
    gazetteer: Gazetteer, *, settings: Settings, homes: Mapping[str, Home] | None = None
) -> ContextResolver:
    """The resolver as the settings want it; `homes` are the areas that sources mostly write about."""
    return ContextResolver(
        gazetteer,
        ranker=TreeRanker(),
        threshold=settings.confidence_threshold,
        focus_countries=FOCUS_COUNTRIES if settings.focus_prior else (),
        homes=homes,
    )
