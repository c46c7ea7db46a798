"""The dead and the injured that a sentence counts, as low, best and high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.events.numbers import SCALES, SMALL_NUMBERS, TENS, VAGUE, read_count
from geomap.events.peoples import PEOPLES
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import Count

KILL = word_set(
    "killed kills killing kill martyred murdered murders murdering slain slaughtered massacred drowning executed "
    "executing beheaded beheading assassinated assassinating lynched drowned died dies dying perished hanged"
)
DEAD = word_set("dead deaths fatalities lives death bodies")
SHOT_DEAD = frozenset({"dead", "death"})
INJURE = word_set("wounded wounds wounding wound injured injures injuring injure hurt maimed hospitalized hospitalised")
INJURIES = word_set("injuries injured wounded casualties")

PEOPLE = word_set(
    "people person persons civilian civilians man men woman women child children boy boys girl girls soldier "
    "soldiers troop troops trooper troopers policeman policemen policewoman officer officers police fighter "
    "fighters militant militants insurgent insurgents terrorist terrorists rebel rebels gunman gunmen guerrilla "
    "guerrillas jihadist jihadists bomber bombers attacker attackers assailant assailants suspect suspects villager "
    "villagers resident residents worker workers student students teacher teachers journalist journalists reporter "
    "reporters member members protester protesters protestors demonstrator demonstrators passenger passengers "
    "passerby bystander bystanders pedestrian pedestrians worshipper worshippers pilgrim pilgrims tourist tourists "
    "refugee refugees migrant migrants prisoner prisoners hostage hostages baby babies infant infants toddler "
    "teenager teenagers youth youths guard guards bodyguard bodyguards driver drivers leader leaders commander "
    "commanders official officials general colonel captain sergeant pilot pilots sailor sailors marine marines "
    "peacekeeper peacekeepers contractor contractors doctor doctors nurse nurses patient patients farmer farmers "
    "herder herders herdsman herdsmen fisherman fishermen miner miners victim victims others other couple family "
    "families mother father son sons daughter daughters brother brothers sister sisters wife husband parents "
    "grandmother grandfather shiites sunnis christians muslims jews lawmaker lawmakers politician minister mayor "
    "cleric imam priest nun judge lawyer activist activists engineer shopkeeper schoolchildren schoolgirls pupils "
    "personnel servicemen servicemember militiaman militiamen paramilitary paramilitaries mourners staff crew "
    "employees employee operatives operative loyalists tribesmen tribesman combatants cadets recruits volunteers "
    "medics paramedics firefighters firefighter aboard onboard"
) | PEOPLES  # fmt: skip
"""Heads of noun phrases that are people; general English."""

ONE_PERSON = word_set(
    "man woman child boy girl soldier policeman policewoman officer militant civilian gunman bomber person "
    "villager baby student teacher journalist guard driver leader commander official general colonel passenger "
    "pedestrian bystander protester wife husband mother father son daughter brother sister suspect attacker "
    "teenager infant toddler sailor pilot marine worker reporter cleric priest judge lawyer activist minister "
    "mayor politician peacekeeper contractor doctor nurse farmer sergeant captain trooper resident rebel fighter "
    "insurgent terrorist herdsman"
)
SINGLE = frozenset({"a", "an", "another", "his", "her", "their", "one", "the"})
STOP = frozenset(
    {
        ".",
        ";",
        ":",
        "(",
        ")",
        '"',
        "“",
        "”",
        "who",
        "which",
        "when",
        "where",
        "after",
        "while",
        "as",
        "because",
        "since",
        "before",
    }
)
PASSIVE = word_set("was were been being are is be have had has got getting")
LEFT = frozenset({"left", "leaving", "leaves", "claimed", "claiming", "claims", "took", "cost", "costing"})
NOT_PEOPLE_NEXT = word_set(
    "year years year-old years-old month months week weeks day days hour hours minute minutes km kilometers "
    "kilometres miles mile meters metres percent per % times homes houses buildings vehicles tanks attacks "
    "strikes airstrikes bombs rockets vehicle million-dollar dollars pounds euros tons tonnes am pm a.m p.m "
    "o'clock st nd rd th"
)
MODIFIER_REACH = 7
"""Words between a number and what it counts: "12 Iraqi army soldiers", "five members of the security forces were"."""


_UNREAL = word_set("could would might should will if")
"""Before a word of harm: nobody has come to harm."""
_OTHER_HARM = KILL | INJURE | LEFT | INJURIES | frozenset({"dead"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """Counts in one sentence, with the token at which each stands."""

    killed: Count | None
    killed_at: int | None
    injured: Count | None
    injured_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """A counted group of people at tokens `first`..`last`."""

    first: int
    last: int
    count: Count


def find_casualties(tokens: TokenizedText, sentence: Sentence) -> Casualties | None:
    """The dead and the injured of a sentence; None when it counts none."""
    words = tokens.words
    span = words[sentence.first : sentence.last]
    fatal = not KILL.isdisjoint(span) or not DEAD.isdisjoint(span)
    harmed = not INJURE.isdisjoint(span) or not INJURIES.isdisjoint(span)
    if not fatal and not harmed:
        return None
    groups = _groups(words, sentence)
    killed = _counted(tokens, sentence, groups, KILL, DEAD) if fatal else None
    injured = _counted(tokens, sentence, groups, INJURE, INJURIES) if harmed else None
    if killed is None and injured is None:
        return None
    return Casualties(
        killed=killed[0] if killed else None,
        killed_at=killed[1] if killed else None,
        injured=injured[0] if injured else None,
        injured_at=injured[1] if injured else None,
    )


def add(first: Count, second: Count) -> Count:
    """The sum of two groups."""
    return Count(low=first.low + second.low, best=first.best + second.best, high=first.high + second.high)


_COUNTING = SINGLE | frozenset({*SMALL_NUMBERS, *TENS, *SCALES, *VAGUE, "tens"})
"""Words that a counted group begins with, besides figures and "twenty-three"."""


def _groups(words: Sequence[str], sentence: Sentence) -> list[_Group]:
    """Counted groups of people: "12 soldiers", "a woman", "dozens", "23" (bare) with their tokens."""
    found = []
    position = sentence.first
    while position < sentence.last:
        word = words[position]
        counts = word in _COUNTING or word[0].isdigit() or "-" in word
        group = _group_at(words, position, sentence.last) if counts else None
        if group is None:
            position += 1
        else:
            found.append(group)
            position = group.last
    return found


def _group_at(words: Sequence[str], position: int, stop: int) -> _Group | None:
    word = words[position]
    before = words[position - 1] if position else ""
    if before in {"no", "including", "among", "not"}:
        return None  # "no one", "including 20 children": counted already, or nobody
    counted = None if word in SINGLE - {"one"} else read_count(words, position, stop)
    if counted is not None:
        return _numbered(words, position, stop, *counted)
    if word not in SINGLE:
        return None
    for index in range(position + 1, min(stop, position + 5)):
        if words[index] in ONE_PERSON:
            return _Group(first=position, last=index + 1, count=Count(low=1, best=1, high=1))
        if words[index] in STOP or words[index] in {",", "and", "of", "in"}:
            break
    return None


_BARE_NEXT = PASSIVE | KILL | INJURE | LEFT | DEAD | INJURIES | word_set("of and other others , . lives in by on")
"""After a number that counts people without naming them: "12 were killed", "killed 12."."""


def _numbered(words: Sequence[str], position: int, stop: int, count: Count, after: int) -> _Group | None:
    """The group that a number counts; None for ages, sums of money, years and things."""
    before = words[position - 1] if position else ""
    following = words[after] if after < stop else ""
    is_figure = words[position][0].isdigit()
    if before in {"$", "£", "€", "-"} or (before == "," and is_figure and following in {",", "and"}):
        return None  # money; an age: "Dayton, 42, of Woodbridge"
    head = _head(words, after, stop)
    if head is not None:
        return _Group(first=position, last=head + 1, count=count)
    is_year = following in {",", "%"} and is_figure and count.best > 1900
    if following in NOT_PEOPLE_NEXT or following.endswith("-old") or is_year:
        return None
    return _Group(first=position, last=after, count=count) if following in _BARE_NEXT or after >= stop else None


def _head(words: Sequence[str], first: int, stop: int) -> int | None:
    """The token of the people that a number at `first` counts."""
    for index in range(first, min(stop, first + MODIFIER_REACH)):
        word = words[index]
        if word in PEOPLE:
            return index
        if (
            word in NOT_PEOPLE_NEXT
            or word in STOP
            or word in {",", "and", "in", "of", "at", "on", "were", "was", "have"}
        ):
            return None
        if word.endswith("-old") or word[0].isdigit():
            return None
    return None


def _counted(
    tokens: TokenizedText, sentence: Sentence, groups: list[_Group], verbs: frozenset[str], nouns: frozenset[str]
) -> tuple[Count, int] | None:
    """The largest count that a casualty word of the sentence takes, with that word's token."""
    best: tuple[Count, int] | None = None
    for position in range(sentence.first, sentence.last):
        word = tokens.words[position]
        if word not in verbs and word not in nouns:
            continue
        if not _UNREAL.isdisjoint(tokens.words[max(sentence.first, position - 5) : position]):
            continue
        if word in verbs:
            count = _verb_count(tokens, sentence, groups, position, verbs)
        else:
            count = _noun_count(tokens, sentence, groups, position)
        if count is not None and count.best > 0 and (best is None or count.best > best[0].best):
            best = (count, position)
    return best


