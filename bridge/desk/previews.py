"""Who reads what a visitor types before it is sent: in memory, until they say otherwise or the conversation ends.

             begin ──▶ typed · sent ──▶ Previewed, to whoever listens   stop, or the conversation's end ──▶ nobody reads

Rule 1: only where the channel permits it, since only there visitors are told; only agents who are in the room.
Rule 2: what is typed is published, never stored or logged; where nobody reads, it is not even published.
Rule 3: with several nodes, each knows the readers who asked it.
"""

from collections.abc import Collection

from bridge.bus import CONVERSATIONS, Bus
from bridge.desk.context import Context
from bridge.desk.finding import Wish, check_goes_on, find_own, find_room
from bridge.errors import NotAllowed
from bridge.events import ConversationChanged, Missed, Previewed
from bridge.model import JID, Conversation, Room, State, VisitorId
from bridge.store.work import Work


class Previews:
    """The register of one process."""

    def __init__(self, bus: Bus) -> None:
        self._publish = bus.publish
        self._readers: dict[VisitorId, set[JID]] = {}
        self._listener = bus.listen(CONVERSATIONS, wake=self._hear)

    def readers(self, visitor: VisitorId) -> Collection[JID]:
        """Who asked to read what this visitor types."""
        return self._readers.get(visitor, ())

    def begin(self, visitor: VisitorId, agent: JID) -> None:
        """An agent reads it from now on."""
        self._readers.setdefault(visitor, set()).add(agent)

    def stop(self, visitor: VisitorId, agent: JID) -> None:
        """They do not any more; what they had before their eyes goes."""
        readers = self._readers.get(visitor, set())
        if agent in readers:
            readers.discard(agent)
            self._publish(Previewed(visitor))
        if not readers:
            self._readers.pop(visitor, None)

    def typed(self, visitor: VisitorId, words: str) -> None:
        """So it reads now; empty: there is nothing to read any more."""
        if visitor in self._readers:
            self._publish(Previewed(visitor, words))

    def sent(self, visitor: VisitorId) -> None:
        """What was typed is a message now."""
        if visitor in self._readers:
            self._publish(Previewed(visitor, is_sent=True))

    def _hear(self) -> None:
        """With its conversation it ends for everybody; what was missed may have been such an end."""
        for event in self._listener.drain():
            if isinstance(event, Missed):
                self._end(*self._readers)
            elif isinstance(event, ConversationChanged) and event.conversation.state is State.CLOSED:
                self._end(event.visitor)

    def _end(self, *visitors: VisitorId) -> None:
        for visitor in visitors:
            if self._readers.pop(visitor, None) is not None:
                self._publish(Previewed(visitor))


def find(work: Work, wish: Wish) -> tuple[Room, Conversation]:
    """The conversation that is meant, and its room. Raises `Unknown` or `NotAllowed` with a sentence."""
    conversation = find_own(work, wish)
    return find_room(work, conversation), conversation


def check_may_begin(
    context: Context, room: Room, conversation: Conversation, agent: JID, present: Collection[JID]
) -> None:
    """Raises `NotAllowed` with a sentence that says what would have to be otherwise."""
    check_goes_on(room, conversation)
    channel = context.directory.channels.get(room.channel)
    if channel is None or not channel.typing_preview:
        raise NotAllowed(
            "Visitors of the channel “{channel}” are not read while they type. An administrator can permit it "
            "(typing_preview: true), and the chat then tells visitors.",
            channel=room.channel,
        )
    if agent not in present:
        raise NotAllowed("#{number} {visitor}: enter the room first.", number=conversation.id, visitor=room.nick)
