"""Named entity recognition alone with a pipeline built like spaCy's small English model; run by bench_batch.py.

    python spacy_recognition.py TEXTS.jsonl COUNT PROCESSES

Needs spacy and nothing of geomap. `en_core_web_sm` itself is no package of the index, so that a pipeline of the same
parts and sizes is built here (its own config names them) and trained for a moment on entities made of capitalized words:
the time that it takes depends on the sizes and on the text, not on the values of its weights. Prints one JSON object.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import time
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example

NER = {
    "moves": None,
    "update_with_oracle_cut_size": 100,
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": 96,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                "rows": [5000, 1000, 2500, 2500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": 96,
                "depth": 4,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    },
}
"""The recognizer of en_core_web_sm 3.x."""

LABELS = (
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME WORK_OF_ART"
).split()
NAMES = ("GPE", "PERSON", "ORG", "LOC")
TRAINED_TEXTS, STEPS, BATCH = 100, 60, 8
PIPE_BATCH = 128
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")


def build(texts: list[str]) -> Language:
    """The pipeline, trained so far that it finds about as many names as there are."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner", config=NER)
    for label in LABELS:
        ner.add_label(label)
    examples = [_example(nlp, text) for text in texts]
    optimizer = nlp.initialize(lambda: examples)
    chance = random.Random(1)
    for _ in range(STEPS):
        nlp.update(chance.sample(examples, min(BATCH, len(examples))), sgd=optimizer)
    return nlp


def _example(nlp: Language, text: str) -> Example:
    doc = nlp.make_doc(text)
    spans = [doc.char_span(m.start(), m.end(), label=NAMES[len(m[0]) % len(NAMES)]) for m in _NAME.finditer(text)]
    entities = [(span.start_char, span.end_char, span.label_) for span in spans if span]
    return Example.from_dict(doc, {"entities": entities})


def _cpu_s() -> float:
    """What this process and those that it has ended took."""
    return sum(
        use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Measure from the first document that comes back to the last, so that starting counts for nothing."""
    path, count, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path, encoding="utf-8") as handle:
        texts = [json.loads(line)["text"] for line in islice(handle, count)]
    nlp = build(texts[:TRAINED_TEXTS])
    entities, begun, first, cpu_s = 0, 0.0, 0, _cpu_s()
    for number, doc in enumerate(nlp.pipe(texts, n_process=processes, batch_size=PIPE_BATCH)):
        if number == PIPE_BATCH:
            begun, first = time.monotonic(), number
        entities += len(doc.ents)
    seconds = time.monotonic() - begun
    figures: dict[str, Any] = {
        "spacy": spacy.__version__,
        "processes": processes,
        "documents": len(texts),
        "documents_per_s": (len(texts) - 1 - first) / seconds,
        "cpu_ms_per_document": (_cpu_s() - cpu_s) / len(texts) * 1000,
        "entities_per_document": entities / len(texts),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
