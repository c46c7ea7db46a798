"""What is asked, what of an answer is believed, and other geocoders through the same door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geomap import __version__
from geomap.errors import GeocoderBusyError, GeocoderRefusedError, GeocoderResponseError, UsageError
from geomap.gazetteer.featurecodes import CLASS_OF_CODE
from geomap.network import osm_kinds
from geomap.network.nominatim import row_of_result
from geomap.network.opening import open_geocoder
from geomap.network.servers import POLICY_URL, server_of, user_agent
from geomap.protocols import GeocoderQuery
from geomap.records import Candidate
from geomap.settings import Settings

from .conftest import FakeTime
from .faulty import VILLAGE, Server, says, serve


def test_every_code_of_the_table_is_geonames_own() -> None:
    kinds = [
        *osm_kinds.PLACES.values(), *osm_kinds.OTHERS.values(), *osm_kinds.WORSHIP.values(), osm_kinds.TEMPLE,
        *(kind for _, kind in osm_kinds.ADMIN_RANKS), *osm_kinds.WHOLE_CLASSES.values(),
    ]  # fmt: skip
    assert len(kinds) > 150
    wrong = [
        (feature_class, code) for feature_class, code in kinds if code and CLASS_OF_CODE.get(code) != feature_class
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("osm", "options", "kind"),
    [
        (("place", "village"), {}, ("P", "PPL")),
        (("place", "suburb"), {}, ("P", "PPLX")),
        (("boundary", "administrative"), {"place_rank": 4}, ("A", "PCLI")),
        (("boundary", "administrative"), {"place_rank": 8}, ("A", "ADM1")),
        (("boundary", "administrative"), {"place_rank": 12}, ("A", "ADM2")),
        (("boundary", "administrative"), {"place_rank": 16, "linked_place": "city"}, ("P", "PPL")),
        (("boundary", "administrative"), {"place_rank": 8, "linked_place": "state"}, ("A", "ADM1")),
        (("amenity", "hospital"), {}, ("S", "HSP")),
        (("amenity", "place_of_worship"), {"religion": "muslim"}, ("S", "MSQE")),
        (("amenity", "place_of_worship"), {}, ("S", "TMPL")),
        (("military", "bunker"), {}, ("S", "INSM")),
        (("highway", "residential"), {}, ("R", "RD")),
        (("shop", "bakery"), {}, None),
        (("amenity", "post_box"), {}, None),
        (("place", "house"), {}, None),
        (("boundary", "postal_code"), {}, None),
        (("place", "something_new"), {}, ("L", "LCTY")),
    ],
)
def test_kinds(osm: tuple[str, str], options: dict[str, Any], kind: tuple[str, str] | None) -> None:
    assert osm_kinds.kind_of(*osm, **options) == kind


@pytest.mark.parametrize("missing", ["osm_type", "osm_id", "place_id"])
def test_what_has_no_identity_is_refused(missing: str) -> None:
    assert row_of_result(VILLAGE, asked="Kafr Zunbil") is not None
    for nothing in ({}, {missing: None}, {missing: ""}):
        result = {**{key: value for key, value in VILLAGE.items() if key != missing}, **nothing}
        assert row_of_result(result, asked="Kafr Zunbil") is None


def test_another_name_is_refused() -> None:
    assert row_of_result(VILLAGE, asked="كفر زنبل") is not None
    assert row_of_result(VILLAGE, asked="Kafer Zunbil") is not None
    assert row_of_result(VILLAGE, asked="Zunbil") is None
    assert row_of_result(VILLAGE, asked="Kafr Nabl") is None


def test_areas_are_found_without_their_kind() -> None:
    area = {
        **VILLAGE, "osm_type": "relation", "class": "boundary", "type": "administrative", "place_rank": 8,
        "name": "Aleppo Governorate", "namedetails": {"name": "محافظة حلب"}, "extratags": {"population": "4,868,000"},
        "lat": "36.1", "lon": "37.4", "boundingbox": ["35.4", "36.9", "36.6", "38.1"],
    }  # fmt: skip
    row = row_of_result(area, asked="Aleppo")
    assert row is not None
    assert (row["class"], row["code"], row["pop"]) == ("A", "ADM1", 4_868_000)
    assert row["box"] == [35.4, 36.6, 36.9, 38.1]
    assert row["km"] == pytest.approx(107, abs=3)


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (GeocoderQuery(name="Kafr Zunbil"), {"q": "kafr zunbil"}),
        (GeocoderQuery(name="Kafr Zunbil", admin1="Aleppo"), {"q": "kafr zunbil, Aleppo"}),
        (GeocoderQuery(name="Kafr Zunbil", admin1="Aleppo", kind="P"), {"city": "kafr zunbil", "state": "Aleppo"}),
        (GeocoderQuery(name="Kafr Zunbil", admin1="Aleppo", kind="ADM2"), {"county": "kafr zunbil", "state": "Aleppo"}),
        (GeocoderQuery(name="Aleppo", kind="ADM1", country_codes=("SY",)), {"state": "aleppo", "countrycodes": "sy"}),
        (GeocoderQuery(name="Kafr Zunbil", kind="P", country_codes=("TR", "SY")),
         {"q": "kafr zunbil", "countrycodes": "sy,tr"}),
    ],
)  # fmt: skip
def test_questions(query: GeocoderQuery, sent: dict[str, str], fake_time: FakeTime) -> None:
    server = _ask(says([]), query, fake_time)
    always = {"format": "json", "limit": "10", "addressdetails": "1", "namedetails": "1", "accept-language": "en"}
    parameters = server.requests[0].parameters
    assert parameters.pop("extratags")
    assert parameters == {**sent, **always}


def test_who_asks(fake_time: FakeTime) -> None:
    server = _ask(says([]), GeocoderQuery(name="X"), fake_time, nominatim_email="desk@example.org")
    assert server.requests[0].headers["user-agent"] == user_agent("desk@example.org")
    assert user_agent("desk@example.org").startswith(f"geomap/{__version__} (")
    assert server.requests[0].parameters["email"] == "desk@example.org"


def _ask(behaviour: Any, query: GeocoderQuery, fake_time: FakeTime, **settings: Any) -> Server:
    with serve(behaviour) as server:
        door = open_geocoder(Settings(nominatim=server.address, **settings), clock=fake_time.clock)
        assert door is not None
        door.geocode(query)
        return server


def test_servers() -> None:
    public = server_of("public")
    assert (public.address, public.is_public) == ("https://nominatim.openstreetmap.org", True)
    assert server_of("https://nominatim.openstreetmap.org/search").is_public
    own = server_of(" http://localhost:8080/nominatim/search/ ")
    assert (own.scheme, own.domain, own.is_public) == ("http", "localhost:8080/nominatim", False)
    assert server_of("http://[::1]:8080").domain == "[::1]:8080"
    assert POLICY_URL.startswith("https://operations.osmfoundation.org/")


@pytest.mark.parametrize(
    "text",
    ["localhost:8080", "nominatim.example.org", "ftp://example.org", "file:///etc/passwd", "http://", "http://a:99999",
     "https://user:secret@example.org", "http://example.org/?key=1", "publik"],
)  # fmt: skip
def test_no_servers(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_geocoder(Settings(nominatim=text))
    assert "secret" not in str(caught.value)


def test_the_public_server_is_never_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, least in (("public", 1.0), ("https://nominatim.openstreetmap.org", 1.0), ("http://localhost:1", 0.0)):
        door = open_geocoder(Settings(nominatim=text, nominatim_interval_s=0.0))
        assert door is not None
        assert door._gate._limits.interval_s == least
    slower = open_geocoder(Settings(nominatim="public", nominatim_interval_s=5.0))
    assert slower is not None
    assert slower._gate._limits.interval_s == 5.0


PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {"geometry": {"type": "Point", "coordinates": [37.43, 36.41]}, "type": "Feature", "properties": {
            "osm_type": "N", "osm_id": 7, "osm_key": "place", "osm_value": "village", "name": "Kafr Zunbil",
            "countrycode": "SY", "state": "Aleppo", "extent": [37.41, 36.43, 37.45, 36.39]}},
        {"geometry": {"type": "Point", "coordinates": [37.5, 36.4]}, "type": "Feature", "properties": {
            "osm_type": "N", "osm_id": 8, "osm_key": "shop", "osm_value": "bakery", "name": "Kafr Zunbil"}},
        {"geometry": {"type": "Point", "coordinates": [37.6, 36.4]}, "type": "Feature", "properties": {
            "osm_type": "N", "osm_id": 9, "osm_key": "place", "osm_value": "village", "name": "Zunbil"}},
    ],
}  # fmt: skip
PELIAS = {
    "type": "FeatureCollection",
    "features": [
        {"geometry": {"type": "Point", "coordinates": [37.43, 36.41]}, "bbox": [37.41, 36.39, 37.45, 36.43],
         "properties": {"gid": "whosonfirst:locality:1", "layer": "locality", "name": "Kafr Zunbil",
                        "label": "Kafr Zunbil, Syria", "country_code": "SY", "region": "Aleppo"}},
    ],
}  # fmt: skip


def _other(name: str, body: Any, fake_time: FakeTime, **settings: Any) -> tuple[list[Candidate], Server]:
    with serve(says(body)) as server:
        wanted = Settings(nominatim=server.address, geocoder=name, **settings)
        door = open_geocoder(wanted, clock=fake_time.clock)
        assert door is not None
        found = door.geocode(GeocoderQuery(name="Kafr Zunbil", country_codes=("SY",), admin1="Aleppo"))
        assert door.geocode(GeocoderQuery(name="Kafr Zunbil", country_codes=("SY",), admin1="Aleppo")) == found
        assert len(server.requests) == 1
        assert name in door.attributions()[0]
        return found, server


def test_photon(fake_time: FakeTime) -> None:
    (found,), server = _other("photon", PHOTON, fake_time)
    place = found.place
    assert (place.place_id, place.feature_code, place.country_code) == ("osm:node/7", "PPL", "SY")
    assert (place.point.lat, place.point.lon, place.source_id) == (36.41, 37.43, "photon")
    assert server.requests[0].parameters["q"] == "kafr zunbil, Aleppo"


def test_pelias(fake_time: FakeTime) -> None:
    (found,), server = _other("pelias", PELIAS, fake_time)
    place = found.place
    assert (place.place_id, place.feature_code, place.country_code) == ("pelias:whosonfirst:locality:1", "PPL", "SY")
    assert place.uncertainty_km == pytest.approx(2.9, abs=0.2)
    assert server.requests[0].parameters["text"] == "kafr zunbil, Aleppo"


def test_one_that_geopy_alone_knows(fake_time: FakeTime) -> None:
    places = (("Kafr Zunbil, Syria", "ChIJ1", 36.41, 37.43), ("Aleppo, Syria", "ChIJ2", 36.2, 37.1))
    results = [
        {"formatted_address": address, "place_id": place_id, "geometry": {"location": {"lat": lat, "lng": lon}}}
        for address, place_id, lat, lon in places
    ]
    body = {"status": "OK", "results": results}
    options = json.dumps({"api_key": "not-to-be-seen"})
    (found,), server = _other("googlev3", body, fake_time, geocoder_options=options)
    assert (found.place.place_id, found.place.name, found.place.country_code) == ("googlev3:ChIJ1", "Kafr Zunbil", "")
    assert server.requests[0].parameters["key"] == "not-to-be-seen"


def test_services_that_tell_errors_in_the_body(fake_time: FakeTime) -> None:
    options = json.dumps({"api_key": "k"})
    for status, error in (("OVER_QUERY_LIMIT", GeocoderRefusedError), ("REQUEST_DENIED", GeocoderResponseError)):
        with serve(says({"status": status, "results": []})) as server:
            settings = Settings(nominatim=server.address, geocoder="googlev3", geocoder_options=options)
            door = open_geocoder(settings, clock=fake_time.clock)
            assert door is not None
            with pytest.raises(error):
                door.geocode(GeocoderQuery(name="Kafr Zunbil"))


def test_a_photon_that_asks_to_wait(fake_time: FakeTime) -> None:
    with serve(says({}, status="429 Too Many Requests", headers=("Retry-After: 999",))) as server:
        door = open_geocoder(Settings(nominatim=server.address, geocoder="photon"), clock=fake_time.clock)
        assert door is not None
        with pytest.raises(GeocoderBusyError) as caught:
            door.geocode(GeocoderQuery(name="Kafr Zunbil"))
        assert caught.value.retry_after_s == 999


@pytest.mark.parametrize(
    "settings",
    [
        {"geocoder": "no-such-service", "nominatim": "public"},
        {"geocoder": "googlev3", "nominatim": "public"},
        {"geocoder": "photon", "nominatim": "public", "geocoder_options": "{no JSON"},
        {"geocoder": "photon", "nominatim": "public", "geocoder_options": "[1]"},
        {"geocoder": "photon", "nominatim": "public", "geocoder_options": '{"colour": "red"}'},
        {"geocoder": "arcgis", "nominatim": "not an address"},
    ],
)
def test_geocoders_that_cannot_be(settings: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        open_geocoder(Settings(**settings))  # type: ignore[arg-type]


def test_another_geocoder_is_not_asked_without_a_word() -> None:
    assert open_geocoder(Settings(geocoder="photon")) is None
