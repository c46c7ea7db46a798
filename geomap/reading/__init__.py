"""Bytes to documents and event records; every row error is collected, none is lost."""

from geomap.reading.dates import parse_date
from geomap.reading.discover import STANDARD_INPUT, InputFile, find_files
from geomap.reading.documents import (
    holds_one_document,
    read_documents,
    read_file,
    read_inputs,
    read_one,
    read_stdin,
)
from geomap.reading.options import ReadOptions, Tables
from geomap.reading.remote import is_remote, open_system, version_of
from geomap.reading.schema import load_schema, schema_from_options

__all__ = [
    "STANDARD_INPUT", "InputFile", "ReadOptions", "Tables", "find_files", "holds_one_document", "is_remote",
    "load_schema", "open_system", "parse_date", "read_documents", "read_file", "read_inputs", "read_one", "read_stdin",
    "schema_from_options", "version_of",
]  # fmt: skip
