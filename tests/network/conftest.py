"""The servers of these tests: a real Nominatim, nginx in front of it, and time that does not pass."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from geomap.network.clock import Clock

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from nominatim import server as nominatim_server  # noqa: E402


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and no proxy between it and its server."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GEOMAP_CACHE_DIR", str(folder))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return folder


@dataclass
class FakeTime:
    """Time that passes only when somebody sleeps."""

    now: float = 1_000_000.0
    slept: float = 0.0

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.now += seconds
        self.slept += seconds

    @property
    def clock(self) -> Clock:
        """Both clocks show it."""
        return Clock(monotonic=lambda: self.now, time=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def fake_time() -> FakeTime:
    """A time of the test's own."""
    return FakeTime()


@pytest.fixture(scope="session")
def nominatim_root() -> Path:
    """The built server; built at the first use, in about a minute."""
    try:
        return nominatim_server.build()
    except nominatim_server.CannotBuildError as error:
        pytest.skip(f"UNTESTED: no real Nominatim: {error}")


@pytest.fixture(scope="session")
def nominatim(nominatim_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running Nominatim."""
    with nominatim_server.nominatim(nominatim_root, tmp_path_factory.mktemp("nominatim")) as (address, _):
        yield address


@pytest.fixture
def mortal_nominatim(nominatim_root: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Nominatim of the test's own, which it may kill."""
    with nominatim_server.nominatim(nominatim_root, tmp_path) as started:
        yield started


@pytest.fixture(scope="session")
def needs_nginx() -> None:
    """Skips the test loudly where nginx is not installed."""
    if not nominatim_server.has_nginx():
        pytest.skip("UNTESTED: no nginx in front of Nominatim: apt-get install nginx-light")
