"""Who took part in an event, as the text names them, and who says so."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.events.casualties import PEOPLE
from geomap.events.dategrammar import MONTHS, WEEKDAYS
from geomap.events.detection import Trigger
from geomap.events.numbers import SMALL_NUMBERS, TENS
from geomap.events.phrases import NO_NAME, ORG_WORDS
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import Actor, EventType

MAX_NAME_TOKENS = 8
"""A longer run of words is no name of an actor."""

ACTOR_NOUNS = (
    PEOPLE
    | ORG_WORDS
    | word_set(
        "militants insurgents warplanes jets aircraft helicopters drones planes airstrikes gunmen attackers bombers "
        "forces troops authorities government regime opposition coalition army police guards snipers mob crowd "
        "protesters demonstrators students envoy envoys delegation negotiators ministers diplomats leaders officials "
        "terrorists jihadists fighters extremists separatists guerrillas pirates kidnappers robbers soldiers rebels "
        "group groups tribesmen clan clans warlord president premier chancellor king queen minister secretary "
        "ambassador governor spokesman senator pope"
    )
)
_STOP = word_set(
    "in on at near by from to with after before when who which that while as because since but where during over "
    "into inside outside around through under and or was were is are been being be has have had said says told it "
    "its than about against for late early earlier later today yesterday"
) | frozenset(',.;:()[]"“”-–—!?')
_SKIP_LEFT = word_set(
    "have has had also later then reportedly allegedly again already just recently since twice now be been being "
    "was were is are did repeatedly apparently fatally seriously jointly"
)
_DETERMINERS = word_set(
    "least more than about some all both the a an this that these those its his her their our same further"
)
_ARTICLES = frozenset({"the", "a", "an"})
_SUBORDINATORS = word_set("and of but although though however meanwhile when also later then earlier still yet")
_NO_ACTOR = word_set("it he she they we i you there this that which who what one others people more")
_TIME_WORDS = frozenset({*MONTHS, *WEEKDAYS, "year", "month", "week", "yesterday", "today"} - {"may"})
_SPEECH = word_set(
    "said says told tells announced confirmed warned added claimed claims stated reported reports insisted"
)
_TELLING = _SPEECH | {"according"}
_FORCES_OF_NATURE = word_set(
    "earthquake earthquakes quake quakes tremor tremors flood floods flooding storm storms fire fires wildfire "
    "wildfires blaze landslide landslides tsunami hurricane cyclone typhoon tornado rain rains snow explosion "
    "explosions bomb bombs blast blasts rocket rockets missile missiles mortar mortars shell shells projectiles mine "
    "mines landmine landmines grenade grenades clashes fighting violence gunfire shelling shooting bombing bombings "
    "bombardment attack attacks strikes airstrike airstrikes raid raids crash accident collision stampede cholera "
    "ebola malaria measles influenza epidemic virus disease famine drought heat cold"
)
"""What does harm and is nobody."""
_PLACES_ON = word_set("on against targeting")

PASSIVE_MARKS = word_set("was were been being is are")

_SUBJECT_ROLE = {
    EventType.VISIT_OR_MEETING: "visitor",
    EventType.STATEMENT_OR_AGREEMENT: "participant",
    EventType.PROTEST: "participant",
    EventType.RIOT: "participant",
    EventType.DISPLACEMENT: "participant",
    EventType.TROOP_MOVEMENT: "participant",
    EventType.ACCIDENT: "participant",
    EventType.AID_DELIVERY: "participant",
    EventType.TRIAL: "participant",
    EventType.ARREST: "participant",
    EventType.NATURAL_DISASTER: "participant",
    EventType.OTHER: "participant",
}
_OBJECT_ROLE = {
    EventType.ARREST: "suspect",
    EventType.TRIAL: "suspect",
    EventType.KILLING: "victim",
    EventType.ACCIDENT: "victim",
    EventType.NATURAL_DISASTER: "victim",
    EventType.ABDUCTION: "victim",
    EventType.VISIT_OR_MEETING: "participant",
    EventType.STATEMENT_OR_AGREEMENT: "participant",
    EventType.DISPLACEMENT: "victim",
    EventType.AID_DELIVERY: "participant",
    EventType.TROOP_MOVEMENT: "participant",
    EventType.OTHER: "participant",
}


def find_actors(
    trigger: Trigger, kind: EventType, tokens: TokenizedText, sentence: Sentence, place_tokens: frozenset[int]
) -> list[Actor]:
    """The actors that stand around a trigger, with their roles; at most one of each kind of position."""
    words = tokens.words
    before = words[max(sentence.first, trigger.first - 3) : trigger.first]
    passive = trigger.part == "verb" and (not PASSIVE_MARKS.isdisjoint(before) or _is_reduced(trigger, kind, words))
    subject_role = _SUBJECT_ROLE.get(kind, "attacker")
    object_role = _OBJECT_ROLE.get(kind, "target")
    found: list[Actor | None] = []
    if trigger.part == "verb":
        left = _left(tokens, sentence, trigger.first, place_tokens)
        found.append(_actor(tokens, left, object_role if passive else subject_role, place_tokens))
        if not passive:
            right = _right(tokens, sentence, trigger.last)
            found.append(_actor(tokens, right, object_role, place_tokens))
    found.append(_agent(tokens, sentence, trigger, subject_role, place_tokens))
    if trigger.part == "noun":
        found.append(_aim(tokens, sentence, trigger, object_role, place_tokens))
    return _unique([actor for actor in found if actor is not None])


_DONE_TO = frozenset({EventType.ARREST, EventType.KILLING, EventType.ABDUCTION, EventType.DESTRUCTION_OF_PROPERTY})
_AFTER_PASSIVE = word_set("by in at within near on from . ,")


def _is_reduced(trigger: Trigger, kind: EventType, words: Sequence[str]) -> bool:
    """ "Ten people killed in …", "a man arrested by police": a participle without an auxiliary."""
    following = words[trigger.last] if trigger.last < len(words) else "."
    if words[trigger.last - 1] == "fire":
        return False  # "gunmen opened fire on a patrol"
    if following == "at" and words[trigger.last + 1 : trigger.last + 2] in (["least"], ["most"]):
        return False
    return kind in _DONE_TO and trigger.form in {"past", "participle"} and following in _AFTER_PASSIVE


def _unique(actors: list[Actor]) -> list[Actor]:
    seen: dict[str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.name.casefold(), actor)
    return list(seen.values())


def _agent(
    tokens: TokenizedText, sentence: Sentence, trigger: Trigger, role: str, place_tokens: frozenset[int]
) -> Actor | None:
    """ "… by X" soon after the trigger."""
    for position in range(trigger.last, min(sentence.last, trigger.last + 10)):
        if tokens.words[position] == "by":
            before = tokens.words[position - 1]
            if position > trigger.last and (before.endswith("ed") or before in _DONE_BY):
                return None  # "a hospital run by", "a village held by"
            return _actor(tokens, _right(tokens, sentence, position + 1), role, place_tokens)
        if tokens.words[position] in {".", ";", "who", "which", "when"}:
            return None
    return None


def _aim(
    tokens: TokenizedText, sentence: Sentence, trigger: Trigger, role: str, place_tokens: frozenset[int]
) -> Actor | None:
    """ "attack on X", "strikes against X"."""
    for position in range(trigger.last, min(sentence.last, trigger.last + 3)):
        if tokens.words[position] in _PLACES_ON:
            return _actor(tokens, _right(tokens, sentence, position + 1), role, place_tokens)
    return None


def _right(tokens: TokenizedText, sentence: Sentence, first: int) -> tuple[int, int]:
    """A noun phrase that begins at `first`, roughly: up to the next preposition, verb or mark."""
    words = tokens.words
    last = first
    while last < sentence.last and last - first < MAX_NAME_TOKENS + 2:
        word = words[last]
        if word == "of" and last > first:
            last += 1
            continue
        if word in _ARTICLES and last > first and words[last - 1] not in {"of", "and", "all", "both"}:
            break
        if word in _STOP or _is_verb_like(tokens, last):
            break
        last += 1
    return first, last


def _left(tokens: TokenizedText, sentence: Sentence, stop: int, place_tokens: frozenset[int]) -> tuple[int, int]:
    """A noun phrase that ends before `stop`, auxiliaries and adverbs passed over."""
    words = tokens.words
    last = stop
    while last > sentence.first and (words[last - 1] in _SKIP_LEFT or words[last - 1].endswith("ly")):
        last -= 1
    if last > sentence.first and words[last - 1] in {"who", "which", "that"}:
        last -= 1
        if last > sentence.first and words[last - 1] == ",":
            last -= 1
    last = _before_where(tokens, sentence, last, place_tokens)
    first = last
    while first > sentence.first and last - first < MAX_NAME_TOKENS:
        word = words[first - 1]
        if word == "of" or (word == "and" and first < last and tokens.surfaces[first][0].isupper()):
            first -= 1
            continue
        if word in {"in", "of"} and first - 2 >= sentence.first and words[first - 2] == "state":
            first -= 1  # "Islamic State in Khorasan"
            continue
        if word in _STOP or _is_verb_like(tokens, first - 1):
            break
        if first < last and first - 1 in place_tokens and _is_number(words[first]):
            break  # "In Ghazni City | two civilians"
        first -= 1
        if word in _ARTICLES and words[first - 1 : first] not in (["of"], ["and"], ["all"], ["both"]):
            break  # a noun phrase begins with its article: "on the same day | the defence secretary"
    return first, last


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in SMALL_NUMBERS or word in TENS


def _is_verb_like(tokens: TokenizedText, position: int) -> bool:
    """Whether a lower-case word has a verb's ending; adjectives such as "armed" are no such."""
    word = tokens.words[position]
    if tokens.surfaces[position][0].isupper() or word in ACTOR_NOUNS or word in _ADJECTIVES:
        return False
    return word.endswith(("ed", "ing")) and len(word) > 4


