"""The only code that speaks HTTP. Importing the package loads none of it: a run without the fallback starts no network
code."""
