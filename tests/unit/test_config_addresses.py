"""Addresses of all kinds: what is accepted, in which form, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import addresses, texts
from config.addresses import Endpoint
from config.findings import SettingError


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann@Example.ORG ", "ann@example.org"),
        ("ann.lee+chat@xn--bcher-kva.example", "ann.lee+chat@xn--bcher-kva.example"),
        ("امید@example.org", "امید@example.org"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("ann@localhost", "ann@localhost"),
        ("ann@127.0.0.1", "ann@127.0.0.1"),
    ],
)
def test_addresses_of_agents(written: str, kept: str) -> None:
    """
    A bare JID is kept in lower case, whatever its script.
    """
    assert addresses.parse_jid(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example.org/phone",
        "a nn@example.org",
        "a<b@example.org",
        "a@b@c",
        "ann@ex ample.org",
        "ann@-example.org",
        "ann@example..org",
        "x" * 1024 + "@example.org",
        "ann\x00@example.org",
        "ann@" + "a" * 254,
    ],
)
def test_what_is_no_address_of_an_agent(written: str) -> None:
    """
    A missing part, a resource and forbidden characters are refused with an example of a good one.
    """
    with pytest.raises(SettingError) as refusal:
        addresses.parse_jid(written)
    assert refusal.value.fix


@given(st.text())
def test_an_accepted_address_is_accepted_again_unchanged(written: str) -> None:
    """
    What was accepted once is in its final form.
    """
    try:
        kept = addresses.parse_jid(written)
    except SettingError:
        return
    assert addresses.parse_jid(kept) == kept


@pytest.mark.parametrize(
    ("written", "endpoint"),
    [
        ("127.0.0.1:8080", Endpoint("127.0.0.1", 8080)),
        ("[::1]:80", Endpoint("::1", 80)),
        ("xmpp.example.org:5347", Endpoint("xmpp.example.org", 5347)),
        ("0.0.0.0:0", Endpoint("0.0.0.0", 0)),
    ],
)
def test_hosts_and_ports(written: str, endpoint: Endpoint) -> None:
    """
    An endpoint is read and written in the same form.
    """
    assert addresses.parse_endpoint(written) == endpoint
    assert str(endpoint) == written


@pytest.mark.parametrize(
    "written", ["", "8080", ":8080", "localhost", "localhost:", "localhost:99999", "::1:80", "a:b", 8080]
)
def test_what_is_no_host_and_port(written: object) -> None:
    """
    Host and port are both needed, and IPv6 stands in brackets.
    """
    with pytest.raises(SettingError):
        addresses.parse_endpoint(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://Shop.example.org/", "https://shop.example.org"),
        ("https://shop.example.org:443", "https://shop.example.org"),
        ("http://localhost:8081", "http://localhost:8081"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_origins_are_kept_as_browsers_send_them(written: str, kept: str) -> None:
    """
    Lower case, no slash, no usual port: so that two origins can be compared as texts.
    """
    assert addresses.parse_origin(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "shop.example.org",
        "ftp://shop.example.org",
        "https://shop.example.org/page",
        "https://a@b.example",
        "https://",
        "*",
        "https://shop.example.org?x",
        "https://[::1",
        "https://shop.example.org:99999",
    ],
)
def test_what_is_no_origin(written: str) -> None:
    """
    A path, another scheme or no scheme at all make no origin.
    """
    with pytest.raises(SettingError):
        addresses.parse_origin(written)


def test_the_public_url_has_a_host_of_its_own() -> None:
    """
    A slash at the end is dropped; a path is refused, since Parlour's pages stand at the root.
    """
    assert addresses.parse_public_url("https://chat.example.org/") == "https://chat.example.org"
    with pytest.raises(SettingError, match="path"):
        addresses.parse_public_url("https://example.org/chat")


def test_networks_and_colours() -> None:
    """
    Ranges keep to their masks, colours to six digits.
    """
    assert str(addresses.parse_network("10.0.0.0/8")) == "10.0.0.0/8"
    assert str(addresses.parse_network("::1")) == "::1/128"
    assert addresses.parse_colour("#0AF") == "#00aaff"
    for wrong in ("10.0.0.1/8", "example.org", "10.0.0.0/64"):
        with pytest.raises(SettingError):
            addresses.parse_network(wrong)
    for wrong in ("green", "#12", "0b6e4f", "#0b6e4g"):
        with pytest.raises(SettingError):
            addresses.parse_colour(wrong)


def test_a_text_is_picked_by_language() -> None:
    """
    The reader's language, its parent, then English, then whatever there is.
    """
    name = texts.parse_text({"en": "Sales", "fa": "فروش", "pt-BR": "Vendas"})
    assert name.pick("fa-IR") == "فروش"
    assert name.pick("pt-br") == "Vendas"
    assert name.pick("de", "fa") == "فروش"
    assert name.pick("de") == "Sales"
    assert texts.parse_text({"fa": "فروش"}).pick("de") == "فروش"
    assert texts.parse_text(" Sales ").pick("fa") == "Sales"


@pytest.mark.parametrize("written", ["", " ", {}, {"en": ""}, {"english language": "x"}, {"en": 3}, ["x"], 3, None])
def test_what_is_no_text(written: object) -> None:
    """
    Empty texts and tags that are no languages are refused.
    """
    with pytest.raises(SettingError):
        texts.parse_text(written)
