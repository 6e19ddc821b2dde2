"""What we send can be read back by anybody, whatever a visitor writes."""

from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as some

from bridge import text
from component.stanzas.archives import parse_archived, parse_page_end, parse_stamp
from component.stanzas.faults import Fault, build_fault, parse_fault
from component.stanzas.markup import as_client, bare, domain, resource
from component.stanzas.presences import build_join, parse_presence
from component.stanzas.queries import build_configuration, build_query, parse_form_fields
from component.stanzas.received import (
    Correction,
    Displayed,
    Invitation,
    Line,
    Reaction,
    Retraction,
    Topic,
    Writing,
    parse_message,
)
from component.stanzas.said import (
    build_displayed,
    build_invitation,
    build_line,
    build_reactions,
    build_retraction,
    build_subject,
    build_words,
    build_writing,
    quote,
)

ROOM = "vera-x7f3ka@conference.example.org"
VERA = "vera-x7f3ka@livechat.example.org/web"
_anything = some.text(alphabet=some.characters(exclude_categories=[]), min_size=1, max_size=200)


def _back(stanza: str):  # type: ignore[no-untyped-def]
    element = fromstring(stanza.replace("<message", "<message xmlns='jabber:client'", 1).encode())
    found = parse_message(element)
    assert found is not None
    return found


@given(_anything, _anything)
def test_words_survive_the_wire(words: str, quoted: str) -> None:
    """
    Whatever is written, markup and forbidden characters too, arrives as it was made safe; a quotation is cut again.
    """
    safe = text.legal(words)
    plain = _back(build_words(words, cid="c1", sender=VERA, room=ROOM))
    assert plain.content == (Line(safe) if safe.strip() else plain.content)
    assert plain.id == plain.origin_id == "c1"
    reply = _back(build_words(safe, cid="c1", sender=VERA, room=ROOM, reply_ref="r1", reply_text=quoted))
    if safe.strip():
        assert reply.content == Line(safe, "r1")


def test_what_we_say_is_what_others_hear() -> None:
    """
    Each builder and its parser are one pair.
    """
    line = build_line("over", cid="c", sender="support@livechat.example.org", to=ROOM, kind="groupchat", replaces="c0")
    assert _back(line).content == Correction("c0", "over")
    assert _back(build_subject("🟢 Vera", cid="c", sender=VERA, room=ROOM)).content == Topic("🟢 Vera")
    assert _back(build_writing(sender=VERA, room=ROOM, is_writing=True)).content == Writing(True)
    assert _back(build_displayed(sender=VERA, room=ROOM, ref="s1")).content == Displayed("s1")
    reactions = _back(build_reactions("s1", ("👍", "<🎉>"), cid="c", sender=VERA, room=ROOM))
    assert (reactions.content, reactions.id) == (Reaction("s1", ("👍", "<🎉>")), "c")
    invitation = build_invitation(cid="c", sender=VERA, to="ann@example.org", room=ROOM, reason="<Vera>")
    assert _back(invitation).content == Invitation(ROOM)
    assert "<body" not in invitation


def test_new_words_are_a_correction_of_the_first() -> None:
    """
    With what they answer, as before.
    """
    stanza = build_words("over", cid="c", sender=VERA, room=ROOM, reply_ref="r1", reply_text="ready?", replaces="c0")
    assert _back(stanza).content == Correction("c0", "over")
    assert "<body>&gt; ready?\nover</body>" in stanza
    assert "id='r1'" in stanza


def test_words_taken_back_are_no_speech_to_whoever_understands() -> None:
    """
    Any other client shows what stands in for it (XEP-0428).
    """
    stanza = build_retraction(("s1", "c0", "c0"), cid="c", sender=VERA, room=ROOM, otherwise="took one message back")
    assert _back(stanza).content == Retraction("s1")
    assert stanza.index("id='s1'") < stanza.index("id='c0'") == stanza.rindex("id='c0'")
    assert "<body>took one message back</body>" in stanza
    assert "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>" in stanza


