"""One event that a document tells in several words and sentences is one event."""

from __future__ import annotations

from geomap.events.dates import DateExpression
from geomap.events.drafts import Draft
from geomap.events.locations import ADMIN1, COUNTRY, is_within
from geomap.events.reading import CONSEQUENCES, MEANS, WAR_TOLL
from geomap.events.text import TokenizedText
from geomap.events.words import word_set
from geomap.records import Count, EventType

DISTINCT = word_set(
    "another second third fourth separate separately elsewhere other similar different meanwhile also new"
)
"""Words before a trigger that say that it is not the one told before."""
DEFINITE = word_set("the this that these those its such latest both")
DISASTERS = frozenset({EventType.NATURAL_DISASTER, EventType.ACCIDENT})
"""Types whose dead and whose ruins later sentences tell."""
VIOLENT = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.ARMED_CLASH,
     EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER}
)  # fmt: skip
VAGUE = frozenset({EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER})
"""Types that a more exact one of the same event replaces."""

NEAR_SENTENCES = 4
"""How far a consequence ("Twelve people died") may stand from its event."""
COUNT_RATIO = 2.0
"""Numbers of dead that differ by more are of two events, unless the later one says that it is the toll."""


def merge_in_sentences(drafts: list[Draft], tokens: TokenizedText) -> list[Draft]:
    """Drafts of one sentence that are one event folded together: "a bombing … killed 12 … destroyed the house"."""
    kept: list[Draft] = []
    for draft in drafts:
        same = next((k for k in reversed(kept) if _in_one_sentence(k, draft, tokens)), None)
        if same is None:
            kept.append(draft)
        else:
            fold(same, draft)
    return kept


def merge_in_document(drafts: list[Draft], tokens: TokenizedText) -> list[Draft]:
    """Drafts of different sentences that are one event folded together, in the text's order."""
    kept: list[Draft] = []
    for draft in drafts:
        same = None if draft.is_item else next((k for k in reversed(kept) if _is_told_again(k, draft, tokens)), None)
        if same is None:
            kept.append(draft)
        else:
            fold(same, draft)
    return kept


def _is_other_clause(first: Draft, second: Draft, tokens: TokenizedText) -> bool:
    """Whether "where" stands between: "killed in Najaf, where a crowd had set fire to the consulate"."""
    return "where" in tokens.words[first.trigger.last : second.trigger.first]


def _in_one_sentence(first: Draft, second: Draft, tokens: TokenizedText) -> bool:
    if first.sentence.index != second.sentence.index:
        return False
    if first.is_item:
        return True
    types = {first.event_type, second.event_type}
    related = len(types) == 1 or bool(types & MEANS and types & CONSEQUENCES) or types <= CONSEQUENCES
    if not related or not compatible_dates(first.date, second.date):
        return False
    if (_is_toll(first) or _is_toll(second)) and EventType.NATURAL_DISASTER not in types:
        return False
    if types <= CONSEQUENCES and _is_other_clause(first, second, tokens):
        return False
    if _is_consequence(second, tokens) and first.event_type in MEANS:
        return True
    if len(types) == 1 and first.event_type is EventType.VISIT_OR_MEETING and not second.happened:
        return True  # "toured X and met people"
    if len(types) == 1 and first.trigger.part == second.trigger.part == "verb" and first.event_type not in CONSEQUENCES:
        # "liberated A, broke the siege of B and pushed them out": several deeds, unless it is said of one place
        return bool(first.happened) == bool(second.happened) and compatible_places(first, second)
    return compatible_places(first, second)


def _is_consequence(draft: Draft, tokens: TokenizedText) -> bool:
    """Whether it is told as what came of the sentence's event, wherever: "struck the island, killing 42 in X"."""
    before = tokens.words[draft.trigger.first - 1] if draft.trigger.first else ""
    return draft.event_type in CONSEQUENCES and draft.trigger.form == "ing" and before in {",", "and"}


def _is_toll(draft: Draft) -> bool:
    """Whether the number is a war's, not an event's."""
    return draft.event_type is EventType.KILLING and draft.killed is not None and draft.killed.best > WAR_TOLL


_TOLL = frozenset({EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY})
"""What a disaster's dead and ruins are told as."""


def _is_told_again(first: Draft, second: Draft, tokens: TokenizedText) -> bool:
    if first.is_item or first.sentence.index == second.sentence.index:
        return False
    if not _one_family(first, second) and not _goes_on(first, second, tokens):
        return False
    if not (compatible_dates(first.date, second.date) and compatible_counts(first.killed, second.killed)):
        return False
    if second.is_reference:
        return True
    before = tokens.words[max(second.sentence.first, second.trigger.first - 3) : second.trigger.first]
    if not DISTINCT.isdisjoint(before):
        return False
    own = [place for place in second.happened if not place.inherited]
    if own:
        after = tokens.words[second.trigger.last : second.trigger.last + 1]
        definite = second.trigger.part == "noun" and not DEFINITE.isdisjoint(before) and after != ["of"]
        known = (definite or _as_exact(first, second)) and bool(first.happened)
        return known and any(is_within(x, y) or is_within(y, x) for x in first.happened for y in own)
    distance = second.sentence.index - first.sentence.index
    if distance <= NEAR_SENTENCES and (_says_again(first, second, tokens) or _goes_on(first, second, tokens)):
        return True
    if second.trigger.part == "noun":
        return not DEFINITE.isdisjoint(before) and compatible_places(first, second)
    if distance > NEAR_SENTENCES or second.event_type not in CONSEQUENCES:
        return False
    return second.date is None or (first.date is None and first.event_type is second.event_type)


