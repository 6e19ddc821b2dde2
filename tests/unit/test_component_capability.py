"""What a server's rooms can do, as they tell it."""

from collections.abc import Mapping
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from component.capability import Capabilities
from component.questions import Questions
from component.stanzas.markup import ARCHIVE

INFO = "{http://jabber.org/protocol/disco#info}"
SERVICE = "rooms.example.org"
OWNER = "support@chat.example.org/parlour"


class _Rooms:
    """Answers for rooms with these features, and counts how often it was asked."""

    def __init__(self, rooms: Mapping[str, str]) -> None:
        self._rooms = rooms
        self.asked: list[str] = []

    async def ask(self, _payload: str, *, to: str, sender: str) -> Element:
        assert sender == OWNER
        self.asked.append(to)
        answer = Element("iq")
        SubElement(SubElement(answer, f"{INFO}query"), f"{INFO}feature", var=self._rooms[to])
        return answer


async def test_a_room_without_an_archive_says_nothing_of_the_next() -> None:
    """
    Somebody else's lobby keeps no archive; our own rooms do, and once one has, no other is asked.
    """
    rooms = _Rooms({"lobby": "muc_hidden", "vera": ARCHIVE, "omid": "muc_hidden"})
    capabilities = Capabilities(cast(Questions, rooms))
    found = [(await capabilities.features_of(room, SERVICE, OWNER)).has_archive for room in ("lobby", "vera", "omid")]
    assert found == [False, True, True]
    assert rooms.asked == ["lobby", "vera"]
