"""What clients really send, and what it means: shapes that were seen on the wire of each."""

from xml.etree.ElementTree import fromstring

import pytest

from bridge.text import normal_emoji
from component.stanzas.received import (
    Content,
    Correction,
    Displayed,
    Encrypted,
    Invitation,
    Line,
    Nothing,
    Reaction,
    Received,
    Retraction,
    Topic,
    Writing,
    parse_message,
)

ROOM = "vera-x7f3ka@conference.example.org"


def received(inside: str, *, sender: str = f"{ROOM}/Ann", kind: str = "groupchat", number: str = "m1") -> Received:
    """A stanza with this inside."""
    stanza = (
        f"<message xmlns='jabber:client' type='{kind}' from='{sender}' to='v@chat/web' id='{number}'>{inside}</message>"
    )
    found = parse_message(fromstring(stanza))
    assert found is not None
    return found


def content(inside: str, **how: str) -> Content:
    return received(inside, **how).content


def test_words_come_with_all_their_ids() -> None:
    """
    The message id, the origin-id, the room's own stanza-id and the occupant-id are told apart.
    """
    found = received(
        "<body>Hello</body>"
        "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/>"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='elsewhere@example.org' id='forged'/>"
        f"<stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}' id='s1'/>"
        "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='oc1'/>"
    )
    assert found.content == Line("Hello")
    assert (found.id, found.origin_id, found.stanza_id, found.occupant_id) == ("m1", "o1", "s1", "oc1")


def test_a_stanza_id_of_anybody_else_is_none() -> None:
    """
    Only the room names its stanzas.
    """
    assert received(f"<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='{ROOM}/Ann' id='s1'/>").stanza_id is None


def test_a_correction_has_ids_of_its_own() -> None:
    """
    COMPAT Converse: the correction's origin-id is not its message id.
    """
    found = received(
        "<body>hello from converse</body><active xmlns='http://jabber.org/protocol/chatstates'/>"
        "<replace id='bb149cba' xmlns='urn:xmpp:message-correct:0'/><origin-id xmlns='urn:xmpp:sid:0' id='f6c58db9'/>",
        number="80b7d8ca",
    )
    assert found.content == Correction("bb149cba", "hello from converse")
    assert (found.id, found.origin_id) == ("80b7d8ca", "f6c58db9")


@pytest.mark.parametrize(
    ("body", "end", "said"),
    [
        ("&gt; Visitor-r1:\n&gt; Where is my parcel?\nIt is on its way", 36, "It is on its way"),
        ("&gt; message for dino\na reply3", 19, "a reply3"),
        ("&gt; 👩‍👩‍👧 سلام\nyes", 13, "yes"),
    ],
)
def test_a_reply_loses_its_quotation(body: str, end: int, said: str) -> None:
    """
    Ranges count characters, not bytes; what is left is what was said, and what it answers is named.
    """
    found = content(
        f"<body>{body}</body><reply id='k6p1' to='{ROOM}/Vera' xmlns='urn:xmpp:reply:0'/>"
        f"<fallback for='urn:xmpp:reply:0' xmlns='urn:xmpp:fallback:0'><body end='{end}' start='0'/></fallback>"
    )
    assert found == Line(said, "k6p1")


def test_a_range_that_does_not_fit_is_left_alone() -> None:
    """
    Nothing is cut that the sender did not name.
    """
    fallback = "<fallback for='urn:xmpp:reply:0' xmlns='urn:xmpp:fallback:0'><body start='0' end='99'/></fallback>"
    assert content(f"<body>short</body><reply id='r' xmlns='urn:xmpp:reply:0'/>{fallback}") == Line("short", "r")


def test_a_fallback_for_something_unknown_is_speech() -> None:
    """
    That is what it is for.
    """
    fallback = "<fallback for='urn:example:poll' xmlns='urn:xmpp:fallback:0'/>"
    assert content(f"<body>A poll: yes or no?</body>{fallback}") == Line("A poll: yes or no?")


@pytest.mark.parametrize(
    "inside",
    [
        (
            "<retract id='2613' xmlns='urn:xmpp:message-retract:1'/><body>/me retracted a message</body>"
            "<store xmlns='urn:xmpp:hints'/><fallback for='urn:xmpp:message-retract:1' xmlns='urn:xmpp:fallback:0'/>"
        ),
        "<apply-to id='2613' xmlns='urn:xmpp:fasten:0'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>",
        "<retract id='2613' xmlns='urn:xmpp:message-retract:1'/>",
    ],
)
def test_a_retraction_never_is_speech(inside: str) -> None:
    """
    Whatever text stands in for it; both versions of the protocol.
    """
    assert content(inside) == Retraction("2613")


