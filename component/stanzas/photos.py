"""A person's photo as XMPP carries it: in the card (vCard-temp, XEP-0054) or as a node of its own (XEP-0084).

Rule: a picture is what its first bytes say, whatever is said about it. SVG, which can do things, is none; a photo that
      is only an address is none either: nothing is fetched for anybody.
"""

import base64
import binascii
from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.markup import AVATAR_DATA, AVATAR_METADATA, PUBSUB, VCARD, escape, tag

LARGEST: Final = 128 * 1024  # bytes
CARD_PAYLOAD: Final = f"<vCard xmlns='{VCARD}'/>"
METADATA_PAYLOAD: Final = f"<pubsub xmlns='{PUBSUB}'><items node='{AVATAR_METADATA}' max_items='1'/></pubsub>"

_BINVAL: Final = f"{tag(VCARD, 'vCard')}/{tag(VCARD, 'PHOTO')}/{tag(VCARD, 'BINVAL')}"
_INFO: Final = tag(AVATAR_METADATA, "info")
_DATA: Final = tag(AVATAR_DATA, "data")
_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)


def kind_of(picture: bytes) -> str | None:
    """The ending of a file with this contents; `None`: not a picture that we show."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "webp"
    return next((kind for beginning, kind in _BEGINNINGS if picture.startswith(beginning)), None)


def build_data_request(number: str) -> str:
    """The photo of this id (XEP-0084 §4.4)."""
    item = f"<item id='{escape(number)}'/>"
    return f"<pubsub xmlns='{PUBSUB}'><items node='{AVATAR_DATA}'>{item}</items></pubsub>"


def parse_card_photo(answer: Element) -> bytes:
    """The photo in the answer to `CARD_PAYLOAD`, or nothing."""
    return _decoded(answer.findtext(_BINVAL))


def parse_metadata(answer: Element) -> str | None:
    """The id of a photo that is not too large, in the answer to `METADATA_PAYLOAD`."""
    for info in answer.iter(_INFO):
        size = info.get("bytes", "")
        if info.get("url") is None and info.get("id") and size.isdecimal() and int(size) <= LARGEST:
            return info.get("id")
    return None


def parse_data(answer: Element) -> bytes:
    """The photo in the answer to `build_data_request`, or nothing."""
    return _decoded(next(answer.iter(_DATA), Element("none")).text)


def _decoded(text: str | None) -> bytes:
    try:
        return base64.b64decode(text or "")
    except (binascii.Error, ValueError):
        return b""
