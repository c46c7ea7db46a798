"""Made-up events over real places of the four regions: enough of every kind that the map has to show.

Nothing here happened. Places and their positions are real, sentences and numbers are invented by a seeded generator.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geomap.records import (
    Actor,
    Candidate,
    Count,
    DatePrecision,
    Event,
    EventPlace,
    EventType,
    MatchKind,
    Place,
    Point,
    Role,
    SourceRef,
    Span,
    Status,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One real place."""

    name: str
    lat: float
    lon: float
    code: str
    country: str
    admin1: str
    admin1_code: str = ""
    geonames: int = 0


SPOTS = (
    Spot("Manchester", 53.4809, -2.2374, "PPLA2", "GB", "England", "ENG"),
    Spot("Salford", 53.4877, -2.2904, "PPL", "GB", "England", "ENG"),
    Spot("Oldham", 53.5405, -2.1183, "PPL", "GB", "England", "ENG"),
    Spot("Moss Side", 53.4567, -2.2417, "PPLX", "GB", "England", "ENG"),
    Spot("Kabul", 34.5281, 69.1723, "PPLC", "AF", "Kabul", "13"),
    Spot("Mazar-e Sharif", 36.709, 67.1109, "PPLA", "AF", "Balkh", "30"),
    Spot("Kunduz", 36.7286, 68.8681, "PPLA", "AF", "Kunduz", "24"),
    Spot("Lashkar Gah", 31.5938, 64.3716, "PPLA", "AF", "Helmand", "10"),
    Spot("Achin", 34.1257, 70.7077, "PPL", "AF", "Nangarhar", "18"),
    Spot("Jalalabad", 34.4265, 70.4515, "PPLA", "AF", "Nangarhar", "18"),
    Spot("Ghazni", 33.5536, 68.4269, "PPLA", "AF", "Ghazni", "08"),
    Spot("Herat", 34.3482, 62.1997, "PPLA", "AF", "Herat", "11"),
    Spot("Mosul", 36.335, 43.1189, "PPLA", "IQ", "Nineveh", "15"),
    Spot("Tal Afar", 36.3742, 42.4497, "PPL", "IQ", "Nineveh", "15"),
    Spot("Ramadi", 33.4206, 43.3078, "PPLA", "IQ", "Al Anbar", "01"),
    Spot("Fallujah", 33.3538, 43.7786, "PPL", "IQ", "Al Anbar", "01"),
    Spot("Baghdad", 33.3406, 44.4009, "PPLC", "IQ", "Baghdad", "07"),
    Spot("Kirkuk", 35.4681, 44.3922, "PPLA", "IQ", "Kirkuk", "13"),
    Spot("Hawija", 35.3259, 43.7722, "PPL", "IQ", "Kirkuk", "13"),
    Spot("Sinjar", 36.3225, 41.8761, "PPL", "IQ", "Nineveh", "15"),
    Spot("Basra", 30.5085, 47.7804, "PPLA", "IQ", "Basra", "02"),
    Spot("Raqqa", 35.9528, 39.0079, "PPLA", "SY", "Ar-Raqqah", "04"),
    Spot("Aleppo", 36.2012, 37.1612, "PPLA", "SY", "Aleppo", "09"),
    Spot("Deir ez-Zor", 35.3359, 40.1408, "PPLA", "SY", "Deir ez-Zor", "07"),
    Spot("Khan Shaykhun", 35.4423, 36.6515, "PPL", "SY", "Idlib", "12"),
    Spot("Idlib", 35.9306, 36.6339, "PPLA", "SY", "Idlib", "12"),
    Spot("Douma", 33.5718, 36.4022, "PPL", "SY", "Rif-dimashq", "08"),
    Spot("Palmyra", 34.5624, 38.2840, "PPL", "SY", "Homs", "11"),
    Spot("Kobani", 36.8906, 38.3536, "PPL", "SY", "Aleppo", "09"),
)
AREAS = (
    Spot("Afghanistan", 33.0, 66.0, "PCLI", "AF", ""),
    Spot("Iraq", 33.0, 44.0, "PCLI", "IQ", ""),
    Spot("Syria", 35.0, 38.0, "PCLI", "SY", ""),
    Spot("United Kingdom", 54.75844, -2.69531, "PCLI", "GB", ""),
    Spot("Helmand", 31.0, 64.0, "ADM1", "AF", "Helmand", "10", 1140043),
    Spot("Nangarhar", 34.25, 70.5, "ADM1", "AF", "Nangarhar", "18", 1132366),
    Spot("Nineveh", 36.0, 42.5, "ADM1", "IQ", "Nineveh", "15", 92877),
    Spot("Al Anbar", 33.0, 41.5, "ADM1", "IQ", "Al Anbar", "01", 99592),
    Spot("Idlib", 35.8333, 36.75, "ADM1", "SY", "Idlib", "12", 169387),
)
UNKNOWN_NAMES = ("Qarya al-Jadida", "Sar-e Pul-e Bala", "the Tel Maruf checkpoint", "Wadi Hamra")
SOURCES = ("Northern Courier", "Gulf Daily", "Reuters", "BBC News", "Agence Orient", "شبكة الفرات", "Field notes")
ACTORS = (
    ("Islamic State", "attacker"), ("Taliban", "attacker"), ("the coalition", "attacker"), ("the Syrian army", "attacker"),
    ("Iraqi police", "attacker"), ("Greater Manchester Police", "participant"), ("Peshmerga", "participant"),
    ("the UN", "participant"), ("protesters", "participant"), ("civilians", "victim"), ("Afghan commandos", "attacker"),
)  # fmt: skip
WORDS = {
    EventType.AIRSTRIKE: ("struck", "{who} aircraft struck a weapons store {near} {place} on {day}, {toll}."),
    EventType.BOMBING: ("bomb", "A bomb hidden in a parked lorry went off {near} {place} on {day}, {toll}."),
    EventType.ARMED_CLASH: ("clashed", "Fighters clashed with {who} {near} {place} for most of {day}, {toll}."),
    EventType.SHELLING: ("shelled", "Artillery shelled several streets {near} {place} on {day}, {toll}."),
    EventType.ARREST: (
        "arrested",
        "Officers arrested four people {near} {place} on {day} after searches at two addresses.",
    ),
    EventType.PROTEST: ("marched", "Several hundred people marched {near} {place} on {day} over unpaid wages."),
    EventType.AID_DELIVERY: ("convoy", "A convoy with flour and medicines reached families {near} {place} on {day}."),
    EventType.VISIT_OR_MEETING: ("met", "The minister met commanders {near} {place} on {day} and promised more help."),
    EventType.DISPLACEMENT: (
        "fled",
        "Some three hundred families fled {near} {place} on {day} as the front moved closer.",
    ),
    EventType.TROOP_MOVEMENT: (
        "moved",
        "A column of armoured cars moved {near} {place} on {day} under cover of darkness.",
    ),
    EventType.KILLING: ("killed", "Gunmen on motorcycles killed a local official {near} {place} on {day}."),
    EventType.TRIAL: ("sentenced", "A court {near} {place} sentenced three men on {day} for their part in the attack."),
    EventType.NATURAL_DISASTER: ("flood", "A flash flood swept through fields {near} {place} on {day}, {toll}."),
}
FILLERS = (
    "Witnesses spoke of smoke over the western quarter and of ambulances that could not pass the bridge.",
    "The account could not be checked independently; two hospitals gave figures that differ.",
    "Residents said that electricity and water had been cut since the early morning.",
    "A spokesman declined to say how many people had been in the building at the time.",
    "It was the third such incident in the district within a month, according to the council.",
    "وقال شهود عيان إن الطريق أغلق لساعات",
)
FIRST_DAY = date(2014, 6, 1)
DAYS = 2_000


