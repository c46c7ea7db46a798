"""Prints docs/cli.md: every command with its help, as the command line itself says it."""

from __future__ import annotations

import click

from geomap.cli.main import main

HEAD = "# Commands\n\nMade by `python tests/cli/reference.py > docs/cli.md`.\n"
WIDTH = 110


def sections(command: click.Command, name: str) -> list[str]:
    """The help of a command and of its commands."""
    context = click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    found = [f"## {name}\n\n```\n{command.get_help(context).rstrip()}\n```\n"]
    if isinstance(command, click.Group):
        for key in sorted(command.commands):
            found += sections(command.commands[key], f"{name} {key}")
    return found


print("\n".join([HEAD, *sections(main, "geomap")]), end="")
