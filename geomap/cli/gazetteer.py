"""`geomap gazetteer`: the layers of places, and what a name means in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from geomap.errors import UsageError
from geomap.gazetteer import open_gazetteer
from geomap.records import Candidate, MatchKind

if TYPE_CHECKING:
    # Loaded for a download only: other commands start no network code.
    from geomap.network.download import Progress as Callback

_SHOWN = 10
_EXPLAINED = {
    MatchKind.EXACT: "the place's main name, case and diacritics apart",
    MatchKind.ALTERNATE: "another name of the place, case and diacritics apart",
    MatchKind.DEMONYM: "the adjective or people's name of the place",
    MatchKind.FOLDED: "a name of the same consonants, romanized otherwise; the figure says how alike the vowels are",
    MatchKind.CONTAINER: "the name without a word for another thing (airport, countryside): the place may contain it",
    MatchKind.FUZZY: "a misspelling away; tried only when nothing closer is found",
}
_PLAIN_WIDTH = 200
"""Columns of a table that goes to a file or a pipe."""


@click.group(short_help="The places that names are looked up in.")
def gazetteer() -> None:
    """Look up names; see, add, download, remove and export layers of places.

    The gazetteer is a stack of layers: the embedded world, the focus regions (Manchester, Afghanistan, Iraq, Syria),
    and what you add. A place that several layers have is one place; the upper layer's facts win. Your layers lie in
    the folder that $GEOMAP_DATA_DIR names, else in your system's place for application data.
    """


@gazetteer.command(short_help="What a name may mean, and why.")
@click.argument("name")
@click.option("-n", "--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, help="Rows at most.")
@click.option("--country", metavar="CODE", help="Only places of this country (two letters).")
@click.option("--fuzzy/--no-fuzzy", default=True, show_default=True, help="Forgive misspellings.")
def search(name: str, limit: int, country: str | None, *, fuzzy: bool) -> int:
    """Show the places that NAME may mean, the likeliest first, with how each one matched.

    \b
    Examples:
      geomap gazetteer search "Mazeer-i-Shareef"
      geomap gazetteer search "Tal Afar" --country IQ
    """
    found = open_gazetteer().candidates(name, fuzzy=fuzzy)
    candidates = [each for each in found if country is None or each.place.country_code == country.upper()][:limit]
    if not candidates:
        click.echo(f"no place is called {name!r}, or nearly so")
        return 0
    _print_table(("place", "kind", "where", "lat, lon", "± km", "match", "layer", "id"), map(_cells, candidates))
    for kind in dict.fromkeys(candidate.match for candidate in candidates):
        click.echo(f"{kind.value}: {_EXPLAINED[kind]}")
    return 0


def _cells(candidate: Candidate) -> tuple[str, ...]:
    place = candidate.place
    where = ", ".join(part for part in (place.admin2_name, place.admin1_name, place.country_code) if part)
    match = f"{candidate.match.value}: {candidate.matched_name} ({candidate.similarity:.2f})"
    position = f"{place.point.lat:.4f}, {place.point.lon:.4f}"
    precision = f"{place.uncertainty_km:g}" if place.uncertainty_km else ""
    return (place.name, place.feature_code, where, position, precision, match, place.source_id, place.place_id)


def _print_table(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_escaped(cell) for cell in row))
    console = Console()
    Console(width=None if console.is_terminal else _PLAIN_WIDTH).print(table)


def _escaped(cell: str) -> str:
    from rich.markup import escape

    return escape(cell)


@gazetteer.command("list", short_help="The layers, the topmost first.")
def list_layers() -> int:
    """Show the layers of the stack, the topmost first."""
    layers = open_gazetteer().layers
    rows = ((each.name, each.kind, f"{each.place_count}", each.title) for each in layers)
    _print_table(("layer", "kind", "places", "title"), rows)
    return 0


@gazetteer.command(short_help="What a layer is, or the whole stack.")
@click.argument("layer", required=False)
def info(layer: str | None) -> int:
    """Show what LAYER is made of and what its sources ask to be said; without LAYER, the whole stack."""
    from geomap.gazetteer.userlayers import describe

    for key, value in describe(open_gazetteer(), layer or "").items():
        click.echo(f"{key:14} {value}")
    return 0


@gazetteer.command(short_help="Add a layer from a file.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="", help="Name of the layer.  [default: the file's]")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds a field: name, lat, lon, id, alternate_names, feature_code, country, admin1, admin2, "
    "population, uncertainty_km. Needed where the column's name does not tell.",
)
@click.option("--encoding", help="Encoding of the text.  [default: UTF-8]")
@click.option("--kind", default="PPL", show_default=True, help="Feature code of places that tell none.")
@click.option("--country", default="", metavar="CODE", help="Country of places that tell none (two letters).")
@click.option("--title", default="", help="What the layer is.")
@click.option("--attribution", default="", help="Source and licence; shown under every map made with the layer.")
@click.option("--replace", is_flag=True, help="Put it in the place of a layer of the same name.")
def add(
    file: Path,
    name: str,
    columns: tuple[str, ...],
    encoding: str | None,
    kind: str,
    country: str,
    title: str,
    attribution: str,
    *,
    replace: bool,
) -> int:
    """Add FILE as a layer: .csv, .tsv, .geojson, .shp or .gpkg (the last two with `pip install 'geomap[geo]'`).

    The table needs a name and a position in decimal degrees (WGS 84); other names are separated by "|". A file with a
    wrong value is refused, with line and column, and nothing is added.

    \b
    Examples:
      geomap gazetteer add villages.csv --country SY --attribution "Own survey, CC0"
      geomap gazetteer add sites.gpkg --column name=SITE_EN --kind CMPRF
    """
    from geomap.gazetteer.userlayers import AddOptions, add_layer

    options = AddOptions(
        name=name,
        columns=_pairs(columns),
        encoding=encoding,
        default_kind=kind,
        country_code=country,
        title=title,
        attribution=attribution,
        replace=replace,
    )
    added = add_layer(file, options)
    click.echo(f"layer {added.name!r}: {added.places} places, {added.merged} of them known to other layers")
    click.echo(f"{added.path}")
    return 0


def _pairs(columns: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for each in columns:
        field, separator, column = each.partition("=")
        if not separator or not field or not column:
            raise UsageError(f"--column {each!r}: write FIELD=COLUMN, such as name=VILLAGE")
        pairs[field.strip()] = column.strip()
    return pairs


@gazetteer.command(short_help="Add GeoNames' places of whole countries.")
@click.argument("countries", nargs=-1, required=True, metavar="COUNTRY...")
@click.option("--mirror", metavar="URL|FOLDER", help="Where to fetch from.  [default: download.geonames.org]")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def download(countries: tuple[str, ...], mirror: str | None, *, quiet: bool) -> int:
    """Fetch GeoNames' dumps of COUNTRIES (two-letter codes) and make a layer of them.

    About 5 to 40 MB a country. A download that broke off goes on where it stopped; run the same command again. The
    layer keeps the countries that it has; run it again later to bring it up to date.

    \b
    Example:
      geomap gazetteer download AF IQ SY GB
    """
    from geomap.gazetteer import geonames, paths
    from geomap.gazetteer.userlayers import add_dumps
    from geomap.network.download import fetch

    codes = geonames.checked_codes(countries)
    folder = paths.user_folder() / "dumps"
    with _transfer_bars(quiet=quiet) as progress:
        for dump in geonames.dumps_of(codes):
            source = mirror or geonames.GEONAMES_URL
            fetched = fetch(source, dump.remote, folder, local_name=dump.local, progress=progress)
            if not quiet:
                state = "fetched" if fetched.is_new else "is current"
                click.echo(
                    f"{dump.remote} {state}, {fetched.size / 1e6:.1f} MB, sha256 {fetched.sha256[:16]}…", err=True
                )
    added = add_dumps(folder, codes)
    click.echo(f"layer {added.name!r}: {added.places} places, {added.merged} of them known to other layers")
    return 0


@contextmanager
def _transfer_bars(*, quiet: bool) -> Iterator[Callback | None]:
    """Bars on a terminal; elsewhere nothing, the lines about each file are enough."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def show(name: str, done: int, whole: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=whole)
            bars.update(tasks[name], completed=done, total=whole)

        yield show


