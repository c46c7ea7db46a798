"""geopy's way to the network: our own, because its others wait without end, sleep inside a call or read any body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from ssl import SSLContext
from typing import Any

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter

from geomap.errors import GeocoderResponseError
from geomap.network.fetch import Reply, fetch

HTTP_OK = range(200, 300)


class BoundedAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """Every request has one deadline, a bounded body, no redirect, no retry."""

    def __init__(self, *, proxies: Mapping[str, str] | None, ssl_context: SSLContext | None) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._proxies = proxies
        self._context = ssl_context

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The body. Raises geopy's AdapterHTTPError for an error status, else as `fetch`."""
        reply = fetch(url, headers=headers, deadline_s=timeout, proxies=self._proxies, context=self._context)
        text = _decoded(reply)
        if reply.status not in HTTP_OK:
            raise AdapterHTTPError(
                f"HTTP status {reply.status}", status_code=reply.status, headers=reply.headers, text=text
            )
        return text

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """The body as JSON. Raises GeocoderResponseError when it is none."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise GeocoderResponseError(f"the answer is not JSON; it begins with {text[:60]!r}") from error


def _decoded(reply: Reply) -> str:
    try:
        return reply.body.decode(reply.charset)
    except (UnicodeDecodeError, LookupError) as error:
        if reply.status not in HTTP_OK:
            return ""
        raise GeocoderResponseError(f"the answer is not text in {reply.charset}") from error