def _says_again(first: Draft, second: Draft, tokens: TokenizedText) -> bool:
    """Whether the same word tells it again, of the same actors or as a noun of what the lead had said in short."""
    stems = [tokens.words[draft.trigger.first][:STEM] for draft in (first, second)]
    if stems[0] != stems[1] or second.count > 1:
        return False
    names = [{word for a in draft.actors for word in a.name.split() if word[0].isupper()} for draft in (first, second)]
    return len(names[0] & names[1]) > 1 or first.trigger.part == "noun" != second.trigger.part


def _goes_on(first: Draft, second: Draft, tokens: TokenizedText) -> bool:
    """Whether a sentence goes on about what was told: "The bomb exploded on Sunday", "The building was bombed"."""
    opening = second.sentence.first
    starts = tokens.words[opening] == "the" and 2 <= second.trigger.first - opening <= GOING_ON_TOKENS
    if not starts or second.event_type not in MEANS:
        return False
    return first.event_type is second.event_type or {first.event_type, second.event_type} <= _BOMBS


GOING_ON_TOKENS = 4
"""Most words before the verb of such a sentence."""
_BOMBS = frozenset({EventType.AIRSTRIKE, EventType.BOMBING})


STEM = 5
"""Letters that a verb and its noun share: "attack", "attacked"."""


def _as_exact(first: Draft, second: Draft) -> bool:
    """Whether both are placed more exactly than by country, or both by country on a known date."""
    coarse = [all(p.location_precision in {COUNTRY, ADMIN1} for p in d.happened) for d in (first, second)]
    if coarse[0] != coarse[1]:
        return False
    return not coarse[0] or (first.date is not None and second.date is not None)


def settle_types(drafts: list[Draft], tokens: TokenizedText) -> None:
    """ "The attacks" right after a chemical attack were chemical: a vague word takes the type of what it refers to."""
    for index, draft in enumerate(drafts):
        if draft.event_type is EventType.ACCIDENT and tokens.words[draft.trigger.first].startswith("collaps"):
            near = (d for d in drafts[:index] if draft.sentence.index - d.sentence.index < NEAR_SENTENCES)
            if any(d.event_type is EventType.NATURAL_DISASTER for d in near):
                draft.event_type = EventType.NATURAL_DISASTER
        if draft.trigger.kind != "attack?" or draft.event_type in SPECIFIC or draft.is_given:
            continue
        before = tokens.words[max(draft.sentence.first, draft.trigger.first - 3) : draft.trigger.first]
        if DEFINITE.isdisjoint(before):
            continue
        for other in reversed(drafts[:index]):
            if draft.sentence.index - other.sentence.index > 2:
                break
            if other.event_type in SPECIFIC and other.sentence.index < draft.sentence.index:
                draft.event_type = other.event_type
                break


SPECIFIC = frozenset({EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK})
"""Types that a vague "the attack" can refer to."""


def _one_family(first: Draft, second: Draft) -> bool:
    a, b = first.event_type, second.event_type
    if a is b or (a in DISASTERS and b in _TOLL):
        return True
    if a not in VIOLENT or b not in VIOLENT:
        return False
    return a in VAGUE or b in VAGUE or first.trigger.kind == "attack?" or second.trigger.kind == "attack?"


def compatible_places(first: Draft, second: Draft) -> bool:
    """Whether the places leave it open that it is one event: none named, the same, or one in the other."""
    a = [place for place in first.happened if not place.inherited]
    b = [place for place in second.happened if not place.inherited]
    if not a or not b:
        return True
    return any(is_within(x, y) or is_within(y, x) for x in a for y in b)


def compatible_dates(first: DateExpression | None, second: DateExpression | None) -> bool:
    """Whether two dates overlap, or one is not known."""
    return first is None or second is None or (first.low <= second.high and second.low <= first.high)


def compatible_counts(first: Count | None, second: Count | None) -> bool:
    """Whether two numbers of dead may be of one event."""
    if first is None or second is None:
        return True
    low, high = sorted((first.best, second.best))
    return low * COUNT_RATIO >= high


def fold(target: Draft, other: Draft) -> None:
    """Adds what `other` knows to `target`."""
    if _is_more_exact(other.event_type, target.event_type):
        target.event_type = other.event_type
        if other.sentence.index == target.sentence.index:
            target.trigger = other.trigger
    if other.date is not None and (target.date is None or _width(other.date) < _width(target.date)):
        target.date = other.date
    target.killed = widest(target.killed, other.killed)
    target.injured = widest(target.injured, other.injured)
    own = [place for place in target.happened if not place.inherited]
    if not own and other.happened:
        role, taken = other.places[0].role, {place.start for place in other.places}
        kept = (p for p in target.places if p.role is not role and (p.start is None or p.start not in taken))
        target.places = [*other.places, *kept]
    known = {actor.name.casefold() for actor in target.actors}
    target.actors.extend(actor for actor in other.actors if actor.name.casefold() not in known)
    target.speaker = target.speaker or other.speaker
    target.count = max(target.count, other.count)
    target.more.append(other)
    target.more.extend(other.more)


def _is_more_exact(candidate: EventType, current: EventType) -> bool:
    if current in CONSEQUENCES and candidate in MEANS:
        return True
    return current is EventType.OTHER and candidate in VIOLENT and candidate is not EventType.OTHER


def _width(expression: DateExpression) -> int:
    return (expression.high - expression.low).days


def widest(first: Count | None, second: Count | None) -> Count | None:
    """Two counts of one event as one: the lowest low, the highest high, the larger best."""
    if first is None or second is None:
        return first or second
    return Count(low=min(first.low, second.low), best=max(first.best, second.best), high=max(first.high, second.high))
