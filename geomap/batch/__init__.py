"""The pipeline over many documents: local processes, or a Dask cluster."""

from geomap.batch.driver import Progress, RunResult, run

__all__ = ["Progress", "RunResult", "run"]
