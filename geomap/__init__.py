"""geomap: news reports and event records in, one interactive map of what happened where out.

`geomap.run("reports/", "out")` makes a run; its result has the events as a pandas.DataFrame (`events`) and the path of
the map (`map_path`). Nothing is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from geomap.batch.api import run
    from geomap.batch.result import RunResult
    from geomap.pipeline import Engine, open_engine
    from geomap.reading import ReadOptions
    from geomap.records import Document, Event
    from geomap.settings import Settings

_HOMES = {
    "Document": "geomap.records",
    "Engine": "geomap.pipeline",
    "Event": "geomap.records",
    "ReadOptions": "geomap.reading",
    "RunResult": "geomap.batch.result",
    "Settings": "geomap.settings",
    "open_engine": "geomap.pipeline",
    "run": "geomap.batch.api",
}
"""Public name → its module, which is imported when the name is first used."""

__all__ = [
    "Document", "Engine", "Event", "ReadOptions", "RunResult", "Settings", "__version__", "open_engine", "run",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
