"""Text from outside on its way into the page. Everything else in the page is our own."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlsplit

_SCRIPT_UNSAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LINK_SCHEMES = frozenset({"http", "https"})


def script_json(value: object) -> str:
    """JSON that may stand inside a script element: no `<`, `>`, `&` and no line separators survive."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for unsafe, safe in _SCRIPT_UNSAFE:
        text = text.replace(unsafe, safe)
    return text


def text_node(text: str) -> str:
    """Text for an HTML text node or a quoted attribute."""
    return html.escape(clean(text), quote=True)


def clean(text: str) -> str:
    """Control characters and lone surrogates become spaces, one for one, so that offsets stay."""
    return _CONTROL.sub(" ", text) if _CONTROL.search(text) else text


def safe_link(url: str | None) -> str:
    """`url` when it is an absolute http or https address, else an empty string."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in LINK_SCHEMES and parts.netloc else ""
