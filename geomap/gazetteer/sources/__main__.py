"""`python -m geomap.gazetteer.sources`: regenerate gazetteer/world/ and the map's base data."""

from __future__ import annotations

from pathlib import Path

from geomap.gazetteer.sources.build import build_world

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Build everything; prints what was written."""
    counts = build_world(ROOT / "gazetteer" / "world", ROOT / "geomap" / "rendering" / "assets" / "outlines.json")
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
