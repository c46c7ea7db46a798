"""The records that flow through geomap: frozen, checked at birth.

Checks are written so that NaN fails them. Text offsets count Unicode code points, half-open, in `Document.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import MappingProxyType

EMPTY_MAP: Mapping[str, float] = MappingProxyType({})


class Label(Enum):
    """What a mention is."""

    TOPONYM = "toponym"
    """The name of a place, used as such."""
    DEMONYM = "demonym"
    """An adjective or a people's name (Syrian, Afghans): tells a country, places no event."""
    MODIFIER = "modifier"
    """A toponym inside a compound (UK-based, Manchester-style): a toponym that places no event by itself."""


class MatchKind(Enum):
    """How a name led to a place, tightest first."""

    EXACT = "exact"
    """The place's main name, letter for letter (case apart)."""
    ALTERNATE = "alternate"
    """One of its other names, letter for letter (case apart)."""
    FOLDED = "folded"
    """A name of the same fold class (romanization, article, hyphen, diacritics)."""
    DEMONYM = "demonym"
    """The adjective or people's name of the place."""
    FUZZY = "fuzzy"
    """A name within a small edit distance of the fold."""
    GEOCODER = "geocoder"
    """An answer of Nominatim or another geocoder."""
    CONTAINER = "container"
    """The name itself is unknown; this is the smallest known area that the text puts it in."""


class Status(Enum):
    """How a resolution ended."""

    RESOLVED = "RESOLVED"
    AMBIGUOUS = "AMBIGUOUS"
    NO_CANDIDATE = "NO_CANDIDATE"
    BELOW_THRESHOLD = "BELOW_THRESHOLD"
    SERVICE_FAILED = "SERVICE_FAILED"
    """The fallback could not be asked: neither found nor not found."""


class Role(Enum):
    """What a place is to an event; only HAPPENED says where it took place."""

    HAPPENED = "happened"
    ORIGIN = "origin"
    DESTINATION = "destination"
    SPEAKER = "speaker"
    MENTIONED = "mentioned"


