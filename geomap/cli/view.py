"""`geomap view`: open the map that a run wrote."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from geomap.errors import UsageError

MAP_NAME = "map.html"


@click.command(short_help="Open the map that a run wrote.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("output"), metavar="DIR")
@click.option("--print", "print_only", is_flag=True, help="Print the map's path; open nothing.")
def view(folder: Path, *, print_only: bool) -> int:
    """Open the map in DIR (default: output) in the web browser; DIR may also be the HTML file itself.

    Where no browser can be started, the path is printed all the same.
    """
    path = folder if folder.is_file() else folder / MAP_NAME
    if not path.is_file():
        raise UsageError(f"no map at {path}; make one with: geomap run INPUT... -o {folder}")
    click.echo(f"map: {path.resolve()}")
    if not print_only and not webbrowser.open(path.resolve().as_uri()):
        click.echo("no web browser could be started; open the file by hand", err=True)
    return 0
