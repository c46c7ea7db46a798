"""Options that several commands share, and what they become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from geomap.reading import ReadOptions, Tables, load_schema, parse_date, schema_from_options

Command = Callable[..., Any]

COLUMN_OPTIONS = ("text_column", "title_column", "date_column", "source_column", "url_column", "id_column")
PLAIN_OPTIONS = ("published", "source_name", "url", *COLUMN_OPTIONS)


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The date of an option; a usage error for what is none."""
    try:
        return parse_date(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error


READING = (
    click.option(
        "--date", "published", callback=_date, metavar="DATE", help="Publication date of documents that carry none."
    ),
    click.option("--source", "source_name", help="Source of documents that name none."),
    click.option("--url", help="Address of documents that carry none."),
    click.option("--text-column", help="Column of a table that holds the text."),
    click.option("--title-column", help="Column that holds the title."),
    click.option("--date-column", help="Column that holds the publication date."),
    click.option("--source-column", help="Column that holds the source."),
    click.option("--url-column", help="Column that holds the address."),
    click.option("--id-column", help="Column that holds the document's id."),
    click.option(
        "--tables",
        type=click.Choice([kind.value for kind in Tables]),
        default="auto",
        show_default=True,
        help="What tables hold: event records (UCDP, ACLED, GTD, GDELT, or any with coordinates), or texts.",
    ),
    click.option(
        "--column",
        "mapped",
        multiple=True,
        metavar="FIELD=COLUMN",
        help="Which column of a table of event records holds what, as lat=Y or place_name=Site; repeatable.",
    ),
    click.option(
        "--schema",
        "schema_path",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="Layout of a table of event records as a TOML file; see docs/records.md.",
    ),
)


def reading_options(command: Command) -> Command:
    """Adds the options that say how inputs are read."""
    for option in reversed(READING):
        command = option(command)
    return command


def take_read_options(flags: dict[str, Any]) -> ReadOptions:
    """Take the reading options out of a command's flags."""
    mapped, schema_path = flags.pop("mapped"), flags.pop("schema_path")
    schema = load_schema(schema_path) if schema_path else schema_from_options(mapped) if mapped else None
    tables = Tables(flags.pop("tables"))
    if schema is not None:
        tables = Tables.RECORDS
    return ReadOptions(tables=tables, schema=schema, **{name: flags.pop(name) for name in PLAIN_OPTIONS})
