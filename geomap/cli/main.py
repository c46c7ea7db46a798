"""The command `geomap`."""

from __future__ import annotations

import sys

import click

from geomap import __version__
from geomap.cli.cache import cache
from geomap.cli.demo import demo
from geomap.cli.evaluate import evaluate
from geomap.cli.events import events
from geomap.cli.explain import explain
from geomap.cli.gazetteer import gazetteer
from geomap.cli.map import map_command
from geomap.cli.run import run
from geomap.cli.view import view
from geomap.errors import GeomapError, UsageError

EXIT_FAILED = 1
EXIT_USAGE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="geomap")
def main() -> None:
    """News reports and event records in, one interactive map of what happened where out.

    \b
    Begin with
      geomap demo                      the examples that come with geomap
      geomap run report.txt -o out     one report, or a folder of them
      geomap COMMAND --help            what a command can do
    """


for command in (run, demo, map_command, view, explain, gazetteer, events, evaluate, cache):
    main.add_command(command)


def entry() -> None:
    """Run the command line; what geomap raises on purpose becomes one line and an exit code, not a traceback."""
    try:
        code = main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UsageError as error:
        click.echo(f"geomap: {error}", err=True)
        sys.exit(EXIT_USAGE)
    except GeomapError as error:
        click.echo(f"geomap: {error}", err=True)
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    entry()
