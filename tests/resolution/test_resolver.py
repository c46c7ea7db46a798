"""Names are resolved in the light of their document, honestly, and the same way every time."""

from __future__ import annotations

import random

import pytest

from geomap.gazetteer import open_gazetteer
from geomap.protocols import Gazetteer
from geomap.records import Document, MatchKind, Mention, Resolution, Status
from geomap.resolution import ContextResolver, open_resolver
from geomap.resolution.context import Home, domain_country
from geomap.resolution.cues import find_cues, named_after
from geomap.resolution.explaining import explain
from geomap.resolution.homes import learn_home
from geomap.resolution.ranking import TreeRanker
from geomap.settings import Settings


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def resolver(gazetteer: Gazetteer) -> ContextResolver:
    return open_resolver(gazetteer, settings=Settings())


def mentions_of(text: str, *surfaces: str) -> list[Mention]:
    found, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        found.append(Mention(doc_id="d", start=at, end=at + len(surface), surface=surface))
        at += len(surface)
    return found


def resolve(resolver: ContextResolver, text: str, *surfaces: str, **more: str) -> list[Resolution]:
    return resolver.resolve(Document(doc_id="d", text=text, **more), mentions_of(text, *surfaces))  # type: ignore[arg-type]


def country(resolution: Resolution) -> str:
    return resolution.chosen.place.country_code if resolution.chosen else ""


@pytest.mark.parametrize(
    ("text", "surface", "expected"),
    [
        ("Shops closed in Tripoli, Libya, and in Benghazi.", "Tripoli", "LY"),
        ("Shots were fired in Tripoli, Lebanon, and in Beirut.", "Tripoli", "LB"),
        ("Fire crews came to Manchester, New Hampshire, from Nashua.", "Manchester", "US"),
        ("A tram stopped in Manchester near Salford and Stockport.", "Manchester", "GB"),
        ("Syrians fled over the border. Fighting went on in Hama and Homs.", "Hama", "SY"),
    ],
)
def test_the_text_decides_between_homonyms(resolver: ContextResolver, text: str, surface: str, expected: str) -> None:
    assert country(resolve(resolver, text, surface)[0]) == expected


def test_one_name_in_two_senses(resolver: ContextResolver) -> None:
    text = "She moved from Paris, Texas, to Paris, France."
    first, _, second, _ = resolve(resolver, text, "Paris", "Texas", "Paris", "France")
    assert (country(first), country(second)) == ("US", "FR")


def test_one_sense_a_document(resolver: ContextResolver) -> None:
    text = "Birmingham, Alabama, woke late. In Birmingham the shops were closed."
    resolutions = resolve(resolver, text, "Birmingham", "Alabama", "Birmingham")
    assert [country(r) for r in resolutions] == ["US", "US", "US"]


@pytest.mark.parametrize(
    ("text", "surface", "codes"),
    [
        ("A bomb went off in Kunduz on Friday.", "Kunduz", "P"),
        ("Fighting went on in Kunduz province on Friday.", "Kunduz", "A"),
        ("Houses collapsed in Herat province.", "Herat", "A"),
        ("Houses collapsed in Herat.", "Herat", "P"),
    ],
)
def test_a_plain_name_is_the_town_and_a_province_is_an_area(
    resolver: ContextResolver, text: str, surface: str, codes: str
) -> None:
    chosen = resolve(resolver, text, surface)[0].chosen
    assert chosen is not None
    assert chosen.place.feature_class == codes


@pytest.mark.parametrize("spelling", ["Mazeer-i-Shareef", "Mazar-e Sharif", "Mazār-e Sharīf", "Mazar-i-Sharif"])
def test_spellings_of_one_city(resolver: ContextResolver, spelling: str) -> None:
    chosen = resolve(resolver, f"Troops are in {spelling} in Afghanistan.", spelling)[0].chosen
    assert chosen is not None
    assert chosen.place.name.startswith("Maz")
    assert chosen.place.country_code == "AF"


def test_an_unknown_village_is_put_in_the_area_that_the_text_names(resolver: ContextResolver) -> None:
    resolution = resolve(resolver, "Shells fell on Qwertyiya village, Idlib Governorate, Syria.", "Qwertyiya")[0]
    best = resolution.candidates[0]
    assert best.match is MatchKind.CONTAINER
    assert best.place.feature_code == "ADM1"
    assert best.place.uncertainty_km > 10


def test_an_unknown_name_stays_open(resolver: ContextResolver) -> None:
    resolution = resolve(resolver, "He lives in Qwertzuiopbrook.", "Qwertzuiopbrook")[0]
    assert resolution.status is Status.NO_CANDIDATE
    assert resolution.chosen is None


