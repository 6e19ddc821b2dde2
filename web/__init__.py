"""The visitors' and administrators' side: HTTP, the visitor's socket, the pages.

Twin of `component`: `frames` is to this side what `stanzas` is to that one, `socket` what `gateway` is.
Quart is named nowhere else.
"""
