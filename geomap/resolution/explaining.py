"""Why a place won, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geomap.records import Candidate, MatchKind, Resolution, Status

MATCH_WORDS: Mapping[MatchKind, str] = {
    MatchKind.EXACT: "its main name is {name!r}",
    MatchKind.ALTERNATE: "{name!r} is one of its names",
    MatchKind.FOLDED: "its name {name!r} is the same under another romanization",
    MatchKind.DEMONYM: "{name!r} is what its people or things are called",
    MatchKind.FUZZY: "its name {name!r} differs by a letter or two",
    MatchKind.GEOCODER: "the geocoder answered with {name!r}",
    MatchKind.CONTAINER: "the name itself is unknown; the text puts it in {name!r}",
}

STATUS_WORDS: Mapping[Status, str] = {
    Status.RESOLVED: "resolved",
    Status.AMBIGUOUS: "left open: two places are about equally likely",
    Status.NO_CANDIDATE: "left open: no place of that name is known",
    Status.BELOW_THRESHOLD: "left open: the best place is not likely enough",
    Status.SERVICE_FAILED: "left open: the geocoder could not be asked",
}

Words = Callable[[float], str]


def _share(text: str) -> Words:
    return lambda value: f"{text} ({value:.0%})" if value >= 0.05 else ""


def _flag(text: str) -> Words:
    return lambda value: text if value > 0 else ""


def _signed(inside: str, outside: str) -> Words:
    return lambda value: inside if value > 0 else outside if value < 0 else ""


EVIDENCE_WORDS: Mapping[str, Words] = {
    "prominence": _share("prominence by population and kind"),
    "kind_cue": _signed("the text names its kind", "the text names another kind of place"),
    "in_named_container": _signed("it lies in the area named after it", "it lies outside the area named after it"),
    "country_votes": _share("other names of the text lie in its country"),
    "admin1_votes": _share("other names of the text lie in its province"),
    "country_named": _flag("the text names its country or people"),
    "admin1_named": _flag("the text names its province"),
    "near_others": _share("near another place of the text"),
    "company": _flag("other names of the text have places nearby"),
    "home_country": _flag("the source is from its country"),
    "home_admin1": _flag("the source is from its province"),
    "near_home": _share("near the source's home"),
    "in_focus": _flag("it lies in one of the focus regions"),
    "focus_layer": _flag("it stands in a layer of chosen places"),
}
"""Evidence → how it is told; what only describes the candidate (its kind, its rank) is not."""


def reasons(candidate: Candidate) -> list[str]:
    """What speaks for and against a candidate, the name's match first."""
    told = [MATCH_WORDS[candidate.match].format(name=candidate.matched_name or candidate.place.name)]
    for name, words in EVIDENCE_WORDS.items():
        text = words(candidate.evidence.get(name, 0.0))
        if text:
            told.append(text)
    return told


def explain(resolution: Resolution) -> list[str]:
    """Lines that tell how a mention ended: status, then each candidate with its reasons and its distance in score."""
    lines = [f"{resolution.mention.surface!r}: {STATUS_WORDS[resolution.status]}"]
    if resolution.candidates:
        lines[0] += f", confidence {resolution.confidence:.2f}"
    best = resolution.candidates[0].score if resolution.candidates else 0.0
    for rank, candidate in enumerate(resolution.candidates, 1):
        place = candidate.place
        where = ", ".join(part for part in (place.admin1_name, place.country_code) if part)
        behind = "" if rank == 1 else f", behind by {best - candidate.score:.2f}"
        position = f"{place.point.lat:.4f} {place.point.lon:.4f}"
        lines.append(f"  {rank}. {place.name} ({place.feature_code}; {where}) {position}{behind}")
        lines += [f"       {reason}" for reason in reasons(candidate)]
    return lines
