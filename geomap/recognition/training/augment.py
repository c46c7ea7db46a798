"""Training material beyond the corpora: sentences of our own with names filled in, names exchanged, headlines shouted.

What is learned this way is the shape of the text, not the names of the development corpora.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geomap.protocols import Gazetteer
from geomap.recognition.lexicon import FIRST_NAME
from geomap.recognition.lookup import Level, level_of
from geomap.recognition.training.corpora import GoldDocument, GoldSpan
from geomap.records import Document

PLACES: Final = Path(__file__).parents[3] / "gazetteer" / "world" / "places.tsv.xz"
TEMPLATES: Final = Path(__file__).with_name("templates.txt")
FILLERS: Final = Path(__file__).with_name("fillers.txt")
SENTENCES_A_DOCUMENT: Final = 6

_SLOT = re.compile(r"<(\w+)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePools:
    """Names of the gazetteer by what they can stand for."""

    by_slot: dict[str, list[str]]

    @classmethod
    def read(cls, path: Path = PLACES) -> NamePools:
        """Read the pools from the gazetteer's interchange file."""
        pools: dict[str, list[str]] = {
            key: [] for key in ("country", "state", "county", "city", "village", "dem", "water")
        }
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            header = next(lines).rstrip("\n").split("\t")
            wanted = [header.index(key) for key in ("name", "demonyms", "feature_class", "feature_code", "population")]
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                name, demonyms, kind, code, population = (cells[index] for index in wanted)
                slot = _slot_of(name, kind, code, int(float(population or 0)))
                if slot:
                    pools[slot].append(name)
                if demonyms and code.startswith("PCL"):
                    pools["dem"].append(demonyms.split("|")[0])
        return cls(by_slot=pools)


def _slot_of(name: str, kind: str, code: str, population: int) -> str | None:
    if not name[:1].isupper() or not name.isascii() or not set(name).isdisjoint(",([/0123456789"):
        return None  # news in English writes names without diacritics
    if code.startswith("PCL"):
        return "country"
    if code == "ADM1":
        return "state"
    if code == "ADM2" and name.endswith(("County", "Parish")):
        return "county"
    if kind == "H":
        return "water"
    if kind == "P":
        return "city" if population >= 50_000 else "village"
    return None


class Writer:
    """Fills templates; the same seed gives the same texts."""

    def __init__(self, pools: NamePools, *, seed: int) -> None:
        self._random = random.Random(seed)
        self._templates = _lines(TEMPLATES)
        self._words: dict[str, Sequence[str]] = dict(pools.by_slot)
        self._words["first"] = sorted(name.capitalize() for name in FIRST_NAME)
        for line in _lines(FILLERS):
            slot, _, words = line.partition(": ")
            self._words[slot] = words.split(" | ")
        self._makers: dict[str, Callable[[], str]] = {
            "cityname": self._short_city,
            "shout": lambda: self._pick("city").upper(),
            "number": lambda: str(self._random.randint(2, 90)),
            "year": lambda: str(self._random.randint(1950, 2024)),
            "unknown": self._invented,
            "misspelt": lambda: misspell(self._pick("city"), self._random),
        }

    def documents(self, count: int) -> list[GoldDocument]:
        """Documents of a few sentences each."""
        return [self._document(number) for number in range(count)]

    def _document(self, number: int) -> GoldDocument:
        text = ""
        spans: list[GoldSpan] = []
        for template in self._random.sample(self._templates, SENTENCES_A_DOCUMENT):
            after = 0
            for match in _SLOT.finditer(template):
                text += template[after : match.start()]
                name = self._fill(match.group(1) or match.group(2))
                if match.group(1):
                    spans.append(GoldSpan(start=len(text), end=len(text) + len(name), counts=True))
                text += name
                after = match.end()
            text += template[after:] + "\n"
        return GoldDocument(document=Document(doc_id=f"own-{number}", text=text), spans=tuple(spans))

    def _fill(self, slot: str) -> str:
        maker = self._makers.get(slot)
        if maker:
            return maker()
        return _SLOT.sub(lambda match: self._fill(match.group(2)), self._pick(slot))

    def _pick(self, slot: str) -> str:
        words = self._words[slot]
        return words[self._random.randrange(len(words))]

    def _short_city(self) -> str:
        """A settlement of one word, as can be a person's name too."""
        while True:
            name = self._pick("city" if self._random.random() < 0.5 else "village")
            if name.isalpha():
                return name

    def _invented(self) -> str:
        """A name that no gazetteer has."""
        name = "".join(self._pick("syllable") for _ in range(self._random.randint(2, 3))).capitalize()
        return self._random.choice(("", "", "", "", "", "", "", "", "al-", "Tel ")) + name


