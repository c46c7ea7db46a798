"""A run with the fake engine, for tests that kill it: python killed_run.py INPUT FOLDER WORKERS."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from batch.conftest import install
from geomap.batch import run
from geomap.batch import state as state_module
from geomap.settings import Settings

if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        # A second is most of such a short run.
        patch.setattr(state_module, "COMMIT_EVERY_S", 0.05)
        run(sys.argv[1], sys.argv[2], settings=Settings(workers=int(sys.argv[3])))
