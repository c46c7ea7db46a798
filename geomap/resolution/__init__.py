"""Mentions to places: candidates, evidence, ranking."""

from geomap.protocols import Gazetteer, Geocoder, Resolver
from geomap.resolution.resolver import ContextResolver
from geomap.settings import FOCUS_COUNTRIES, Settings

__all__ = ["ContextResolver", "open_resolver"]


def open_resolver(gazetteer: Gazetteer, *, geocoder: Geocoder | None = None, settings: Settings) -> Resolver:
    """The resolver of a run."""
    return ContextResolver(
        gazetteer,
        threshold=settings.confidence_threshold,
        focus_countries=FOCUS_COUNTRIES if settings.focus_prior else (),
    )
