"""Documents come out of every kind of file, and what cannot be read comes out with its reason."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import InputError
from geomap.reading import ReadOptions, parse_date, read_documents
from geomap.records import Document

PAGE = """<!doctype html><html lang="en"><head><title>Floods in Herat | The Paper</title>
<meta property="og:title" content="Floods in Herat"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2020-04-02T10:00:00Z">
<link rel="canonical" href="https://paper.example/floods"></head><body>
<nav><a href="/">Home</a><a href="/kabul">Kabul</a></nav>
<article><h1>Floods in Herat</h1>
<p>Heavy rain caused floods in the western Afghan province of Herat on Thursday, and hundreds of houses were damaged
in the district of Shindand, officials said. Families were brought to schools on higher ground.</p>
<p>Aid workers said that roads to several villages were closed and that food would be needed for weeks. The river was
still rising in the evening, and more rain was expected during the night in all of western Afghanistan.</p></article>
<footer>Imprint, Privacy</footer></body></html>"""


def read(*inputs: str | Path, options: ReadOptions | None = None) -> tuple[list[Document], list[InputError]]:
    found = list(read_documents([str(item) for item in inputs], options))
    return [f for f in found if isinstance(f, Document)], [f for f in found if isinstance(f, InputError)]


def test_plain_text_with_a_title_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bomb in Kabul\n\nA bomb exploded in Kabul.\n", encoding="utf-8")
    [document], errors = read(tmp_path / "a.txt", options=ReadOptions(published=date(2020, 1, 2)))
    assert not errors
    assert (document.title, document.published, document.doc_id) == ("Bomb in Kabul", date(2020, 1, 2), "a.txt")
    assert document.text.startswith("Bomb in Kabul\n\nA bomb")


def test_markdown_front_matter_and_marks(tmp_path: Path) -> None:
    front = "---\ntitle: Raid\ndate: 2019-10-28\nsource: Desk\nurl: https://x.example/1\n---\n"
    text = f"{front}# Head\n\nA *raid* in [Barisha](http://b).\n\n- one\n- two\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    [document], _ = read(tmp_path / "a.md")
    assert (document.title, document.published, document.source_name) == ("Raid", date(2019, 10, 28), "Desk")
    assert document.url == "https://x.example/1"
    assert document.text == "Head\n\nA raid in Barisha.\n\none\n\ntwo"


def test_markdown_heading_is_the_title_without_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Head\n\nText.\n", encoding="utf-8")
    [document], _ = read(tmp_path / "a.md")
    assert document.title == "Head"


def test_html_gives_the_article_and_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    [document], errors = read(tmp_path / "a.html")
    assert not errors
    assert (document.title, document.published) == ("Floods in Herat", date(2020, 4, 2))
    assert (document.source_name, document.url) == ("The Paper", "https://paper.example/floods")
    assert "Shindand" in document.text
    assert "Imprint" not in document.text
    assert "Home" not in document.text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "A bomb in Mazār-e Sharīf."),
        ("utf-16", "A bomb in Mazār-e Sharīf."),
        ("cp1252", "Ein Anschlag in München – “schwer”, sagte die Polizei; die Straße wurde für Stunden gesperrt."),
        ("cp1256", "قال مسؤولون إن انفجارا وقع في مدينة الموصل يوم الجمعة وأسفر عن مقتل ثلاثة أشخاص وإصابة عشرة."),
    ],
)
def test_encodings_are_found(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    [document], errors = read(tmp_path / "a.txt")
    assert not errors
    assert document.text == text


def rows() -> list[dict[str, str]]:
    return [
        {"id": "1", "headline": "One", "body": "A blast in Mosul.", "published": "2017-03-01", "outlet": "X"},
        {"id": "2", "headline": "Two", "body": "A raid in Raqqa, \"quoted\".", "published": "20170302", "outlet": "X"},
    ]  # fmt: skip


def write_table(path: Path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows()), path)
    elif path.suffix == ".json":
        path.write_text(json.dumps({"articles": rows()}), encoding="utf-8")
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, rows())), encoding="utf-8")
    else:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows()[0]), delimiter="\t" if path.suffix == ".tsv" else ";")
        writer.writeheader()
        writer.writerows(rows())
        path.write_text(out.getvalue(), encoding="utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl", ".parquet"])
def test_tables_by_their_usual_column_names(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"reports{suffix}"
    write_table(path)
    documents, errors = read(path)
    assert not errors
    assert [d.doc_id for d in documents] == ["1", "2"]
    assert [d.published for d in documents] == [date(2017, 3, 1), date(2017, 3, 2)]
    assert (documents[0].title, documents[0].source_name) == ("One", "X")
    assert documents[1].text == 'A raid in Raqqa, "quoted".'


def test_given_columns_win_and_missing_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,story_text\nwrong,A bomb in Kabul.\n", encoding="utf-8")
    [document], _ = read(tmp_path / "a.csv", options=ReadOptions(text_column="story_text"))
    assert document.text == "A bomb in Kabul."
    _, [error] = read(tmp_path / "a.csv", options=ReadOptions(text_column="nothing"))
    assert error.field == "nothing"
    assert "story_text" in str(error)


def test_bad_rows_are_reported_with_line_and_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = ['{"doc_id": "1", "text": "Kabul."}', "{broken", '{"doc_id": "3", "text": ""}', "[1]",
             '{"doc_id": "5", "text": "Herat.", "date": "no date"}', '{"doc_id": "1", "text": "again"}',
             '{"doc_id": "7", "text": "Balkh.", "toponyms": [{"start": 2, "end": 99}]}',
             '{"doc_id": "8", "text": "Ghor."}']  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    documents, errors = read(tmp_path / "a.jsonl")
    assert [d.doc_id for d in documents] == ["1", "8"]
    assert [e.line for e in errors if e.line] == [2, 3, 4, 5, 7]
    assert len(documents) + len(errors) == len(lines)


def test_given_toponyms_and_triggers(tmp_path: Path) -> None:
    row = {
        "doc_id": "1",
        "text": "Kabul was hit.",
        "toponyms": [{"start": 0, "end": 5}],
        "events": [{"trigger": {"start": 10, "end": 13}}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    [document], _ = read(tmp_path / "a.jsonl")
    assert document.given_toponyms == ((0, 5),)
    assert document.given_triggers == ((10, 13),)


def test_folders_globs_and_unreadable_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Text {name} in Kabul.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    documents, errors = read(tmp_path, tmp_path / "missing.txt", str(tmp_path / "*.none"))
    assert [d.doc_id for d in documents] == ["a.txt", "b.txt", "sub/c.txt"]
    assert {Path(e.path).name for e in errors} == {"empty.txt", "binary.txt", "broken.parquet", "missing.txt", "*.none"}


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kabul.", encoding="utf-8")
    documents, errors = read(tmp_path / "a.txt", tmp_path)
    assert len(documents) == 1
    assert not errors


def test_same_names_in_two_folders_stay_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"Kabul {folder}.", encoding="utf-8")
    documents, errors = read(tmp_path / "x", tmp_path / "y")
    assert len({d.doc_id for d in documents}) == 2
    assert not errors


def test_standard_input() -> None:
    [document] = list(read_documents(["-"], stdin=io.BytesIO(b"A bomb in Kabul.")))
    assert isinstance(document, Document)
    assert document.text == "A bomb in Kabul."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018-09-03", date(2018, 9, 3)),
        ("2018-09-03T12:30:00+02:00", date(2018, 9, 3)),
        ("20180903", date(2018, 9, 3)),
        ("3 September 2018", date(2018, 9, 3)),
        ("Mon, 03 Sep 2018 10:00:00 GMT", date(2018, 9, 3)),
        (1535932800, date(2018, 9, 3)),
        (None, None),
        (float("nan"), None),
        ("", None),
    ],
)
def test_dates(value: object, expected: date | None) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize("value", ["soon", "2018-13-45", "0000-01-01"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        parse_date(value)


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2100, 12, 31)))
def test_iso_dates_round_trip(day: date) -> None:
    assert parse_date(day.isoformat()) == day
