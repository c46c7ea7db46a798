"""A small gazetteer for recognition's tests."""

from __future__ import annotations

from geomap.protocols import NameFacts


def facts(code: str, population: int = 0, *, demonym: bool = False, places: int = 1) -> NameFacts:
    kind = {"PCLI": "A", "ADM1": "A", "ADM2": "A", "PPL": "P", "STM": "H", "RGN": "L", "AIRB": "S"}[code]
    return NameFacts(
        feature_class=kind,
        feature_code=code,
        population=population,
        place_count=places,
        is_demonym=demonym,
        in_focus=False,
    )


NAMES = {
    "syria": facts("PCLI", 17_000_000),
    "syrian": facts("PCLI", 17_000_000, demonym=True),
    "york": facts("PPL", 150_000, places=9),
    "new york": facts("PPL", 8_000_000),
    "mazar-e-sharif": facts("PPL", 500_000),
    "nice": facts("PPL", 340_000),
    "paris": facts("PPL", 2_100_000, places=20),
    "springfield": facts("PPL", 170_000, places=40),
    "hit": facts("PPL", 30_000),
    "victoria": facts("PPL", 300_000),
    "euphrates": facts("STM"),
    "nineveh": facts("ADM1", 3_000_000),
    "حلب": facts("PPL", 1_800_000),
    "خان شيخون": facts("PPL", 34_000),
    "سوري": facts("PCLI", 17_000_000, demonym=True),
    "النصر": facts("PPL", 900),
}


class FakeGazetteer:
    """Answers `name_facts` alone, which is all that recognition asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def name_facts(self, name: str) -> NameFacts | None:
        self.asked.append(name)
        return NAMES.get(name.casefold())
