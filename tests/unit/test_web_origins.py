"""Which websites may carry a channel."""

from dataclasses import replace

import pytest

from tests.unit.desks import directory
from web.origins import may_ask, may_carry, normal_origin

OURS = "https://chat.example"
ANY = directory().channels["default"]
LISTED = replace(ANY, origins=("https://shop.example", "http://localhost:8081"))


@pytest.mark.parametrize(
    ("told", "normal"),
    [
        ("https://Shop.Example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80/", "http://shop.example"),
        ("http://shop.example:8080", "http://shop.example:8080"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("null", ""),
        ("", ""),
        ("file://", ""),
        ("https://", ""),
        ("https://shop.example:port", ""),
        ("https://[", ""),
    ],
)
def test_an_origin_has_one_spelling(told: str, normal: str) -> None:
    """
    Upper case, usual ports and a slash make no difference; what is no page's origin is nothing.
    """
    assert normal_origin(told) == normal


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://shop.example", True),
        ("https://SHOP.example:443", True),
        ("http://localhost:8081", True),
        (OURS, True),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("https://shop.example.evil.example", False),
        ("https://evil.example?https://shop.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_listed_channel_is_carried_by_its_websites_and_ours(origin: str, may: bool) -> None:
    """
    Scheme, host and port must all agree; a page without an origin is no listed page.
    """
    assert may_carry(LISTED, origin, OURS) is may


def test_a_channel_without_a_list_is_carried_by_all() -> None:
    """
    Also by pages that tell no origin.
    """
    assert all(may_carry(ANY, origin, OURS) for origin in ("https://any.example", "null", ""))


def test_a_preflight_is_allowed_where_any_channel_is() -> None:
    """
    A preflight does not say which channel it is for.
    """
    people = replace(directory(), channels={"shop": LISTED})
    assert may_ask(people, "https://shop.example", OURS)
    assert not may_ask(people, "https://evil.example", OURS)
    assert may_ask(replace(people, channels={"shop": LISTED, "default": ANY}), "https://evil.example", OURS)