def place_of(spot: Spot) -> Place:
    """The gazetteer's entry."""
    return Place(
        place_id=f"geonames:{spot.geonames or hash_of(spot.name + spot.code) % 10_000_000 + 20_000_000}",
        name=spot.name,
        point=Point(lat=spot.lat, lon=spot.lon),
        feature_class="A" if spot in AREAS else "P",
        feature_code=spot.code,
        country_code=spot.country,
        admin1_code=spot.admin1_code,
        admin1_name=spot.admin1,
        population=100_000,
        source_id="world",
    )


def hash_of(text: str) -> int:
    """A number for a text, the same in every process."""
    return sum((k + 1) * ord(letter) * 2_654_435_761 for k, letter in enumerate(text))


def candidates_of(spot: Spot, rng: random.Random) -> tuple[Candidate, ...]:
    """The chosen place and a namesake far away."""
    place = place_of(spot)
    far = replace(
        place,
        place_id=place.place_id + "9",
        point=Point(lat=41.0, lon=-90.0),
        country_code="US",
        admin1_name="Illinois",
    )
    return (
        Candidate(
            place=place, match=MatchKind.EXACT, matched_name=spot.name, score=round(rng.uniform(2, 6), 3),
            evidence={"prominence": 0.8, "country_votes": 1.0, "in_focus": 1.0},
        ),
        Candidate(
            place=far, match=MatchKind.ALTERNATE, matched_name=spot.name, score=round(rng.uniform(-2, 1), 3),
            evidence={"prominence": 0.2},
        ),
    )  # fmt: skip


def happened(spot: Spot, precision: int, sentence: str, rng: random.Random, radius: float) -> EventPlace:
    """The place where it happened, found in its sentence."""
    start = sentence.index(spot.name)
    return EventPlace(
        name=spot.name, role=Role.HAPPENED, status=Status.RESOLVED, place=place_of(spot), point=Point(lat=spot.lat, lon=spot.lon),
        start=start, end=start + len(spot.name), location_precision=precision, uncertainty_km=radius,
        confidence=round(rng.uniform(0.5, 0.99), 2), candidates=candidates_of(spot, rng),
    )  # fmt: skip