_ADJECTIVES = word_set(
    "armed masked unidentified united suspected alleged wanted displaced retired visiting leading ruling "
    "remaining combined wounded injured allied unarmed hooded detained kidnapped exiled disputed divided"
)
_DONE_BY = word_set("run held led made sent built known owned shown")
"""Participles before a "by" that is not the trigger's."""
_MEANS_NOUNS = word_set(
    "airstrike airstrikes strike strikes bombardment blast bomb bombs attack attacks explosion fire shelling "
    "earlier later"
)


_NO_LAST_WORD = _DETERMINERS | _MEANS_NOUNS | {"of", "'s"}
_NO_FIRST_WORD = _DETERMINERS | _SUBORDINATORS


def _before_where(tokens: TokenizedText, sentence: Sentence, last: int, place_tokens: frozenset[int]) -> int:
    """Skips "in Kabul" between a subject and its verb: "police in Kabul arrested"."""
    position = last
    while position > sentence.first and position - 1 in place_tokens:
        position -= 1
    if position == last:
        return last
    while position > sentence.first and tokens.words[position - 1] in {
        "the",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "city",
        "of",
        "town",
    }:
        position -= 1
    if position > sentence.first and tokens.words[position - 1] in {"in", "near", "from", "at"}:
        return position - 1
    return last


