"""Short reports with given toponyms, for the tests of resolution."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomap.records import Document, Label, Mention


def mentions(text: str, names: Sequence[str], *, label: Label = Label.TOPONYM, score: float = 1.0) -> list[Mention]:
    """Every occurrence of the names that does not lie in another one's."""
    found = {
        (match.start(), match.end()): Mention(
            doc_id="d", start=match.start(), end=match.end(), surface=match.group(), label=label, score=score
        )
        for name in names
        for match in re.finditer(re.escape(name), text)
    }
    return [
        found[span]
        for span in sorted(found)
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in found)
    ]


def report(text: str, **more: str) -> Document:
    """A document."""
    return Document(doc_id="d", text=text, **more)
