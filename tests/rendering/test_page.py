"""The HTML file as such, without a browser."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import folium
import pytest
from folium.plugins import MarkerCluster
from hypothesis import given
from hypothesis import strategies as st
from map_events import events as made_up

from geomap.errors import RenderError, UsageError
from geomap.rendering import bundle, event_map, vendor, write_map
from geomap.rendering.escape import safe_link, script_json, text_node
from geomap.rendering.pack import ALPHABET, CHUNK_ROWS, packed
from geomap.rendering.rows import SHORT, WORDY
from geomap.rendering.tiles import PROVIDERS, TileProvider, provider

MADE = datetime(2024, 5, 1, 12, tzinfo=UTC)
MEGABYTE = 1_000_000


class Parts(HTMLParser):
    """Elements and inline contents of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": [], "json": []}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = "json" if dict(attrs).get("type") == "application/json" else tag
        if self._open in self.inline:
            self.inline[self._open].append("")

    def handle_data(self, data: str) -> None:
        if self._open in self.inline:
            self.inline[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


def html_of(count: int = 5, **options: Any) -> str:
    """The page of a few events."""
    return str(event_map(made_up(count), made=MADE, **options).get_root().render())


def block_of(text: str) -> dict[str, Any]:
    """The page's data."""
    return json.loads(Parts(text).inline["json"][0])


def test_nothing_in_the_page_is_loaded_from_anywhere() -> None:
    parts = Parts(html_of())
    links = [
        (tag, at)
        for tag, attrs in parts.tags
        for at in ("src", "href", "srcset", "action", "data")
        if (attrs.get(at) or "#")[0] != "#"
    ]
    assert links == []
    assert not re.search(r"@import|url\((?!data:)(?!#default)", parts.inline["style"][0])
    assert "sourceMappingURL" not in "".join(parts.inline["script"])


def test_one_data_block_and_no_tag_can_end_it() -> None:
    text = html_of(title="</script><script>alert(1)</script><!--")
    parts = Parts(text)
    assert len(parts.inline["json"]) == 1
    assert len(parts.inline["script"]) == 2
    assert "<" not in parts.inline["json"][0]
    assert block_of(text)["title"] == "</script><script>alert(1)</script><!--"


def test_the_policy_allows_our_own_scripts_and_styles_alone() -> None:
    parts = Parts(html_of())
    rules = next(
        a["content"] or ""
        for tag, a in parts.tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    directives = {part.split()[0]: part.split()[1:] for part in rules.split("; ")}
    assert directives["default-src"] == ["'none'"]
    assert directives["img-src"] == ["data:", "blob:"]
    for kind in ("script", "style"):
        hashes = [
            "'sha256-" + base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() + "'"
            for t in parts.inline[kind]
        ]
        assert directives[f"{kind}-src"] == hashes
    assert "unsafe" not in rules
    order = [tag for tag, _ in parts.tags]
    assert order.index("meta") < order.index("style") < order.index("script")


def test_same_events_same_page() -> None:
    assert html_of() == html_of()
    assert html_of() != html_of(6)


def unpacked(text: str) -> bytes:
    """The page's way back, digit by digit."""
    count, letters = text.split(":", 1)
    digits = [ALPHABET.index(letter) for letter in letters]
    bits = "".join(f"{high * 91 + low:013b}" for high, low in zip(digits[::2], digits[1::2], strict=True))
    return gzip.decompress(bytes(int(bits[k : k + 8], 2) for k in range(0, 8 * int(count), 8)))


@given(st.binary(max_size=200))
def test_packing_can_be_undone(data: bytes) -> None:
    assert unpacked(packed(data)) == data


def test_the_alphabet_is_safe_in_a_script() -> None:
    assert len(ALPHABET) == 91
    assert script_json(ALPHABET) == f'"{ALPHABET}"'


def test_small_maps_are_plain_and_large_ones_packed() -> None:
    assert "plain" in block_of(html_of(20))["events"]
    rows = CHUNK_ROWS + 7
    events = block_of(html_of(rows))["events"]
    lines = [unpacked(chunk).split(b"\n") for chunk in events["chunks"]]
    columns = len((*SHORT, *WORDY))
    assert [len(chunk) for chunk in lines] == [columns * CHUNK_ROWS + 1, columns * 7 + 1]
    assert json.loads(unpacked(events["packedCore"]))["n"] == rows
    ids = [json.loads(line) for chunk in lines for line in chunk[1 : 1 + len(chunk) // columns]]
    assert set(ids) == {event.event_id for event in made_up(rows)}


def test_a_thousand_events_take_at_most_a_megabyte(tmp_path: Path) -> None:
    path = write_map(made_up(1_000, spread_deg=0.5), tmp_path / "map.html")
    assert path.stat().st_size <= MEGABYTE


def test_it_is_a_folium_map_and_takes_layers_that_need_leaflet_alone(tmp_path: Path) -> None:
    made = event_map(made_up(3))
    assert isinstance(made, folium.Map)
    folium.GeoJson({"type": "Point", "coordinates": [44, 33]}).add_to(made)
    folium.CircleMarker([33, 44], tooltip="here").add_to(made)
    made.save(str(tmp_path / "map.html"))
    assert "L.circleMarker" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<script src" not in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_a_layer_that_needs_links_is_refused_with_the_reason() -> None:
    made = event_map(made_up(3))
    MarkerCluster().add_to(made)
    with pytest.raises(RenderError, match=r"needs https://.* but the map is one file"):
        made.get_root().render()


def test_language_and_direction_are_set_from_the_start() -> None:
    assert '<html lang="en">' in html_of()
    arabic = html_of(language="ar")
    assert '<html lang="ar">' in arabic
    assert 'dir="rtl"' in arabic
    with pytest.raises(RenderError, match="the page speaks en, ar"):
        html_of(language="xx")


def test_tiles_are_allowed_only_when_chosen() -> None:
    assert "https:" not in re.search(r'img-src([^;"]*)', html_of())[1]  # type: ignore[index]
    chosen = re.search(r'img-src([^;"]*)', html_of(tiles="opentopomap"))[1]  # type: ignore[index]
    assert chosen.split() == ["data:", "blob:", *(f"https://{s}.tile.opentopomap.org" for s in "abc")]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_credits_openstreetmap(name: str) -> None:
    assert "© OpenStreetMap contributors" in PROVIDERS[name].attribution
    assert provider(name) == PROVIDERS[name]
    assert all(host.startswith("https://") for host in PROVIDERS[name].hosts)


@pytest.mark.parametrize(
    "bad",
    [
        "nope",
        "https://x.example/{z}/{x}",
        "ftp://x.example/{z}/{x}/{y}.png",
        "https://x.example/{z}/{x}/{y}.png; script-src *",
        "https://x.example/{s}/{z}/{x}/{y}",
    ],
)
def test_tiles_that_cannot_be_used_are_refused(bad: str) -> None:
    with pytest.raises(UsageError, match="tiles"):
        provider(bad, attribution="someone")


def test_own_tiles_need_a_credit() -> None:
    url = "https://tiles.example/{z}/{x}/{y}.png"
    with pytest.raises(UsageError, match="needs an attribution"):
        provider(url)
    own = provider(url, attribution="Someone")
    assert isinstance(own, TileProvider)
    assert own.hosts == ("https://tiles.example",)


def test_a_map_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RenderError, match="cannot be written"):
        write_map(made_up(1), tmp_path / "file" / "map.html")


def test_escapes() -> None:
    assert script_json("</script>&\u2028") == '"\\u003c/script>&\\u2028"'
    assert json.loads(script_json({"a": "\ud800<"})) == {"a": "?<"}
    assert text_node('<a href="x">\'&\x00') == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp; "
    assert safe_link(" https://a.example/x ") == "https://a.example/x"
    assert safe_link("https://a.example/x\ny") == ""


def test_modules_name_each_other_in_order_and_none_is_forgotten() -> None:
    files = {path.stem for path in (bundle.ASSETS / "app").glob("*.js")}
    assert files == set(bundle.SCRIPTS)
    assert {path.stem for path in (bundle.ASSETS / "style").glob("*.css")} == set(bundle.STYLES)
    names = [
        name
        for script in bundle.SCRIPTS
        for name in re.findall(r"^const (\w+) =", bundle.read(f"app/{script}.js"), re.MULTILINE)
    ]
    assert len(names) == len(set(names))


def test_modules_stay_small() -> None:
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (bundle.ASSETS / "app").glob("*.js")
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_texts_are_never_set_as_html() -> None:
    allowed = {"folium"}  # gives folium's own layers what they expect; the policy stops scripts in it
    for name in set(bundle.SCRIPTS) - allowed:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
            bundle.read(f"app/{name}.js"),
        ), name


def test_a_missing_asset_is_named() -> None:
    with pytest.raises(RenderError, match=r"no-such-file\.js cannot be read"):
        bundle.read("app/no-such-file.js")


def test_third_party_scripts_are_what_the_manifest_says(tmp_path: Path) -> None:
    assert vendor.differences() == []
    manifest = json.loads(vendor.MANIFEST.read_text(encoding="utf-8"))
    assert {row["package"] for row in manifest} == {package.name for package in vendor.PACKAGES}
    assert all(row["license"] and row["version"] and len(row["sha256"]) == 64 for row in manifest)
    assert {p.name for p in vendor.VENDOR_DIR.iterdir()} == {row["file"] for row in manifest} | {"manifest.json"}
    for row in manifest:
        (tmp_path / row["file"]).write_bytes((vendor.VENDOR_DIR / row["file"]).read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "leaflet.js").write_text("changed")
    (tmp_path / "leaflet.css").unlink()
    assert vendor.differences(tmp_path) == [
        "leaflet.js is not the file of npm leaflet@1.9.4 dist/leaflet.js",
        "leaflet.css is missing",
    ]


def test_importing_the_package_does_not_import_folium() -> None:
    import subprocess
    import sys

    code = "import sys, geomap.rendering; assert 'folium' not in sys.modules; assert geomap.rendering.write_map; assert 'folium' in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
