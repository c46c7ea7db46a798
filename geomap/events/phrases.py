"""The places that a sentence names: resolved mentions, and names that only their surroundings show to be places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.events.dategrammar import MONTHS, WEEKDAYS
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import Label, Resolution

INNER = word_set("of al el de la du bin ibn the")
"""Small words inside a name: "Gulf of Aden", "Deir al Zour"."""

NO_NAME = word_set(
    "the a an this that these those it he she they we you i in on at by for from to with of and or but as if when "
    "while after before since during until there here his her its their our my your who which what where how why "
    "all some many most more both each no not two three four five six seven eight nine ten one another other "
    "others according meanwhile however although also then now so such several dozens hundreds thousands police "
    "witnesses officials troops soldiers gunmen monday's mr mrs ms dr gen col lt maj sgt capt president minister "
    "prime secretary spokesman chief general state foreign later earlier yesterday today last first second third "
    "once under over near nearly about around least against despite because between through inside outside along "
    "across upon within without only just even still again israeli-style"
) | frozenset(MONTHS) | frozenset(WEEKDAYS)  # fmt: skip
"""Words that begin sentences or stand before names; capitalized they are no place."""

ORG_WORDS = word_set(
    "army forces force front party ministry council university police news agency group brigade brigades division "
    "movement government committee commission union association company corp court congress parliament senate "
    "guard guards navy marines corps battalion regiment organization organisation network times post press "
    "observatory federation alliance coalition command department bureau office authority authorities club team "
    "league bank institute society foundation tigers faction militia fighters rebels soldiers troops officials "
    "jihadist jihad islamic state al-qaeda qaeda hamas hezbollah taliban isil isis daesh nato un u.n eu xinhua "
    "reuters ap afp sana interfax pkk plo fsa saa"
)
"""Words that make a name an organization's; general knowledge of newswire."""

KIND_WORDS = word_set(
    "district districts province governorate city town village villages county state region area neighborhood "
    "neighbourhood quarter street road avenue square hotel hospital school mosque church cathedral temple airport "
    "airbase base camp prison market mall stadium park university river valley mountain mountains hills hill "
    "island islands bay gulf sea strait lake desert border crossing checkpoint bridge port harbor harbour station "
    "suburb suburbs countryside outskirts municipality prefecture peninsula strip zone embassy palace plaza "
    "junction intersection tunnel dam plant factory pass gorge plain plains cities provinces governorates "
    "counties states municipalities mountainside streets roads hotels hospitals schools camps bases airports "
    "regions zones sectors neighborhoods neighbourhoods quarters settlements hamlet hamlets stronghold bastion "
    "enclaves localities locality commune communes canton borough townships township lga lgas outpost barracks "
    "compound prefectures roundabout gate farm field fields headquarters farms housing project complex capital "
    "enclave territory sector settlement shantytown highway highlands coast"
)
"""Kinds of places, lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePhrase:
    """A possible place at tokens `first`..`last` (half-open)."""

    first: int
    last: int
    resolution: Resolution | None
    """None: no mention, a name that may be a place all the same."""


def mention_phrases(tokens: TokenizedText, resolutions: Sequence[Resolution]) -> list[PlacePhrase]:
    """The resolutions of toponyms with their tokens, in the text's order; demonyms and modifiers are left out."""
    phrases = []
    for resolution in sorted(resolutions, key=lambda r: r.mention.start):
        mention = resolution.mention
        first, last = tokens.tokens_within(mention.start, mention.end)
        if first >= last or _is_modifier(tokens.text, mention.end):
            continue
        if mention.label is Label.TOPONYM:
            phrases.append(PlacePhrase(first=first, last=last, resolution=resolution))
        elif mention.label is Label.DEMONYM and _is_near(tokens, first, last):
            phrases.append(PlacePhrase(first=first, last=last, resolution=None))
    return phrases


def _is_near(tokens: TokenizedText, first: int, last: int) -> bool:
    """Whether a name taken for an adjective stands as a place all the same: "Near Baghdadi, two"."""
    before = tokens.words[first - 1] if first else ""
    after = tokens.words[last] if last < len(tokens.words) else "."
    return before in {"near", "outside"} and after in {",", ".", ";", "on", "and"}


def _is_modifier(text: str, end: int) -> bool:
    """Whether a name goes on as a compound: "Manchester-style", "UK-based"."""
    return text[end : end + 1] in {"-", "‐", "‑"} and text[end + 1 : end + 2].islower()


def taken_tokens(tokens: TokenizedText, resolutions: Sequence[Resolution]) -> frozenset[int]:
    """Tokens that belong to a mention of any label."""
    taken: set[int] = set()
    for resolution in resolutions:
        taken.update(range(*tokens.tokens_within(resolution.mention.start, resolution.mention.end)))
    return frozenset(taken)


def name_phrases(tokens: TokenizedText, sentence: Sentence, taken: frozenset[int]) -> list[PlacePhrase]:
    """Runs of capitalized words of a sentence that touch no mention."""
    found = []
    position = sentence.first
    while position < sentence.last:
        if tokens.surfaces[position].islower():  # as most are
            position += 1
            continue
        stop = _run_end(tokens, sentence, position, taken)
        if stop == position:
            position += 1
            continue
        beside = position - 1 in taken or stop in taken
        lone_start = position == sentence.first and stop - position == 1
        if not beside and not lone_start and _may_be_place(tokens, position, stop):
            found.append(PlacePhrase(first=position, last=stop, resolution=None))
        position = stop
    return found


def _run_end(tokens: TokenizedText, sentence: Sentence, position: int, taken: frozenset[int]) -> int:
    """The token after a run of capitalized words that begins at `position`; `position` when none does."""
    end = position
    while end < sentence.last and end not in taken:
        if _is_capitalized(tokens, end):
            end += 1
        elif (
            end > position
            and tokens.words[end] in INNER
            and end + 1 < sentence.last
            and end + 1 not in taken
            and _is_capitalized(tokens, end + 1)
        ):
            end += 2
        elif end > position and tokens.surfaces[end].isdigit() and len(tokens.surfaces[end]) <= 4:
            end += 1
        else:
            break
    return end


def _is_capitalized(tokens: TokenizedText, position: int) -> bool:
    surface = tokens.surfaces[position]
    if not surface[0].isupper():
        lowered = surface[:3].lower()
        return (
            lowered in {"al-", "el-", "ad-", "ar-", "as-", "at-", "ash"} and len(surface) > 4 and surface[3].isupper()
        )
    return tokens.words[position] not in NO_NAME


def _may_be_place(tokens: TokenizedText, first: int, last: int) -> bool:
    words = tokens.words[first:last]
    if first and tokens.words[first - 1] in {"a", "an"}:  # "an Ariana Grande concert", "a Mercedes"
        return False
    if any(_is_code(word) for word in words):
        return False
    head = words[words.index("of") - 1] if "of" in words else words[-1]  # "Department of Agriculture"
    return head not in ORG_WORDS and words[-1] not in ORG_WORDS and any(len(word) > 1 for word in words)


def _is_code(word: str) -> bool:
    """Whether letters and digits make a name: "Covid-19", "H5N1", "F-16" are diseases and things."""
    return len(word) > 1 and word[0].isalpha() and any(letter.isdigit() for letter in word)
