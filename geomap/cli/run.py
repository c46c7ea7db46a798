"""`geomap run`: reports and records in, map out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geomap.batch import run as run_batch
from geomap.cli.asking import nominatim_options, take_nominatim
from geomap.cli.options import reading_options, take_read_options
from geomap.cli.report import progress_bar, summarize
from geomap.settings import ENGINES, RECOGNIZERS, load_settings
from geomap.store.formats import ALL_FORMATS

EXIT_INPUTS_FAILED = 3
EXIT_STOPPED = 130
"""What shells give for Ctrl-C."""


@click.command(short_help="Reports and event records in, map out.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    "folder",
    default="output",
    show_default=True,
    metavar="FOLDER",
    help="Folder for the map and the tables; an address such as s3://bucket/folder too.",
)
@reading_options
@click.option("--recognizer", type=click.Choice(RECOGNIZERS), help="How place names are found.  [default: default]")
@click.option(
    "--focus-prior/--no-focus-prior",
    default=None,
    help="Prefer places in the four regions a little, other evidence equal.  [default: on]",
)
@click.option("--merge/--no-merge", default=None, help="Link reports of one event into one.  [default: on]")
@nominatim_options
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(ALL_FORMATS),
    help="Write the events in this format too; jsonl, csv and geojson are always written.  [repeatable]",
)
@click.option("--map-limit", type=int, help="Events on the map, at most; the newest.  [default: 100000]")
@click.option("--workers", type=int, metavar="N", help="Processes.  [default: one per core]")
@click.option(
    "--timeout-per-document",
    "timeout_per_document_s",
    type=float,
    metavar="SECONDS",
    help="Set a document aside that takes longer.  [default: 60]",
)
@click.option("--fresh", is_flag=True, help="Forget what the output folder remembers of earlier runs.")
@click.option("--retry-failed", is_flag=True, help="Try documents again that were set aside by earlier runs.")
@click.option("--engine", type=click.Choice(ENGINES), help="Work on this machine or on a Dask cluster.")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler (tcp://…); without it a cluster is started here.")
@click.option("--title", help="Title of the map.")
@click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Settings file.  [default: geomap.toml, if it is there]",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress; the summary only.")
def run(
    inputs: tuple[str, ...],
    folder: str,
    *,
    quiet: bool,
    settings_path: Path | None,
    retry_unresolved: bool,
    retry_failed: bool,
    fresh: bool,
    formats: tuple[str, ...],
    **flags: Any,
) -> int:
    """Find what happened where in news reports, take in event records, and draw the map.

    INPUT is a file, a folder, a pattern such as "reports/*.html", an address (s3://, https://), or - for standard
    input. Reports are .txt, .md (with front matter), .html, .docx, .json, .jsonl, .csv, .tsv and .parquet, texts also
    packed as .gz; of tables the columns text, title, date, source and url are found by their usual names. Event
    records are tables, .xlsx and .geojson with places or coordinates.

    The output folder remembers every document: the same command again does only what is new or changed, and goes on
    where it was when it was stopped.

    \b
    Written into the output folder:
      map.html         the map: one file, opens from disk, needs no network
      events.jsonl     the events with places, dates, actors, counts and evidence
      events.csv       the same, a row an event        events.geojson   the same, for GIS programs
      toponyms.jsonl   every place name found and what it was taken for
      run.json         what was read, with which settings, and what failed
      errors.jsonl     what could not be used or took too long, only if there is something

    \b
    Examples:
      geomap run report.txt --date 2018-09-03 -o out
      geomap run reports/ -o out --title "September 2018"
      geomap run articles.csv --text-column body -o out
      geomap run ged.csv -o out
      geomap run reports/ -o out --nominatim http://localhost:8080
      geomap run sites.xlsx --column place_name=Site --column date_start=Day -o out

    Exit code: 0 all went well, 1 the run could not be done, 2 wrong usage, 3 some inputs could not be used (the rest
    was done).
    """
    options = take_read_options(flags)
    take_nominatim(flags)
    settings = load_settings(path=settings_path, formats=formats or None, **flags)
    try:
        with progress_bar(quiet=quiet) as progress:
            result = run_batch(
                inputs,
                folder,
                settings=settings,
                options=options,
                fresh=fresh,
                retry_failed=retry_failed,
                retry_unresolved=retry_unresolved,
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo("stopped; the same command goes on from here", err=True)
        return EXIT_STOPPED
    summarize(result)
    return EXIT_INPUTS_FAILED if result.problem_count else 0
