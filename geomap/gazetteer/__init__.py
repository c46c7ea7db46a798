"""Places by name, id and position: a stack of compiled layers."""

from geomap.gazetteer.opening import open_gazetteer
from geomap.gazetteer.stack import Stack

__all__ = ["Stack", "open_gazetteer"]
