"""`geomap events`: what the event records look like."""

from __future__ import annotations

import json

import click

from geomap.store.schema import event_schema


@click.group(short_help="What the event records look like.")
def events() -> None:
    """The records that geomap writes into events.jsonl."""


@events.command(short_help="Print the JSON Schema of an event.")
def schema() -> None:
    """Print the JSON Schema of one line of events.jsonl."""
    click.echo(json.dumps(event_schema(), indent=2))
