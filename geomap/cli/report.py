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
NAMES_SHOWN = 10
PROBLEM_CHARS = 400
"""A line for the terminal; errors.jsonl has the whole."""


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
    if result.because:
        click.echo(f"everything was done anew: not the same {', '.join(result.because)} as at the last run")
    if tally.documents or not tally.records:
        events = f"{result.event_count} events"
        click.echo(f"{tally.documents} documents, {named} place names ({placed} resolved), {events}")
    for status, count in sorted(tally.statuses.items()):
        if status != "RESOLVED":
            click.echo(f"  {count} names {status.lower().replace('_', ' ')}")
    if tally.records:
        click.echo(f"{tally.records} event records, {result.event_count} events in all")
    if tally.mismatches:
        click.echo(f"  {len(tally.mismatches)} records lie far from the place that they name: see run.json")
    _tell_network(result)
    _tell_changes(result)
    _tell_problems(result)
    if result.mapped < result.event_count:
        click.echo(f"the map shows the newest {result.mapped} of {result.event_count} events; the tables have all")
    click.echo(f"map: {result.address.rstrip('/')}/map.html" if result.address else f"map: {result.map_path.resolve()}")


def _tell_network(result: RunResult) -> None:
    network, unasked = result.network, result.tally.unasked
    if network:
        told = (
            f"{network['server']}: {network['requests']} requests, {network.get('cache_hits', 0)} answers kept before"
        )
        click.echo(f"{told}, {network.get('found', 0)} questions answered")
    if not unasked:
        return
    names = ", ".join(name for name, _ in unasked.most_common(NAMES_SHOWN))
    more = f" and {len(unasked) - NAMES_SHOWN} more" if len(unasked) > NAMES_SHOWN else ""
    why = f": {network['stopped']}" if network.get("stopped") else ""
    if network.get("requests", 0) >= network.get("limit", 0) > 0:
        why = f": the limit of {network['limit']} requests is reached (--nominatim-limit)"
    click.echo(f"{len(unasked)} names could not be asked for{why}", err=True)
    click.echo(f"  {names}{more}", err=True)
    click.echo("  the same command with --retry-unresolved asks for them", err=True)


def _tell_changes(result: RunResult) -> None:
    counts = result.counts
    if counts.known or counts.changed or counts.removed:
        parts = [f"{getattr(counts, name)} {name}" for name in ("known", "new", "changed", "removed")]
        click.echo(f"since the last run: {', '.join(parts)}")
    if result.is_unchanged:
        click.echo("nothing changed; the outputs are as they were")


def _tell_problems(result: RunResult) -> None:
    if not result.problem_count:
        return
    click.echo(f"{result.problem_count} inputs could not be used:", err=True)
    for problem in result.problems[:ERRORS_SHOWN]:
        click.echo(f"  {' '.join(str(problem).split())[:PROBLEM_CHARS]}", err=True)
    if result.problem_count > ERRORS_SHOWN:
        click.echo(f"  … and {result.problem_count - ERRORS_SHOWN} more: see errors.jsonl", err=True)
