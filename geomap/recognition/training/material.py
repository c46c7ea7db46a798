"""What the models are trained on: corpora, some of their documents changed, and sentences of our own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from geomap.protocols import Gazetteer
from geomap.recognition.tokens import tokenize
from geomap.recognition.training.augment import NamePools, Writer, exchange_names, shout
from geomap.recognition.training.corpora import GoldDocument

SEED: Final = 7
EXCHANGED_SHARE: Final = 0.3
"""Documents whose settlements get other names, against learning the corpora's names by heart."""
SHOUTED_SHARE: Final = 0.15
"""Documents whose first sentence is put in capitals."""
OWN_DOCUMENTS: Final = 400
_LONGEST_HEADLINE: Final = 160


def material(gold: Sequence[GoldDocument], pools: NamePools, gazetteer: Gazetteer) -> list[GoldDocument]:
    """The training documents, in an order that is always the same."""
    chance = random.Random(SEED)
    documents = []
    for document in gold:
        if chance.random() < EXCHANGED_SHARE:
            document = exchange_names(document, pools, gazetteer, seed=SEED)
        if chance.random() < SHOUTED_SHARE:
            document = shout(document, length=_headline_length(document.document.text))
        documents.append(document)
    return documents + Writer(pools, seed=SEED).documents(OWN_DOCUMENTS)


def _headline_length(text: str) -> int:
    tokens = tokenize(text)
    if len(tokens.sentences) < 2:
        return 0
    length = tokens.ends[tokens.sentences[1] - 1]
    return length if length <= _LONGEST_HEADLINE else 0
