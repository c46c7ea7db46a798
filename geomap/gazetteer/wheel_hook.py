"""Hatchling's build hook: compiles the embedded layers before a wheel is packed, so that an installed geomap is ready.

In pyproject.toml:

    [tool.hatch.build.hooks.custom]
    path = "geomap/gazetteer/wheel_hook.py"
    dependencies = ["numpy>=1.26", "rapidfuzz>=3.9", "shapely>=2.0"]
"""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledLayers(BuildHookInterface[Any]):
    """Builds `geomap/gazetteer/compiled/*.layer` and has them packed although git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before packing; an editable install gets the layers too."""
        sys.path.insert(0, self.root)
        try:
            from geomap.gazetteer.build import build

            build()
        finally:
            sys.path.remove(self.root)
        build_data["artifacts"].append("geomap/gazetteer/compiled/*.layer")