def test_a_demonym_means_its_country(resolver: ContextResolver) -> None:
    assert country(resolve(resolver, "The Syrian army advanced.", "Syrian")[0]) == "SY"


def test_the_source_home_decides(gazetteer: Gazetteer, resolver: ContextResolver) -> None:
    texas = next(c.place for c in gazetteer.candidates("Paris") if c.place.admin1_name == "Texas")
    home = Home(point=texas.point, country_code="US", admin1_code=texas.admin1_code)
    informed = resolver.with_homes({"The Paris News": home})
    text = "The council of Paris met on Monday. Police in Bonham and Sulphur Springs helped."
    chosen = resolve(informed, text, "Paris", source_name="The Paris News")[0].chosen
    assert chosen is not None
    assert chosen.place.admin1_name == "Texas"


def test_homes_are_learned_only_from_enough_documents(gazetteer: Gazetteer) -> None:
    leeds = gazetteer.candidates("Leeds")[0].place
    bradford = gazetteer.candidates("Bradford")[0].place
    assert learn_home([[leeds], [leeds, bradford]]) is None
    home = learn_home([[leeds], [leeds, bradford], [leeds]])
    assert home is not None
    assert (home.country_code, home.point) == ("GB", leeds.point)


def test_internet_domains() -> None:
    def of(url: str) -> str:
        return domain_country(Document(doc_id="d", text="x", url=url))

    assert (of("https://paper.co.uk/a"), of("http://x.ca"), of("https://x.com/a.uk"), of("https://x.io")) == (
        "GB", "CA", "", "",
    )  # fmt: skip


def test_names_are_resolved_alike_in_any_order(resolver: ContextResolver) -> None:
    text = "From Erbil to Mosul, Iraq, and on to Raqqa, Syria; Kurds and Iraqis met in Dohuk."
    surfaces = ["Erbil", "Mosul", "Iraq", "Raqqa", "Syria", "Dohuk"]
    mentions = mentions_of(text, *surfaces)
    document = Document(doc_id="d", text=text)
    straight = {r.mention.surface: r for r in resolver.resolve(document, mentions)}
    shuffled = random.Random(1).sample(mentions, len(mentions))
    assert {r.mention.surface: r for r in resolver.resolve(document, shuffled)} == straight


