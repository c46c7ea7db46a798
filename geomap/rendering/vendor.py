"""Third-party scripts of the page: fetched from npm at pinned versions, kept with licence and sha256.

Run `python -m geomap.rendering.vendor` to fetch them anew, with `--check` to compare what is there with the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import RenderError

VENDOR_DIR = Path(__file__).parent / "assets" / "vendor"
MANIFEST = VENDOR_DIR / "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package and the files of it that travel with geomap."""

    name: str
    version: str
    license: str
    files: tuple[str, ...]
    """Paths inside the package; the licence's text is among them."""


PACKAGES = (
    Package(
        name="leaflet",
        version="1.9.4",
        license="BSD-2-Clause",
        files=(
            "dist/leaflet.js",
            "dist/leaflet.css",
            "dist/images/marker-icon.png",
            "dist/images/marker-shadow.png",
            "dist/images/layers.png",
            "LICENSE",
        ),
    ),
    # Its build holds kdbush 4.0.2 (ISC, the same author) inside.
    Package(name="supercluster", version="8.0.1", license="ISC", files=("dist/supercluster.min.js", "LICENSE")),
)


def sha256_of(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def vendored_name(package: Package, file: str) -> str:
    """File name in the vendor folder: leaflet.js, leaflet.LICENSE, …"""
    base = Path(file).name
    return f"{package.name}.{base}" if base == "LICENSE" else base


def fetch(package: Package, into: Path) -> list[dict[str, str]]:
    """Fetch one package by npm and keep its files in `into`; returns the manifest's rows."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}", "--pack-destination", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RenderError(f"npm could not fetch {package.name}@{package.version}: {done.stderr.strip()}")
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            return [_keep(package, file, tar, into) for file in package.files]


def _keep(package: Package, file: str, tar: tarfile.TarFile, into: Path) -> dict[str, str]:
    member = tar.extractfile(f"package/{file}")
    if member is None:
        raise RenderError(f"{package.name}@{package.version} has no file {file}")
    data = member.read()
    name = vendored_name(package, file)
    (into / name).write_bytes(data)
    return {
        "file": name,
        "package": package.name,
        "version": package.version,
        "license": package.license,
        "source": f"npm {package.name}@{package.version} {file}",
        "sha256": sha256_of(data),
    }


def differences(folder: Path = VENDOR_DIR) -> list[str]:
    """What in `folder` is not as its manifest says; empty when all is well."""
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = []
    for row in rows:
        path = folder / row["file"]
        if not path.is_file():
            found.append(f"{row['file']} is missing")
        elif sha256_of(path.read_bytes()) != row["sha256"]:
            found.append(f"{row['file']} is not the file of {row['source']}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Entry of `python -m geomap.rendering.vendor`."""
    parser = argparse.ArgumentParser(description="Fetch the map's third-party scripts from npm at pinned versions.")
    parser.add_argument("--check", action="store_true", help="only compare the files with the manifest")
    if not parser.parse_args(arguments).check:
        VENDOR_DIR.mkdir(parents=True, exist_ok=True)
        rows = [row for package in PACKAGES for row in fetch(package, VENDOR_DIR)]
        MANIFEST.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    found = differences()
    print("\n".join(found) or f"{VENDOR_DIR}: all files are as the manifest says")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