def test_moderation_counts_from_the_room_alone() -> None:
    """
    A moderated message is taken back; an occupant who claims to moderate does nothing.
    """
    zero = (
        "<apply-to id='s1' xmlns='urn:xmpp:fasten:0'><moderated by='x' xmlns='urn:xmpp:message-moderate:0'>"
        "<retract xmlns='urn:xmpp:message-retract:0'/></moderated></apply-to>"
    )
    one = (
        "<retract id='s1' xmlns='urn:xmpp:message-retract:1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>"
    )
    assert content(zero, sender=ROOM) == Retraction("s1", is_moderation=True)
    assert content(one, sender=ROOM) == Retraction("s1", is_moderation=True)
    assert content(zero) == Nothing()
    assert content(one) == Retraction("s1", is_moderation=False)


def test_reactions_are_one_whatever_their_spelling() -> None:
    """
    COMPAT Dino appends U+FE0F to a thumb; a heart keeps it, since without it is drawn as a letter.
    """
    reactions = "".join(f"<reaction>{each}</reaction>" for each in ("👍", "👍\ufe0f", "❤", "❤\ufe0f", " "))
    found = content(f"<reactions id='s1' xmlns='urn:xmpp:reactions:0'>{reactions}</reactions>")
    assert found == Reaction("s1", ("👍", "❤\ufe0f"))
    assert normal_emoji("👍🏽") == "👍🏽"
    assert content("<reactions id='s1' xmlns='urn:xmpp:reactions:0'/>") == Reaction("s1", ())


def test_signals_are_no_speech() -> None:
    """
    Read marks, chat states, subjects and receipts are told apart, and none of them has words.
    """
    states = "http://jabber.org/protocol/chatstates"
    assert content("<displayed xmlns='urn:xmpp:chat-markers:0' id='s9'/>") == Displayed("s9")
    assert content(f"<composing xmlns='{states}'/><no-store xmlns='urn:xmpp:hints'/>") == Writing(True)
    assert content(f"<paused xmlns='{states}'/>") == Writing(False)
    assert content("<subject>Today</subject>") == Topic("Today")
    assert content("<subject/>") == Topic("")
    assert content("<received xmlns='urn:xmpp:receipts' id='m0'/>") == Nothing()


def test_a_subject_with_a_body_is_speech() -> None:
    """
    XEP-0045 §7.2.15: only a bare subject changes the topic.
    """
    assert content("<subject>Parcel</subject><body>Where is it?</body>") == Line("Where is it?")


@pytest.mark.parametrize(
    ("inside", "by"),
    [
        ("<encrypted xmlns='eu.siacs.conversations.axolotl'/><body>I sent you an OMEMO message</body>", "OMEMO"),
        ("<encrypted xmlns='urn:xmpp:omemo:2'/>", "OMEMO"),
        ("<x xmlns='jabber:x:encrypted'>-----</x><body>This message is encrypted</body>", "OpenPGP"),
        ("<openpgp xmlns='urn:xmpp:openpgp:0'>…</openpgp>", "OpenPGP"),
        ("<body>?OTR:AAIDAA==</body>", "OTR"),
        ("<encryption xmlns='urn:xmpp:eme:0' namespace='urn:x' name='Signal'/><body>hidden</body>", "Signal"),
    ],
)
def test_what_is_encrypted_is_not_speech(inside: str, by: str) -> None:
    """
    The text that stands beside it is for those who cannot read it, and never for the visitor.
    """
    assert content(inside) == Encrypted(by)


def test_an_upload_is_its_address() -> None:
    """
    COMPAT Profanity, Converse: body and oob are the same URL; others leave the body out.
    """
    oob = "<x xmlns='jabber:x:oob'><url>https://files.example.org/a.png</url></x>"
    assert content(f"<body>https://files.example.org/a.png</body>{oob}") == Line("https://files.example.org/a.png")
    assert content(oob) == Line("https://files.example.org/a.png")


def test_an_invitation_is_no_speech() -> None:
    """
    COMPAT Prosody adds a body to mediated invitations, which would open a chat with the room.
    """
    mediated = (
        "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='bob@example.org'/></x>"
        f"<x xmlns='jabber:x:conference' jid='{ROOM}'/><body>bob invited you</body>"
    )
    assert content(mediated, sender=ROOM, kind="normal") == Invitation(ROOM)


def test_errors_and_nobodys_messages_are_not_received() -> None:
    """
    An error is for whoever sent what caused it.
    """
    assert parse_message(fromstring(f"<message xmlns='jabber:client' type='error' from='{ROOM}'/>")) is None
    assert parse_message(fromstring("<message xmlns='jabber:client'><body>x</body></message>")) is None
