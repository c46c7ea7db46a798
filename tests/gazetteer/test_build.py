"""Compiling the embedded layers from a data folder: when, from what, and what is refused."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from geomap.errors import GazetteerMissingError, GazetteerSchemaError
from geomap.gazetteer import paths
from geomap.gazetteer.build import build
from geomap.gazetteer.focus import FOCUS_FIELDS
from geomap.gazetteer.interchange import read_places
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.rows import ROW_FIELDS
from geomap.gazetteer.stack import Stack

PLACES = [
    "geonames:1\tRaqqa\tRakka|الرقة\t\tP\tPPLA\t35.95\t39.01\tSY\t04\t\tRaqqa\t\t1000\t\t\t\t\t",
    "geonames:2\tRaqqa\t\t\tA\tADM1\t35.9\t38.9\tSY\t04\t\tRaqqa\t\t0\t90\t35\t38\t37\t40",
]
FOCUS = ["focus:sy-raqqa,Raqqa,Ar Raqqah,PPLA,35.951,39.011,1.5,Raqqa,Raqqa,own knowledge"]


def source(folder: Path, *, places: list[str] = PLACES, focus: list[str] = FOCUS) -> Path:
    (folder / "world").mkdir(parents=True, exist_ok=True)
    (folder / "focus").mkdir(exist_ok=True)
    text = "\n".join(["\t".join(ROW_FIELDS), *places]) + "\n"
    (folder / "world" / "places.tsv.xz").write_bytes(lzma.compress(text.encode()))
    rows = "\n".join([",".join(FOCUS_FIELDS), *focus]) + "\n"
    (folder / "focus" / "syria.csv").write_text(rows, encoding="utf-8")
    return folder


def test_layers_are_built_once_and_again_when_a_source_changes(tmp_path: Path) -> None:
    data, target = source(tmp_path / "gazetteer"), tmp_path / "compiled"
    assert [path.name for path in build(data, target)] == [paths.WORLD, paths.FOCUS]
    assert build(data, target) == []
    source(data, focus=[*FOCUS, "focus:sy-x,Xaliyah,,PPL,36.0,39.1,3,Raqqa,,own knowledge"])
    assert [path.name for path in build(data, target)] == [paths.FOCUS]
    assert [path.name for path in build(data, target, force=True)] == [paths.WORLD, paths.FOCUS]


def test_focus_rows_get_their_admin1_and_their_place_below(tmp_path: Path) -> None:
    data, target = source(tmp_path / "gazetteer"), tmp_path / "compiled"
    build(data, target)
    stack = Stack([Layer(target / paths.WORLD), Layer(target / paths.FOCUS)])
    place = stack.place("focus:sy-raqqa")
    assert place is not None
    assert (place.place_id, place.admin1_code, place.source_id) == ("geonames:1", "04", "focus")
    assert (place.uncertainty_km, place.population) == (1.5, 1000)


def test_two_builds_of_the_same_sources_have_the_same_fingerprint(tmp_path: Path) -> None:
    data = source(tmp_path / "gazetteer")
    prints = []
    for target in (tmp_path / "one", tmp_path / "two"):
        build(data, target)
        prints.append(Layer(target / paths.FOCUS).fingerprint + Layer(target / paths.WORLD).fingerprint)
    assert prints[0] == prints[1]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (FOCUS[0].replace("PPLA", "TOWN"), "syria.csv:2: column 'feature_code': 'TOWN'"),
        (FOCUS[0].replace("35.951", "north"), "syria.csv:2: column 'lat': 'north'"),
        (FOCUS[0].replace("39.011", "239.0"), "syria.csv:2: column 'lon': 239.0 is outside"),
        (FOCUS[0].replace("1.5", "nan"), "syria.csv:2: column 'precision_km'"),
    ],
)
def test_a_wrong_focus_row_is_refused_with_line_and_column(tmp_path: Path, row: str, message: str) -> None:
    data = source(tmp_path / "gazetteer", focus=[row])
    with pytest.raises(GazetteerSchemaError, match=message):
        build(data, tmp_path / "compiled")
    assert not (tmp_path / "compiled" / paths.FOCUS).exists()


def test_a_wrong_place_is_refused_with_its_line(tmp_path: Path) -> None:
    data = source(tmp_path / "gazetteer", places=[PLACES[0], PLACES[1].replace("35.9", "x")])
    with pytest.raises(GazetteerSchemaError, match=r"places\.tsv\.xz:3: .*'x'"):
        list(read_places(data / "world" / "places.tsv.xz"))
    (data / "world" / "short.tsv").write_text("place_id\tname\n", encoding="utf-8")
    with pytest.raises(GazetteerSchemaError, match=r"short\.tsv:1: column 'alternate_names' is missing"):
        list(read_places(data / "world" / "short.tsv"))


def test_without_a_data_folder_nothing_can_be_built(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissingError, match="in a checkout of geomap"):
        build(tmp_path / "absent", tmp_path / "compiled")
