"""Opens the geocoder that the settings name. Nothing is sent and no file is touched before the first question."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from geomap.errors import UsageError
from geomap.network.answers import Answers
from geomap.network.clock import Clock
from geomap.network.door import CountryAt, Door
from geomap.network.gate import INTERVAL_S, Gate, Limits
from geomap.network.nominatim import Nominatim
from geomap.network.others import GeopyService
from geomap.network.servers import server_of
from geomap.network.services import Service
from geomap.network.state import State, cache_file
from geomap.settings import Settings


def open_geocoder(
    settings: Settings,
    *,
    run: str = "",
    any_age: bool = False,
    country_at: CountryAt | None = None,
    clock: Clock | None = None,
) -> Door | None:
    """The fallback, or None when the settings name no server: nothing is asked without the user's word.

    Parameters
    ----------
    run
        Names the run in all its processes, which then share one budget and one circuit breaker.
    any_age
        Cached answers are used whatever their age.
    country_at
        Country code at a position, to refuse answers whose coordinates are swapped.

    Raises UsageError for a server or a geocoder that cannot be.
    """
    if not settings.nominatim:
        return None
    service = _service(settings)
    interval_s = max(settings.nominatim_interval_s, INTERVAL_S if service.is_public else 0.0)
    limits = Limits(requests=settings.nominatim_limit, interval_s=interval_s, deadline_s=settings.nominatim_timeout_s)
    state = State(cache_file())
    max_age_days = 0.0 if any_age else settings.nominatim_cache_days
    return Door(
        service=service,
        answers=Answers(state, max_age_days=max_age_days, clock=clock),
        gate=Gate(state, server=service.server, run=run or uuid.uuid4().hex, limits=limits, clock=clock),
        country_at=country_at,
        clock=clock,
    )


def _service(settings: Settings) -> Service:
    email, timeout_s = settings.nominatim_email, settings.nominatim_timeout_s
    if settings.geocoder.lower() == "nominatim":
        return Nominatim(server_of(settings.nominatim), email=email, timeout_s=timeout_s)
    options = _options(settings.geocoder_options)
    return GeopyService(settings.geocoder, where=settings.nominatim, options=options, email=email, timeout_s=timeout_s)


def _options(text: str) -> Mapping[str, Any]:
    """What geopy's geocoder wants beyond its name: keys, mostly."""
    try:
        options = json.loads(text or "{}")
    except ValueError as error:
        raise UsageError(f"geocoder_options is not JSON: {error}") from error
    if not isinstance(options, dict):
        raise UsageError('geocoder_options is no JSON object such as {"api_key": "…"}')
    return options
