"""What a run tells the person at the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geomap.batch import Progress as Callback
from geomap.batch import RunResult

PLAIN_EVERY_S = 10.0
"""Seconds between progress lines where there is no terminal."""

ERRORS_SHOWN = 20


@contextmanager
def progress_bar(*, quiet: bool, total: int | None = None) -> Iterator[Callback | None]:
    """A callback for progress: a bar with rate and time on a terminal, a plain line now and then elsewhere."""
    if quiet:
        yield None
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("documents", total=total, rate="")
        begun = time.monotonic()

        def show(done: int) -> None:
            rate = done / max(0.001, time.monotonic() - begun)
            bar.update(task, completed=done, rate=f"{rate:.0f}/s")

        yield show


def _plain() -> Callback:
    begun = last = time.monotonic()

    def show(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PLAIN_EVERY_S:
            last = now
            print(f"{done} documents, {done / (now - begun):.0f} a second", file=sys.stderr, flush=True)

    return show


def summarize(result: RunResult) -> None:
    """The run in a few lines: what was read, found and left out, and where the map is."""
    tally = result.tally
    placed, named = tally.statuses.get("RESOLVED", 0), sum(tally.statuses.values())
    if tally.documents or not tally.records:
        click.echo(f"{tally.documents} documents, {named} place names ({placed} resolved), {len(result.events)} events")
    for status, count in sorted(tally.statuses.items()):
        if status != "RESOLVED":
            click.echo(f"  {count} names {status.lower().replace('_', ' ')}")
    if tally.records:
        click.echo(f"{tally.records} event records, {len(result.events)} events in all")
    if tally.mismatches:
        click.echo(f"  {len(tally.mismatches)} records lie far from the place that they name: see run.json")
    if result.errors:
        click.echo(f"{len(result.errors)} inputs could not be used:", err=True)
        for error in result.errors[:ERRORS_SHOWN]:
            click.echo(f"  {error}", err=True)
        if len(result.errors) > ERRORS_SHOWN:
            click.echo(f"  … and {len(result.errors) - ERRORS_SHOWN} more: see run.json", err=True)
    click.echo(f"map: {result.map_path.resolve()}")
