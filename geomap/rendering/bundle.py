"""Scripts and styles of the page, joined from small files. Nothing in them comes from outside."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

from geomap.errors import RenderError

ASSETS = Path(__file__).parent / "assets"

VENDOR_SCRIPTS = ("leaflet.js", "supercluster.min.js")
SCRIPTS = (
    "util",
    "strings",
    "strings_types",
    "strings_ar",
    "icons",
    "types",
    "model",
    "details",
    "outlines",
    "words",
    "filters",
    "clusters",
    "base",
    "symbols",
    "overlay",
    "scene",
    "timeline",
    "facet",
    "list",
    "panel",
    "why",
    "card",
    "hash",
    "folium",
    "take",
    "legend",
    "picture",
    "tools",
    "main",
)
"""Modules in the order in which they need each other; each makes one constant."""
STYLES = ("page", "panel", "map", "time", "small", "print")

_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S+\s*$")
_CSS_URL = re.compile(r"url\(images/([a-z0-9-]+\.png)\)")
_NOT_SHIPPED = "layers-2x.png"
"""leaflet.css names it for dense screens; the plain one stands in."""


def read(name: str) -> str:
    """Text of an asset; `name` is its path below assets/."""
    try:
        return (ASSETS / name).read_text(encoding="utf-8")
    except OSError as error:
        raise RenderError(f"geomap's own file {ASSETS / name} cannot be read: {error}; reinstall geomap") from error


@lru_cache(maxsize=1)
def script() -> str:
    """The page's script: Leaflet, supercluster, then our modules in one closure."""
    vendor = [_SOURCE_MAP.sub("", read(f"vendor/{name}")) for name in VENDOR_SCRIPTS]
    own = [f"// {name}.js\n{read(f'app/{name}.js')}" for name in SCRIPTS]
    icons = f"const ICON = {{ pin: '{_data_uri('marker-icon.png')}', shadow: '{_data_uri('marker-shadow.png')}' }};"
    closure = "\n".join(["(() => {", "'use strict';", icons, *own, "})();"])
    return _checked("\n".join([*vendor, closure]))


@lru_cache(maxsize=1)
def style() -> str:
    """The page's style sheet, images inside."""
    leaflet = _CSS_URL.sub(lambda found: f"url({_data_uri(found[1])})", read("vendor/leaflet.css"))
    return _checked("\n".join([leaflet, *(read(f"style/{name}.css") for name in STYLES)]))


def _data_uri(image: str) -> str:
    name = "layers.png" if image == _NOT_SHIPPED else image
    data = (ASSETS / "vendor" / name).read_bytes()
    return "data:image/png;base64," + base64.b64encode(data).decode("ascii")


def _checked(text: str) -> str:
    # An end tag inside would end the element early; the hash in the policy would then fit nothing.
    if re.search(r"</(script|style)", text, re.IGNORECASE):
        raise RenderError("an asset of the page holds an end tag of script or style")
    return text
