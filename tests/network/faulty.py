"""A server on loopback that misbehaves as told."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

VILLAGE = {
    "place_id": 1, "osm_type": "node", "osm_id": 7, "lat": "36.41", "lon": "37.43", "class": "place", "type": "village",
    "place_rank": 19, "name": "Kafr Zunbil", "address": {"country_code": "sy", "state": "Aleppo Governorate"},
    "namedetails": {"name": "كفر زنبل", "name:en": "Kafr Zunbil"},
    "boundingbox": ["36.39", "36.43", "37.41", "37.45"],
}  # fmt: skip
"""What a good Nominatim says."""

Send = Callable[[bytes], None]
Behaviour = Callable[["Request", Send], None]


@dataclass(frozen=True)
class Request:
    """What was asked."""

    number: int
    """From 1."""
    path: str
    headers: dict[str, str]
    seconds: float

    @property
    def parameters(self) -> dict[str, str]:
        """Of the query string."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Server:
    """A running server: where it is and what it was asked."""

    address: str = ""
    requests: list[Request] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)


def answer(body: Any, *, status: str = "200 OK", headers: tuple[str, ...] = (), length: int | None = None) -> bytes:
    """An HTTP answer; `body` is bytes, or becomes JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {length or len(data)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + data


def says(body: Any, **options: Any) -> Behaviour:
    """Always the same answer."""
    data = answer(body, **options)
    return lambda _request, send: send(data)


def first(behaviour: Behaviour, *, times: int, then: Behaviour) -> Behaviour:
    """One behaviour for the first requests, another afterwards."""
    return lambda request, send: (behaviour if request.number <= times else then)(request, send)


def drip(data: bytes, *, every_s: float = 0.05) -> Behaviour:
    """A byte now and then, each of them well within any time limit for one read."""

    def send_slowly(_request: Request, send: Send) -> None:
        for byte in data:
            send(bytes([byte]))
            time.sleep(every_s)

    return send_slowly


@contextmanager
def serve(behaviour: Behaviour) -> Iterator[Server]:
    """The server, while the block runs."""
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not server.is_over.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    thread = threading.Thread(target=_answer, args=(connection, server, behaviour), daemon=True)
                    threads.append(thread)
                    thread.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.is_over.set()
            accepting.join(5)
            for thread in threads:
                thread.join(5)


def _answer(connection: socket.socket, server: Server, behaviour: Behaviour) -> None:
    with connection, suppress(OSError):
        connection.settimeout(5)
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65536)
            if not chunk:
                return
            data += chunk
        head, *lines = data.split(b"\r\n\r\n")[0].decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        request = Request(len(server.requests) + 1, head.split()[1], headers, time.monotonic())
        server.requests.append(request)
        behaviour(request, connection.sendall)
