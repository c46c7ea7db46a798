"""Words a second of each recognizer on one core: `python tests/bench/bench_recognition.py [TEXTS.jsonl]`.

Texts are cut to articles of 300 words. Without a file: the development corpora where they are, else the examples that
the package ships, several times over. Time is the process's CPU time; the first round, which fills the caches, does not
count.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from geomap.gazetteer import open_gazetteer
from geomap.recognition import open_recognizer
from geomap.records import Document

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GEOMAP_SHARED") or ROOT.parent / "shared")
WORDS = 300
ARTICLES = 400
DOCUMENTS_AT_ONCE = 16


def articles(texts: list[str]) -> list[Document]:
    """Articles of `WORDS` words, line breaks kept."""
    found: list[Document] = []
    for text in texts:
        pieces = text.split(" ")
        for begin in range(0, len(pieces) - WORDS + 1, WORDS):
            found.append(Document(doc_id=str(len(found)), text=" ".join(pieces[begin : begin + WORDS])))
    return found[:: max(1, len(found) // ARTICLES)][:ARTICLES]


def texts() -> list[str]:
    """The texts to measure on."""
    if len(sys.argv) > 1:
        return [json.loads(line)["text"] for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    corpora = [SHARED / "corpora" / f"{name}.jsonl" for name in ("lgl", "geovirus", "tud_loc_2013", "re3d-dev")]
    if all(path.is_file() for path in corpora):
        return [json.loads(line)["text"] for path in corpora for line in path.open(encoding="utf-8")]
    examples = sorted((ROOT / "geomap" / "examples").rglob("*.md"))
    return ["\n\n".join(path.read_text(encoding="utf-8") for path in examples)] * 8


def main() -> None:
    documents = articles(texts())
    words = sum(len(document.text.split()) for document in documents)
    gazetteer = open_gazetteer()
    print(f"{len(documents)} articles, {words} words, one core")
    for name in ("crf", "cascade", "neural"):
        recognizer = open_recognizer(gazetteer, name=name)
        for _ in range(2):
            begun = time.process_time()
            for begin in range(0, len(documents), DOCUMENTS_AT_ONCE):
                recognizer.recognize(documents[begin : begin + DOCUMENTS_AT_ONCE])
            seconds = time.process_time() - begun
        print(f"{name:8} {words / seconds:8.0f} words/s  {seconds / len(documents) * 1e3:6.2f} ms an article")


if __name__ == "__main__":
    main()
