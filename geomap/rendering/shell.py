"""The folium shell: a folium.Map whose page holds everything itself. The only file that imports folium.

folium brings its libraries by links and writes text into scripts; none of that happens here: the figure is our own,
its scripts stand in a Content-Security-Policy by their hash, and events travel as data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Figure, JavascriptLink
from folium.template import Template

from geomap.errors import RenderError
from geomap.records import Event
from geomap.rendering import bundle, csp
from geomap.rendering.credits import Credits
from geomap.rendering.escape import script_json, text_node
from geomap.rendering.outlines import outlines
from geomap.rendering.pack import data_block
from geomap.rendering.regions import REGIONS, Region
from geomap.rendering.tiles import TileProvider, provider

DEFAULT_TITLE = "Events on the map"
LANGUAGES = ("en", "ar")


class PageFigure(Figure):
    """The HTML document: one data block, hashed scripts and styles, no links."""

    def __init__(self, *, title: str, language: str, data: str, image_hosts: Sequence[str]) -> None:
        super().__init__(title=title)
        self.heading = title
        self.language = language
        self.data = data
        self.image_hosts = tuple(image_hosts)
        self.header._children.clear()

    def render(self, **kwargs: Any) -> str:
        """The whole document."""
        for child in self._children.values():
            child.render(**kwargs)
        self._refuse_links()
        # Layers that a caller added write their style elements into the header; they are hashed like ours.
        extra = str(self.header.render(**kwargs))
        own = str(self.script.render(**kwargs))
        scripts = [bundle.script(), own]
        styles = [bundle.style(), *_inner(extra, "style")]
        has_layers = any(child._children for child in self._children.values())
        rules = csp.policy(
            scripts=scripts + _inner(extra, "script"),
            styles=styles,
            image_hosts=self.image_hosts,
            style_attributes=has_layers,
        )
        return "".join(
            [
                f'<!DOCTYPE html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n',
                f'<meta http-equiv="Content-Security-Policy" content="{text_node(rules)}">\n',
                '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
                '<meta name="referrer" content="no-referrer">\n',
                f"<title>{text_node(self.heading)}</title>\n<style>{bundle.style()}</style>\n{extra}</head>\n<body>\n",
                str(self.html.render(**kwargs)),
                f'<script type="application/json" id="gm-data">{self.data}</script>\n',
                f"<script>{scripts[0]}</script>\n<script>{own}</script>\n</body>\n</html>\n",
            ]
        )

    def _refuse_links(self) -> None:
        links = [c.url for c in self.header._children.values() if isinstance(c, JavascriptLink | CssLink)]
        if links:
            raise RenderError(
                f"a folium layer that was added needs {links[0]}, but the map is one file that loads nothing; "
                "use layers that need Leaflet alone (GeoJson, Marker, Circle, PolyLine, FeatureGroup); "
                "online tiles come by the option tiles"
            )


def _inner(text: str, tag: str) -> list[str]:
    """Contents of the elements `tag` in folium's own header templates."""
    parts = text.split(f"<{tag}>")[1:]
    return [part.split(f"</{tag}>")[0] for part in parts]


class EventMap(folium.Map):
    """A folium.Map that shows events. Add folium layers to it as to any other."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium's own declaration
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        "{% macro html(this, kwargs) %}{{ this.scaffold }}{% endmacro %}"
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = geomap.open({{ this.get_name()|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, *, title: str, language: str, data: str, image_hosts: Sequence[str]) -> None:
        super().__init__(tiles=None)
        # folium names its elements at random; by the data, the same events give the same page.
        self._id = hashlib.sha256(data.encode()).hexdigest()[:32]
        figure = PageFigure(title=title, language=language, data=data, image_hosts=image_hosts)
        figure.add_child(self)
        direction = "rtl" if language == "ar" else "ltr"
        self.scaffold = bundle.read("page.html").replace("%MAP%", self.get_name()).replace("%DIR%", direction)


def event_map(
    events: Iterable[Event],
    *,
    title: str = DEFAULT_TITLE,
    attributions: Sequence[str] = (),
    tiles: str | TileProvider | None = None,
    tiles_attribution: str | None = None,
    language: str = "en",
    regions: Sequence[Region] = REGIONS,
    made: datetime | None = None,
) -> EventMap:
    """A map of `events` as a folium.Map; its `save` writes one file that needs no network.

    Parameters
    ----------
    events
        What happened; every event is reachable in the page, those without a known place in its list.
    title
        Heading of the page.
    attributions
        Sources of the gazetteer and the outlines, shown on the map and on what is taken from it. OpenStreetMap is
        added where events have places of it.
    tiles
        A provider's name (osm, carto-light, carto-dark, opentopomap), a URL template or a TileProvider. The page then
        may load its images, and does so once the reader switches them on. None: no network at all.
    tiles_attribution
        The credit that an own URL template needs.
    language
        Language that the page starts in: en or ar; the reader can change it.
    regions
        Jump buttons.
    made
        When the map was made; now when None.

    Raises
    ------
    UsageError
        For tiles that cannot be used.
    RenderError
        For an unknown language, or assets that are missing.
    """
    if language not in LANGUAGES:
        raise RenderError(f"language {language!r}: the page speaks {', '.join(LANGUAGES)}")
    chosen = provider(tiles, attribution=tiles_attribution)
    shapes, credits_due = outlines(), Credits()
    packed = data_block(events, outlines=shapes.keys, due=credits_due)
    block = {
        "title": title,
        "language": language,
        "made": (made or datetime.now(UTC)).replace(microsecond=0).isoformat(),
        "attributions": credits_due.added_to(attributions),
        "tiles": asdict(chosen) if chosen else None,
        "regions": [asdict(region) for region in regions],
        "outlines": shapes.text,
        "events": packed,
    }
    return EventMap(title=title, language=language, data=script_json(block), image_hosts=chosen.hosts if chosen else ())


def write_map(events: Iterable[Event], path: Path, **options: Any) -> Path:
    """Write the map of `events` to `path`; options as `event_map`.

    Raises RenderError when the file cannot be written.
    """
    text = event_map(events, **options).get_root().render()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RenderError(f"the map cannot be written to {path}: {error}") from error
    return path
