"""geopy's exceptions and HTTP statuses as geomap's errors: one table, one place."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)

from geomap.errors import (
    GeocoderBusyError,
    GeocoderError,
    GeocoderRefusedError,
    GeocoderResponseError,
    GeocoderUnavailableError,
)

QUESTION_STATUSES = frozenset({400, 412, 413, 414, 422, 431})
"""The question is wrong, not the server; another question may do."""
BUSY_STATUSES = frozenset({429, 503})
PASSING_STATUSES = frozenset({408, 425})
SERVER_ERROR = 500
REDIRECTS = range(300, 400)


def of_status(status: int, headers: Mapping[str, str], *, server: str) -> GeocoderError:
    """The error that an HTTP status of a server stands for; `headers` by lower-case name."""
    if status in BUSY_STATUSES:
        wait_s = retry_after_s(headers.get("retry-after"), now=time.time())
        return GeocoderBusyError(f"{server} asks to wait (HTTP {status})", retry_after_s=wait_s)
    if status >= SERVER_ERROR or status in PASSING_STATUSES:
        return GeocoderUnavailableError(f"{server} has trouble (HTTP {status})")
    if status in QUESTION_STATUSES:
        return GeocoderResponseError(f"{server} does not understand the question (HTTP {status})")
    if status in REDIRECTS:
        target = headers.get("location", "another address")
        return GeocoderRefusedError(f"{server} sends to {target} (HTTP {status}); give that address if you trust it")
    return GeocoderRefusedError(f"{server} refuses (HTTP {status})")


def retry_after_s(value: str | None, *, now: float) -> float | None:
    """Seconds that a Retry-After header asks for, 0 or more; None when it is absent or means nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, OverflowError):
        return None


_BY_KIND: tuple[tuple[type[Exception], type[GeocoderError]], ...] = (
    (GeocoderRateLimited, GeocoderBusyError),
    (GeocoderQuotaExceeded, GeocoderRefusedError),
    (GeocoderAuthenticationFailure, GeocoderRefusedError),
    (GeocoderInsufficientPrivileges, GeocoderRefusedError),
    (GeocoderTimedOut, GeocoderUnavailableError),
    (GeocoderUnavailable, GeocoderUnavailableError),
)
"""geopy's exceptions that come without an HTTP status, from services that say so in the body."""


def translated(error: Exception, *, server: str) -> GeocoderError:
    """What geopy raised as geomap's error; what it did not mean to raise is an answer that cannot be understood."""
    if isinstance(error, GeocoderError):
        return error
    cause = error if isinstance(error, AdapterHTTPError) else error.__cause__
    if isinstance(cause, AdapterHTTPError):
        return of_status(cause.status_code, cause.headers, server=server)
    kind = next((ours for theirs, ours in _BY_KIND if isinstance(error, theirs)), GeocoderResponseError)
    what = str(error) if isinstance(error, GeopyError) else f"{type(error).__name__}: {error}"
    return kind(f"{server}: {what[:200]}")
