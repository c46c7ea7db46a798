"""Text from outside on its way into the page. Everything else in the page is our own."""

from __future__ import annotations

import html
import json
import re

_SCRIPT_UNSAFE = (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINK = re.compile(r"https?://[^\s/?#\\\x00-\x20][^\s\x00-\x20]*", re.IGNORECASE)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def json_text(value: object) -> str:
    """Compact JSON in one line."""
    return _encode(value)


def utf8(text: str) -> bytes:
    """The text's bytes; what UTF-8 cannot hold (lone surrogates) becomes a question mark."""
    return text.encode("utf-8", "replace")


def script_json(value: object) -> str:
    """JSON that may stand inside a script element: no `<` survives, without which no tag can begin or end there."""
    text = utf8(json_text(value)).decode("utf-8")
    for unsafe, safe in _SCRIPT_UNSAFE:
        text = text.replace(unsafe, safe)
    return text


def text_node(text: str) -> str:
    """Text for an HTML text node or a quoted attribute; control characters become spaces."""
    return utf8(html.escape(_CONTROL.sub(" ", text), quote=True)).decode("utf-8")


def safe_link(url: str | None) -> str:
    """`url` when it is an absolute http or https address, else an empty string."""
    address = url.strip() if url else ""
    return address if _LINK.fullmatch(address) else ""
