"""The gazetteer that the tests ask, and folders of their own for layers that they add."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geomap.gazetteer import Stack, open_gazetteer
from geomap.gazetteer.compile import compile_layer
from geomap.gazetteer.layer import Layer
from geomap.gazetteer.opening import embedded_layers
from geomap.gazetteer.rows import PlaceRow


@pytest.fixture(scope="session")
def gazetteer() -> Stack:
    """The embedded layers without any that a user of this machine has."""
    return open_gazetteer(embedded_layers())


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("GEOMAP_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def layer_of(tmp_path: Path) -> Callable[..., Layer]:
    """Compile rows into a layer file and open it."""

    def make(*rows: PlaceRow, name: str = "test", kind: str = "user", priority: int = 20) -> Layer:
        path = tmp_path / f"{name}.layer"
        compile_layer(path, rows, meta={"name": name, "kind": kind, "priority": priority, "title": name})
        return Layer(path)

    return make
