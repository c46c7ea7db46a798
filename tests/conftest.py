"""What all tests share: no network but loopback, and a last word on what could not be tested."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT.parent / "shared"))

UNTESTED = pytest.StashKey[list[str]]()

_connect = socket.socket.connect


def _guarded(self: socket.socket, address: Any) -> Any:
    host = address[0] if isinstance(address, tuple) else ""
    is_local = self.family == socket.AF_UNIX or host in {"127.0.0.1", "::1", "localhost"}
    if not is_local:
        raise RuntimeError(f"a test tried to reach {address!r}; only loopback is allowed")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development corpora; tests that measure on it are skipped loudly where it is not there."""
    if not (SHARED / "corpora").is_dir():
        pytest.skip(f"UNTESTED: no development corpora at {SHARED}")
    return SHARED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the very end what was left untested and why."""
    reasons = sorted(
        {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    )
    if reasons:
        terminalreporter.section("NOT TESTED ON THIS MACHINE", sep="!")
        for reason in reasons:
            terminalreporter.write_line(f"!! {reason}")
