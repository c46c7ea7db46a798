"""Toponym recognition: documents to mentions."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geomap.errors import UsageError
from geomap.protocols import Gazetteer, Recognizer

MODELS: Final = Path(__file__).parent / "models"
NAMES: Final = ("default", "crf")


def open_recognizer(gazetteer: Gazetteer, *, name: str = "default", models: Path = MODELS) -> Recognizer:
    """Open a recognizer by name, with the models of a folder.

    Raises UsageError for an unknown name and ModelMissingError without its model.
    """
    if name not in NAMES:
        raise UsageError(f"unknown recognizer {name!r}; choose one of {', '.join(NAMES)}")
    from geomap.recognition.crf import CrfRecognizer
    from geomap.recognition.linear import LinearModel

    return CrfRecognizer(gazetteer, LinearModel.load(models / "crf.bin"))
