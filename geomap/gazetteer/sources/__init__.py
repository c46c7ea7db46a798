"""Builds the data of gazetteer/world/ from what PyPI and npm packages ship and from the tables written by hand there.

`python -m geomap.gazetteer.sources` regenerates everything; the same packages give the same bytes. Only this
folder knows the packages' formats; what runs look-ups reads nothing but the files written here.
"""