def _verb_count(
    tokens: TokenizedText, sentence: Sentence, groups: list[_Group], position: int, verbs: frozenset[str]
) -> Count | None:
    words = tokens.words
    word = words[position]
    after = _list_from(words, groups, position, sentence.last)
    before = _subject(words, groups, position, sentence)
    passive = (
        words[position - 1] in PASSIVE or words[position - 2] in PASSIVE if position - 2 >= sentence.first else False
    )
    intransitive = word in {"died", "dies", "dying", "perished", "drowned"}
    if word in {"killed", "wounded", "injured", "hurt", "murdered", "executed", "slain", "beheaded"} and (
        passive or after is None
    ):
        if before is not None:
            return before
    elif intransitive:
        return before
    if after is not None and not (passive and before is not None):
        return after
    if passive and before is None and _one_subject(tokens, sentence, position):
        return Count(low=1, best=1, high=1)
    return None


def _list_from(words: Sequence[str], groups: list[_Group], position: int, stop: int) -> Count | None:
    """The groups right after a verb, added up over "and" and commas: "a woman and her two children"."""
    total: Count | None = None
    reach = position + 1
    for group in groups:
        if group.first <= position:
            continue
        between = words[reach : group.first]
        allowed = 5 if total is None else 4
        joined = total is None or "and" in between or "," in between or between == []
        if "including" in between or "among" in between:
            break
        blocked = any(w in STOP or w in KILL or w in INJURE or w in LEFT for w in between) or len(between) > allowed
        if blocked or not joined or ("," in between and total is None):
            break
        if total is not None and _next_is_other_harm(words, group.last, stop, words[position] in KILL):
            break
        total = group.count if total is None else add(total, group.count)
        reach = group.last
    return total


