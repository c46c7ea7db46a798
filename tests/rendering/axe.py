"""axe-core for the tests: fetched from npm once, kept outside the project (it is MPL-2.0), checked by its hash."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "4.10.3"
SHA256 = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "geomap-tests" / f"axe-core-{VERSION}.min.js"


class AxeMissingError(Exception):
    """axe-core cannot be had here."""


def axe_source() -> str:
    """The script; AxeMissingError with the reason when it cannot be had."""
    if not CACHE.is_file():
        fetch()
    data = CACHE.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        CACHE.unlink()
        raise AxeMissingError(f"{CACHE} is not axe-core {VERSION}")
    return data.decode("utf-8")


def fetch() -> None:
    """Get it by npm."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"axe-core@{VERSION}", "--pack-destination", folder]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AxeMissingError(f"npm could not be run: {error}") from error
        if done.returncode != 0:
            raise AxeMissingError(f"npm could not fetch axe-core {VERSION}: {done.stderr.strip()[:200]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as tar:
            member = tar.extractfile("package/axe.min.js")
            assert member is not None
            CACHE.parent.mkdir(parents=True, exist_ok=True)
            CACHE.write_bytes(member.read())
