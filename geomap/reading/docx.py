"""The text of a Word document (.docx), without its formatting."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree  # expat 2.4.1 and newer refuse entities that expand beyond measure

from geomap.errors import InputError
from geomap.reading.opening import check_archive

BODY, CORE = "word/document.xml", "docProps/core.xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
BREAKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}


def docx_fields(path: Path) -> dict[str, str | None]:
    """Text and title of a document; paragraphs are apart by an empty line. Raises InputError."""
    check_archive(path)
    try:
        with zipfile.ZipFile(path) as archive:
            text = _paragraphs(_parse(archive, BODY))
            title = _parse(archive, CORE).findtext(f"{DUBLIN}title") if CORE in archive.namelist() else None
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, ValueError, NotImplementedError) as error:
        raise InputError(f"is not a readable Word document: {error}", path=str(path)) from error
    if not text.strip():
        raise InputError("holds no text", path=str(path))
    return {"text": text, "title": (title or "").strip() or None}


def _parse(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    data = archive.read(name)
    if b"<!DOCTYPE" in data[:1000]:
        raise ValueError(f"{name} has a document type, which Word never writes")
    return ElementTree.fromstring(data)  # noqa: S314  no document type, so no entities


def _paragraphs(root: ElementTree.Element) -> str:
    paragraphs = ("".join(map(_run_text, paragraph.iter())).strip() for paragraph in root.iter(f"{WORD}p"))
    return "\n\n".join(text for text in paragraphs if text)


def _run_text(element: ElementTree.Element) -> str:
    return element.text or "" if element.tag == f"{WORD}t" else BREAKS.get(element.tag, "")
