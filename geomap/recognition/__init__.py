"""Toponym recognition: documents to mentions."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geomap.errors import UsageError
from geomap.protocols import Gazetteer, Recognizer

MODELS: Final = Path(__file__).parent / "models"
"""The shipped models; CARD.md there says what they were trained on."""
CRF_FILE: Final = "crf.bin"
NEURAL_FILE: Final = "neural.onnx"
VOCABULARY_FILE: Final = "vocabulary.txt"
NAMES: Final = ("default", "crf", "cascade", "neural")


def open_recognizer(gazetteer: Gazetteer, *, name: str = "default", models: Path = MODELS) -> Recognizer:
    """Open a recognizer by name.

    "crf" is the fast one, "neural" lets the transformer read every sentence, "cascade" only the sentences in which
    the CRF is in doubt; "default" is the cascade, or the CRF where the transformer's file is missing. `models` is the
    folder of the model files. Raises UsageError for an unknown name, ModelMissingError without the files.
    """
    if name not in NAMES:
        raise UsageError(f"unknown recognizer {name!r}; choose one of {', '.join(NAMES)}")
    # Imported here: numpy's and onnxruntime's loading time is the user's only when a recognizer is wanted.
    from geomap.recognition.linear import LinearModel

    model = LinearModel.load(models / CRF_FILE)
    if name == "crf" or (name == "default" and not (models / NEURAL_FILE).is_file()):
        from geomap.recognition.crf import CrfRecognizer

        return CrfRecognizer(gazetteer, model)
    from geomap.recognition.cascade import CascadeRecognizer, NeuralRecognizer
    from geomap.recognition.neural import NeuralTagger

    neural = NeuralTagger(models / NEURAL_FILE, models / VOCABULARY_FILE)
    return (NeuralRecognizer if name == "neural" else CascadeRecognizer)(gazetteer, model, neural)