@gazetteer.command(short_help="Take one of your layers away.")
@click.argument("layer")
def remove(layer: str) -> int:
    """Remove LAYER, one that you added or downloaded."""
    from geomap.gazetteer.userlayers import remove_layer

    remove_layer(layer)
    click.echo(f"layer {layer!r} is removed")
    return 0


@gazetteer.command(short_help="Write places into a file.")
@click.argument("layer", required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File.  [default: standard output]"
)
@click.option("--format", "form", type=click.Choice(("tsv", "csv", "geojson")), default="tsv", show_default=True)
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Only these countries; may be repeated.")
def export(layer: str | None, output: Path | None, form: str, countries: tuple[str, ...]) -> int:
    """Write the places of LAYER, or of the whole stack with each place once. `add` reads all three formats back."""
    from geomap.gazetteer.userlayers import export_rows, write_export

    codes = {code.upper() for code in countries} or None
    rows = export_rows(open_gazetteer(), layer=layer or "", country_codes=codes)
    if output is None:
        write_export(rows, sys.stdout, form=form)
        return 0
    with output.open("w", encoding="utf-8", newline="") as handle:
        count = write_export(rows, handle, form=form)
    click.echo(f"{output}: {count} places")
    return 0


@gazetteer.command(short_help="Compile the embedded layers in a checkout.")
@click.option("--force", is_flag=True, help="Even if they are newer than their sources.")
def build(*, force: bool) -> int:
    """Compile the embedded layers from the data folder gazetteer/ of a checkout."""
    from geomap.gazetteer.build import build as build_layers

    made = build_layers(force=force)
    for path in made:
        click.echo(f"{path} {path.stat().st_size / 1e6:.1f} MB")
    if not made:
        click.echo("the layers are newer than their sources; nothing to do")
    return 0
