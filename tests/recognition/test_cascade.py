"""What the transformer is given to read."""

import numpy as np
from recognition_fakes import FakeGazetteer

from geomap.recognition.cascade import CONTEXT_TOKENS, doubtful_stretches
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.linear import BEGIN, OUTSIDE, Floats
from geomap.recognition.tokens import tokenize
from geomap.recognition.words import WordKnowledge


def stream_of(text: str) -> Stream:
    encoder = Encoder(FakeGazetteer(), WordKnowledge(common=frozenset(), clusters={}))  # type: ignore[arg-type]
    return encoder.encode([text], [tokenize(text)])


def marginals(stream: Stream, places: dict[int, float]) -> Floats:
    result = np.zeros((len(stream.types), 4), dtype=np.float32)
    result[:, OUTSIDE] = 1.0
    for token, value in places.items():
        result[stream.token == token, BEGIN] = value
        result[stream.token == token, OUTSIDE] = 1.0 - value
    return result


def tokens_read(text: str, places: dict[int, float], doubt: float = 0.1) -> list[list[int]]:
    stream = stream_of(text)
    stretches = doubtful_stretches(stream, marginals(stream, places), doubt)
    return [stream.token[first:after].tolist() for first, after in stretches]


def test_only_sentences_in_doubt_are_read() -> None:
    text = "Foo met Bar. Baz met Qux. Bar met Baz."
    assert tokens_read(text, {0: 0.95, 4: 0.5, 6: 0.3, 8: 0.05}) == [[4, 5, 6, 7]]
    assert tokens_read(text, {}) == []


def test_a_long_sentence_is_read_around_the_doubt() -> None:
    words = ["word"] * 80
    words[40] = "Foo"
    assert tokens_read(" ".join(words), {40: 0.5}) == [list(range(40 - CONTEXT_TOKENS, 41 + CONTEXT_TOKENS))]


def test_without_allowed_doubt_every_sentence_is_read() -> None:
    assert tokens_read("Foo met Bar.\n\nnobody came.\n\nBaz left.", {}, doubt=0.0) == [[0, 1, 2, 3], [7, 8, 9]]
