"""The places of events whose sentences name none: from what was told before, the report's head, or its one scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from geomap.events.anaphora import is_long_ago, names_region, pointed_at
from geomap.events.bearers import COUNCILS
from geomap.events.coreference import DISASTERS, STEM, VIOLENT, compatible_counts, compatible_dates
from geomap.events.drafts import Draft
from geomap.events.heads import Head
from geomap.events.locations import ADMIN2, COUNTRY, container_place, is_within
from geomap.events.scenes import document_area, document_scene
from geomap.events.standing import SITE, Standing, Standings
from geomap.events.text import TokenizedText
from geomap.events.visits import GOING, TALKING
from geomap.events.words import word_set
from geomap.records import EventPlace, EventType, Role

INHERIT_SENTENCES = 3
"""How many sentences back an event without a place looks for one."""
LEAD_SENTENCES = 2
"""How far behind the title its event is told in full."""
OLD_DAYS = 400
"""An event so long before the report took place at none of the report's own places."""
DATELINE_DAYS = 31
"""What was written about an older event was not written where it took place."""
APART_DAYS = 60
"""Events further apart in time do not take each other's place."""
MANY_AREAS = 2
"""A sentence that names more provinces and countries lists them: none of them is the next sentence's."""
MANY_INCIDENTS = 20
"""So many times the incidents of another event are a campaign's, not told of its place."""
INHERITED_CONFIDENCE = 0.6
"""Factor on the confidence of a place taken from another event, or pointed back to."""
AUTHORITY_CONFIDENCE = 0.6
"""Factor on the confidence of a place whose police or court acted."""
BESIDE_CONFIDENCE = 0.5
"""Factor on the confidence of a place that only the sentence before names."""
DATELINE_CONFIDENCE = 0.5
"""Factor on the confidence of a place taken from the dateline: it says where the report was written."""
SCENE_CONFIDENCE = 0.4
"""Factor on the confidence of a place that is the only one that the report plays at."""

LOCAL = frozenset(
    {EventType.KILLING, EventType.ARREST, EventType.ACCIDENT, EventType.TRIAL, EventType.PROTEST, EventType.RIOT,
     EventType.DESTRUCTION_OF_PROPERTY, EventType.ABDUCTION, EventType.BOMBING, EventType.ARMED_CLASH,
     EventType.NATURAL_DISASTER}
)  # fmt: skip
"""Types of what a report tells of the place that it is about."""
PLAYED = (LOCAL - {EventType.ARMED_CLASH}) | {
    EventType.DISPLACEMENT, EventType.OTHER, EventType.AIRSTRIKE, EventType.SHELLING, EventType.CHEMICAL_ATTACK
}  # fmt: skip
"""Types of what takes place at the scene of a report; fighting is told of wherever it is."""
_WORLD = word_set("security un u.n u.n. united european national arab federal nato eu")
"""Beside "council" and "board": no local one."""


