"""Mentions to places: candidates, evidence, ranking."""

from geomap.resolution.opening import open_resolver
from geomap.resolution.resolver import ContextResolver

__all__ = ["ContextResolver", "open_resolver"]
