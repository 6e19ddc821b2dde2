"""What to paste elsewhere, filled in from the configuration.

Pure functions from settings to text, one file for each receiver.
"""
