"""Events to one interactive HTML file that needs no network.

`event_map` gives a folium.Map to which folium layers can be added; `write_map` writes the file at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.rendering.shell import EventMap, event_map, write_map

__all__ = ["EventMap", "event_map", "write_map"]


def __getattr__(name: str) -> object:
    # folium takes half a second to import: only who draws a map pays for it.
    if name in __all__:
        from geomap.rendering import shell

        return getattr(shell, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