def _next_is_other_harm(words: Sequence[str], after: int, stop: int, fatal: bool) -> bool:
    """Whether "…and 10 (others) wounded" follows: that group belongs to the other kind of harm."""
    other = INJURE | INJURIES if fatal else KILL | DEAD
    return any(word in other for word in words[after : min(stop, after + 3)])


def _subject(words: Sequence[str], groups: list[_Group], position: int, sentence: Sentence) -> Count | None:
    """The groups before a passive or intransitive verb, added up over "and" and commas."""
    total: Count | None = None
    reach = position
    for group in reversed(groups):
        if group.last > position:
            continue
        between = words[group.last : reach]
        limit = 14 if total is None else 2
        hard = any(w in {".", ";", ":"} or w in _OTHER_HARM for w in between)
        if hard or len(between) > limit:
            break
        if total is not None and "and" not in between and "," not in between:
            break
        if (
            total is None
            and len([w for w in between if w in {","}]) == 1
            and "were" not in between
            and "was" not in between
            and len(between) > 3
        ):
            break
        total = group.count if total is None else add(total, group.count)
        reach = group.first
    return total


def _one_subject(tokens: TokenizedText, sentence: Sentence, position: int) -> bool:
    """Whether one named or singular person is the subject of a passive: "leader Abu X was killed", "He was killed"."""
    words = tokens.words
    start = position - 1
    while start > sentence.first and words[start] in PASSIVE | {
        "also",
        "later",
        "reportedly",
        "shot",
        "and",
        "then",
        "fatally",
    }:
        start -= 1
    if words[start + 1 : position] and not {"was", "is", "has", "being"} & set(words[start + 1 : position]):
        return False
    word = words[start]
    if word in {"he", "she", "who", "whom"} or word in ONE_PERSON:
        return True
    surface = tokens.surfaces[start]
    return (
        surface[:1].isupper()
        and not surface.isupper()
        and word not in {"it", "this", "that", "the", "they"}
        and start > sentence.first
    )


def _noun_count(tokens: TokenizedText, sentence: Sentence, groups: list[_Group], position: int) -> Count | None:
    """ "23 lives", "death toll rose to 40", "left 12 dead", "five dead", "the deaths of 30 people", "10 injured"."""
    words = tokens.words
    word = words[position]
    if word == "dead" and words[position - 1] == "shot":  # "shot dead at least 29 protesters"
        after = _list_from(words, groups, position, sentence.last)
        if after is not None:
            return after
    if word == "death":
        if words[position + 1 : position + 2] != ["toll"]:
            return None
        for group in groups:
            if position < group.first <= position + 9:
                return group.count
        return None
    for group in reversed(groups):
        if group.last <= position <= group.last + 2 and not set(words[group.last : position]) & {",", ".", ";", "and"}:
            return group.count
    if word in {"deaths", "lives", "fatalities"} and words[position + 1 : position + 2] == ["of"]:
        return _list_from(words, groups, position + 1, sentence.last)
    return None
