"""`geomap cache`: the geocoders' answers that are kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from geomap.errors import InputError
from geomap.store import replacing

if TYPE_CHECKING:
    from geomap.network.answers import Answers, Kept


@click.group(short_help="The geocoders' answers that are kept.")
def cache() -> None:
    """Look after the answers of Nominatim and other geocoders that are kept.

    Every answer, "nothing found" too, is kept with its date, so that no server is asked twice. They lie in the folder
    of the environment variable GEOMAP_CACHE_DIR, or in the system's place for caches. A team that shares its answers,
    or a run that shall give the same result again without a network, exports them and imports them elsewhere.
    """


@cache.command(short_help="What is kept, by server.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def info(*, as_json: bool) -> int:
    """Tell where the answers lie, how many there are and how old they are.

    \b
    Example:
      geomap cache info
    """
    answers, path = _open()
    found = answers.info()
    size = path.stat().st_size if path.is_file() else 0
    if as_json:
        servers = [
            {**asdict(each), "oldest": each.oldest.isoformat(), "newest": each.newest.isoformat()} for each in found
        ]
        click.echo(json.dumps({"path": str(path), "bytes": size, "servers": servers}, indent=1))
        return 0
    click.echo(f"{path} ({size / 1e6:.1f} MB)")
    for each in found:
        click.echo(
            f'  {each.server}: {each.answers} answers, {each.nothing_found} of them "nothing found", '
            f"{each.oldest:%Y-%m-%d} to {each.newest:%Y-%m-%d}"
        )
    if not found:
        click.echo("  nothing is kept")
    return 0


@cache.command(short_help="Drop answers.")
@click.option("--server", help="Only those of one server, as `geomap cache info` names it.")
@click.option("--older-than-days", type=click.FloatRange(min=0), help="Only older ones.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask first.")
def clear(*, server: str | None, older_than_days: float | None, yes: bool) -> int:
    """Drop kept answers: all of them, or those that the options name.

    \b
    Example:
      geomap cache clear --older-than-days 365
    """
    answers, path = _open()
    if not yes:
        which = f" of {server}" if server else ""
        age = f" older than {older_than_days:g} days" if older_than_days is not None else ""
        click.confirm(f"Drop all answers{which}{age} in {path}?", abort=True)
    click.echo(f"dropped {answers.clear(server=server, older_than_days=older_than_days)} answers")
    return 0


@cache.command(short_help="Write the answers into a file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def export(file: Path) -> int:
    """Write all kept answers into FILE (- for standard output), as JSON lines in an order of their own.

    \b
    Example:
      geomap cache export answers.jsonl
    """
    answers, _ = _open()
    if str(file) == "-":
        count = _write(answers.all(), sys.stdout)
    else:
        with replacing(file) as handle:
            count = _write(answers.all(), handle)
    click.echo(f"wrote {count} answers to {file}", err=True)
    return 0


@cache.command(name="import", short_help="Take answers from a file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
def import_command(file: Path) -> int:
    """Take the answers of FILE (- for standard input) that `geomap cache export` wrote; the newer answer stays.

    \b
    Example:
      geomap cache import answers.jsonl
    """
    answers, _ = _open()
    try:
        with click.open_file(str(file), encoding="utf-8") as handle:
            # All or none: a file that is damaged in the middle changes nothing.
            kept = list(_read(handle, str(file)))
    except UnicodeDecodeError as error:
        raise InputError("is not text in UTF-8", path=str(file)) from error
    click.echo(f"took {answers.put_kept(kept)} of {len(kept)} answers; the others were there already")
    return 0


def _open() -> tuple[Answers, Path]:
    # Loaded only here, so that other commands start no network code.
    from geomap.network.answers import Answers
    from geomap.network.state import State, cache_file

    path = cache_file()
    return Answers(State(path)), path


def _write(answers: Iterator[Kept], handle: IO[str]) -> int:
    count = 0
    for kept in answers:
        line = {**asdict(kept), "question": json.loads(kept.question), "rows": json.loads(kept.rows)}
        handle.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
        count += 1
    return count


def _read(handle: IO[str], path: str) -> Iterator[Kept]:
    from geomap.network.answers import kept_of

    for number, text in enumerate(handle, 1):
        if text.strip():
            try:
                yield kept_of(json.loads(text))
            except ValueError as error:
                raise InputError(f"is no answer that geomap has exported: {error}", path=path, line=number) from error
