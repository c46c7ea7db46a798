"""GeoNames country dumps, from a server on loopback to a layer that answers, by the command line."""

from __future__ import annotations

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli.gazetteer import gazetteer as command
from geomap.errors import GazetteerSchemaError, UsageError
from geomap.gazetteer import geonames, open_gazetteer
from geomap.records import MatchKind


def line(number: int, name: str, listed: str, lat: float, lon: float, code: str, country: str, people: int) -> str:
    kind = "P" if code.startswith("PPL") else "A"
    cells = [str(number), name, name, listed, f"{lat}", f"{lon}", kind, code, country, "", "07", "1420", "", ""]
    return "\t".join([*cells, str(people), "", "210", "Asia/Damascus", "2020-01-01"])


SY = [
    line(9000001, "Tall Zaytunah", "Tell Zeitoun,泰勒", 35.61, 40.31, "PPL", "SY", 350),
    line(99072, "Mosul", "Mossul", 36.3351, 43.1191, "PPLA", "SY", 1_739_800),
    line(9000002, "Nahiyat Umm Sharqi", "", 35.71, 40.41, "ADM3", "SY", 0),
]
ALTERNATES = [
    "1\t9000001\tar\tتل الزيتونة\t\t\t\t\t\t",
    "2\t9000001\tlink\thttps://en.wikipedia.org/wiki/X\t\t\t\t\t\t",
    "3\t9000001\ten\tOlive Hill Sharqiyah\t1\t\t\t\t\t",
]


def zipped(member: str, lines: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, "\n".join(lines) + "\n")
    return out.getvalue()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A folder laid out as GeoNames' server is."""
    folder = tmp_path / "mirror"
    (folder / "alternatenames").mkdir(parents=True)
    (folder / "admin1CodesASCII.txt").write_text("SY.07\tDeir ez-Zor\tDeir ez-Zor\t170792\n", encoding="utf-8")
    (folder / "admin2Codes.txt").write_text("SY.07.1420\tMayadin District\tMayadin District\t1\n", encoding="utf-8")
    for code, lines in (("SY", SY), ("IQ", [line(9000009, "Khirbat Bayda", "", 33.0, 44.0, "PPL", "IQ", 90)])):
        (folder / f"{code}.zip").write_bytes(zipped(f"{code}.txt", lines))
        (folder / "alternatenames" / f"{code}.zip").write_bytes(zipped(f"{code}.txt", ALTERNATES))
    return folder


@pytest.fixture
def address(mirror: Path) -> Iterator[str]:
    handler = partial(QuietHandler, directory=str(mirror))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return result.output


def test_download_makes_a_layer_from_a_server(address: str, data_folder: Path) -> None:
    output = run("download", "sy", "--mirror", address)
    assert "layer 'geonames': 3 places, 1 of them known" in output
    gazetteer = open_gazetteer()
    found = gazetteer.candidates("Tel Zeitouna")[0]
    assert found.match is MatchKind.FOLDED
    assert found.place.place_id == "geonames:9000001"
    assert (found.place.admin1_name, found.place.admin2_name) == ("Deir ez-Zor", "Mayadin District")
    names = gazetteer.names("geonames:9000001")
    assert {"Tell Zeitoun", "تل الزيتونة", "Olive Hill Sharqiyah"} <= set(names)
    assert not any("wikipedia" in name or name == "泰勒" for name in names)
    assert geonames.ATTRIBUTION in gazetteer.attributions()
    assert "is current" in run("download", "SY", "--mirror", address)


def test_a_further_country_joins_the_layer(mirror: Path, data_folder: Path) -> None:
    run("download", "SY", "--mirror", str(mirror), "--quiet")
    assert "4 places" in run("download", "IQ", "--mirror", str(mirror), "--quiet")
    assert "GeoNames country dumps: IQ SY" in run("list")
    assert "layer 'geonames' is removed" in run("remove", "geonames")
    assert open_gazetteer().place("geonames:9000001") is None


def test_the_same_id_is_one_place(mirror: Path, data_folder: Path) -> None:
    run("download", "SY", "--mirror", str(mirror), "--quiet")
    gazetteer = open_gazetteer()
    ids = [candidate.place.place_id for candidate in gazetteer.candidates("Mossul")]
    assert ids.count("geonames:99072") == 1


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["1\tName"], r"SY\.zip:1: 2 columns instead of 19"),
        ([SY[0], SY[0].replace("35.61", "north")], r"SY\.zip:2: column 'latitude, longitude, population'"),
        ([SY[0].replace("35.61", "95.61")], r"SY\.zip:1: column 'latitude'.*outside"),
    ],
)
def test_a_damaged_dump_is_refused_and_no_layer_is_made(
    mirror: Path, data_folder: Path, lines: list[str], message: str
) -> None:
    (mirror / "SY.zip").write_bytes(zipped("SY.txt", lines))
    with pytest.raises(GazetteerSchemaError, match=message):
        run("download", "SY", "--mirror", str(mirror), "--quiet")
    assert not list((data_folder / "layers").glob("*"))


def test_what_is_no_zip_is_refused(mirror: Path, data_folder: Path) -> None:
    (mirror / "SY.zip").write_bytes(b"<html>not found</html>")
    with pytest.raises(GazetteerSchemaError, match=r"SY\.zip: is no sound GeoNames dump.*download it again"):
        run("download", "SY", "--mirror", str(mirror), "--quiet")


@pytest.mark.parametrize("code", ["SYR", "S", "S1", "..", "س"])
def test_country_codes_are_checked(code: str) -> None:
    with pytest.raises(UsageError, match="two-letter"):
        geonames.checked_codes([code])


def test_files_of_countries() -> None:
    assert [dump.remote for dump in geonames.dumps_of(["AF"])] == [
        "admin1CodesASCII.txt",
        "admin2Codes.txt",
        "AF.zip",
        "alternatenames/AF.zip",
    ]
