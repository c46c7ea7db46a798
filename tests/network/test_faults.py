"""Whatever a server does, a question ends as an answer or as one of geomap's errors, in time, and no error is kept."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from email.utils import formatdate
from typing import Any

import pytest

from geomap.errors import (
    GeocoderBusyError,
    GeocoderError,
    GeocoderRefusedError,
    GeocoderResponseError,
    GeocoderUnaskedError,
    GeocoderUnavailableError,
)
from geomap.network.door import ATTEMPTS, Door
from geomap.network.faults import retry_after_s
from geomap.network.gate import BREAKER_FAILURES
from geomap.network.opening import open_geocoder
from geomap.protocols import GeocoderQuery
from geomap.settings import Settings

from .conftest import FakeTime
from .faulty import VILLAGE, Behaviour, Server, answer, drip, first, says, serve

QUERY = GeocoderQuery(name="Kafr Zunbil", country_codes=("SY",))
DEADLINE_S = 0.4


def opened(address: str, fake_time: FakeTime, *, run: str = "", **settings: Any) -> Door:
    """A door to the server, in a hurry."""
    wanted = Settings(nominatim=address, **{"nominatim_timeout_s": DEADLINE_S, **settings})
    door = open_geocoder(wanted, run=run, clock=fake_time.clock)
    assert door is not None
    return door


@pytest.fixture
def start() -> Iterator[Any]:
    """Starts servers that end with the test."""
    with ExitStack() as stack:
        yield lambda behaviour: stack.enter_context(serve(behaviour))


def place(**changes: object) -> list[dict[str, object]]:
    """An answer of one place that is not as it should be."""
    return [{**VILLAGE, **changes}]


ONCE: dict[str, tuple[Behaviour, type[GeocoderError]]] = {
    "401": (says({}, status="401 Unauthorized"), GeocoderRefusedError),
    "403": (says({}, status="403 Forbidden"), GeocoderRefusedError),
    "404": (says({}, status="404 Not Found"), GeocoderRefusedError),
    "redirect": (says(b"", status="302 Found", headers=("Location: http://127.0.0.1:9/",)), GeocoderRefusedError),
    "400": (says({"error": "no"}, status="400 Bad Request"), GeocoderResponseError),
    "not JSON": (says(b"<html>Sorry</html>"), GeocoderResponseError),
    "JSON cut off": (says(b'[{"place_id": 1, "lat"'), GeocoderResponseError),
    "empty body": (says(b""), GeocoderResponseError),
    "null": (says(None), GeocoderResponseError),
    "object": (says({}), GeocoderResponseError),
    "error object": (says({"error": "Database is down"}), GeocoderResponseError),
    "list of numbers": (says([1, 2]), GeocoderResponseError),
    "nested without end": (says(b"[" * 200_000), GeocoderResponseError),
    "huge body": (says(b"[" + b" " * 3_000_000 + b"]"), GeocoderResponseError),
    "wrong charset": (says(b"\xff\xfe[]"), GeocoderResponseError),
    "NaN": (says(place(lat="NaN")), GeocoderResponseError),
    "bare NaN": (says(place(lat=float("nan"))), GeocoderResponseError),
    "infinite": (says(place(lon="inf")), GeocoderResponseError),
    "latitude out of range": (says(place(lat="123.4")), GeocoderResponseError),
    "longitude out of range": (says(place(lon="217.43")), GeocoderResponseError),
    "no position": (says(place(lat=None)), GeocoderResponseError),
    "swapped": (says(place(lat="37.43", lon="36.41")), GeocoderResponseError),
    "box of words": (says(place(boundingbox=["a", "b", "c", "d"])), GeocoderResponseError),
}
"""Faults that asking again would not mend."""

AGAIN: dict[str, tuple[Behaviour, type[GeocoderError]]] = {
    "429": (says({}, status="429 Too Many Requests"), GeocoderBusyError),
    "429 with Retry-After": (
        says({}, status="429 Too Many Requests", headers=("Retry-After: 7",)), GeocoderBusyError),
    "503": (says({}, status="503 Service Unavailable"), GeocoderBusyError),
    "503 with Retry-After": (
        says({}, status="503 Service Unavailable", headers=("Retry-After: 7",)), GeocoderBusyError),
    "500": (says({}, status="500 Internal Server Error"), GeocoderUnavailableError),
    "502": (says({}, status="502 Bad Gateway"), GeocoderUnavailableError),
    "body cut off": (says(b'[{"place_id"', length=500), GeocoderUnavailableError),
    "hangs up": (lambda _request, _send: None, GeocoderUnavailableError),
    "no HTTP": (lambda _request, send: send(b"SSH-2.0-OpenSSH_9.2\r\n"), GeocoderUnavailableError),
    "stall": (lambda _request, _send: time.sleep(2 * DEADLINE_S), GeocoderUnavailableError),
    "dripping headers": (drip(answer([VILLAGE])), GeocoderUnavailableError),
    "dripping body": (
        lambda request, send: (send(answer(b"", length=90)), drip(b" " * 90)(request, send))[1],
        GeocoderUnavailableError,
    ),
}  # fmt: skip
"""Faults that pass."""


@pytest.mark.parametrize("fault", ONCE)
def test_final_faults_are_asked_once(fault: str, start: Any, fake_time: FakeTime) -> None:
    behaviour, expected = ONCE[fault]
    server: Server = start(behaviour)
    door = opened(server.address, fake_time)
    with pytest.raises(expected):
        door.geocode(QUERY)
    assert len(server.requests) == 1
    assert door.counts()["requests"] == 1
    assert "found" not in door.counts()
    assert "nothing_found" not in door.counts()


@pytest.mark.parametrize("fault", AGAIN)
def test_passing_faults_are_asked_again_a_few_times(fault: str, start: Any, fake_time: FakeTime) -> None:
    behaviour, expected = AGAIN[fault]
    server: Server = start(behaviour)
    door = opened(server.address, fake_time)
    begun = time.monotonic()
    with pytest.raises(expected):
        door.geocode(QUERY)
    assert time.monotonic() - begun < ATTEMPTS * DEADLINE_S + 1.5
    assert len(server.requests) == ATTEMPTS
    # Between the attempts stands a pause: the server's own wish, or ours that grows.
    assert fake_time.slept >= (2 * 7 if "Retry-After" in fault else 2 + 8)
    assert door.counts() == {
        "busy" if expected is GeocoderBusyError else "unavailable": 1,
        "questions": 1, "requests": ATTEMPTS, "retries": ATTEMPTS - 1,
    }  # fmt: skip


@pytest.mark.parametrize("fault", [*ONCE, "429", "500", "body cut off"])
def test_no_fault_is_kept(fault: str, start: Any, fake_time: FakeTime) -> None:
    bad, _ = {**ONCE, **AGAIN}[fault]
    mended: list[bool] = []
    server: Server = start(lambda request, send: (says([VILLAGE]) if mended else bad)(request, send))
    with pytest.raises(GeocoderError):
        opened(server.address, fake_time).geocode(QUERY)
    mended.append(True)
    # Another run, because a refusal ends asking for the rest of one.
    (found,) = opened(server.address, fake_time).geocode(QUERY)
    assert found.place.place_id == "osm:node/7"


@pytest.mark.parametrize("fault", AGAIN)
def test_a_fault_that_passes_does_no_harm(fault: str, start: Any, fake_time: FakeTime) -> None:
    behaviour, _ = AGAIN[fault]
    server: Server = start(first(behaviour, times=1, then=says([VILLAGE])))
    (found,) = opened(server.address, fake_time).geocode(QUERY)
    assert found.place.place_id == "osm:node/7"
    assert len(server.requests) == 2


def test_nobody_listens(fake_time: FakeTime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    door = opened(f"http://127.0.0.1:{port}", fake_time)
    with pytest.raises(GeocoderUnavailableError, match="cannot be reached"):
        door.geocode(QUERY)


def test_no_such_name(fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(GeocoderUnavailableError, match="not known"):
        opened("http://nominatim.invalid", fake_time).geocode(QUERY)


def test_looking_up_the_name_takes_no_longer_than_the_limit(
    start: Any, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    server: Server = start(says([VILLAGE]))
    real = socket.getaddrinfo

    def slow(*args: Any, **options: Any) -> Any:
        time.sleep(3 * DEADLINE_S)
        return real(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    begun = time.monotonic()
    with pytest.raises(GeocoderUnavailableError, match="no whole answer"):
        opened(server.address, fake_time).geocode(QUERY)
    assert time.monotonic() - begun < ATTEMPTS * DEADLINE_S + 1
    time.sleep(3 * DEADLINE_S)
    # Who was given up sends nothing later, when it is somebody else's turn.
    assert server.requests == []


def test_an_untrusted_certificate_is_a_refusal(fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_message = "self-signed certificate"
        raise error

    monkeypatch.setattr(http.client.HTTPSConnection, "connect", refuse)
    with pytest.raises(GeocoderRefusedError, match="self-signed"):
        opened("https://127.0.0.1:1", fake_time).geocode(QUERY)


def test_a_long_retry_after_is_believed_and_not_waited_for(start: Any, fake_time: FakeTime) -> None:
    server: Server = start(
        first(says({}, status="429 Too Many Requests", headers=("Retry-After: 3600",)), times=1, then=says([VILLAGE]))
    )
    door = opened(server.address, fake_time)
    for _ in range(3):
        with pytest.raises(GeocoderBusyError):
            door.geocode(QUERY)
    # It binds other runs, too.
    with pytest.raises(GeocoderBusyError, match="asked to wait"):
        opened(server.address, fake_time).geocode(QUERY)
    assert len(server.requests) == 1
    assert fake_time.slept < 5
    fake_time.sleep(3600)
    assert len(opened(server.address, fake_time).geocode(QUERY)) == 1


def test_retry_after_as_a_date() -> None:
    now = time.time()
    assert retry_after_s(formatdate(now + 30, usegmt=True), now=now) == pytest.approx(30, abs=1)
    assert retry_after_s(formatdate(now - 30, usegmt=True), now=now) == 0
    assert [retry_after_s(text, now=now) for text in (None, "", "soon", "-5", "1e9", "٣")] == [None] * 6
    assert retry_after_s("120", now=now) == 120


def test_the_breaker_opens_after_failures_in_a_row(start: Any, fake_time: FakeTime) -> None:
    server: Server = start(says({}, status="500 Internal Server Error"))
    door = opened(server.address, fake_time, run="one")
    kinds = []
    for number in range(6):
        with pytest.raises(GeocoderError) as caught:
            door.geocode(GeocoderQuery(name=f"Village {number}"))
        kinds.append(type(caught.value))
    assert len(server.requests) == BREAKER_FAILURES
    assert kinds == [GeocoderUnavailableError, GeocoderUnaskedError, *[GeocoderUnaskedError] * 4]
    assert "5 requests in a row failed" in str(door.report()["stopped"])
    # It holds for all processes of the run, and not for the next run.
    with pytest.raises(GeocoderUnaskedError):
        opened(server.address, fake_time, run="one").geocode(QUERY)
    with pytest.raises(GeocoderUnavailableError):
        opened(server.address, fake_time, run="two").geocode(QUERY)


def test_an_answer_closes_the_row_of_failures(start: Any, fake_time: FakeTime) -> None:
    def every_third(request: Any, send: Any) -> None:
        send(answer([VILLAGE]) if request.number % 3 == 0 else answer({}, status="500 Internal Server Error"))

    server: Server = start(every_third)
    door = opened(server.address, fake_time)
    for number in range(8):
        assert door.geocode(GeocoderQuery(name="Kafr Zunbil", admin1=f"Area {number}"))
    assert len(server.requests) == 24


def test_one_refusal_is_enough(start: Any, fake_time: FakeTime) -> None:
    server: Server = start(says({}, status="403 Forbidden"))
    door = opened(server.address, fake_time)
    with pytest.raises(GeocoderRefusedError):
        door.geocode(QUERY)
    with pytest.raises(GeocoderUnaskedError, match="refuses"):
        door.geocode(QUERY)
    assert len(server.requests) == 1


def test_swapped_coordinates_are_seen_by_the_country(start: Any, fake_time: FakeTime) -> None:
    server: Server = start(says(place(lat="37.43", lon="36.41", boundingbox=None)))
    settings = Settings(nominatim=server.address)

    def country_at(point: Any) -> str:
        return "SY" if 35.5 < point.lat < 37 < point.lon < 38 else "TR"

    door = open_geocoder(settings, country_at=country_at, clock=fake_time.clock)
    assert door is not None
    with pytest.raises(GeocoderResponseError, match="swapped"):
        door.geocode(QUERY)


def test_a_cache_that_cannot_be_used_is_no_crash(start: Any, fake_time: FakeTime, cache_folder: Any) -> None:
    server: Server = start(says([VILLAGE]))
    cache_folder.mkdir()
    (cache_folder / "geocoder.sqlite").write_bytes(b"this is no database, it is a note" * 100)
    door = opened(server.address, fake_time)
    with pytest.raises(GeocoderUnavailableError, match="cannot be used"):
        door.geocode(QUERY)
    # Without the shared file nobody knows whose turn it is, so nothing is asked.
    assert server.requests == []
    assert door.counts() == {"questions": 1, "unavailable": 1}
    assert "cannot be used" in str(door.report()["stopped"])
