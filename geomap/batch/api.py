"""`geomap.run`: a run from Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from geomap.batch.driver import Progress
from geomap.batch.driver import run as run_folder
from geomap.batch.result import RunResult
from geomap.errors import UsageError
from geomap.reading import ReadOptions
from geomap.settings import Settings, load_settings


def run(
    inputs: str | Path | Iterable[str | Path],
    folder: str | Path = "output",
    *,
    settings: Settings | None = None,
    options: ReadOptions | None = None,
    fresh: bool = False,
    retry_failed: bool = False,
    retry_unresolved: bool = False,
    progress: Progress | None = None,
    **changes: Any,
) -> RunResult:
    """Read reports and event records, find what happened where, and write map and tables into `folder`.

    Parameters
    ----------
    inputs
        A file, folder, pattern or address (s3://, https://), or several of them.
    folder
        Where the outputs go, and what is remembered for the next run; an address too.
    settings
        Settings of the run; without them those of `geomap.toml` in the working directory and of the environment.
    options
        How inputs are read: columns of tables, values for documents that carry none.
    fresh
        Forget what `folder` remembers and do everything.
    retry_failed
        Try documents again that crashed or took too long in earlier runs.
    retry_unresolved
        Do those documents again whose names Nominatim could not be asked for.
    progress
        Called with the number of documents done.
    **changes
        Single settings, as ``workers=2``, ``title="…"``, ``formats=("parquet",)``; see `geomap.Settings`.

    Returns
    -------
    RunResult
        `events` is a data frame, `geodataframe()` one with geometry, `map_path` the map, `problems` what failed.

    Raises
    ------
    UsageError
        For settings that cannot be used.
    StoreError
        When the folder cannot be written, or another run is at work in it.

    Examples
    --------
    >>> result = geomap.run("reports/", "out", title="September 2018")  # doctest: +SKIP
    >>> result.events.groupby("event_type").size()  # doctest: +SKIP
    """
    if settings is None:
        settings = load_settings(**changes)
    elif changes:
        try:
            settings = replace(settings, **changes)
        except TypeError as error:
            raise UsageError(f"unknown setting: {error}") from error
    return run_folder(
        inputs,
        folder,
        settings=settings,
        options=options,
        fresh=fresh,
        retry_failed=retry_failed,
        retry_unresolved=retry_unresolved,
        progress=progress,
    )
