"""Stanzas and words: pure functions between XML and frozen dataclasses, in both directions.

Twin of `web.frames`. Nothing here sends, waits or remembers; broken input gives `None`, never an exception.
"""