class Inheritance:
    """What the events of a document may take their places from."""

    def __init__(self, tokens: TokenizedText, standings: Standings, head: Head, published: date | None) -> None:
        self._tokens = tokens
        self._standings = standings
        self._title_end = head.title_end
        self._published = published
        lead = tokens.sentence_at(head.dateline_end)
        self._lead = lead.index if lead is not None else 0
        self._deeds: set[int | None] = set()

    def give(self, drafts: list[Draft]) -> None:
        """Gives drafts without a place the one that their sentence points back to, that of an event told shortly
        before, that of the dateline or of the whole report.
        """
        self._deeds = {p.start for draft in drafts if draft.event_type not in TALKING for p in draft.happened}
        talks = {p.start for draft in drafts if draft.event_type in TALKING for p in draft.happened}
        self._standings.of_talk = frozenset(talks - self._deeds)
        for index, draft in enumerate(drafts):
            if draft.is_item:
                self._place_under_heading(draft)
            if draft.happened or draft.is_given or draft.is_item:
                continue
            pointed = pointed_at(draft.sentence, self._tokens, self._standings)
            if pointed is not None:
                draft.places.insert(0, pointed.inherited(INHERITED_CONFIDENCE))
            else:
                draft.places.extend(self._from_before(draft, drafts[:index]))
        for index, draft in enumerate(drafts):
            if draft.sentence.start > self._title_end:
                break
            if self._is_open(draft) and not draft.is_reference and not self._is_old(draft):
                draft.places.extend(self._from_lead(draft, drafts[index + 1 :]))

    def give_ground(self, drafts: Sequence[Draft]) -> None:
        """Gives drafts that still have no place the one that all the report plays at, or in."""
        for draft in drafts:
            if self._is_open(draft):
                draft.places.extend(self._from_report(draft))

    def _is_open(self, draft: Draft) -> bool:
        return not (draft.happened or draft.is_given or draft.is_item or self._happened_elsewhere(draft))

    def _happened_elsewhere(self, draft: Draft) -> bool:
        """Whether the sentence names a place with a preposition that says where, and it happened at none of them."""
        if any(place.role is Role.DESTINATION for place in draft.places):
            return False
        own = self._standings.of(draft.sentence.index)
        if draft.event_type is EventType.TRIAL or self._is_council(draft):  # behind it stands what it is about
            own = [standing for standing in own if standing.phrase.first < draft.trigger.first]
        named = any(standing.says_where for standing in own)
        return named or names_region(draft.sentence, self._tokens)

    def _from_before(self, draft: Draft, before: Sequence[Draft]) -> list[EventPlace]:
        """The place of the sentence's own authority, of an event or a sentence shortly before, or of the dateline."""
        own = self._own_authority(draft)
        is_elsewhere = self._happened_elsewhere(draft)
        if own is not None and (not is_elsewhere or own.authority != "police" or self._acts(own)):
            return [own.inherited(AUTHORITY_CONFIDENCE)]
        if is_elsewhere:
            return []
        if not draft.is_reference:
            source = self._earlier(draft, before)
            if source:
                is_foreign = draft.event_type not in TALKING and self._is_foreign(draft, source)
                return [] if is_foreign else [as_inherited(place, INHERITED_CONFIDENCE) for place in source]
            beside = self._beside(draft)
            if beside is not None:
                return [beside.inherited(BESIDE_CONFIDENCE)]
        is_near = self._lead <= draft.sentence.index <= self._lead + INHERIT_SENTENCES
        return self._from_dateline(draft) if is_near else []

    def _from_dateline(self, draft: Draft) -> list[EventPlace]:
        dateline = self._standings.dateline
        if dateline is None or self._is_old(draft, DATELINE_DAYS) or self._is_looked_back_to(draft):
            return []
        return [dateline.inherited(DATELINE_CONFIDENCE)]

    def _is_looked_back_to(self, draft: Draft) -> bool:
        """Whether the sentence tells of what came after: "since his arrest"."""
        before = self._tokens.words[max(draft.sentence.first, draft.trigger.first - 2) : draft.trigger.first]
        return draft.trigger.part == "noun" and before[:1] in (["since"], ["after"]) and before[1:] != ["the"]

    def _own_authority(self, draft: Draft) -> Standing | None:
        """The place whose police, court or council the sentence names: they act at home."""
        if draft.event_type in TALKING:
            kinds = {"council"}
        elif self._is_local(draft):
            kinds = {"court", "police"} if draft.event_type is EventType.TRIAL else {"police"}
        else:
            return None
        own = self._standings.of(draft.sentence.index)
        found = next((s for s in own if s.place is not None and not s.is_country and s.authority in kinds), None)
        return self._reported_from(found) if found is not None and found.authority == "council" else found

    def _acts(self, standing: Standing) -> bool:
        """Whether the sentence says that its police did it: "arrested by X police"."""
        return self._tokens.words[standing.phrase.first - 1 : standing.phrase.first] == ["by"]

    def _earlier(self, draft: Draft, before: Sequence[Draft]) -> list[EventPlace]:
        """The places of the last event told within a few sentences, if it may have happened there as well."""
        fled = any(place.role is Role.DESTINATION for place in draft.places)
        for other in reversed(before):
            if draft.sentence.index - other.sentence.index > INHERIT_SENTENCES:
                break
            is_same_sentence = other.sentence is draft.sentence
            if not other.happened or (fled and not is_same_sentence):
                continue  # who flees to X does not start where the last event was, unless the same sentence tells it
            if draft.event_type is EventType.TRIAL and all(map(_is_spot, other.happened)):
                continue
            if not is_same_sentence and (self._is_only_talked_of(draft, other) or self._is_seat(draft, other)):
                continue
            return other.happened if is_same_sentence or self._shares_place(draft, other) else []
        return []

    def _is_seat(self, draft: Draft, other: Draft) -> bool:
        """Whether the other was at a county's court or jail, and the draft was not."""
        is_county = all(place.location_precision == ADMIN2 for place in other.happened)
        return is_county and other.event_type is EventType.TRIAL and draft.event_type is not EventType.TRIAL

    def _is_only_talked_of(self, draft: Draft, other: Draft) -> bool:
        """Whether one is a deed and the other talk, which is seldom where the deed was done, if in the same country."""
        if (draft.event_type in TALKING) == (other.event_type in TALKING):
            return False
        if draft.event_type is EventType.VISIT_OR_MEETING and self._tokens.words[draft.trigger.first].startswith(GOING):
            return draft.sentence.index - other.sentence.index > 1  # who visits goes where it was
        is_country = all(place.location_precision == COUNTRY for place in other.happened)
        return not (is_country and self._is_national and (draft.event_type in TALKING or self._is_local(draft)))

    @cached_property
    def _is_national(self) -> bool:
        """Whether the report speaks of one country alone."""
        return len({s.place.country_code for s in self._standings if s.place and s.is_country and not s.acts}) == 1

    def _shares_place(self, draft: Draft, other: Draft) -> bool:
        """Whether an event may have taken place where the one told before did."""
        if draft.count >= MANY_INCIDENTS * other.count or self._is_long_ago(draft):
            return False
        if draft.date is not None and other.date is not None:
            gap = max((draft.date.low - other.date.high).days, (other.date.low - draft.date.high).days)
            if gap > APART_DAYS:
                return False
        between = range(other.sentence.index + 1, draft.sentence.index)
        return not any(self._is_apart(s, draft, other) for index in between for s in self._standings.of(index))

    def _is_apart(self, standing: Standing, draft: Draft, other: Draft) -> bool:
        """Whether a place that is named in between, for itself, is none of the other event's."""
        is_known = all(place.place for place in other.happened)
        if standing.place is None or not standing.says_where or (standing.is_country and not is_known):
            return False
        if draft.event_type in TALKING and standing.start in self._deeds:
            return False  # a deed that was talked of
        named = standing.event_place
        return not any(is_within(named, place) or is_within(place, named) for place in other.happened)

    def _is_foreign(self, draft: Draft, places: Sequence[EventPlace]) -> bool:
        """Whether the sentence names countries or towns for themselves, and the places of the event told before are
        in none of them.
        """
        named = [s for s in self._standings.of(draft.sentence.index) if s.place is not None and s.names_itself]
        towns = [s.event_place for s in named if s.is_local]
        own = towns or [s.event_place for s in named if s.is_country]
        is_known = bool(own) and all(place.place for place in places)
        return is_known and not any(is_within(a, b) or is_within(b, a) for a in places for b in own)

    def _beside(self, draft: Draft) -> Standing | None:
        """The last place that the sentence before names as where it plays, or whose police acted a little earlier."""
        if not self._is_local(draft) or self._is_old(draft):
            return None
        is_trial = draft.event_type is EventType.TRIAL
        for distance in (1, 2):
            index = draft.sentence.index - distance
            if index < 0 or self._tokens.sentences[index].start < self._title_end:
                break
            for standing in reversed(self._standings.of(index)):
                if is_trial and _is_spot(standing.event_place):
                    continue
                is_site = distance == 1 and standing.preposition in SITE
                is_own = standing.authority == ("court" if is_trial else "police")
                if (
                    standing.is_local
                    and not (standing.is_home or standing.start in self._standings.of_talk)
                    and (is_site or is_own)
                ):
                    return self._reported_from(standing)
        return None

    def _country_beside(self, draft: Draft) -> Standing | None:
        """The last country or province that the sentence before names as where something is."""
        before = self._standings.of(draft.sentence.index - 1) if draft.sentence.index else ()
        if len({s.place.place_id for s in before if s.place and (s.is_country or s.is_province)}) > MANY_AREAS:
            return None
        for standing in reversed(before):
            if standing.preposition in SITE and standing.says_where and standing.names_itself:
                return standing if standing.is_country or standing.is_province else None
        return None

    def _reported_from(self, standing: Standing) -> Standing:
        """The dateline's place when the report comes from within the county whose police act, else the county."""
        dateline = self._standings.dateline
        is_inside = dateline is not None and is_within(dateline.event_place, standing.event_place)
        return dateline if dateline is not None and is_inside else standing

    def _from_report(self, draft: Draft) -> list[EventPlace]:
        """Where all of the report plays."""
        is_council = self._is_council(draft)
        has_fled = any(place.role is Role.DESTINATION for place in draft.places)
        if has_fled or draft.is_reference or (self._is_old(draft) and not is_council):
            return []
        found = self._council_seat() if is_council else self._ground(draft)
        if found is not None and draft.event_type is EventType.TRIAL and _is_spot(found.event_place):
            return []
        return [(self._own_country(draft, found) or found).inherited(SCENE_CONFIDENCE)] if found else []

    def _from_lead(self, draft: Draft, later: Sequence[Draft]) -> list[EventPlace]:
        """The places of the title's event where it is told in full, or the dateline's."""
        for other in later:
            if other.sentence.index - draft.sentence.index > LEAD_SENTENCES:
                break
            if other.happened and self._tells_again(draft, other) and not self._holds_dateline(other):
                return [as_inherited(place, INHERITED_CONFIDENCE) for place in other.happened]
        return self._from_dateline(draft) or self._from_first(draft)

    def _from_first(self, draft: Draft) -> list[EventPlace]:
        """The one town that the first sentence behind the title says something is in."""
        first = self._tokens.sentence_at(self._title_end)
        if first is None or draft.sentence.start >= self._title_end or draft.event_type in TALKING:
            return []
        sites = [s for s in self._standings.of(first.index) if s.is_local and s.preposition in SITE and s.says_where]
        return [sites[0].inherited(BESIDE_CONFIDENCE)] if len(sites) == 1 else []

    def _council_seat(self) -> Standing | None:
        """Where the council of a report sits: at its scene, unless it was written elsewhere."""
        dateline = self._standings.dateline
        is_elsewhere = dateline is not None and self.scene is not None and dateline.place != self.scene.place
        return None if is_elsewhere else self.scene

    def _ground(self, draft: Draft) -> Standing | None:
        """The scene of the report, else the area around all that it names; talk takes place anywhere."""
        if draft.event_type in TALKING:
            return None
        is_played = draft.event_type in PLAYED or draft.trigger.kind == "attack?"
        found = self.scene if is_played else None
        if found is None and (is_played or draft.event_type is EventType.ARMED_CLASH):
            found = self._country_beside(draft)
        own = [s for s in self._standings.of(draft.sentence.index) if s.is_local and s.names_itself]
        if found is not None and any(s.place == found.place and s.preposition in SITE for s in own):
            return None  # it stands in the sentence, and it did not happen there
        if found is None and not own:  # where the sentence names a town, the area around says nothing new
            found = self.area
        return None if found is None or self._is_foreign(draft, [found.event_place]) else found

    def _holds_dateline(self, other: Draft) -> bool:
        """Whether the report was written in a town inside an event's place."""
        dateline = self._standings.dateline
        return dateline is not None and any(
            place.place != dateline.place and is_within(dateline.event_place, place) for place in other.happened
        )

    def _tells_again(self, draft: Draft, other: Draft) -> bool:
        """Whether a later sentence tells the title's event, or the first sentence's with the same word."""
        is_same = draft.event_type is other.event_type or {draft.event_type, other.event_type} <= VIOLENT | DISASTERS
        is_one = compatible_dates(draft.date, other.date) and compatible_counts(draft.killed, other.killed)
        if not is_same or not is_one:
            return False
        stems = [self._tokens.words[d.trigger.first][:STEM] for d in (draft, other)]
        return draft.sentence.start < self._title_end or stems[0] == stems[1]

    def _is_local(self, draft: Draft) -> bool:
        """Whether it is of a kind that a report tells of the place that it is about."""
        return draft.event_type in LOCAL or draft.trigger.kind == "attack?"

    def _is_council(self, draft: Draft) -> bool:
        """Whether a local council or board acts: what it approves is approved at home."""
        before = self._tokens.words[draft.sentence.first : draft.trigger.first]
        is_local = not COUNCILS.isdisjoint(before) and _WORLD.isdisjoint(before)
        return is_local and draft.event_type is EventType.STATEMENT_OR_AGREEMENT

    def _own_country(self, draft: Draft, found: Standing) -> Standing | None:
        """The country around a scene when the sentence speaks of it: what it tells need not be the scene's."""
        own = (s for s in self._standings.of(draft.sentence.index) if s.is_country and not s.acts)
        return next((s for s in own if is_within(found.event_place, s.event_place)), None)

    @cached_property
    def scene(self) -> Standing | None:
        """The one place around which all lies that the report names."""
        return document_scene(self._standings)

    @cached_property
    def area(self) -> Standing | None:
        """The province or country in which nearly all lies that the report names."""
        return document_area(self._standings)

    def _is_old(self, draft: Draft, days: int = OLD_DAYS) -> bool:
        """Whether it took place so long before the report."""
        if self._is_long_ago(draft):
            return True
        if draft.date is None or self._published is None:
            return False
        return (self._published - draft.date.high).days > days

    def _is_long_ago(self, draft: Draft) -> bool:
        """Whether its sentence says so."""
        return is_long_ago(draft.sentence, self._tokens, self._published)

    def _place_under_heading(self, draft: Draft) -> None:
        """An entry's unknown name lies in the place of its heading: "Strikes in Iraq"."""
        if draft.heading is None or any(place.point for place in draft.happened):
            return
        heading = next(iter(self._standings.of(draft.heading.index)), None)
        if heading is None:
            return
        for index, place in enumerate(draft.places):
            if place.role is Role.HAPPENED and place.start is not None and place.end is not None:
                draft.places[index] = container_place(
                    place.name, place.start, place.end, role=Role.HAPPENED, container=heading.phrase.resolution,
                    confidence=INHERITED_CONFIDENCE,
                )  # fmt: skip


def _is_spot(place: EventPlace) -> bool:
    """Whether it is a building or the like: a court sits in the town of the deed, not at its very spot."""
    return place.place is not None and place.place.feature_class == "S"


def as_inherited(place: EventPlace, factor: float) -> EventPlace:
    """The place as one that the event's own sentence does not name."""
    return replace(place, inherited=True, confidence=place.confidence * factor)
