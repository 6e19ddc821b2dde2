"""What a message costs in Python, counted in calls of functions: a change that needs more of them says so here.

Time differs between machines and moments; calls do not. What a message costs the database is counted in
`tests/integration/test_store_thrift.py`, what the widget weighs in `tests/unit/test_web_widget_files.py`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from xml.etree.ElementTree import fromstring

from component.stanzas.received import Line, parse_message
from component.stanzas.said import build_words
from tests.unit.web_paper import Paper, paper_house

POST = 400
PARSE = 14
BUILD = 11
_ROUNDS = 20

STANZA = """\
<message xmlns='jabber:client' type='groupchat' id='a1' from='vera-x7f3ka@rooms.example.org/Ann'
  to='vera-x7f3ka@chat.example.org/web'><body>It is on its way.</body>
  <origin-id xmlns='urn:xmpp:sid:0' id='a1'/><active xmlns='http://jabber.org/protocol/chatstates'/>
  <markable xmlns='urn:xmpp:chat-markers:0'/>
  <stanza-id xmlns='urn:xmpp:sid:0' id='2026-1' by='vera-x7f3ka@rooms.example.org'/></message>"""


class Calls:
    """How many functions were called."""

    def __init__(self) -> None:
        self.count = 0

    def note(self, _frame: FrameType, event: str, _about: object) -> None:
        self.count += event == "call"


@contextmanager
def counted() -> Iterator[Calls]:
    """Count while the block runs, in this thread."""
    calls = Calls()
    sys.setprofile(calls.note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


async def test_a_post_from_frame_to_saved() -> None:
    """
    The frame, the desk's rules, a store in memory, and everything that the page is told.
    """
    async with paper_house(messages_per_minute=1_000_000, message_burst=1_000) as house:
        vera = Paper()
        await house.welcome(vera)
        for number in range(3):
            vera.say(t="post", cid=f"warming-{number}", text="Hello")
            await vera.hear("saved")
        with counted() as calls:
            for number in range(_ROUNDS):
                vera.say(t="post", cid=f"counted-{number}", text="Where is my parcel?")
                await vera.hear("saved")
        assert calls.count / _ROUNDS < POST


def test_a_stanza_is_parsed() -> None:
    """
    An agent's line as clients send it, with everything that comes along.
    """
    stanza = fromstring(STANZA)
    with counted() as calls:
        received = parse_message(stanza)
    assert received is not None
    assert isinstance(received.content, Line)
    assert calls.count < PARSE


def test_a_stanza_is_built() -> None:
    """
    A visitor's line.
    """
    with counted() as calls:
        build_words("Where?", cid="c1", sender="v@x/web", room="v@rooms.x", reply_ref=None, reply_text="")
    assert calls.count < BUILD
