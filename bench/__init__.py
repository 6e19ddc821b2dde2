"""Measurements, each a module to be run: `python -m bench.idle`."""
