"""Settings of a run: defaults, then `geomap.toml`, then the environment (GEOMAP_…), then flags; the last one wins."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from geomap.errors import UsageError

SETTINGS_FILE = "geomap.toml"
ENVIRONMENT_PREFIX = "GEOMAP_"
RECOGNIZERS = ("default", "crf", "neural", "cascade")
ENGINES = ("local", "dask")

FOCUS_COUNTRIES = ("GB", "AF", "IQ", "SY")
"""The countries of the four regions that geomap is made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run may be told; every field can stand in `geomap.toml` and in the environment."""

    recognizer: str = "default"
    """default, crf, neural or cascade."""
    focus_prior: bool = True
    """Whether places in and near the four regions get a small preference, other evidence equal."""
    confidence_threshold: float = 0.69
    """A best candidate below it (0..1) is reported as BELOW_THRESHOLD and not placed. Chosen so that 95 in 100 answers
    are right on local news and on conflict reports that the models did not see (docs/quality.md)."""
    nominatim: str = ""
    """Empty: never asked. "public", or the address of a server."""
    nominatim_limit: int = 200
    """Requests a run, at most."""
    nominatim_email: str = ""
    """Contact address sent to the server, as the public server's policy asks."""
    nominatim_timeout_s: float = 10.0
    """For one request, from looking up the server to the last byte."""
    nominatim_interval_s: float = 1.0
    """Pause between two requests of all processes to one server; a public server's is never under 1 s."""
    nominatim_cache_days: float = 180.0
    """Age in days after which a cached answer is asked again; 0: never."""
    geocoder: str = "nominatim"
    """geopy's name of the geocoder that stands behind the fallback."""
    geocoder_options: str = ""
    """What another geocoder wants beyond its name, as JSON: {"api_key": "…"}. Not written into run.json."""
    workers: int = 0
    """Processes; 0 means one per core."""
    timeout_per_document_s: float = 60.0
    """A document that takes longer is set aside in errors.jsonl."""
    formats: tuple[str, ...] = ()
    """Formats of the events beside jsonl, csv and geojson: parquet, gpkg, kml."""
    map_limit: int = 100_000
    """Events on the map, at most: the newest ones. A page of 100,000 is about 18 MB; browsers slow down beyond."""
    engine: str = "local"
    """local: processes of this machine; dask: a Dask cluster."""
    scheduler: str = ""
    """Address of a Dask scheduler (tcp://…); empty: a cluster of this machine's own."""
    merge: bool = True
    """Whether reports of one event are linked into one."""
    title: str = ""
    """Title of the map."""
    tiles: str = ""
    """Online tiles offered on the map; empty: none, the map makes no request."""

    def __post_init__(self) -> None:
        if self.recognizer not in RECOGNIZERS:
            raise UsageError(f"recognizer {self.recognizer!r} is none of {', '.join(RECOGNIZERS)}")
        if not 0.0 <= self.confidence_threshold <= 1.0:
            raise UsageError(f"confidence_threshold {self.confidence_threshold} is outside 0..1")
        if self.engine not in ENGINES:
            raise UsageError(f"engine {self.engine!r} is none of {', '.join(ENGINES)}")
        if self.map_limit < 1:
            raise UsageError(f"map_limit {self.map_limit} is below 1")
        if self.workers < 0:
            raise UsageError(f"workers {self.workers} is negative; 0 means one per core")
        if self.nominatim_limit < 0:
            raise UsageError(f"nominatim_limit {self.nominatim_limit} is negative")
        if not 0.0 <= self.nominatim_interval_s <= 60.0:
            raise UsageError(f"nominatim_interval_s {self.nominatim_interval_s} is outside 0..60 seconds")
        if not self.nominatim_cache_days >= 0.0:
            raise UsageError(f"nominatim_cache_days {self.nominatim_cache_days} is negative")
        if not self.timeout_per_document_s > 0 or not self.nominatim_timeout_s > 0:
            raise UsageError("timeouts must be above 0 seconds")


def load_settings(*, path: Path | None = None, environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    """Settings from file, environment and flags; flags that are None are not given.

    `path` defaults to `geomap.toml` in the working directory, if it is there. Raises UsageError on unknown keys,
    wrong types and values out of range.
    """
    settings = Settings()
    file = path or (Path(SETTINGS_FILE) if Path(SETTINGS_FILE).is_file() else None)
    if file is not None:
        settings = _with(settings, _read_file(file), origin=str(file))
    env = os.environ if environment is None else environment
    known = {field.name for field in fields(Settings)}
    # Other GEOMAP_ variables (the data folder, say) are not settings; they are left alone.
    from_env = {
        key.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for key, value in env.items()
        if key.startswith(ENVIRONMENT_PREFIX) and key.removeprefix(ENVIRONMENT_PREFIX).lower() in known
    }
    settings = _with(settings, from_env, origin="environment")
    return _with(settings, {k: v for k, v in flags.items() if v is not None}, origin="option")


def _read_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not valid TOML: {error}") from error


def _with(settings: Settings, values: Mapping[str, Any], *, origin: str) -> Settings:
    kinds = {field.name: type(getattr(settings, field.name)) for field in fields(Settings)}
    unknown = sorted(set(values) - set(kinds))
    if unknown:
        raise UsageError(f"{origin}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(kinds))}")
    converted = {key: _convert(value, kinds[key], name=f"{origin}: {key}") for key, value in values.items()}
    return replace(settings, **converted)


def _convert(value: Any, kind: type, *, name: str) -> Any:
    if kind is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"1", "true", "yes", "on"}:
            return True
        if str(value).lower() in {"0", "false", "no", "off"}:
            return False
        raise UsageError(f"{name} {value!r} is neither true nor false")
    if kind is tuple:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple):
            raise UsageError(f"{name} {value!r} is not a list")
        return tuple(str(part).strip() for part in parts if str(part).strip())
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{name} {value!r} is not a {kind.__name__}") from error
