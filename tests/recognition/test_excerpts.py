"""What the transformer reads in training."""

from pathlib import Path

import numpy as np
import pytest
from recognition_fakes import FakeGazetteer

from geomap.recognition.linear import BEGIN, INSIDE, OUTSIDE
from geomap.recognition.pieces import EDGES, MAX_PIECES, PieceTable, groups_that_fit
from geomap.recognition.training.corpora import GoldDocument, GoldSpan
from geomap.recognition.training.excerpts import inputs_of, sentences_of
from geomap.recognition.words import WordKnowledge
from geomap.records import Document


@pytest.fixture
def pieces(tmp_path: Path) -> PieceTable:
    path = tmp_path / "vocabulary.txt"
    path.write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nfoo\n##bar\nin\n")
    return PieceTable(path)


@pytest.mark.parametrize(
    ("counts", "limit", "expected"),
    [
        ([], 5, []),
        ([2, 3, 1], 5, [(0, 2), (2, 3)]),
        ([9, 1], 5, [(0, 1), (1, 2)]),
        ([1, 9], 5, [(0, 1), (1, 2)]),
    ],
)
def test_groups(counts: list[int], limit: int, expected: list[tuple[int, int]]) -> None:
    assert groups_that_fit(counts, limit) == expected


def test_inputs_are_pieces_of_the_document_in_order(pieces: PieceTable) -> None:
    text = "Foo lay in Foobar Foo. " * 40
    spans = tuple(GoldSpan(start=start + 11, end=start + 21, counts=True) for start in range(0, len(text), 23))
    gold = GoldDocument(document=Document(doc_id="d", text=text), spans=spans)
    (document,) = sentences_of([gold], FakeGazetteer(), WordKnowledge(common=frozenset(), clusters={}), pieces)  # type: ignore[arg-type]
    assert len(document) == 40
    assert document[0].words == ("Foo", "lay", "in", "Foobar", "Foo", ".")
    assert document[0].labels.tolist() == [OUTSIDE, OUTSIDE, OUTSIDE, BEGIN, INSIDE, OUTSIDE]
    assert document[0].counts.tolist() == [1, 1, 1, 2, 1, 1]
    chance = np.random.default_rng(1)
    seen = set()
    for _ in range(20):
        parts = list(inputs_of(document, chance))
        sentences = [sentence for part in parts for sentence in part]
        seen.add(len(sentences))
        for sentence in sentences:
            assert len(sentence.words) == len(sentence.labels) == len(sentence.features) == len(sentence.counts)
            assert " ".join(sentence.words) in "Foo lay in Foobar Foo ."
        assert all(sum(sentence.size for sentence in part) <= MAX_PIECES - EDGES for part in parts)
    assert 40 in seen
    assert min(seen) < 40
