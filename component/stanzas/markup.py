"""Namespaces, and the few things that everything here does with XML.

Rule 1: what we send is text. A stanza is put together from ready-made pieces, and every word from outside goes through
        `escape`, which also replaces what XML 1.0 forbids: one such character would end the whole stream.
Rule 2: every stanza of ours begins with its `from`, so that the stream can see at a glance whose it claims to be.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element

from bridge import text

CLIENT: Final = "jabber:client"
COMPONENT: Final = "jabber:component:accept"
STANZAS: Final = "urn:ietf:params:xml:ns:xmpp-stanzas"
STREAMS: Final = "http://etherx.jabber.org/streams"

ARCHIVE: Final = "urn:xmpp:mam:2"
ATTENTION: Final = "urn:xmpp:attention:0"
AVATAR_DATA: Final = "urn:xmpp:avatar:data"
AVATAR_METADATA: Final = "urn:xmpp:avatar:metadata"
CHAT_STATES: Final = "http://jabber.org/protocol/chatstates"
COMMANDS: Final = "http://jabber.org/protocol/commands"
CONFERENCE: Final = "jabber:x:conference"
CORRECTION: Final = "urn:xmpp:message-correct:0"
DATA: Final = "jabber:x:data"
DELAY: Final = "urn:xmpp:delay"
DISCO_INFO: Final = "http://jabber.org/protocol/disco#info"
DISCO_ITEMS: Final = "http://jabber.org/protocol/disco#items"
ENCRYPTION: Final = "urn:xmpp:eme:0"
FALLBACK: Final = "urn:xmpp:fallback:0"
FASTEN: Final = "urn:xmpp:fasten:0"
FORWARD: Final = "urn:xmpp:forward:0"
HINTS: Final = "urn:xmpp:hints"
MARKERS: Final = "urn:xmpp:chat-markers:0"
MODERATION_0: Final = "urn:xmpp:message-moderate:0"
MODERATION_1: Final = "urn:xmpp:message-moderate:1"
MUC: Final = "http://jabber.org/protocol/muc"
MUC_ADMIN: Final = "http://jabber.org/protocol/muc#admin"
MUC_OWNER: Final = "http://jabber.org/protocol/muc#owner"
MUC_USER: Final = "http://jabber.org/protocol/muc#user"
NICK: Final = "http://jabber.org/protocol/nick"
OCCUPANT: Final = "urn:xmpp:occupant-id:0"
OMEMO: Final = "eu.siacs.conversations.axolotl"
OMEMO_2: Final = "urn:xmpp:omemo:2"
OOB: Final = "jabber:x:oob"
OPENPGP: Final = "urn:xmpp:openpgp:0"
PGP: Final = "jabber:x:encrypted"
PING: Final = "urn:xmpp:ping"
PUBSUB: Final = "http://jabber.org/protocol/pubsub"
REACTIONS: Final = "urn:xmpp:reactions:0"
REPLY: Final = "urn:xmpp:reply:0"
RESULT_SET: Final = "http://jabber.org/protocol/rsm"
RETRACTION_0: Final = "urn:xmpp:message-retract:0"
RETRACTION_1: Final = "urn:xmpp:message-retract:1"
STANZA_ID: Final = "urn:xmpp:sid:0"
UPLOAD: Final = "urn:xmpp:http:upload:0"
VCARD: Final = "vcard-temp"
VCARD_UPDATE: Final = "vcard-temp:x:update"
VERSION: Final = "jabber:iq:version"

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;"}
_TRANSLATION: Final = str.maketrans(_ENTITIES)
_PLAIN: Final = re.compile("[\t\n\x20!#-%(-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def escape(words: str) -> str:
    """Words as they may stand in a text or an attribute; most need nothing."""
    if _PLAIN.fullmatch(words):
        return words
    return text.legal(words).translate(_TRANSLATION)


def tag(namespace: str, name: str) -> str:
    """A tag as ElementTree spells it."""
    return f"{{{namespace}}}{name}"


def bare(address: str) -> str:
    """An address without its resource."""
    return address.partition("/")[0]


def resource(address: str) -> str:
    """Only the resource: in a room, the nick."""
    return address.partition("/")[2]


def domain(address: str) -> str:
    """Only the domain."""
    return bare(address).rpartition("@")[2]


def is_stanza(element: Element) -> bool:
    """Whether this is a message, a presence or an iq rather than something of the stream itself."""
    return element.tag in _STANZA_TAGS


def as_client(element: Element) -> Element:
    """The stanza with the component namespace replaced throughout, so that one spelling is left (XEP-0114 uses its
    own, archives don't).
    """
    for each in element.iter():
        if each.tag.startswith(_COMPONENT_PREFIX):
            each.tag = _CLIENT_PREFIX + each.tag[_COMPONENT_LENGTH:]
    return element


_COMPONENT_PREFIX: Final = f"{{{COMPONENT}}}"
_COMPONENT_LENGTH: Final = len(_COMPONENT_PREFIX)
_CLIENT_PREFIX: Final = f"{{{CLIENT}}}"
_STANZA_TAGS: Final = frozenset(
    tag(namespace, name) for namespace in (CLIENT, COMPONENT) for name in ("message", "presence", "iq")
)
