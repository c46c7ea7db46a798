"""`geomap demo`: the examples that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from geomap.batch import run as run_batch
from geomap.cli.report import progress_bar, summarize
from geomap.settings import load_settings

TITLE = "Examples: Manchester, Afghanistan, Iraq and Syria"


@click.command(short_help="Run the examples that come with geomap.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    help="Folder for the map and the tables.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress; the summary only.")
def demo(folder: Path, *, quiet: bool) -> int:
    """Make the map of the example reports: real events in the four regions, told in a few sentences each."""
    settings = load_settings(title=TITLE)
    with as_file(files("geomap") / "examples") as examples, progress_bar(quiet=quiet) as progress:
        result = run_batch([str(examples)], folder, settings=settings, progress=progress)
    summarize(result)
    return 0
