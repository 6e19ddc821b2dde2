"""Photos as they come over the wire, and what is none."""

import base64
from xml.etree.ElementTree import Element, fromstring

import pytest

from component.stanzas.photos import LARGEST, kind_of, parse_card_photo, parse_data, parse_metadata
from component.stanzas.presences import parse_presence
from tests.pictures import png

BLUE = png(0, 0, 255)
ENCODED = base64.b64encode(BLUE).decode()


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (BLUE, "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"GIF87a..", "gif"),
        (b"GIF89a..", "gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<?xml version='1.0'?><svg/>", None),
        (b"<!doctype html><script>", None),
        (b"", None),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(picture: bytes, kind: str | None) -> None:
    """
    Four kinds are pictures; SVG and whatever else a browser might run are none.
    """
    assert kind_of(picture) == kind


def test_a_card_brings_its_photo() -> None:
    """
    In lines of 76 characters, as RFC 2045 has it, whatever TYPE says.
    """
    lines = "\n    ".join(ENCODED[at : at + 76] for at in range(0, len(ENCODED), 76))
    assert parse_card_photo(_card(f"<PHOTO><TYPE>image/jpeg</TYPE><BINVAL>\n    {lines}\n</BINVAL></PHOTO>")) == BLUE


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<PHOTO/>",
        "<PHOTO><BINVAL/></PHOTO>",
        "<PHOTO><BINVAL>A</BINVAL></PHOTO>",
        "<PHOTO><EXTVAL>http://192.168.0.1/</EXTVAL></PHOTO>",
        "<PHOTO><BINVAL>é</BINVAL></PHOTO>",
    ],
)
def test_a_card_without_a_usable_photo_brings_none(inside: str) -> None:
    """
    Nothing, half of something, and an address that we would have to fetch.
    """
    assert parse_card_photo(_card(inside)) == b""


def test_the_first_photo_that_fits_is_asked_for() -> None:
    """
    XEP-0084 may list several; those that are elsewhere, too large or of no size are passed over.
    """
    said = (
        f"<info id='huge' bytes='{LARGEST + 1}' type='image/png'/><info id='away' bytes='9' url='http://192.168.0.1/'/>"
        f"<info id='odd' bytes='-1'/><info id='fits' bytes='{LARGEST}' type='image/png'/>"
    )
    assert parse_metadata(_node("metadata", f"<metadata xmlns='urn:xmpp:avatar:metadata'>{said}</metadata>")) == "fits"
    assert parse_metadata(_node("metadata", "<metadata xmlns='urn:xmpp:avatar:metadata'/>")) is None


def test_a_node_brings_its_photo() -> None:
    """
    XEP-0084 §4.4.
    """
    assert parse_data(_node("data", f"<data xmlns='urn:xmpp:avatar:data'>{ENCODED}</data>")) == BLUE
    assert parse_data(_node("data", "")) == b""


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("", None),
        ("<x xmlns='vcard-temp:x:update'/>", None),
        ("<x xmlns='vcard-temp:x:update'><photo/></x>", ""),
        ("<x xmlns='vcard-temp:x:update'><photo>0F3Ab1</photo></x>", "0f3ab1"),
    ],
)
def test_presence_names_the_photo(said: str, mark: str | None) -> None:
    """
    XEP-0153 §4.1: nothing said, not known yet, none, or this one.
    """
    presence = parse_presence(fromstring(f"<presence xmlns='jabber:client' from='a@b/c' to='d'>{said}</presence>"))
    assert presence is not None
    assert presence.mark == mark


def _card(inside: str) -> Element:
    return fromstring(f"<iq xmlns='jabber:client'><vCard xmlns='vcard-temp'>{inside}</vCard></iq>")


def _node(name: str, inside: str) -> Element:
    items = f"<items node='urn:xmpp:avatar:{name}'><item id='1'>{inside}</item></items>"
    return fromstring(
        f"<iq xmlns='jabber:client'><pubsub xmlns='http://jabber.org/protocol/pubsub'>{items}</pubsub></iq>"
    )
