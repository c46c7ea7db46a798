"""Layers and their stack, on small layers made for the purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geomap.errors import GazetteerMissingError, GazetteerSchemaError
from geomap.gazetteer import open_gazetteer, opening, paths
from geomap.gazetteer.compile import compile_layer
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.layerfile import MAGIC
from geomap.gazetteer.linking import link_rows, rows_of
from geomap.gazetteer.rows import PlaceRow
from geomap.gazetteer.stack import Stack
from geomap.records import MatchKind

MakeLayer = Callable[..., Layer]
RAQQA = PlaceRow(
    place_id="geonames:172955",
    name="Ar Raqqah",
    lat=35.9528,
    lon=39.0079,
    feature_class="P",
    feature_code="PPLA",
    country_code="SY",
    admin1_code="04",
    admin1_name="Al-Raqqah",
    population=177_636,
    alternate_names=("Raqqa", "الرقة"),
)
SYRIA = PlaceRow(
    place_id="geonames:163843",
    name="Syria",
    lat=35.0,
    lon=38.0,
    feature_class="A",
    feature_code="PCLI",
    country_code="SY",
    population=16_906_283,
    bbox=(32.31, 35.72, 37.32, 42.38),
    uncertainty_km=300.0,
    demonyms=("Syrian", "Syrians"),
)


def village(place_id: str, name: str, lat: float, lon: float, **more: object) -> PlaceRow:
    facts = {"feature_class": "P", "feature_code": "PPL", "country_code": "SY", **more}
    return PlaceRow(place_id=place_id, name=name, lat=lat, lon=lon, **facts)  # type: ignore[arg-type]


def test_a_place_comes_back_as_it_was(layer_of: MakeLayer) -> None:
    stack = Stack([layer_of(RAQQA, SYRIA)])
    place = stack.place("geonames:163843")
    assert place is not None
    assert (place.name, place.point.lat, place.point.lon) == ("Syria", 35.0, 38.0)
    assert (place.population, place.uncertainty_km, place.source_id) == (16_906_283, 300.0, "test")
    assert place.bbox is not None
    assert place.bbox.west == pytest.approx(35.72, abs=1e-4)
    row = next(row for row in rows_of(stack) if row.place_id == "geonames:172955")
    assert row == RAQQA


def test_kinds_of_match(layer_of: MakeLayer) -> None:
    stack = Stack([layer_of(RAQQA, SYRIA, village("t:1", "Qamishli", 37.05, 41.22))])
    expected = {
        "Ar Raqqah": MatchKind.EXACT,
        "AR RAQQAH": MatchKind.EXACT,
        "raqqa": MatchKind.ALTERNATE,
        "Rakka": MatchKind.FOLDED,
        "Syrians": MatchKind.DEMONYM,
        "Qamishpli": MatchKind.FUZZY,
        "الرَقة": MatchKind.ALTERNATE,
        "Raqqa city": MatchKind.ALTERNATE,
        "Raqqa countryside": MatchKind.CONTAINER,
    }
    found = {name: [candidate.match for candidate in stack.candidates(name)] for name in expected}
    assert found == {name: [kind] for name, kind in expected.items()}


def test_fold_classes_hold_only_where_names_are_romanized(layer_of: MakeLayer) -> None:
    stack = Stack([layer_of(village("t:1", "Kuwwatli", 51.0, 9.0, country_code="DE"), kind="world")])
    assert stack.candidates("Quwatly", fuzzy=False) == []
    stack = Stack([layer_of(village("t:1", "Kuwwatli", 35.0, 38.0), kind="world")])
    assert [found.match for found in stack.candidates("Quwatly", fuzzy=False)] == [MatchKind.FOLDED]


def test_a_common_word_is_no_misspelt_village(layer_of: MakeLayer) -> None:
    stack = Stack([layer_of(village("t:1", "Hawse", 35.0, 38.0))])
    assert stack.candidates("House") == []
    assert [found.place.place_id for found in stack.candidates("Hause")] == ["t:1"]


def test_the_more_prominent_place_stands_first_and_the_limit_holds(layer_of: MakeLayer) -> None:
    rows = [village(f"t:{size}", "Salihiyah", 33 + size / 1000, 38.0, population=size) for size in (50, 5000, 500)]
    stack = Stack([layer_of(*rows)])
    assert [found.place.population for found in stack.candidates("Salihiyah")] == [5000, 500, 50]
    assert [found.place.population for found in stack.candidates("Salihiyah", limit=1)] == [5000]


def test_one_place_in_two_layers_is_one_candidate_with_the_upper_layers_facts(layer_of: MakeLayer) -> None:
    world = layer_of(RAQQA, SYRIA, name="world", kind="world", priority=0)
    below = Stack([world])
    own = village("mine:1", "Raqqa", 35.95, 39.01, uncertainty_km=1.5, alternate_names=("Rakka City",))
    other = village("mine:2", "Raqqa", 33.1, 36.2)
    linked = link_rows([own, other], below)
    assert [row.same_as for row in linked] == ["geonames:172955", ""]
    stack = Stack([world, layer_of(*linked, name="mine")])
    found = stack.candidates("Raqqa")
    assert {candidate.place.place_id for candidate in found} == {"geonames:172955", "mine:2"}
    merged = stack.place("mine:1")
    assert merged is not None
    assert merged == stack.place("geonames:172955") == stack.candidates("Rakka City")[0].place
    assert (merged.source_id, merged.uncertainty_km, merged.population) == ("mine", 1.5, 177_636)
    assert set(stack.names("mine:1")) == {"Raqqa", "Rakka City", "Ar Raqqah", "الرقة"}
    assert sum(row.place_id == "geonames:172955" for row in rows_of(stack)) == 1


@pytest.mark.parametrize(
    "row",
    [
        village("mine:1", "Raqqa", 36.5, 39.0),
        village("mine:1", "Raqqa", 35.95, 39.01, feature_class="A", feature_code="ADM1"),
        village("mine:1", "Raqqa", 35.95, 39.01, country_code="IQ"),
        village("mine:1", "Sabkhah", 35.95, 39.01),
    ],
    ids=["far away", "another kind", "another country", "another name"],
)
def test_what_is_not_the_same_place_is_not_merged(layer_of: MakeLayer, row: PlaceRow) -> None:
    below = Stack([layer_of(RAQQA, name="world", kind="world", priority=0)])
    assert [each.same_as for each in link_rows([row], below)] == [""]


def test_the_same_id_is_the_same_place_wherever_it_lies(layer_of: MakeLayer) -> None:
    world = layer_of(RAQQA, name="world", kind="world", priority=0)
    moved = village("geonames:172955", "Raqqa", 35.0, 38.0)
    stack = Stack([world, layer_of(*link_rows([moved], Stack([world])), name="mine")])
    assert [found.place.point.lat for found in stack.candidates("Ar Raqqah")] == [35.0]


def test_each_place_below_is_taken_once(layer_of: MakeLayer) -> None:
    below = Stack([layer_of(RAQQA, name="world", kind="world", priority=0)])
    near, far = village("m:1", "Raqqa", 35.953, 39.008), village("m:2", "Rakka", 35.93, 39.03)
    assert [row.same_as for row in link_rows([far, near], below)] == ["", "geonames:172955"]


def test_the_fingerprint_tells_content_and_nothing_else(tmp_path: Path, layer_of: MakeLayer) -> None:
    first = Stack([layer_of(RAQQA, name="one")]).fingerprint()
    assert Stack([layer_of(RAQQA, name="two")]).fingerprint() == first
    assert Stack([layer_of(RAQQA, SYRIA, name="three")]).fingerprint() != first


def test_outlines_of_a_layers_own_areas(layer_of: MakeLayer) -> None:
    from shapely.geometry import box

    area = village("m:1", "Zone", 35.0, 38.0, outline_wkb=box(37.9, 34.9, 38.1, 35.1).wkb)
    stack = Stack([layer_of(RAQQA, area)])
    outline = stack.outline("m:1")
    assert outline is not None
    assert outline["type"] == "Polygon"
    assert stack.outline("geonames:172955") is None


@pytest.mark.parametrize("content", [b"", b"GEOMAPL0" + b"\0" * 100, MAGIC + b"\5" + b"\0" * 7 + b"nojson"])
def test_a_damaged_layer_is_refused_with_its_path_and_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.layer"
    path.write_bytes(content)
    with pytest.raises(GazetteerSchemaError, match=r"bad\.layer.*geomap gazetteer"):
        Layer(path)


def test_a_layer_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.layer"
    compile_layer(path, [RAQQA, SYRIA], meta={"name": "cut"})
    path.write_bytes(path.read_bytes()[:-64])
    with pytest.raises(GazetteerSchemaError, match="cut off"):
        Layer(path)


def test_a_failed_write_leaves_the_old_layer_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept.layer"
    compile_layer(path, [RAQQA], meta={"name": "kept"})

    def rows() -> list[PlaceRow]:
        raise OSError("source went away")

    with pytest.raises(OSError, match="went away"):
        compile_layer(path, (row for row in rows()), meta={"name": "kept"})
    assert Layer(path).place_count == 1
    assert [each.name for each in tmp_path.iterdir()] == ["kept.layer"]


def test_without_any_layer_the_command_that_builds_them_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "COMPILED_FOLDER", tmp_path / "none")
    monkeypatch.setattr(paths, "SOURCE_FOLDER", tmp_path / "none either")
    with pytest.raises(GazetteerMissingError, match="geomap gazetteer build"):
        opening.embedded_layers()


def test_the_users_layers_are_opened_too(data_folder: Path) -> None:
    folder = paths.user_layer_folder()
    assert folder == data_folder / "layers"
    compile_layer(folder / "mine.layer", [RAQQA], meta={"name": "mine", "kind": "user", "priority": 20})
    assert [layer.name for layer in open_gazetteer().layers] == ["mine", "focus", "world"]