class DatePrecision(Enum):
    """How exactly an event's date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


class EventType(Enum):
    """The taxonomy; docs/taxonomy.md maps it to ACLED, PLOVER and UCDP."""

    AIRSTRIKE = "airstrike"
    BOMBING = "bombing"
    ARMED_CLASH = "armed_clash"
    SHELLING = "shelling"
    CHEMICAL_ATTACK = "chemical_attack"
    KILLING = "killing"
    ARREST = "arrest"
    ABDUCTION = "abduction"
    PROTEST = "protest"
    RIOT = "riot"
    DISPLACEMENT = "displacement"
    AID_DELIVERY = "aid_delivery"
    VISIT_OR_MEETING = "visit_or_meeting"
    STATEMENT_OR_AGREEMENT = "statement_or_agreement"
    TROOP_MOVEMENT = "troop_movement"
    DESTRUCTION_OF_PROPERTY = "destruction_of_property"
    ACCIDENT = "accident"
    NATURAL_DISASTER = "natural_disaster"
    TRIAL = "trial"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A position in degrees, WGS 84. Order exists only in `to_geojson` and `to_leaflet`."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not -90.0 <= self.lat <= 90.0:
            raise ValueError(f"latitude {self.lat} is outside -90..90 degrees; were the two swapped?")
        if not -180.0 <= self.lon <= 180.0:
            raise ValueError(f"longitude {self.lon} is outside -180..180 degrees")

    def to_geojson(self) -> list[float]:
        """[lon, lat], as GeoJSON orders it."""
        return [self.lon, self.lat]

    def to_leaflet(self) -> list[float]:
        """[lat, lon], as Leaflet orders it."""
        return [self.lat, self.lon]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bbox:
    """A box in degrees; west > east crosses the antimeridian."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not -90.0 <= self.south <= self.north <= 90.0:
            raise ValueError(f"box latitudes {self.south}..{self.north} are wrong")
        if not -180.0 <= self.west <= 180.0:
            raise ValueError(f"box longitude {self.west} is outside -180..180 degrees")
        if not -180.0 <= self.east <= 180.0:
            raise ValueError(f"box longitude {self.east} is outside -180..180 degrees")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a document's text; `text` == document.text[start:end]."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not half-open and ascending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with what is known of it."""

    doc_id: str
    text: str
    """The base of all offsets, never changed later."""
    title: str | None = None
    url: str | None = None
    source_name: str | None = None
    published: date | None = None
    language: str | None = None
    given_toponyms: tuple[tuple[int, int], ...] | None = None
    """Offsets annotated elsewhere; recognition is then skipped and exactly these are resolved."""
    given_triggers: tuple[tuple[int, int], ...] | None = None
    """Offsets annotated elsewhere; detection is then skipped and exactly these are given their places."""
    path: str | None = None
    """Where it was read from."""

    def __post_init__(self) -> None:
        if not self.doc_id:
            raise ValueError("a document needs a doc_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One occurrence of a name; `surface` == text[start:end]."""

    doc_id: str
    start: int
    end: int
    surface: str
    label: Label = Label.TOPONYM
    recognizer_id: str = "given"
    score: float = 1.0
    """Probability that it is a toponym, 0..1."""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"mention {self.start}..{self.end} is empty or negative")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"score {self.score} is outside 0..1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of a gazetteer."""

    place_id: str
    """With its namespace: "geonames:2643123", "focus:sy-khan-shaykhun", "osm:node/1"."""
    name: str
    point: Point
    feature_class: str
    """GeoNames: A P H L S T V R U; empty when unknown."""
    feature_code: str
    country_code: str
    """ISO 3166-1 alpha-2; empty for seas, continents and regions over several countries."""
    admin1_code: str = ""
    """GeoNames admin1 code within the country (mostly FIPS)."""
    admin2_code: str = ""
    admin1_name: str = ""
    admin2_name: str = ""
    population: int = 0
    source_id: str = ""
    """The layer it came from: world, focus, or a user layer's name."""
    bbox: Bbox | None = None
    uncertainty_km: float = 0.0
    """Radius of the area that the point stands for (area features), or the coordinate's own precision."""
    alternate_names: tuple[str, ...] = ()
    """Look-ups leave it empty; `Gazetteer.names` gives them."""

    def __post_init__(self) -> None:
        if not self.place_id:
            raise ValueError("a place needs a place_id")
        if not self.uncertainty_km >= 0.0:
            raise ValueError(f"uncertainty {self.uncertainty_km} km is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a name may mean, with what speaks for it."""

    place: Place
    match: MatchKind
    matched_name: str = ""
    """The name of the place that matched."""
    similarity: float = 1.0
    """0..1, 1 for a letter-for-letter match."""
    evidence: Mapping[str, float] = field(default_factory=lambda: EMPTY_MAP)
    """Evidence name → number, as the ranker saw it."""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What a mention was taken for."""

    mention: Mention
    status: Status
    chosen: Candidate | None
    candidates: tuple[Candidate, ...] = ()
    """Ranked, best first."""
    confidence: float = 0.0
    """Calibrated probability that `chosen` is within 161 km of the truth, or the country or region meant, 0..1."""
    resolver_id: str = ""
    is_unasked: bool = False
    """The fallback was wanted and could not be asked; SERVICE_FAILED where nothing else places the name either."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside 0..1")
        if not ((self.chosen is not None) == (self.status is Status.RESOLVED)):
            raise ValueError(f"status {self.status.value} does not go with chosen={self.chosen is not None}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people as low, best and high estimate."""

    low: int
    best: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.best <= self.high:
            raise ValueError(f"counts {self.low}/{self.best}/{self.high} are not ordered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who took part, as named in the text."""

    name: str
    role: str
    """attacker, target, victim, speaker, visitor, suspect, participant."""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """A place of an event. `point` is None when the name was not resolved."""

    name: str
    """The surface in the text, or the record's own place name."""
    role: Role
    status: Status
    place: Place | None = None
    point: Point | None = None
    start: int | None = None
    end: int | None = None
    location_precision: int = 7
    """UCDP where_prec: 1 exact, 2 within about 25 km, 3 admin2, 4 admin1, 5 linear or fuzzy, 6 country, 7 unknown."""
    uncertainty_km: float = 0.0
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    """The best few, best first, for "why here"."""
    source: str = "gazetteer"
    """gazetteer, geocoder or record."""
    inherited: bool = False
    """Taken from elsewhere in the document (dateline, previous sentence), not named in the event's sentence."""

    def __post_init__(self) -> None:
        if not 1 <= self.location_precision <= 7:
            raise ValueError(f"location precision {self.location_precision} is outside 1..7")
        if not self.uncertainty_km >= 0.0:
            raise ValueError(f"uncertainty {self.uncertainty_km} km is negative")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside 0..1")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """One report of an event, with the sentence that tells it."""

    doc_id: str
    title: str | None = None
    url: str | None = None
    source_name: str | None = None
    published: date | None = None
    evidence: Span | None = None
    trigger: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, when, where, to whom."""

    event_id: str
    doc_id: str
    event_type: EventType
    date_start: str | None = None
    """ISO date of the precision that is known: 2017-05-22, 2017-05, 2017."""
    date_end: str | None = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    trigger: Span | None = None
    places: tuple[EventPlace, ...] = ()
    actors: tuple[Actor, ...] = ()
    fatalities: Count | None = None
    injured: Count | None = None
    evidence: Span | None = None
    """The sentence with the trigger."""
    more_evidence: tuple[Span, ...] = ()
    """Other sentences of the same document on the same event."""
    confidence: float = 0.0
    title: str | None = None
    source_url: str | None = None
    source_name: str | None = None
    published: date | None = None
    speaker: str | None = None
    """Who says so, when it is reported speech."""
    count: int = 1
    """How many incidents the text lumps together here ("three airstrikes")."""
    sources: tuple[SourceRef, ...] = ()
    """All reports of it, this one first; more than one after merging across documents."""
    merge_reasons: tuple[str, ...] = ()
    record_id: str | None = None
    """The id in the record file it came from, if it came from one."""

    def __post_init__(self) -> None:
        if not self.event_id:
            raise ValueError("an event needs an event_id")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside 0..1")
        if not self.count >= 1:
            raise ValueError(f"count {self.count} is below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """An event as somebody else recorded it, before its place is looked at."""

    record_id: str
    path: str
    line: int
    schema: str
    """The layout that it was read with: UCDP GED, ACLED, GTD, GDELT, or the user's own."""
    event_type: EventType
    raw_type: str = ""
    date_start: str | None = None
    date_end: str | None = None
    date_precision: DatePrecision = DatePrecision.UNKNOWN
    point: Point | None = None
    place_name: str = ""
    admin2: str = ""
    admin1: str = ""
    country: str = ""
    location_precision: int | None = None
    """UCDP 1-7; None where the record says nothing."""
    actors: tuple[Actor, ...] = ()
    fatalities: Count | None = None
    injured: Count | None = None
    title: str | None = None
    notes: str | None = None
    source_name: str | None = None
    url: str | None = None
    published: date | None = None

    def __post_init__(self) -> None:
        if not self.record_id:
            raise ValueError("a record needs a record_id")
        precision = self.location_precision
        if not (precision is None or 1 <= precision <= 7):
            raise ValueError(f"location precision {precision} is outside 1..7")
