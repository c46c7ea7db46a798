"""`geomap explain`: why a name was placed where it is."""

from __future__ import annotations

from typing import Any

import click

from geomap.cli.options import reading_options, take_read_options
from geomap.errors import InputError, UsageError
from geomap.pipeline import open_engine
from geomap.reading import read_documents
from geomap.records import Document
from geomap.resolution.explaining import explain as explain_resolution
from geomap.settings import load_settings


@click.command(short_help="Why a name was placed where it is.")
@click.argument("document", metavar="DOC")
@click.argument("mention", required=False)
@reading_options
def explain(document: str, mention: str | None, **flags: Any) -> int:
    """Tell why the place names of a document were placed where they are.

    DOC is a file, or - for standard input. MENTION is a name as it stands in the text; without it all names are told.
    For each name stand the candidates, best first, with the evidence for and against each and how far it was behind.

    \b
    Example:
      geomap explain report.txt Tripoli
    """
    options = take_read_options(flags)
    found = list(read_documents([document], options))
    for item in found:
        if isinstance(item, InputError):
            raise UsageError(str(item))
    engine = open_engine(load_settings())
    documents = [item for item in found if isinstance(item, Document)]
    lines: list[str] = []
    for item, mentions in zip(documents, engine.mentions(documents), strict=True):
        told: set[str] = set()
        for resolution in engine.resolver.resolve(item, mentions):
            surface = resolution.mention.surface
            if surface not in told and (mention is None or surface.casefold() == mention.casefold()):
                told.add(surface)
                lines += explain_resolution(resolution)
    if not lines:
        raise UsageError(f"{mention!r} was not taken for a place name in {document}")
    click.echo("\n".join(lines))
    return 0
