"""geomap: news reports and event records in, one interactive map of what happened where out."""

__version__ = "0.1.0"
