"""Names in Arabic script are looked up."""

import pytest
from recognition_fakes import FakeGazetteer

from geomap.recognition.arabic import arabic_mentions
from geomap.recognition.tokens import tokenize
from geomap.records import Document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصفت الطائرات مدينة حلب أمس", ["حلب"]),
        ("وصل إلى خان شيخون", ["خان شيخون"]),
        ("القتال بحلب", ["حلب"]),
        ("قال إن النصر قريب", []),
        ("وصل إلى النصر", ["النصر"]),
        ("no Arabic here", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    document = Document(doc_id="d", text=text)
    found = arabic_mentions(document, tokenize(text), FakeGazetteer(), "test")  # type: ignore[arg-type]
    assert [mention.surface for mention in found] == expected
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)