def _lines(path: Path) -> list[str]:
    """The lines of a data file without comments; a line that begins with a space continues the one before."""
    text = path.read_text(encoding="utf-8").replace("\n  ", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def misspell(name: str, chance: random.Random) -> str:
    """A name with one or two slips: letters swapped, doubled, dropped, or a vowel changed."""
    letters = list(name)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(1, max(2, len(letters) - 1))
        if at + 1 >= len(letters) or not (letters[at].isalpha() and letters[at + 1].isalpha()):
            continue
        slip = chance.randrange(4)
        if slip == 0:
            letters[at], letters[at + 1] = letters[at + 1].lower(), letters[at].lower()
        elif slip == 1:
            letters.insert(at, letters[at].lower())
        elif slip == 2:
            del letters[at]
        elif letters[at].lower() in "aeiou":
            letters[at] = chance.choice(["a", "e", "i", "o", "u", "ee", "oo", "aa"])
    return "".join(letters)


def exchange_names(gold: GoldDocument, pools: NamePools, gazetteer: Gazetteer, *, seed: int) -> GoldDocument:
    """The document with its settlements called otherwise, each name the same new one throughout."""
    chance = random.Random(f"{seed} {gold.document.doc_id}")
    text = gold.document.text
    new_names: dict[str, str] = {}
    pieces: list[str] = []
    spans: list[GoldSpan] = []
    ignored: list[GoldSpan] = []
    after = length = 0
    both = [(span, spans) for span in gold.spans] + [(span, ignored) for span in gold.ignored]
    for span, target in sorted(both, key=lambda pair: pair[0].start):
        name = text[span.start : span.end]
        if span.counts and target is spans and name not in new_names:
            new_names[name] = _other_name(name, pools, gazetteer, chance)
        new = new_names.get(name, name) if span.counts else name
        pieces += (text[after : span.start], new)
        length += span.start - after
        target.append(GoldSpan(start=length, end=length + len(new), counts=span.counts))
        length += len(new)
        after = span.end
    pieces.append(text[after:])
    document = Document(doc_id=f"{gold.document.doc_id}-x", text="".join(pieces), title=gold.document.title)
    return GoldDocument(document=document, spans=tuple(spans), ignored=tuple(ignored))


_SIZES = {
    Level.TINY: "village",
    Level.SMALL: "village",
    Level.MIDDLE: "city",
    Level.LARGE: "city",
    Level.COUNTRY: "country",
}


def _other_name(name: str, pools: NamePools, gazetteer: Gazetteer, chance: random.Random) -> str:
    facts = gazetteer.name_facts(name)
    slot = _SIZES.get(level_of(facts)) if facts and name.replace(" ", "").isalpha() and not name.isupper() else None
    if slot is None or (slot == "country" and chance.random() < 0.7):
        return name
    return chance.choice(pools.by_slot[slot])


def shout(gold: GoldDocument, *, length: int) -> GoldDocument:
    """The document with its first `length` characters in capitals, as agencies write headlines."""
    text = gold.document.text
    head = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text[:length])
    document = Document(doc_id=f"{gold.document.doc_id}-s", text=head + text[length:], title=gold.document.title)
    return GoldDocument(document=document, spans=gold.spans, ignored=gold.ignored)
