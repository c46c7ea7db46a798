"""The page's Content-Security-Policy: our own inline scripts and styles by hash, image hosts by name, nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def source_hash(text: str) -> str:
    """CSP source expression of an inline script or style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii") + "'"


def policy(
    *, scripts: Iterable[str], styles: Iterable[str], image_hosts: Iterable[str] = (), style_attributes: bool = False
) -> str:
    """Content of the meta element. Connections, frames, forms, plug-ins, workers and fonts are all forbidden.

    `style_attributes` allows style attributes in HTML, which folium's popups need and our own page does not.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": [source_hash(text) for text in scripts],
        "style-src": [source_hash(text) for text in styles],
        "img-src": ["data:", "blob:", *image_hosts],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    if style_attributes:
        directives["style-src-attr"] = ["'unsafe-inline'"]
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())