def test_a_long_quotation_is_short() -> None:
    """
    Old clients see a few lines, each marked; a quotation of nothing is one empty line.
    """
    assert quote("one\ntwo") == "> one\n> two\n"
    assert quote("") == "> \n"
    assert len(quote("x" * 5000)) < 400


def test_an_error_is_answered_to_its_sender() -> None:
    """
    Conditions and words come through; errors and results are never answered, or two servers would talk for ever.
    """
    stanza = "<message xmlns='jabber:client' from='eve@example.org/x' to='vera@livechat.example.org' id='7'/>"
    fault = Fault("not-allowed", "cancel", "Not <here>.")
    answer = build_fault(fromstring(stanza), fault)
    assert answer is not None
    parsed = fromstring(answer.replace("<message", "<message xmlns='jabber:client'", 1))
    assert parse_fault(parsed) == fault
    assert parsed.get("to") == "eve@example.org/x"
    assert build_fault(fromstring(stanza.replace("id='7'", "type='error'")), fault) is None
    assert parse_fault(fromstring("<message/>")) == Fault("undefined-condition")


def test_a_refused_join_needs_nothing_of_muc() -> None:
    """
    COMPAT Prosody 0.12: the error presence carries no `<x/>`.
    """
    stanza = (
        f"<presence xmlns='jabber:client' from='{ROOM}/Vera' to='{VERA}' type='error'><error type='auth'>"
        "<registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
    )
    presence = parse_presence(fromstring(stanza))
    assert presence is not None
    assert presence.fault == Fault("registration-required", "auth")
    assert "maxstanzas='0'" in build_join(occupant=f"{ROOM}/Vera", sender=VERA)


def test_one_namespace_is_left() -> None:
    """
    A component's stream has a namespace of its own, and archives inside it another: both read the same, at any depth.
    """
    raw = (
        "<message xmlns='jabber:component:accept' from='r@c'><result xmlns='urn:xmpp:mam:2' id='s1' queryid='q'>"
        "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2026-11-22T20:00:00Z'/>"
        "<message xmlns='jabber:component:accept' from='r@c/Ann' type='groupchat' id='m1'><body>Hi</body>"
        "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='ann@example.org/phone'/></x></message>"
        "</forwarded></result></message>"
    )
    archived = parse_archived(as_client(fromstring(raw)))
    assert archived is not None
    assert archived.message.content == Line("Hi")
    assert archived.message.stanza_id == "s1"
    assert archived.jid == "ann@example.org"
    assert archived.at == 1795377600000


def test_the_end_of_an_archive() -> None:
    """
    Complete, or without a last id: there is nothing more. A stamp that is none is none.
    """
    fin = "<iq xmlns='jabber:client'><fin xmlns='urn:xmpp:mam:2' {}><set xmlns='http://jabber.org/protocol/rsm'>{}</set></fin></iq>"
    more = parse_page_end(fromstring(fin.format("", "<last>s5</last>")))
    assert (more.last, more.is_complete) == ("s5", False)
    assert parse_page_end(fromstring(fin.format("complete='true'", "<last>s5</last>"))).is_complete
    assert parse_page_end(fromstring(fin.format("", ""))).is_complete
    assert parse_stamp(None) is None
    assert parse_stamp(fromstring("<delay stamp='yesterday'/>")) is None


def test_a_form_is_read_as_it_was_written() -> None:
    """
    Values are escaped, and every field has its first value.
    """
    payload = build_configuration({"muc#roomconfig_roomname": "<Vera> & 'co'"})
    stanza = build_query(payload, kind="set", sender=VERA, to=ROOM, number="1")
    assert parse_form_fields(fromstring(stanza))["muc#roomconfig_roomname"] == "<Vera> & 'co'"


def test_addresses_come_apart() -> None:
    """
    A resource may contain slashes and at-signs.
    """
    assert (bare("a@b/c/d@e"), resource("a@b/c/d@e"), domain("a@b/c/d@e")) == ("a@b", "c/d@e", "b")
    assert (bare("b"), resource("b"), domain("b")) == ("b", "", "b")
