"""One document a file: plain text, Markdown with front matter, HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from geomap.errors import InputError
from geomap.reading.options import MAX_TEXT_CHARS, ReadOptions
from geomap.reading.rows import Columns, find_columns, row_to_document
from geomap.records import Document

MAX_TITLE_CHARS = 200
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def read_text(text: str, options: ReadOptions, *, path: str, doc_id: str) -> Document:
    """A plain text file. A short first line with an empty line after it is the title; it stays in the text."""
    first, _, rest = text.lstrip("\ufeff\n ").partition("\n")
    is_title = 0 < len(first.strip()) <= MAX_TITLE_CHARS and rest.startswith("\n") and bool(rest.strip())
    return read_fields({"text": text, "title": first.strip() if is_title else None}, options, path=path, doc_id=doc_id)


def read_markdown(text: str, options: ReadOptions, *, path: str, doc_id: str) -> Document:
    """A Markdown file; YAML front matter gives title, date, source and url."""
    fields: dict[str, Any] = {}
    match = _FRONT_MATTER.match(text)
    if match:
        fields = _front_matter(match[1], path=path)
        text = text[match.end() :]
    body, heading = _plain(text)
    if not body.strip():
        raise InputError("holds no text", path=path)
    row = {**fields, "text": body}
    if not any(str(key).lower() in {"title", "headline"} for key in fields):
        row["title"] = heading
    return read_fields(row, options, path=path, doc_id=doc_id)


def _front_matter(text: str, *, path: str) -> dict[str, Any]:
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"has front matter that is not valid YAML: {error}", path=path) from error
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def _plain(text: str) -> tuple[str, str | None]:
    """Markdown without its marks, blocks apart by an empty line; and the first heading of level 1."""
    blocks: list[str] = []
    heading: str | None = None
    previous = ""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "inline":
            content = _inline(token)
            if previous == "heading_open" and heading is None:
                heading = content
            blocks.append(content)
        elif token.type in {"code_block", "fence"}:
            blocks.append(token.content)
        previous = token.type if token.type != "heading_open" or token.tag == "h1" else ""
    return "\n\n".join(block.strip() for block in blocks if block.strip()), heading


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)


def read_html(text: str, options: ReadOptions, *, path: str, doc_id: str) -> Document:
    """The article of a web page, not its menus; title, date, site and address from the page's metadata."""
    # Slow to import; most runs read no HTML.
    import trafilatura

    page = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
    fields = {} if page is None else page if isinstance(page, dict) else page.as_dict()
    body = fields.get("text") or ""
    if not body.strip():
        raise InputError("holds no article text", path=path)
    row = {
        "text": body,
        "title": fields.get("title"),
        "date": fields.get("date"),
        "source": fields.get("sitename") or fields.get("hostname"),
        "url": fields.get("url"),
        "language": fields.get("language"),
    }
    return read_fields(row, options, path=path, doc_id=doc_id)


def read_fields(row: Mapping[str, Any], options: ReadOptions, *, path: str, doc_id: str) -> Document:
    """A document of the fields of one file. Raises InputError."""
    if len(row["text"]) > MAX_TEXT_CHARS:
        raise InputError(f"is longer than {MAX_TEXT_CHARS} characters: split it", path=path)
    # Column options are for tables; a file's own metadata has its own names.
    columns = find_columns(tuple(row), ReadOptions(), path=path)
    names = {**columns.names, "text": "text"}
    names.pop("doc_id", None)
    return row_to_document(row, Columns(names=names), options, path=path, line=1, fallback_id=doc_id)
