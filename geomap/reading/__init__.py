"""Bytes to documents and event records; every row error is collected, none is lost."""

from geomap.reading.dates import parse_date
from geomap.reading.documents import read_documents
from geomap.reading.options import ReadOptions

__all__ = ["ReadOptions", "parse_date", "read_documents"]