def test_candidates_are_ranked_and_confidence_is_a_probability(resolver: ContextResolver) -> None:
    resolution = resolve(resolver, "A fair opened in Springfield.", "Springfield")[0]
    scores = [candidate.score for candidate in resolution.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 3
    assert 0.0 <= resolution.confidence <= 1.0


def test_the_focus_prior_can_be_switched_off(gazetteer: Gazetteer) -> None:
    plain = open_resolver(gazetteer, settings=Settings(focus_prior=False))
    resolution = resolve(plain, "Shots in Hajin.", "Hajin")[0]
    assert all(candidate.evidence["in_focus"] == 0.0 for candidate in resolution.candidates)


def test_cues() -> None:
    text = "In the town of Hajin, Deir ez-Zor province, Syria, and Mosul."
    mentions = mentions_of(text, "Hajin", "Deir ez-Zor", "Syria", "Mosul")
    cues = find_cues(text, mentions)
    assert [cue.kind for cue in cues] == ["P", "ADM1", "", ""]
    assert [cue.container for cue in cues] == [1, 2, None, None]


def test_a_word_behind_a_list_is_the_kind_of_all_its_names() -> None:
    text = "Snow fell in Clarke, Madison and Oconee counties."
    cues = find_cues(text, mentions_of(text, "Clarke", "Madison", "Oconee"))
    assert [cue.kind for cue in cues] == ["ADM2"] * 3
    assert [cue.container for cue in cues] == [None] * 3


def test_names_of_a_list_do_not_contain_each_other() -> None:
    text = "Flights from Ohio, Texas, Georgia and Maine; he was in Tripoli, Libya, and Benghazi."
    cues = find_cues(text, mentions_of(text, "Ohio", "Texas", "Georgia", "Maine", "Tripoli", "Libya", "Benghazi"))
    assert [cue.container for cue in cues] == [None, None, None, None, 5, None, None]


def test_counties_go_by_their_bare_names(resolver: ContextResolver) -> None:
    text = "Sheriffs of Clarke, Madison and Oconee counties met in Athens, Georgia."
    resolutions = resolve(resolver, text, "Clarke", "Madison", "Oconee", "Athens", "Georgia")
    places = [r.chosen.place for r in resolutions if r.chosen]
    assert [place.feature_code for place in places[:3]] == ["ADM2"] * 3
    assert {place.admin1_name for place in places} == {"Georgia"}


def test_a_part_of_a_town_lies_in_the_town_that_the_text_names(resolver: ContextResolver) -> None:
    text = "Police arrested a man in Chorlton. He had left Manchester, where flowers lay in Deansgate."
    chosen = resolve(resolver, text, "Chorlton", "Manchester", "Deansgate")[0].chosen
    assert chosen is not None
    assert round(chosen.place.point.lat, 1) == 53.4


@pytest.mark.parametrize("name", ["Old City", "Downtown", "University Hospital", "the Old Town", "Central"])
def test_a_generic_name_is_nowhere_without_its_town(resolver: ContextResolver, name: str) -> None:
    resolution = resolve(resolver, f"Shells hit {name} as troops entered Mosul, Iraq.", name, "Mosul", "Iraq")[0]
    near = resolution.chosen is not None and resolution.chosen.place.country_code == "IQ"
    assert near or (resolution.chosen is None and resolution.confidence == 0.0)


def test_a_generic_name_is_the_part_of_the_town_that_is_named(resolver: ContextResolver) -> None:
    text = "Pilgrims filled the Old City of Jerusalem."
    assert country(resolve(resolver, text, "Old City", "Jerusalem")[0]) == "PS"
    text = "Rockets fell in the Green Zone in central Baghdad, Iraq."
    assert country(resolve(resolver, text, "Green Zone", "Baghdad", "Iraq")[0]) == "IQ"


def test_small_places_that_keep_company_beat_great_namesakes(resolver: ContextResolver) -> None:
    text = "Schools in Dublin, Worthington, Hilliard and Westerville close; buses run from Upper Arlington to Dublin."
    names = ("Dublin", "Worthington", "Hilliard", "Westerville", "Upper Arlington", "Dublin")
    assert {r.chosen.place.admin1_name for r in resolve(resolver, text, *names) if r.chosen} == {"Ohio"}


def test_a_city_before_the_province_of_its_name(resolver: ContextResolver) -> None:
    text = (
        "The ministers met in New York on the margins of the UN General Assembly, with envoys from London and Moscow."
    )
    chosen = resolve(resolver, text, "New York", "London", "Moscow")[0].chosen
    assert chosen is not None
    assert chosen.place.feature_class == "P"


def test_names_after_a_mention_are_its_containers() -> None:
    text = "Fighting in Hajin village, Deir ez Zor Governorate, Syria."
    [mention] = mentions_of(text, "Hajin")
    assert [text[a:b] for a, b in named_after(text, mention)][-1] == "Syria"


def test_explanations_are_told_in_words(resolver: ContextResolver) -> None:
    lines = explain(resolve(resolver, "Rockets hit Tripoli, the Libyan army said.", "Tripoli")[0])
    assert lines[0].startswith("'Tripoli': resolved")
    assert any("behind by" in line for line in lines)
    assert any("name" in line for line in lines[2:4])


def test_the_ranker_scores_the_same_alone_and_in_a_batch(gazetteer: Gazetteer) -> None:
    ranker = TreeRanker()
    resolver = ContextResolver(gazetteer, ranker=ranker, threshold=0.0)
    text = "From Springfield to Paris, Texas."
    sheet = resolver.weigh(Document(doc_id="d", text=text), mentions_of(text, "Springfield", "Paris", "Texas"))
    assert sheet is not None
    rows = sheet.rows()
    assert [float(ranker.gains_of(row[None, :])[0]) for row in rows] == ranker.gains_of(rows).tolist()


def test_documents_together_have_the_answers_that_each_has_alone(resolver: ContextResolver) -> None:
    texts = ["From Springfield to Paris, Texas.", "Nothing happened.", "In Nowhereville.", "Springfield, Illinois"]
    documents = [Document(doc_id=str(number), text=text) for number, text in enumerate(texts)]
    names = [["Springfield", "Paris", "Texas"], [], ["Nowhereville"], ["Springfield", "Illinois"]]
    mentions = [mentions_of(text, *own) for text, own in zip(texts, names, strict=True)]
    together = resolver.resolve_all(documents, mentions)
    assert together == [resolver.resolve(one, own) for one, own in zip(documents, mentions, strict=True)]
    assert [len(answers) for answers in together] == [3, 0, 1, 2]


def test_a_document_without_names_has_no_answers(resolver: ContextResolver) -> None:
    assert resolver.resolve(Document(doc_id="d", text="Nothing happened."), []) == []
