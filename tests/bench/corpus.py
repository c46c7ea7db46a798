"""Reports of about 300 words, made from the examples with other names, dates and sources: as many as wanted, always the same.

A third of a report are sentences of the examples of one region, the rest is background without events, so that places
and events are about as dense as in newspapers (measured in docs/performance.md).
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "geomap" / "examples"
FOCUS = ROOT / "gazetteer" / "focus"
REGIONS = ("manchester", "afghanistan", "iraq", "syria")
WORDS = 300
EXAMPLE_SENTENCES = 5
SWAPPED_SHARE = 0.6
"""Of the names in a sentence, those that another name of the region takes the place of."""
OUTLETS_A_REGION = 15
FIRST_DAY, DAYS = date(2014, 1, 1), 3650
SEED = 20240607

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_NAMELESS = frozenset("the and was were that with from into over after before when".split())

BACKGROUND = """
Many families there depend on small shops and on money that relatives send from abroad.
Prices of bread and fuel have risen since the spring, and traders expect a slow season.
Older residents remember quieter years, when the market stayed open until late in the evening.
The school year begins later than usual because several buildings need new roofs.
Engineers are still looking at the pumps, which are older than most of the people who use them.
The road is narrow and in poor repair, and lorries often wait for hours in the heat.
A shortage of medicines has lasted for months, and doctors improvise with what they have.
Most of the work is done by volunteers, who are paid nothing and bring their own tools.
The weather was clear in the morning and turned windy later in the day.
Analysts differ on what it means for the months ahead, and few of them want to be named.
Farmers had hoped for a better harvest after two dry years in a row.
Electricity comes for a few hours a day, and generators fill the streets with noise.
The figures could not be checked independently, and earlier ones had to be corrected.
Young people leave when they can, and those who stay look for work in offices and workshops.
The building had been a library once and was used as a store for furniture until last year.
Buses run again on most lines, though less often and with fewer passengers than before.
The plan had been discussed for years without money being found for it.
People queue early because supplies are usually gone before noon.
Historians count the old quarter among the finest of its kind, in spite of all the damage.
Little is known of what happens to the documents that were kept in the archive.
The team has played away from home for three seasons and draws smaller crowds each year.
Water is brought by lorry to the upper streets, where the pressure is too low.
Several companies have shown interest, none of them has signed anything yet.
The cost is put at some millions, of which about half is covered by gifts.
Neighbours describe a quiet street in which everybody knows everybody else.
The rules were changed twice last year, and not everyone has understood them.
""".strip().splitlines()


def documents(count: int, *, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Rows with doc_id, title, date, source and text."""
    regions = {region: (_sentences(region), _names(region)) for region in REGIONS}
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        region = chance.choice(REGIONS)
        sentences, names = regions[region]
        told = [_vary(chance.choice(sentences), names, chance) for _ in range(EXAMPLE_SENTENCES)]
        outlet = chance.randrange(OUTLETS_A_REGION)
        yield {
            "doc_id": f"{region}-{number:07d}",
            "title": " ".join(told[0].split()[:9]),
            "date": (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat(),
            "source": f"The {region.title()} Courier {outlet}",
            "text": _fill(told, chance),
        }


def write_jsonl(path: Path, count: int, *, seed: int = SEED) -> None:
    """`count` reports as JSON lines."""
    with path.open("w", encoding="utf-8") as handle:
        for row in documents(count, seed=seed):
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")


def _sentences(region: str) -> list[str]:
    texts = (path.read_text(encoding="utf-8").split("---", 2)[2] for path in sorted((EXAMPLES / region).glob("*.md")))
    plain = (re.sub(r"[*_#>]", "", text).strip() for text in texts)
    return [
        sentence for text in plain for sentence in _SENTENCE_END.split(" ".join(text.split())) if len(sentence) > 40
    ]


def _names(region: str) -> Mapping[str, Sequence[str]]:
    """Name → names of the same kind in the region."""
    by_code: dict[str, list[str]] = {}
    for path in sorted(FOCUS.glob("*.csv")):
        if region not in path.stem:
            continue
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if row["name"].isascii() and row["name"].lower() not in _NAMELESS:
                    by_code.setdefault(row["feature_code"][:3], []).append(row["name"])
    return {name: names for names in by_code.values() for name in names}


def _vary(sentence: str, names: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    def swap(match: re.Match[str]) -> str:
        others = names.get(match[0])
        return chance.choice(others) if others and chance.random() < SWAPPED_SHARE else match[0]

    return re.sub(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*", swap, sentence)


def _fill(told: Sequence[str], chance: random.Random) -> str:
    """The sentences in paragraphs, with background between them."""
    paragraphs = []
    background = chance.sample(BACKGROUND, len(BACKGROUND))
    words = sum(len(sentence.split()) for sentence in told)
    for sentence in told:
        parts = [sentence]
        while words < WORDS and background and len(parts) < 4:
            parts.append(background.pop())
            words += len(parts[-1].split())
        paragraphs.append(" ".join(parts))
    return "\n\n".join(paragraphs)


if __name__ == "__main__":
    write_jsonl(Path(sys.argv[2]), int(sys.argv[1]))
