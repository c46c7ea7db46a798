"""`geomap gazetteer`: the layers of places, and what a name means in them."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from geomap.gazetteer import open_gazetteer
from geomap.records import Candidate

_SHOWN = 10


@click.group(short_help="The places that names are looked up in.")
def gazetteer() -> None:
    """Look up names, and see, add, download, remove and export layers of places.

    The gazetteer is a stack of layers: the embedded world, the focus regions (Manchester, Afghanistan, Iraq, Syria),
    and what you add. A place that several layers have is one place; the upper layer's facts win.
    """


@gazetteer.command(short_help="Compile the embedded layers in a checkout.")
@click.option("--force", is_flag=True, help="Even if they are newer than their sources.")
def build(*, force: bool) -> int:
    """Compile the embedded layers from the data folder gazetteer/ of a checkout."""
    from geomap.gazetteer.build import build as build_layers

    for path in build_layers(force=force):
        click.echo(f"{path} {path.stat().st_size / 1e6:.1f} MB")
    return 0


@gazetteer.command(short_help="What a name may mean, and why.")
@click.argument("name")
@click.option("-n", "--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, help="Rows at most.")
def search(name: str, limit: int) -> int:
    """Show the places that NAME may mean, the likeliest first, with how each one matched."""
    candidates = open_gazetteer().candidates(name, limit=limit)
    if not candidates:
        click.echo(f"no place is called {name!r}, or nearly so")
        return 0
    table = Table(title=f"{name!r}", title_justify="left")
    for heading in ("place", "kind", "where", "lat, lon", "±km", "match", "layer", "id"):
        table.add_column(heading, overflow="fold")
    for candidate in candidates:
        table.add_row(*_cells(candidate))
    Console().print(table)
    return 0


def _cells(candidate: Candidate) -> tuple[str, ...]:
    place = candidate.place
    where = ", ".join(part for part in (place.admin2_name, place.admin1_name, place.country_code) if part)
    match = f"{candidate.match.value}: {candidate.matched_name} ({candidate.similarity:.2f})"
    position = f"{place.point.lat:.4f}, {place.point.lon:.4f}"
    precision = f"{place.uncertainty_km:g}" if place.uncertainty_km else ""
    return (place.name, place.feature_code, where, position, precision, match, place.source_id, place.place_id)