def one_event(number: int, rng: random.Random, *, spread_deg: float = 0.0, length: int = 300) -> Event:
    """Event `number`; `spread_deg` moves places about, so that many different ones arise."""
    kind, (trigger, template) = rng.choice(list(WORDS.items()))
    draw = rng.random()
    spot = rng.choice(AREAS) if draw < 0.12 else rng.choice(SPOTS)
    near = "near" if 0.12 <= draw < 0.3 else "in"
    day = FIRST_DAY + timedelta(days=int(DAYS * rng.betavariate(2.2, 2.0)))
    dead = rng.choice((0, 0, 1, 2, 3, 5, 8, 13, 23))
    toll = f"killing {dead} people" if dead else "without any loss of life"
    words = template.format(
        who=rng.choice(ACTORS)[0], near=near, place=spot.name, day=day.strftime("%-d %B"), toll=toll
    )
    sentence = words[0].upper() + words[1:]
    while len(sentence) < length - 60:
        sentence += " " + rng.choice(FILLERS[:-1])
    sentence = sentence[: max(length, len(words))]
    if spread_deg and spot in SPOTS:
        spot = replace(
            spot, lat=round(spot.lat + rng.gauss(0, spread_deg), 3), lon=round(spot.lon + rng.gauss(0, spread_deg), 3)
        )
    precision = {"PCLI": 6, "ADM1": 4}.get(spot.code, 2 if near == "near" else 1)
    radius = {6: 400.0, 4: 100.0, 2: 12.0}.get(precision, 0.0)
    return _event(number, rng, kind, trigger, sentence, happened(spot, precision, sentence, rng, radius), day, dead)


def _event(
    number: int,
    rng: random.Random,
    kind: EventType,
    trigger: str,
    sentence: str,
    where: EventPlace,
    day: date,
    dead: int,
) -> Event:
    at = sentence.lower().index(trigger)
    spans = (
        Span(start=at, end=at + len(trigger), text=sentence[at : at + len(trigger)]),
        Span(start=0, end=len(sentence), text=sentence),
    )
    precision = rng.choices(
        (DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR, DatePrecision.UNKNOWN), (85, 8, 3, 4)
    )[0]
    digits = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4, DatePrecision.UNKNOWN: 0}[precision]
    start = day.isoformat()[:digits] or None
    own = SourceRef(
        doc_id=f"doc-{number // 3:05d}", title=f"{kind.value.replace('_', ' ').capitalize()} reported {where.name}",
        url=f"https://news.example/{number // 3}", source_name=rng.choice(SOURCES), published=day, evidence=spans[1], trigger=spans[0],
    )  # fmt: skip
    places = [where if rng.random() > 0.05 else _unresolved(where, rng)]
    if kind in (EventType.DISPLACEMENT, EventType.TROOP_MOVEMENT):
        target = rng.choice([spot for spot in SPOTS if where.place and spot.country == where.place.country_code])
        places.append(
            replace(happened(target, 1, f"to {target.name}", rng, 0.0), role=Role.DESTINATION, start=None, end=None)
        )
    more = (replace(own, doc_id=f"other-{number}", source_name=rng.choice(SOURCES), title="The same, told elsewhere"),)
    return Event(
        event_id=f"e-{random.Random(number).getrandbits(48):012x}", doc_id=own.doc_id, event_type=kind, date_start=start, date_end=start,
        date_precision=precision, trigger=spans[0], places=tuple(places), evidence=spans[1], title=own.title,
        actors=tuple(Actor(name=name, role=role) for name, role in rng.sample(ACTORS, rng.choice((0, 1, 1, 2)))),
        fatalities=Count(low=dead, best=dead, high=dead + rng.choice((0, 0, 4))) if dead else None,
        confidence=round(rng.uniform(0.35, 0.99), 2), source_url=own.url, source_name=own.source_name, published=day,
        sources=(own, *more) if rng.random() < 0.1 else (own,), merge_reasons=("same type, day and place",) if number % 10 == 0 else (),
    )  # fmt: skip


def _unresolved(where: EventPlace, rng: random.Random) -> EventPlace:
    return EventPlace(
        name=rng.choice(UNKNOWN_NAMES), role=Role.HAPPENED, status=rng.choice((Status.NO_CANDIDATE, Status.AMBIGUOUS)),
        start=where.start, end=where.end,
    )  # fmt: skip


def events(count: int, *, seed: int = 7, spread_deg: float = 0.0, length: int = 300) -> Iterator[Event]:
    """`count` events; the same arguments give the same events."""
    rng = random.Random(seed)
    for number in range(count):
        yield one_event(number, rng, spread_deg=spread_deg, length=length)
