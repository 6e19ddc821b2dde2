"""What comes from outside is made safe where it enters."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as some
from slixmpp.jid import JID

from bridge import text
from bridge.errors import Refused, TooLong

anything = some.text(alphabet=some.characters(blacklist_categories=()), max_size=300)


@given(anything)
def test_legal_text_stands_in_xml(given_text: str) -> None:
    """
    Whatever a visitor writes, lone surrogates and control characters included, a parser reads it back as we kept it.
    """
    safe = text.legal(given_text)
    element = ET.Element("body")
    element.text = safe
    assert ET.fromstring(ET.tostring(element)).text == (safe or None)


@given(anything)
def test_every_name_becomes_a_nick_that_servers_accept(name: str) -> None:
    """
    Emoji, mixed directions, zero-width marks: what is left is a resource by the strictest rule, or the fallback.
    """
    nick = text.nick(name, otherwise="Visitor 7f3k9q")
    assert JID(f"room@rooms.example.test/{nick}").resource == nick


@given(anything)
def test_every_name_becomes_a_localpart(name: str) -> None:
    """
    A slug is a–z, digits and dashes, never empty, never too long.
    """
    slug = text.slug(name)
    assert slug
    assert len(slug) <= text.MAX_SLUG
    assert JID(f"{slug}-7f3k9q@rooms.example.test").local == f"{slug}-7f3k9q"


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        ("Anna", "Anna"),
        ("  Ünï  Ç ", "Ünï Ç"),
        ("نرگس", "نرگس"),
        ("😀", "Visitor"),
        ("a\u202eb", "ab"),
        ("😀 Vera", "Vera"),
    ],
)
def test_names_stay_readable(name: str, nick: str) -> None:
    """
    Names in any script stay themselves; only what no server accepts is left out.
    """
    assert text.nick(name, otherwise="Visitor") == nick


def test_an_empty_message_is_refused() -> None:
    """
    White space is not a message.
    """
    with pytest.raises(Refused):
        text.clean(" \n\t ")


def test_a_long_message_is_refused_whole() -> None:
    """
    Nothing is cut off in silence.
    """
    assert text.clean("a" * text.MAX_TEXT) == "a" * text.MAX_TEXT
    with pytest.raises(TooLong):
        text.clean("a" * (text.MAX_TEXT + 1))


def test_a_language_is_a_tag_or_english() -> None:
    """
    It is kept and compared: nothing else may stand there.
    """
    assert [text.clean_language(each) for each in ("fa", "pt-BR", "zh-Hant-TW")] == ["fa", "pt-BR", "zh-Hant-TW"]
    assert {text.clean_language(each) for each in ("", "fa\u202e", "x\x00", "-", "fa-", "<b>", "ﬁ")} == {"en"}


def test_only_web_addresses_count_as_pages() -> None:
    """
    A script or a file is no page of a visitor.
    """
    page = text.clean_page("javascript:alert(1)", "Oak\n tables", "https://search.example/?q=oak")
    assert (page.url, page.title, page.referrer) == ("", "Oak tables", "https://search.example/?q=oak")