def _actor(tokens: TokenizedText, span: tuple[int, int], role: str, place_tokens: frozenset[int]) -> Actor | None:
    """The span as an actor, if it reads like one: a known noun of people or a name that is no place."""
    first, last = span
    while first < last and (tokens.words[first] in _DETERMINERS or tokens.words[first] == "of"):
        first += 1
    while last > first and tokens.words[last - 1] in _NO_LAST_WORD:
        last -= 1
    if not 0 < last - first <= MAX_NAME_TOKENS:
        return None
    words = tokens.words[first:last]
    if words[0] in _NO_ACTOR or not _TIME_WORDS.isdisjoint(words) or words[-1] in _FORCES_OF_NATURE:
        return None
    named = [
        i
        for i in range(first, last)
        if tokens.surfaces[i][0].isupper() and i not in place_tokens and tokens.words[i] not in NO_NAME
    ]
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    if head < 0 or (first + head not in named and words[head] not in ACTOR_NOUNS):
        return None
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return Actor(name=tokens.text[start:end], role=role, start=start, end=end)


def find_speaker(tokens: TokenizedText, sentence: Sentence) -> str | None:
    """Who says what the sentence tells: "X said", "said X", "according to X"; "" for a pronoun, None when nobody."""
    words = tokens.words
    if _TELLING.isdisjoint(words[sentence.first : sentence.last]):
        return None
    for position in range(sentence.first, sentence.last):
        word = words[position]
        if word in _SPEECH:
            name = _speaker_around(tokens, sentence, position)
            if name is not None:
                return name
        elif word == "according" and words[position + 1 : position + 2] == ["to"]:
            return _text(tokens, _trimmed(tokens, _right(tokens, sentence, position + 2)))
    return None


def _speaker_around(tokens: TokenizedText, sentence: Sentence, position: int) -> str | None:
    words = tokens.words
    stop = position
    if position > sentence.first and words[position - 1] == ",":
        stop = _before_aside(tokens, sentence, position - 1)
    first, last = _left(tokens, sentence, stop, frozenset())
    if first < last:
        if words[last - 1] in {"he", "she", "they"}:
            return ""
        if words[first] not in _NO_ACTOR:
            return _text(tokens, _trimmed(tokens, (first, last)))
    after = _right(tokens, sentence, position + 1)
    closes = after[1] >= sentence.last or words[after[1]] in {".", ",", ";", "on", "in", "-", "–", "who"}
    quoted = position > sentence.first and words[position - 1] in {",", '"', "”", "'", "?", "!"}
    return _text(tokens, _trimmed(tokens, after)) if closes and quoted else None


def _before_aside(tokens: TokenizedText, sentence: Sentence, comma: int) -> int:
    """ "Williamson, who was in Kabul, said": the token before the aside that ends with `comma`."""
    for position in range(comma - 1, max(sentence.first, comma - 25), -1):
        if tokens.words[position] == ",":
            return position
    return comma


def _trimmed(tokens: TokenizedText, span: tuple[int, int]) -> tuple[int, int]:
    first, last = span
    while first < last and tokens.words[first] in _NO_FIRST_WORD:
        first += 1
    return first, last


def _text(tokens: TokenizedText, span: tuple[int, int]) -> str | None:
    first, last = span
    words: Sequence[str] = tokens.words[first:last]
    if not words or last - first > MAX_NAME_TOKENS:
        return None
    if not any(tokens.surfaces[i][0].isupper() for i in range(first, last)) and ACTOR_NOUNS.isdisjoint(words):
        return None
    return tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
