"""The pipeline over many documents: local processes, or a Dask cluster."""

from geomap.batch.driver import Progress, run
from geomap.batch.result import RunResult

__all__ = ["Progress", "RunResult", "run"]
