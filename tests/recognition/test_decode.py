"""From probabilities to mentions."""

import numpy as np
import pytest
from recognition_fakes import FakeGazetteer

from geomap.recognition.decode import decode, to_mentions
from geomap.recognition.encode import Encoder
from geomap.recognition.linear import BEGIN, DEMONYM, INSIDE, OUTSIDE
from geomap.recognition.tokens import tokenize
from geomap.recognition.words import WordKnowledge
from geomap.records import Document, Label


def mentions(text: str, probabilities: dict[int, tuple[int, float]]) -> list[tuple[str, Label]]:
    """Mentions when the tokens given by number have a label with a probability, all others being outside."""
    encoder = Encoder(FakeGazetteer(), WordKnowledge(common=frozenset(), clusters={}))  # type: ignore[arg-type]
    tokens = [tokenize(text)]
    stream = encoder.encode([text], tokens)
    marginals = np.zeros((len(stream.types), 4), dtype=np.float32)
    marginals[:, OUTSIDE] = 1
    for position, token in enumerate(stream.token.tolist()):
        if token in probabilities:
            label, value = probabilities[token]
            marginals[position] = 0
            marginals[position, OUTSIDE] = 1 - value
            marginals[position, label] = value
    document = Document(doc_id="d", text=text)
    (spans,) = decode(stream, marginals, tokens)
    return [(mention.surface, mention.label) for mention in to_mentions(document, tokens[0], spans, "test")]


@pytest.mark.parametrize(
    ("text", "probabilities", "expected"),
    [
        ("He left Foo Bar Baz", {2: (BEGIN, 0.9), 3: (INSIDE, 0.9), 4: (BEGIN, 0.9)}, [("Foo Bar", "TOPONYM"), ("Baz", "TOPONYM")]),
        ("He left Foo", {2: (BEGIN, 0.15)}, []),
        ("He left Syria", {2: (BEGIN, 0.25)}, [("Syria", "TOPONYM")]),
        ("a Syrian man", {1: (DEMONYM, 0.9)}, [("Syrian", "DEMONYM")]),
        ("the The Foo", {1: (BEGIN, 0.9), 2: (INSIDE, 0.9)}, [("Foo", "TOPONYM")]),
        ("a Foo-based man", {1: (BEGIN, 0.9)}, [("Foo", "MODIFIER")]),
        ("a pro-Foo man", {3: (BEGIN, 0.9)}, [("Foo", "MODIFIER")]),
        ("the Foo-Bar road", {1: (BEGIN, 0.9), 3: (BEGIN, 0.9)}, [("Foo", "TOPONYM"), ("Bar", "TOPONYM")]),
        ("in Foo-i-Bar city", {5: (BEGIN, 0.9)}, [("Foo-i-Bar", "TOPONYM")]),
        ("in Foo-i-Bar city", {1: (BEGIN, 0.9)}, [("Foo-i-Bar", "TOPONYM")]),
        ("in Foo-i-Bar city", {1: (BEGIN, 0.9), 5: (BEGIN, 0.9)}, [("Foo-i-Bar", "TOPONYM")]),
        ("Islamic State of Foo and Bar left Baz", {3: (BEGIN, 0.9), 5: (BEGIN, 0.9), 7: (BEGIN, 0.9)}, [("Baz", "TOPONYM")]),
        ("Islamic State in Foo", {3: (BEGIN, 0.9)}, [("Foo", "TOPONYM")]),
        ("the IS-Foo group", {3: (BEGIN, 0.9)}, []),
        ("Foo is Foo", {0: (BEGIN, 0.9), 2: (BEGIN, 0.12)}, [("Foo", "TOPONYM"), ("Foo", "TOPONYM")]),
        ("Foo is Foo", {0: (BEGIN, 0.8), 2: (BEGIN, 0.12)}, [("Foo", "TOPONYM")]),
        ("flew to Foo-i-Bar city", {}, [("Foo-i-Bar", "TOPONYM")]),
        ("the group Foo-i-Bar said", {2: (BEGIN, 0.12)}, []),
        ("in Foo al-Bar today", {1: (BEGIN, 0.9), 4: (BEGIN, 0.9)}, [("Foo al-Bar", "TOPONYM")]),
        ("FOO\u2014Bar", {0: (BEGIN, 0.9), 1: (INSIDE, 0.9), 2: (INSIDE, 0.9)}, [("FOO", "TOPONYM")]),
        ("the Liwa al-Foo men", {1: (BEGIN, 0.9), 2: (INSIDE, 0.9), 3: (INSIDE, 0.9), 4: (INSIDE, 0.9)}, []),
        ("the Jabhat al-Foo men", {4: (BEGIN, 0.9)}, []),
        ("in Ansar today", {1: (BEGIN, 0.9)}, [("Ansar", "TOPONYM")]),
        ("Near Hit, a blast", {1: (BEGIN, 0.12)}, [("Hit", "TOPONYM")]),
        ("Near Hit Parade", {1: (BEGIN, 0.12)}, []),
        ("in Al-Bar today", {3: (BEGIN, 0.9)}, [("Al-Bar", "TOPONYM")]),
        ("a Paris-style cafe", {1: (BEGIN, 0.12)}, [("Paris", "MODIFIER")]),
        ("a Foo-style cafe", {1: (BEGIN, 0.12)}, []),
    ],
)  # fmt: skip
def test_decode(text: str, probabilities: dict[int, tuple[int, float]], expected: list[tuple[str, str]]) -> None:
    assert [(surface, label.name) for surface, label in mentions(text, probabilities)] == expected
