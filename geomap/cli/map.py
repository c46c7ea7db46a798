"""`geomap map`: events that exist already, drawn as a map."""

from __future__ import annotations

from pathlib import Path

import click

from geomap.store import load_events


@click.command("map", short_help="Draw the map of events from a file.")
@click.argument("events", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("map.html"),
    show_default=True,
    help="The HTML file to write.",
)
@click.option("--title", help="Title of the map.  [default: the file's name]")
@click.option("--language", type=click.Choice(("en", "ar")), default="en", show_default=True, help="Language at start.")
@click.option(
    "--tiles",
    metavar="PROVIDER",
    help="Offer online tiles: osm, carto-light, carto-dark, opentopomap, or an address with {z}, {x} and {y}. "
    "Without it the map makes no request at all.",
)
@click.option("--tiles-attribution", metavar="TEXT", help="The credit that an own tile address needs.")
@click.option("--attribution", "attributions", multiple=True, metavar="TEXT", help="A credit to show; may be repeated.")
def map_command(
    events: Path,
    path: Path,
    *,
    title: str | None,
    language: str,
    tiles: str | None,
    tiles_attribution: str | None,
    attributions: tuple[str, ...],
) -> int:
    """Draw EVENTS as one interactive HTML file that opens from disk and needs no network.

    EVENTS is what `geomap run` wrote, or a .jsonl, .csv, .geojson or .parquet file with the same columns.

    \b
    Examples:
      geomap map out/events.jsonl -o map.html
      geomap map events.csv -o map.html --title "Strikes in 2017" --language ar
    """
    # folium is slow to import; help and wrong usage do not pay for it.
    from geomap.rendering import write_map

    written = write_map(
        load_events(events),
        path,
        title=title or events.stem,
        language=language,
        tiles=tiles,
        tiles_attribution=tiles_attribution,
        attributions=attributions,
    )
    click.echo(f"map: {written.resolve()}")
    return 0
