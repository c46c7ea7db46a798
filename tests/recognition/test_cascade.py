"""What the transformer is given to read."""

from pathlib import Path

import numpy as np
import pytest
from recognition_fakes import FakeGazetteer

from geomap.errors import ModelMissingError
from geomap.recognition.cascade import CONTEXT_TOKENS, doubtful_excerpts
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.linear import BEGIN, OUTSIDE, Floats
from geomap.recognition.neural import Excerpts, NeuralTagger
from geomap.recognition.pieces import MAX_PIECES
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


def tokens_read(text: str, places: dict[int, float]) -> tuple[list[list[int]], list[int]]:
    """Tokens of each excerpt, and those that the transformer is asked about."""
    stream = stream_of(text)
    excerpts = doubtful_excerpts(stream, marginals(stream, places))
    stretches = zip(excerpts.firsts, excerpts.afters, strict=True)
    return [stream.token[first:after].tolist() for first, after in stretches], stream.token[excerpts.asked].tolist()


def test_only_sentences_in_doubt_are_read() -> None:
    text = "Foo met Bar. Baz met Qux. Bar met Baz."
    assert tokens_read(text, {0: 0.95, 4: 0.5, 6: 0.3, 8: 0.001}) == ([[4, 5, 6, 7]], [4, 6])
    assert tokens_read(text, {}) == ([], [])


def test_a_long_sentence_is_read_around_the_doubts() -> None:
    words = ["word"] * 80
    words[0] = words[30] = words[45] = words[79] = "Foo"
    near = CONTEXT_TOKENS
    assert tokens_read(" ".join(words), {0: 0.5, 30: 0.5, 45: 0.5, 79: 0.5}) == (
        [list(range(near + 1)), list(range(30 - near, 46 + near)), list(range(79 - near, 80))],
        [0, 30, 45, 79],
    )


class FakeSession:
    """Keeps what it is asked and says that all are places."""

    def __init__(self) -> None:
        self.asked: list[dict[str, np.ndarray]] = []

    def run(self, _outputs: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.asked.append(inputs)
        return [np.tile(np.array([0, 1, 0, 0]), (len(inputs["firsts"]), 1))]


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    path = tmp_path / "vocabulary.txt"
    path.write_text("".join(f"{piece}\n" for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "foo", "##bar", "met")))
    return path


def test_excerpts_of_a_document_are_read_together(vocabulary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession()
    monkeypatch.setattr("onnxruntime.InferenceSession", lambda *_, **__: session)
    texts = ["Foobar met Foo. Foo met Foobar.", "Foo met Foo. " * 30]
    encoder = Encoder(FakeGazetteer(), WordKnowledge(common=frozenset(), clusters={}))  # type: ignore[arg-type]
    tokens = [tokenize(text) for text in texts]
    stream = encoder.encode(texts, tokens)
    asked = (stream.token >= 0) & (stream.token % 4 == 0)
    excerpts = Excerpts(firsts=stream.firsts, afters=stream.firsts + stream.lengths, asked=asked)
    blank = marginals(stream, {})
    result = NeuralTagger(vocabulary, vocabulary).marginals(stream, encoder, tokens, excerpts, blank)
    assert (result[asked, BEGIN] == 1).all()
    assert (result[~asked] == blank[~asked]).all()
    first, second = session.asked[:2]
    assert first["pieces"].tolist() == [2, 4, 5, 6, 4, 1, 4, 6, 4, 5, 1, 3]
    assert first["firsts"].tolist() == [1, 6]
    assert all(len(inputs["pieces"]) <= MAX_PIECES for inputs in session.asked)
    assert sum(len(inputs["firsts"]) for inputs in session.asked[1:]) == 30
    assert len(second["features"]) == len(second["pieces"])


def test_missing_files_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"geomap\.recognition\.train neural"):
        NeuralTagger(tmp_path / "none.onnx", tmp_path / "none.txt")
