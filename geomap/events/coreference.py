"""One event that a document tells in several words and sentences is one event."""

from __future__ import annotations

from geomap.events.drafts import Draft
from geomap.events.locations import is_within
from geomap.events.text import TokenizedText
from geomap.records import EventType

MEANS = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.ARMED_CLASH,
     EventType.RIOT, EventType.ACCIDENT, EventType.NATURAL_DISASTER}
)  # fmt: skip
"""What brings about the deaths and the destruction that the same sentence tells."""
CONSEQUENCES = frozenset({EventType.KILLING, EventType.DESTRUCTION_OF_PROPERTY, EventType.OTHER})


def merge_drafts(drafts: list[Draft], tokens: TokenizedText) -> list[Draft]:
    """Drafts with those of the same event folded into the first one's `more`, in the text's order."""
    kept: list[Draft] = []
    for draft in drafts:
        same = next((other for other in reversed(kept) if _same_sentence_event(other, draft)), None)
        if same is None:
            kept.append(draft)
        else:
            _fold(same, draft)
    return kept


def _same_sentence_event(first: Draft, second: Draft) -> bool:
    if first.sentence.index != second.sentence.index:
        return False
    if first.is_item:
        return True
    types = {first.event_type, second.event_type}
    related = len(types) == 1 or (types & MEANS and types & CONSEQUENCES)
    return bool(related) and compatible_places(first, second)


def compatible_places(first: Draft, second: Draft) -> bool:
    """Whether the places leave it open that it is one event: none named, the same, or one in the other."""
    a, b = first.happened, second.happened
    if not a or not b:
        return True
    return any(is_within(x, y) or is_within(y, x) for x in a for y in b)


def _fold(target: Draft, other: Draft) -> None:
    """Adds what `other` knows to `target`."""
    if target.event_type in CONSEQUENCES and other.event_type in MEANS:
        target.event_type, target.trigger = other.event_type, other.trigger
        target.count = max(target.count, other.count)
    target.date = target.date or other.date
    target.killed = target.killed or other.killed
    target.injured = target.injured or other.injured
    if not target.places:
        target.places = other.places
    target.count = max(target.count, other.count)
    if other.sentence.index != target.sentence.index:
        target.more.append(other)
