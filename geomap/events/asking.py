"""Names that the linker takes for places and the recognizer passed over are put to the resolver after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.events.drafts import Draft
from geomap.events.locations import event_place
from geomap.protocols import Resolver
from geomap.records import Document, EventPlace, MatchKind, Mention, Resolution, Role, Status

ASKED_SCORE = 0.5
"""Recognition score of such a mention: no recognizer gave one."""


def ask(document: Document, drafts: Sequence[Draft], resolutions: Sequence[Resolution], resolver: Resolver) -> None:
    """Resolves the drafts' unrecognized places in place, among all mentions of the document.

    An answer in another country than the text's container is not believed. What the text puts in a town is not asked
    for: asking resolves the whole document again and would gain a few kilometers.
    """
    known = {(r.mention.start, r.mention.end) for r in resolutions}
    new: dict[tuple[int | None, int | None], str] = {
        (place.start, place.end): place.name
        for draft in drafts
        for place in draft.places
        if place.start is not None
        and place.end is not None
        and (place.start, place.end) not in known
        and not (place.place is not None and place.place.feature_class == "P")  # known to lie in this town
    }
    if not new:
        return
    mentions = [r.mention for r in resolutions]
    mentions.extend(
        Mention(doc_id=document.doc_id, start=a, end=b, surface=name, recognizer_id="linker", score=ASKED_SCORE)
        for (a, b), name in new.items()
        if a is not None and b is not None
    )
    mentions.sort(key=lambda mention: mention.start)
    answers: dict[tuple[int | None, int | None], Resolution] = {
        (r.mention.start, r.mention.end): r for r in resolver.resolve(document, mentions)
    }
    for draft in drafts:
        draft.places = [_answered(place, answers.get((place.start, place.end)), new) for place in draft.places]


def _answered(
    place: EventPlace, answer: Resolution | None, new: dict[tuple[int | None, int | None], str]
) -> EventPlace:
    if (place.start, place.end) not in new or answer is None:
        return place
    if answer.status is Status.SERVICE_FAILED and place.point is None:
        return replace(place, status=Status.SERVICE_FAILED)
    if answer.status is not Status.RESOLVED:
        return place
    chosen = answer.chosen
    if chosen is None or chosen.match is MatchKind.CONTAINER:
        return place
    if place.place is not None and place.place.country_code not in {"", chosen.place.country_code}:
        return place
    found = event_place(answer, role=Role(place.role), words_before=(), words_after=())
    return replace(found, inherited=place.inherited)
