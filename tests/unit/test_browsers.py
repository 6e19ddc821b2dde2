"""What browsers are called."""

import pytest

from bridge.browsers import LONGEST, name_browser

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox 132 on Linux"),
        (f"{_WINDOWS} Chrome/131.0.0.0 Safari/537.36", "Chrome 131 on Windows"),
        (f"{_WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.70", "Edge 131 on Windows"),
        (f"{_WINDOWS} Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0", "Opera 115 on Windows"),
        (f"{_MAC} Version/18.1 Safari/605.1.15", "Safari 18 on macOS"),
        (f"{_PHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17 on iOS"),
        (f"{_PHONE} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome 131 on iOS"),
        (f"{_PHONE} FxiOS/132.0 Mobile/15E148 Safari/605.1.15", "Firefox 132 on iOS"),
        (f"{_ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome 131 on Android"),
        (f"{_ANDROID} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "Samsung Internet 26 on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer 11 on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15", "Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("x" * LONGEST + "Firefox/132.0", ""),
    ],
)
def test_a_browser_has_a_short_name(said: str, name: str) -> None:
    """
    The one it is, not those it claims to be like; nothing is made up.
    """
    assert name_browser(said) == name


def test_a_name_is_short_whatever_is_said() -> None:
    """
    It stands in lines that agents read.
    """
    assert len(name_browser("Firefox/" + "9" * 500 + " Windows")) < 30
