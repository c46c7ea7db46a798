"""Builds the real Nominatim once, outside the repository, and starts it; nginx may stand in front."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
RECIPE = ("build.sh", "make_osm.py", "places.py")
"""What decides how the server answers: another recipe is another folder."""
BUILD_S = 600.0
AGAIN_S = 300.0
"""A build that failed is not tried again by the other processes of the same tests."""
START_S = 30.0
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
  log_format told '$msec $status $request_uri';
  access_log {folder}/access.log told;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  {zone}
  server {{
    listen 127.0.0.1:{port};
    location / {{ {limit} proxy_pass {target}; }}
    location = /status {{ proxy_pass {target}; }}
  }}
}}
"""


class CannotBuildError(Exception):
    """The server cannot be built on this machine."""


def folder() -> Path:
    """Where the built server lies."""
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in RECIPE)).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "geomap-tests" / f"nominatim-{digest}"


def build() -> Path:
    """The folder of the built server; builds it at the first call, in one process for all.

    Raises CannotBuildError.
    """
    root = folder()
    root.parent.mkdir(parents=True, exist_ok=True)
    failure = root.parent / f"{root.name}.failed"
    with (root.parent / f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (root / "done").is_file():
            return root
        if failure.is_file() and time.time() - failure.stat().st_mtime < AGAIN_S:
            raise CannotBuildError(failure.read_text())
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        log = root / "build.log"
        with log.open("wb") as handle:
            try:
                code = subprocess.run(
                    ["bash", str(HERE / "build.sh"), str(root)],
                    stdout=handle, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=BUILD_S, check=False,
                ).returncode  # fmt: skip
            except (OSError, subprocess.TimeoutExpired) as error:
                raise CannotBuildError(f"{type(error).__name__}: {error}") from error
        if code != 0:
            failure.write_text(" | ".join(log.read_text(errors="replace").strip().splitlines()[-3:]))
            raise CannotBuildError(failure.read_text())
        (root / "done").touch()
    return root


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def process(command: list[str], *, ready: str, log: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that answers at `ready`; ended afterwards."""
    with log.open("wb") as handle:
        started = subprocess.Popen(command, stdout=handle, stderr=subprocess.STDOUT, **options)  # type: ignore[call-overload]
    try:
        end = time.monotonic() + START_S
        while True:
            try:
                with urllib.request.urlopen(ready, timeout=START_S):
                    break
            except OSError as error:
                if started.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} does not answer: {log.read_text(errors='replace')}") from error
                time.sleep(0.05)
        yield started
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextlib.contextmanager
def nominatim(root: Path, scratch: Path, *, port: int = 0) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The running server's address, and its process."""
    port = port or free_port()
    command = [
        str(root / "venv/bin/uvicorn"), "--factory", "nominatim_api.server.falcon.server:run_wsgi",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "NOMINATIM_DATABASE_DSN": f"sqlite:dbname={root}/nominatim.sqlite"}
    address = f"http://127.0.0.1:{port}"
    # The first question takes 0.3 s, which the tests need not wait for.
    ready = f"{address}/search?q=warm&format=json"
    with process(command, ready=ready, log=scratch / f"nominatim-{port}.log", cwd=scratch, env=environment) as started:
        yield address, started


@contextlib.contextmanager
def nginx(target: str, scratch: Path, *, per_minute: int = 0) -> Iterator[tuple[str, Path]]:
    """nginx in front of a server: its address and its access log (seconds, status, request).

    With `per_minute` it answers 429 to whoever asks more often.
    """
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    own = scratch / f"nginx-{port}"
    own.mkdir()
    zone = f"limit_req_zone $binary_remote_addr zone=one:1m rate={per_minute}r/m; limit_req_status 429;"
    text = NGINX.format(
        folder=own, port=port, target=target, zone=zone if per_minute else "",
        limit="limit_req zone=one;" if per_minute else "",
    )  # fmt: skip
    (own / "nginx.conf").write_text(text)
    command = [program, "-p", str(own), "-e", str(own / "error.log"), "-c", str(own / "nginx.conf")]
    with process(command, ready=f"http://127.0.0.1:{port}/status", log=own / "out.log"):
        yield f"http://127.0.0.1:{port}", own / "access.log"


def has_nginx() -> bool:
    """Whether nginx is installed."""
    return bool(shutil.which("nginx")) or Path("/usr/sbin/nginx").exists()
