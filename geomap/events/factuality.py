"""Whether a trigger tells what happened, or what is denied, feared, planned, possible or generally so."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from geomap.events.detection import Trigger
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set


class Factuality(Enum):
    """What the sentence says of the trigger."""

    HAPPENED = "happened"
    ALLEGED = "alleged"
    """Said to have happened, by an accusation or a suspicion."""
    NEGATED = "negated"
    POSSIBLE = "possible"
    """Modal, conditional, feared, threatened, prevented."""
    PLANNED = "planned"
    GENERIC = "generic"
    """No single occurrence: "any attack", "such attacks", a general present."""


NEGATIONS = word_set("not never no nobody none without nor neither hardly cannot")
MODALS = word_set("may might could would should must can cannot will shall ll 'll ought")
CONDITIONALS = frozenset({"if", "unless", "whether", "lest", "should"})

POSSIBLE_BEFORE = word_set(
    "possible potential future imminent hypothetical threatened feared another-style would-be foiled thwarted "
    "averted attempted further any such prospective probable likely ultimate eventual each every"
)
"""Adjectives right before a noun that make it a possibility."""
PLANNED_BEFORE = word_set("planned upcoming proposed scheduled forthcoming impending next expected coming")

GOVERNORS = word_set(
    "prevent prevents preventing prevented avoid avoids avoiding avoided avert averts averting averted stop stops "
    "stopping stopped thwart thwarts thwarting thwarted foil foils foiling foiled deter deters deterring deterred "
    "fear fears feared fearing risk risks risking danger threat threats threaten threatens threatened threatening "
    "warn warns warned warning plot plots plotting plotted plan plans planning planned intend intends intended "
    "intending intention vow vows vowed vowing want wants wanted hope hopes hoped hoping aim aims aimed aiming "
    "seek seeks seeking sought urge urges urged urging call calls called calling demand demands demanded "
    "demanding refuse refuses refused refusing fail fails failed failing deny denies denied denying denial rule "
    "rules reject rejects rejected expect expects expected prepare prepares preparing prepared ready try tries "
    "tried trying attempt attempts attempting attempted ability capable capability able unable right bid effort "
    "efforts order ordered consider considers considering considered decide decides propose proposes proposed "
    "promise promises promised likely unlikely scheduled due agree agreed agrees help helps allow allows need "
    "needs needed could-be halt end ends ending cessation ban against possibility prospect chance chances "
    "potential conspiracy conspiring conspired solicitation wish wished incite inciting incitement opposed poised "
    "willing determined readiness opportunity going delay delays delayed delaying postpone postponed way pressure "
    "encourage encouraged invite invited invitation ensure ensures ensuring enable enables enabling facilitate "
    "facilitates preparation preparations capacity commit committed commitment committing mission anticipate "
    "anticipates anticipated predict predicted predicts"
)
"""Words that, before "to", "of", "that" or an -ing form, keep their complement from having happened."""

FACTUAL_GOVERNORS = word_set(
    "managed manages continued continue continues began begin begins started start starts proceeded went helped "
    "forced succeeded used came resumed responding response due-to led leading according linked related reaction "
    "returned able sent"
)
"""Words before "to" + verb that say that it was done."""

MOTION = word_set(
    "arrived arrive arrives traveled travelled travels travel flew flying flown went returned came is was were in "
    "at to trip journeyed headed landed city there"
)
"""Before "to visit" and "to meet": the visitor is there, so the visit takes place."""

PLAN_AFTER = word_set(
    "planned scheduled expected postponed canceled cancelled foiled thwarted averted prevented avoided feared "
    "unlikely imminent possible denied loomed looms"
)
"""Participles after a form of "be" that say that a noun before it has not happened."""

DENIALS = word_set("denied denies deny denying")
ALLEGATION = word_set(
    "accused suspected alleged allegedly accuses accusing charged blamed reportedly accusation accusations "
    "allegations apparent apparently claims claimed"
)
YEARLY = frozenset({"annually", "yearly"})
_EVERY_YEAR = frozenset({("each", "year"), ("every", "year"), ("per", "year")})
FUTURE_TIME = frozenset({"tomorrow"})
_NEXT = frozenset(
    ("next", time) for time in word_set("week month year monday tuesday wednesday thursday friday saturday sunday")
)
BREAKS = frozenset(
    {",", ";", ":", "but", "and", "–", "—", "--", "(", ")", "which", "who", "while", "after", "when", "where", "as"}
)
"""Words and marks over which a governor or a negation does not reach."""

INDEFINITE = frozenset({"a", "an", "any"})
DEFINITE = word_set("the this that these those last yesterday's 's his her their its")

GOVERNOR_REACH = 6
"""Tokens before a trigger in which a governor is looked for."""
CONDITIONAL_REACH = 14
BE = frozenset({"be", "been", "being", "is", "are", "was", "were", "'s", "s"})


def factuality(trigger: Trigger, tokens: TokenizedText, sentence: Sentence) -> Factuality:
    """What the words before and after a trigger say of it."""
    words = tokens.words
    before = _words(tokens, sentence, max(sentence.first, trigger.first - CONDITIONAL_REACH), trigger.first)
    after = _words(tokens, sentence, trigger.last, min(sentence.last, trigger.last + 8))
    clause = _clause(before)
    if _is_negated(clause, trigger):
        return Factuality.NEGATED
    if not CONDITIONALS.isdisjoint(before) or words[sentence.last - 1] == "?":
        return Factuality.POSSIBLE
    if trigger.part == "noun" and not _is_infinitive(trigger, before):
        modality = _noun_modality(trigger, before, clause, after)
    elif not MODALS.isdisjoint(clause[-5:]):
        return Factuality.POSSIBLE
    elif trigger.form == "ing" and trigger.first == sentence.first and _subject_of_modal(after):
        return Factuality.POSSIBLE  # "Meeting in Alexandria will discuss"
    else:
        modality = _verb_modality(trigger, before, clause)
    if modality is not None:
        return modality
    if not YEARLY.isdisjoint(after) or not _EVERY_YEAR.isdisjoint(pairwise(after)):
        return Factuality.GENERIC
    if _is_future(words, trigger, sentence):
        return Factuality.PLANNED
    return Factuality.HAPPENED if ALLEGATION.isdisjoint(before[-8:]) else Factuality.ALLEGED


NOUN_BEFORE_TO = word_set(
    "response due prior reaction related linked according leading led close thanks subjected victim victims owing"
)
"""Words after which "to" is a preposition: "in response to attacks"."""


def _words(tokens: TokenizedText, sentence: Sentence, first: int, last: int) -> list[str]:
    """Words of the sentence; the month of May is none that may be."""
    own = tokens.words[first:last]
    if "may" not in own:
        return own
    return [
        "month" if word == "may" and surface == "May" and position != sentence.first else word
        for position, (word, surface) in enumerate(zip(own, tokens.surfaces[first:last], strict=True), first)
    ]


def _is_infinitive(trigger: Trigger, before: list[str]) -> bool:
    """Whether a word that may be a noun is a verb: "capacity to attack", "could attack", "they attack"."""
    if trigger.form not in {"singular", "base"} or not before:
        return False
    if before[-1] in MODALS or before[-1] in {"did", "not", "they", "we", "who"} or before[-1].endswith("n't"):
        return True
    return before[-1] == "to" and len(before) > 1 and before[-2] not in NOUN_BEFORE_TO


def _clause(before: list[str]) -> list[str]:
    """The words before the trigger back to the last break."""
    for index in range(len(before) - 1, -1, -1):
        if before[index] in BREAKS:
            return before[index + 1 :]
    return before


def _is_negated(clause: list[str], trigger: Trigger) -> bool:
    near = clause[-4:] if trigger.part == "verb" else clause[-3:]
    for index, word in enumerate(near):
        if word in NEGATIONS or word.endswith("n't"):
            return near[index + 1 : index + 2] != ["only"]
    indefinite = trigger.part == "noun" and not INDEFINITE.isdisjoint(clause[-2:])
    return indefinite and any(word in NEGATIONS or word.endswith("n't") for word in clause)


_FUTURE = frozenset({"will", "shall", "'ll"})
_HELD_LATER = (["is", "at"], ["is", "on"], ["is", "scheduled"], ["is", "set"], ["is", "planned"])


def _noun_modality(trigger: Trigger, before: list[str], clause: list[str], after: list[str]) -> Factuality | None:
    near = clause[-3:]
    if not POSSIBLE_BEFORE.isdisjoint(near) or any(word.endswith("-style") for word in near):
        return Factuality.POSSIBLE
    if not PLANNED_BEFORE.isdisjoint(near):
        return Factuality.PLANNED
    if not GOVERNORS.isdisjoint(clause[-GOVERNOR_REACH:]):
        return Factuality.POSSIBLE
    if DEFINITE.isdisjoint(near) and not MODALS.isdisjoint(clause[-8:]):
        return Factuality.POSSIBLE
    if _subject_of_modal(after):
        return Factuality.POSSIBLE
    if after[:1] and after[0] in BE and after[1:2] == ["not"]:
        return Factuality.NEGATED
    if trigger.kind == "visit_or_meeting" and (not _FUTURE.isdisjoint(after) or after[:2] in _HELD_LATER):
        return Factuality.PLANNED
    if any(first in BE and second == "to" for first, second in pairwise(clause[-7:])):  # "is to make a visit"
        return Factuality.PLANNED
    if trigger.kind == "arrest" and "information" in before:  # "information that leads to the arrest of"
        return Factuality.POSSIBLE
    for index, word in enumerate(after):
        if word in BREAKS:
            break
        if word in BE and any(later in PLAN_AFTER for later in after[index + 1 : index + 3]):
            return Factuality.PLANNED
    return None


def _subject_of_modal(after: list[str]) -> bool:
    """Whether "will", "could" … follows the noun and what belongs to it: "the liberation of Raqqa will"."""
    for word in after[:5]:
        if word in MODALS:
            return word != "can"
        if word in BREAKS or word in BE or word.endswith("ed"):
            return False
    return False


def _verb_modality(trigger: Trigger, before: list[str], clause: list[str]) -> Factuality | None:
    infinitive = trigger.form == "either" and (before[-1:] == ["to"] or before[-2:-1] == ["to"])
    if trigger.form == "base" or trigger.part == "noun" or infinitive:
        if before[-1:] == ["to"] or before[-2:-1] == ["to"]:
            return _infinitive(trigger, before)
        if "did" in before[-3:] or ("to" in clause[-6:] and any(w in FACTUAL_GOVERNORS for w in clause[-7:])):
            return None
        return Factuality.GENERIC
    if trigger.form in {"past", "participle", "either"} and before[-2:] == ["to", "be"]:
        return Factuality.POSSIBLE
    if trigger.form in {"past", "participle", "either"} and before[-3:] in (["to", "have", "been"],):
        return None
    if not DENIALS.isdisjoint(clause):  # "denied that it had used", "denied having killed"
        return Factuality.NEGATED
    if trigger.form == "ing" and not GOVERNORS.isdisjoint(clause[-3:]):
        return Factuality.POSSIBLE
    if trigger.form == "participle" and clause[-1:] == ["being"] and not GOVERNORS.isdisjoint(clause[-4:]):
        return Factuality.POSSIBLE
    return None


_UNDONE = GOVERNORS | MODALS


def _infinitive(trigger: Trigger, before: list[str]) -> Factuality | None:
    """ "To" and a verb: done after some governors, else only intended."""
    governors = before[-6:-1]
    if not FACTUAL_GOVERNORS.isdisjoint(governors[-3:]) and _UNDONE.isdisjoint(governors):
        return None
    if trigger.kind == "visit_or_meeting" and not MOTION.isdisjoint(before[-9:-1]):
        return None if _UNDONE.isdisjoint(before[-9:-1]) else Factuality.PLANNED
    return Factuality.PLANNED


def _is_future(words: list[str], trigger: Trigger, sentence: Sentence) -> bool:
    window = words[max(sentence.first, trigger.first - 8) : min(sentence.last, trigger.last + 8)]
    coming = "next" in window and not _NEXT.isdisjoint(pairwise(window))
    return (coming or not FUTURE_TIME.isdisjoint(window)) and trigger.form not in {"past", "participle", "either"}
