"""A browser's name for people (“Firefox 132 on Linux”), from what it says of itself (RFC 9110 §10.1.5).

Rules: a small table of what people use, no library of all that ever was; the more special name comes first, since most
browsers also claim to be the ones before them; what is not in the table has no name.
"""

import re
from functools import lru_cache
from typing import Final

LONGEST: Final = 512  # characters that are looked at
_REMEMBERED: Final = 256  # different ones

_BROWSERS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
        ("Opera", r"(?:OPR|OPiOS)/(\d+)"),
        ("Samsung Internet", r"SamsungBrowser/(\d+)"),
        ("Yandex", r"YaBrowser/(\d+)"),
        ("Vivaldi", r"Vivaldi/(\d+)"),
        ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
        ("Chrome", r"(?:Chrome|Chromium|CriOS)/(\d+)"),
        ("Safari", r"Version/(\d+)\S* (?:Mobile/\S+ )?Safari/"),
        ("Internet Explorer", r"(?:MSIE |Trident/.*rv:)(\d+)"),
    )
)
_SYSTEMS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Android", r"Android"),
        ("iOS", r"iPhone|iPod"),
        ("iPadOS", r"iPad"),
        ("Windows", r"Windows"),
        ("macOS", r"Macintosh|Mac OS X"),
        ("ChromeOS", r"CrOS"),
        ("Linux", r"Linux|X11"),
    )
)


@lru_cache(_REMEMBERED)
def name_browser(said: str) -> str:
    """What a browser with this `User-Agent` is called, as far as it can be told; empty when nothing can."""
    said = said[:LONGEST]
    found = ((name, pattern.search(said)) for name, pattern in _BROWSERS)
    browser = next((f"{name} {match[1][:6]}" for name, match in found if match), "")
    system = next((name for name, pattern in _SYSTEMS if pattern.search(said)), "")
    return f"{browser} on {system}" if browser and system else browser or system
