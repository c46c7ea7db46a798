"""One GET with a deadline for the whole of it and a bound on the body; no redirects, no retries, no sleeps."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from geomap.errors import GeocoderRefusedError, GeocoderResponseError, GeocoderUnavailableError

MAX_BODY_BYTES = 2_000_000
"""Ten countries with their names in all languages come to about 100 kB."""
CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    charset: str


@dataclass(slots=True)
class _Attempt:
    """A request in its own thread, so that looking up a name, shaking hands and dripping headers have an end too."""

    is_over: threading.Event = field(default_factory=threading.Event)
    is_given_up: bool = False
    connections: list[http.client.HTTPConnection] = field(default_factory=list)
    reply: Reply | None = None
    error: Exception | None = None

    def give_up(self) -> None:
        """Make the thread end."""
        self.is_given_up = True
        for connection in self.connections:
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)


def fetch(
    url: str,
    *,
    headers: Mapping[str, str],
    deadline_s: float,
    proxies: Mapping[str, str] | None = None,
    context: ssl.SSLContext | None = None,
    max_bytes: int = MAX_BODY_BYTES,
) -> Reply:
    """The reply of an http or https server, also one with an error status.

    `deadline_s` bounds everything from looking up the name to the last byte. Raises GeocoderUnavailableError when no
    whole reply came, GeocoderResponseError for one over `max_bytes`, GeocoderRefusedError for a certificate that
    cannot be trusted.
    """
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  the opener below knows http(s) alone
    attempt = _Attempt()
    opener = _opener(attempt, proxies=proxies, context=context)

    def work() -> None:
        try:
            attempt.reply = _read(opener, request, attempt, deadline_s=deadline_s, max_bytes=max_bytes)
        except Exception as error:  # handed to the caller, who raises it
            attempt.error = error
        finally:
            attempt.is_over.set()

    threading.Thread(target=work, name="geomap-fetch", daemon=True).start()
    try:
        if not attempt.is_over.wait(deadline_s):
            raise GeocoderUnavailableError(f"{_host(url)} gave no whole answer within {deadline_s:g} s")
    finally:
        attempt.give_up()
    if attempt.error is not None:
        raise _translated(attempt.error, _host(url)) from attempt.error
    assert attempt.reply is not None
    return attempt.reply


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer: another server would have a turn and an attribution of its own."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Http(urllib.request.HTTPHandler):
    def __init__(self, attempt: _Attempt) -> None:
        super().__init__()
        self._attempt = attempt

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_registering(self._attempt, http.client.HTTPConnection), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, attempt: _Attempt, context: ssl.SSLContext | None) -> None:
        super().__init__(context=context)
        self._attempt = attempt
        self._factory = partial(http.client.HTTPSConnection, context=context)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_registering(self._attempt, self._factory), req)


def _registering(
    attempt: _Attempt, factory: Callable[..., http.client.HTTPConnection]
) -> Callable[..., http.client.HTTPConnection]:
    def make(host: str, **options: Any) -> http.client.HTTPConnection:
        connection = factory(host, **options)
        connect = connection.connect

        def connect_if_wanted() -> None:
            connect()
            if attempt.is_given_up:
                # Nothing may be sent any more: by now it is another request's turn.
                connection.close()
                raise TimeoutError("given up while connecting")

        connection.connect = connect_if_wanted  # type: ignore[method-assign]
        attempt.connections.append(connection)
        return connection

    return make


def _opener(
    attempt: _Attempt, *, proxies: Mapping[str, str] | None, context: ssl.SSLContext | None
) -> urllib.request.OpenerDirector:
    """An opener for http and https alone: `build_opener` would bring file: and ftp: along."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(None if proxies is None else dict(proxies)),
        _Http(attempt),
        _Https(attempt, context),
        _NoRedirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _read(
    opener: urllib.request.OpenerDirector,
    request: urllib.request.Request,
    attempt: _Attempt,
    *,
    deadline_s: float,
    max_bytes: int,
) -> Reply:
    try:
        response = opener.open(request, timeout=deadline_s)
    except urllib.error.HTTPError as error:
        response = error
    with contextlib.closing(response):
        body = bytearray()
        # `read1` gives what has come, so that a slow drip is seen; `read` would wait for the end.
        while chunk := response.read1(CHUNK_BYTES):
            body += chunk
            if len(body) > max_bytes:
                raise GeocoderResponseError(f"{_host(request.full_url)} answered more than {max_bytes} bytes")
            if attempt.is_given_up:
                break
        promised = response.headers.get("Content-Length", "")
        if promised.isdigit() and len(body) < int(promised):
            raise GeocoderUnavailableError(f"{_host(request.full_url)} broke off after {len(body)} of {promised} bytes")
        return Reply(
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=bytes(body),
            charset=response.headers.get_content_charset() or "utf-8",
        )


def _translated(error: Exception, host: str) -> Exception:
    """The one place where the errors of sockets and urllib become geomap's."""
    if isinstance(error, GeocoderUnavailableError | GeocoderResponseError):
        return error
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return GeocoderRefusedError(f"{host}: its certificate cannot be trusted: {reason.verify_message}")
    if isinstance(error, urllib.error.URLError | OSError | http.client.HTTPException | EOFError):
        return GeocoderUnavailableError(f"{host} cannot be reached or broke off: {reason}")
    return error


def _host(url: str) -> str:
    return urllib.request.Request(url).host or url  # noqa: S310  only taken apart
