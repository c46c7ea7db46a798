"""Files from a server or a folder: resumed where they broke off, checked, and put in their place only when whole."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geomap import __version__
from geomap.errors import GazetteerError

CHUNK_BYTES = 1 << 16
ATTEMPTS = 4
"""Times that a broken connection is taken up again before the file is given up."""
BACKOFF_S = 1.0
"""Wait before the second attempt; it doubles with each further one."""
TIMEOUT_S = 60.0
CHECKSUMS = "checksums.json"
"""In the target folder: sha256, size and validator of every file that was fetched."""
_USER_AGENT = f"geomap/{__version__}"

Progress = Callable[[str, int, int | None], None]
"""Called with the file's name, the bytes that are there, and those that there will be (None when unknown)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is there and whole."""

    path: Path
    size: int
    sha256: str
    is_new: bool
    """False when the copy that was there already is the server's."""


class _Broken(Exception):  # noqa: N818
    """The transfer ended early; what came is kept."""


def fetch(
    source: str,
    name: str,
    folder: Path,
    *,
    local_name: str = "",
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Bring the file `name` from `source` (the address of a server's folder, or a folder) into `folder`.

    A transfer that broke off, now or in an earlier run, goes on where it stopped if the server's file is still the
    same. If the source has `name`.sha256 beside the file, its sum must agree. Raises GazetteerError with address and
    cause when the file cannot be had; nothing half-done then stands under its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (local_name or name.rsplit("/", 1)[-1])
    if "://" not in source:
        return _copy(Path(source).expanduser() / name, target, folder)
    address = f"{source.rstrip('/')}/{name}"
    known = _known(folder).get(target.name, {})
    part = target.with_name(f"{target.name}.part")
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(BACKOFF_S * 2 ** (attempt - 1))
        try:
            validator = _transfer(address, target, part, known, progress)
            break
        except _Broken as error:
            cause = error
    else:
        remedy = "the part that came is kept; run the same command again to go on"
        raise GazetteerError(f"{address}: the transfer broke off {ATTEMPTS} times ({cause}); {remedy}")
    if validator is None:
        return Fetched(path=target, size=target.stat().st_size, sha256=str(known["sha256"]), is_new=False)
    wanted = _wanted_sum(address)
    return _finish(part, target, folder, wanted=wanted, validator=validator, origin=address)


def _transfer(
    address: str, target: Path, part: Path, known: dict[str, object], progress: Progress | None
) -> str | None:
    """Fill `part`; gives the server's validator of the file, None when the copy that is there is the server's."""
    request = urllib.request.Request(address, headers={"User-Agent": _USER_AGENT})  # noqa: S310
    begun = _begun(part)
    if begun:
        request.add_header("Range", f"bytes={part.stat().st_size}-")
        request.add_header("If-Range", begun)
    elif target.is_file() and known.get("validator") and known.get("size") == target.stat().st_size:
        header = "If-None-Match" if str(known["validator"]).startswith(('"', "W/")) else "If-Modified-Since"
        request.add_header(header, str(known["validator"]))
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return _receive(answer, target.name, part, progress)
    except urllib.error.HTTPError as error:
        with error:
            _check_refusal(address, error, part)
        return None
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(str(error)) from error


def _check_refusal(address: str, error: urllib.error.HTTPError, part: Path) -> None:
    """Pass 304 (the copy is current); 416 means that the part does not fit, 5xx that it may work later."""
    if error.code == http.client.NOT_MODIFIED:
        return
    if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
        _forget(part)
        raise _Broken("the part that was there did not fit the server's file") from error
    if error.code >= http.client.INTERNAL_SERVER_ERROR or error.code == http.client.TOO_MANY_REQUESTS:
        raise _Broken(f"HTTP {error.code}") from error
    raise GazetteerError(f"{address}: the server answers {error.code} {error.reason}; check address and country code")


def _receive(answer: http.client.HTTPResponse, name: str, part: Path, progress: Progress | None) -> str:
    is_rest = answer.status == http.client.PARTIAL_CONTENT
    if is_rest and not str(answer.headers["Content-Range"]).startswith(f"bytes {part.stat().st_size}-"):
        _forget(part)
        raise _Broken("the server sent another range than the one asked for")
    validator = answer.headers["ETag"] or answer.headers["Last-Modified"] or "-"
    start = part.stat().st_size if is_rest else 0
    length = answer.headers["Content-Length"]
    whole = start + int(length) if length and length.isdecimal() else None
    if not is_rest:
        part.with_suffix(".part.json").write_text(json.dumps({"validator": validator}), encoding="utf-8")
    with part.open("ab" if is_rest else "wb") as handle:
        done = start
        while chunk := _read(answer):
            handle.write(chunk)
            done += len(chunk)
            if progress is not None:
                progress(name, done, whole)
    if whole is not None and done < whole:
        raise _Broken(f"{done} of {whole} bytes came")
    return str(validator)


def _read(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(CHUNK_BYTES)
    except http.client.IncompleteRead as error:
        return error.partial


def _begun(part: Path) -> str:
    """Validator of the file that `part` is the beginning of; empty when there is none that a server could compare."""
    note = part.with_suffix(".part.json")
    if not part.is_file() or not part.stat().st_size or not note.is_file():
        return ""
    validator = str(json.loads(note.read_text(encoding="utf-8"))["validator"])
    return "" if validator == "-" or validator.startswith("W/") else validator


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    part.with_suffix(".part.json").unlink(missing_ok=True)


def _wanted_sum(address: str) -> str:
    """The sum that the server publishes beside the file, empty when it publishes none."""
    request = urllib.request.Request(f"{address}.sha256", headers={"User-Agent": _USER_AGENT})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            text: str = answer.read(1024).decode("ascii", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    first = text.split()[0].lower() if text.split() else ""
    return first if len(first) == 64 else ""


def _copy(source: Path, target: Path, folder: Path) -> Fetched:
    if not source.is_file():
        raise GazetteerError(f"{source}: the mirror folder has no such file; put it there or give another mirror")
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    beside = source.with_name(f"{source.name}.sha256")
    wanted = beside.read_text(encoding="ascii").split()[0].lower() if beside.is_file() else ""
    return _finish(part, target, folder, wanted=wanted, validator="-", origin=str(source))


def _finish(part: Path, target: Path, folder: Path, *, wanted: str, validator: str, origin: str) -> Fetched:
    """Check the sum, move the file to its place and note what it is."""
    with part.open("rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if wanted and wanted != found:
        _forget(part)
        raise GazetteerError(f"{origin}: the sha256 is {found}, but {wanted} is published; fetch it again later")
    size = part.stat().st_size
    os.replace(part, target)
    _forget(part)
    sums = _known(folder)
    known_validator = "" if validator == "-" else validator
    sums[target.name] = {"sha256": found, "size": size, "validator": known_validator, "from": origin}
    aside = folder / f"{CHECKSUMS}.new"
    aside.write_text(json.dumps(sums, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(aside, folder / CHECKSUMS)
    return Fetched(path=target, size=size, sha256=found, is_new=True)


def _known(folder: Path) -> dict[str, dict[str, object]]:
    path = folder / CHECKSUMS
    if not path.is_file():
        return {}
    known: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return known
