"""Options of commands that may ask Nominatim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from geomap.errors import UsageError

Command = Callable[..., Any]

ASKING = (
    click.option(
        "--nominatim",
        metavar="URL|public",
        help="Ask this Nominatim for names that the gazetteer lacks; asked at most once a second, answers are kept. "
        'With "public" the server of OpenStreetMap is asked, whose policy you then accept: '
        "https://operations.osmfoundation.org/policies/nominatim/",
    ),
    click.option("--no-nominatim", is_flag=True, help="Ask nobody; this is the default."),
    click.option(
        "--nominatim-limit",
        type=click.IntRange(min=0),
        metavar="N",
        help="Requests of a run, at most; with 0 only kept answers are used.  [default: 200]",
    ),
    click.option("--nominatim-email", metavar="ADDRESS", help="Where the server's operators can reach you."),
    click.option(
        "--retry-unresolved",
        is_flag=True,
        help="Do those documents again whose names could not be asked for in the last run into the same folder.",
    ),
)


def nominatim_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(ASKING):
        command = option(command)
    return command


def take_nominatim(flags: dict[str, Any]) -> None:
    """Leave in `flags` the settings that the options mean."""
    if flags.pop("no_nominatim"):
        if flags["nominatim"]:
            raise UsageError("--nominatim and --no-nominatim do not go together")
        flags["nominatim"] = ""
