"""Downloads against a server on loopback: whole, resumed, current, broken, refused."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geomap.errors import GazetteerError
from geomap.network.download import ATTEMPTS, CHECKSUMS, fetch

CONTENT = bytes(range(256)) * 2000
ETAG = '"v1"'


class Server(ThreadingHTTPServer):
    """Serves `files`; breaks off after `break_after` bytes so many times; notes what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {"/XX.zip": CONTENT}
        self.etag: str | None = ETAG
        self.breaks = 0
        self.break_after = 100_000
        self.status = 0
        self.asked: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.server.asked.append((self.path, wanted))
        if self.server.status:
            self.send_error(self.server.status)
            return
        if self.path not in self.server.files:
            self.send_error(404)
            return
        if self.server.etag and self.headers["If-None-Match"] == self.server.etag:
            self.send_response(304)
            self.end_headers()
            return
        self._send(self.server.files[self.path], wanted)

    def _send(self, body: bytes, wanted: str | None) -> None:
        start = 0
        if wanted and self.headers["If-Range"] == self.server.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        if self.server.etag:
            self.send_header("ETag", self.server.etag)
        rest = body[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.server.breaks > 0:
            self.server.breaks -= 1
            rest = rest[: self.server.break_after]
        self.wfile.write(rest)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def ranges(server: Server) -> list[str | None]:
    return [wanted for path, wanted in server.asked if not path.endswith(".sha256")]


def test_a_file_comes_whole_with_its_sum_noted(server: Server, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    fetched = fetch(server.address, "XX.zip", tmp_path, progress=lambda *each: seen.append(each))
    assert fetched.path.read_bytes() == CONTENT
    assert fetched.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert fetched.is_new
    assert seen[-1] == ("XX.zip", len(CONTENT), len(CONTENT))
    noted = json.loads((tmp_path / CHECKSUMS).read_text())["XX.zip"]
    assert (noted["sha256"], noted["size"], noted["validator"]) == (fetched.sha256, len(CONTENT), ETAG)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["XX.zip", CHECKSUMS]


def test_a_broken_transfer_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.breaks = 2
    waits: list[float] = []
    fetched = fetch(server.address, "XX.zip", tmp_path, sleep=waits.append)
    assert fetched.path.read_bytes() == CONTENT
    assert ranges(server) == [None, "bytes=100000-", "bytes=200000-"]
    assert waits == [1.0, 2.0]


def test_a_later_run_goes_on_where_the_first_gave_up(server: Server, tmp_path: Path) -> None:
    server.breaks = ATTEMPTS
    with pytest.raises(GazetteerError, match=r"XX\.zip.*broke off.*run the same command again"):
        fetch(server.address, "XX.zip", tmp_path, sleep=lambda _: None)
    assert not (tmp_path / "XX.zip").exists()
    assert fetch(server.address, "XX.zip", tmp_path).path.read_bytes() == CONTENT
    assert ranges(server)[-1] == f"bytes={ATTEMPTS * 100_000}-"


def test_a_file_that_changed_meanwhile_is_begun_anew(server: Server, tmp_path: Path) -> None:
    server.breaks = ATTEMPTS
    with pytest.raises(GazetteerError):
        fetch(server.address, "XX.zip", tmp_path, sleep=lambda _: None)
    server.files["/XX.zip"], server.etag = b"new" * 1000, '"v2"'
    assert fetch(server.address, "XX.zip", tmp_path).path.read_bytes() == b"new" * 1000


def test_a_part_longer_than_the_file_is_dropped(server: Server, tmp_path: Path) -> None:
    (tmp_path / "XX.zip.part").write_bytes(CONTENT + b"more")
    (tmp_path / "XX.zip.part.json").write_text(json.dumps({"validator": ETAG}))
    assert fetch(server.address, "XX.zip", tmp_path, sleep=lambda _: None).path.read_bytes() == CONTENT


def test_without_a_validator_it_is_begun_anew(server: Server, tmp_path: Path) -> None:
    server.etag, server.breaks = None, 1
    assert fetch(server.address, "XX.zip", tmp_path, sleep=lambda _: None).path.read_bytes() == CONTENT
    assert ranges(server) == [None, None]


def test_a_copy_that_is_current_is_kept(server: Server, tmp_path: Path) -> None:
    first = fetch(server.address, "XX.zip", tmp_path)
    again = fetch(server.address, "XX.zip", tmp_path)
    assert not again.is_new
    assert again.sha256 == first.sha256
    server.files["/XX.zip"], server.etag = b"newer", '"v2"'
    assert fetch(server.address, "XX.zip", tmp_path).path.read_bytes() == b"newer"


def test_a_published_sum_must_agree(server: Server, tmp_path: Path) -> None:
    server.files["/XX.zip.sha256"] = hashlib.sha256(CONTENT).hexdigest().encode() + b"  XX.zip\n"
    assert fetch(server.address, "XX.zip", tmp_path).is_new
    server.files["/XX.zip"], server.etag = b"tampered", '"v2"'
    with pytest.raises(GazetteerError, match="sha256"):
        fetch(server.address, "XX.zip", tmp_path)
    assert (tmp_path / "XX.zip").read_bytes() == CONTENT
    assert not (tmp_path / "XX.zip.part").exists()


def test_what_the_server_refuses_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"YY\.zip: the server answers 404.*check"):
        fetch(server.address, "YY.zip", tmp_path, sleep=lambda _: None)
    assert len(server.asked) == 1


def test_a_server_in_trouble_is_asked_again_but_not_for_ever(server: Server, tmp_path: Path) -> None:
    server.status = 503
    with pytest.raises(GazetteerError, match="503"):
        fetch(server.address, "XX.zip", tmp_path, sleep=lambda _: None)
    assert len(server.asked) == ATTEMPTS


def test_no_server_at_all(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="broke off"):
        fetch("http://127.0.0.1:9", "XX.zip", tmp_path, sleep=lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_folder_as_mirror(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "alternatenames").mkdir(parents=True)
    (mirror / "alternatenames" / "XX.zip").write_bytes(CONTENT)
    fetched = fetch(str(mirror), "alternatenames/XX.zip", tmp_path / "to", local_name="alternatenames-XX.zip")
    assert fetched.path == tmp_path / "to" / "alternatenames-XX.zip"
    assert fetched.path.read_bytes() == CONTENT
    (mirror / "YY.zip").write_bytes(b"x")
    (mirror / "YY.zip.sha256").write_text("0" * 64)
    with pytest.raises(GazetteerError, match="sha256"):
        fetch(str(mirror), "YY.zip", tmp_path / "to")
    with pytest.raises(GazetteerError, match="no such file"):
        fetch(str(mirror), "ZZ.zip", tmp_path / "to")
