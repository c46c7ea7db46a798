"""Bytes to documents and event records; every row error is collected, none is lost."""

from geomap.reading.dates import parse_date
from geomap.reading.documents import read_documents, read_inputs
from geomap.reading.options import ReadOptions, Tables
from geomap.reading.schema import load_schema, schema_from_options

__all__ = [
    "ReadOptions", "Tables", "load_schema", "parse_date", "read_documents", "read_inputs", "schema_from_options",
]  # fmt: skip
