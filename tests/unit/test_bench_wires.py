"""The load generator's own wires: stanzas out of a stream, messages out of a WebSocket."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.wires.stanzas import Stanza, StanzaReader, build_groupchat, build_join
from bench.wires.websocket import FrameReader, build_frame

_PRINTABLE = st.characters(codec="utf-8", exclude_categories=["C"])
_OPENING = b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='s1' version='1.0'>"


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[begin:end] for begin, end in pairwise(places)]


@given(st.text(_PRINTABLE, min_size=1), st.lists(st.integers(0, 10_000)))
def test_words_arrive_as_they_were_sent_however_the_stream_is_cut(words: str, cuts: list[int]) -> None:
    """
    Whatever is said, and wherever the network cuts it, the same stanza comes out.
    """
    heard: list[Stanza] = []
    opened: list[dict[str, str]] = []
    reader = StanzaReader(heard.append, opened.append)
    stanza = build_groupchat(words, room="r@rooms", number="7", sender="v@here/web")
    for piece in pieces_of(_OPENING + stanza.encode(), cuts):
        reader.feed(piece)
    assert [(each.name, each.kind, each.sender, each.texts["body"]) for each in heard] == [
        ("message", "groupchat", "v@here/web", words)
    ]
    assert opened[0]["id"] == "s1"


def test_a_framed_stanza_needs_no_stream_round_it() -> None:
    """
    RFC 7395: each WebSocket message is one whole element.
    """
    heard: list[Stanza] = []
    reader = StanzaReader(heard.append, is_framed=True)
    reader.feed(b"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='s1'/>")
    reader.feed(build_join(occupant="r@rooms/Vera", namespace="jabber:client").encode())
    assert [(each.name, each.attributes.get("xmlns")) for each in heard] == [
        ("open", "urn:ietf:params:xml:ns:xmpp-framing"),
        ("presence", "jabber:client"),
    ]


def test_status_codes_of_a_room_are_all_kept() -> None:
    """
    Whoever makes a room is told two things in one presence.
    """
    heard: list[Stanza] = []
    reader = StanzaReader(heard.append, is_framed=True)
    reader.feed(
        b"<presence from='r@rooms/Ann'><x><item role='owner'/><status code='110'/><status code='201'/></x></presence>"
    )
    assert heard[0].codes == {"110", "201"}
    assert heard[0].parts["item"] == {"role": "owner"}


def _server_frame(payload: bytes, *, is_first: bool, is_last: bool) -> bytes:
    """As a server sends it: not masked."""
    head = bytes([(0x80 if is_last else 0) | (1 if is_first else 0)])
    if len(payload) < 126:
        return head + bytes([len(payload)]) + payload
    return head + b"\x7e" + len(payload).to_bytes(2, "big") + payload


@given(st.lists(st.binary(max_size=300), max_size=6), st.lists(st.integers(0, 10_000)))
def test_messages_come_out_whole_however_they_are_cut(payloads: list[bytes], cuts: list[int]) -> None:
    """
    One frame or several, one packet or many: the messages are the same.
    """
    data = b""
    for payload in payloads:
        half = len(payload) // 2
        data += _server_frame(payload[:half], is_first=True, is_last=False)
        data += _server_frame(payload[half:], is_first=False, is_last=True)
        data += _server_frame(payload, is_first=True, is_last=True)
    reader = FrameReader()
    heard = [payload for piece in pieces_of(data, cuts) for _, payload in reader.feed(piece)]
    assert heard == [payload for payload in payloads for _ in range(2)]


@given(st.integers(0, 70_000))
def test_a_frame_of_ours_tells_its_length(size: int) -> None:
    """
    Short, medium and long frames have three ways to say it (RFC 6455 §5.2), and all are masked.
    """
    frame = build_frame(bytes(size))
    length = frame[1] & 0x7F
    assert frame[1] & 0x80
    if length == 126:
        length = int.from_bytes(frame[2:4], "big")
    elif length == 127:
        length = int.from_bytes(frame[2:10], "big")
    assert length == size
