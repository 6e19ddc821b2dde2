"""What an agent may know about a visitor: what they told, and what was seen of them here."""

from dataclasses import dataclass, replace

from bridge.desk.blocks import Block, find_block
from bridge.desk.context import Context
from bridge.desk.guests import Guest
from bridge.desk.trail import KEPT
from bridge.errors import Unknown
from bridge.model import JID, NO_PAGE, Conversation, Page, State, VisitorId
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Card:
    """`number` and `page` are those of the last conversation, and where it began. `earlier` counts the conversations
    before it, `last_agent` answered the last of these. Spans are in milliseconds: since it began, since the last one
    before it ended, since they are on the page where they are. `here` is that page, `None` when they are not here;
    what is told of the browser is empty then. `is_verified` says that the website vouches for who they are; `email`,
    `phone` and `tags` are what agents noted, `block` why nobody hears them.
    """

    name: str
    language: str
    number: int
    page: Page
    since: int
    earlier: int = 0
    since_last: int | None = None
    last_agent: str = ""
    channel: str = ""
    pages: int = 0
    is_verified: bool = False
    browser: str = ""
    address: str = ""
    place: str = ""
    here: Page | None = None
    here_since: int = 0
    email: str = ""
    phone: str = ""
    tags: tuple[str, ...] = ()
    block: Block | None = None


def describe(work: Work, context: Context, jid: JID) -> tuple[VisitorId, Card]:
    """The visitor of a room, as the store knows them. Raises `Unknown` where there is none."""
    room = work.room_at(jid)
    visitor = work.visitor(room.visitor) if room else None
    if room is None or visitor is None:
        raise Unknown("There is no room {room} here.", room=jid)
    conversations = work.conversations(room.id)
    last, earlier = (conversations[-1], conversations[:-1]) if conversations else (None, [])
    before = earlier[-1] if earlier else None
    ended = before.closed_at if before else None
    channel = context.directory.channels.get(room.channel)
    return visitor.id, Card(
        name=visitor.name or room.nick,
        language=visitor.language,
        number=last.id if last else 0,
        page=last.page if last else NO_PAGE,
        since=context.now - (last.opened_at if last else room.created_at),
        earlier=len(earlier),
        since_last=context.now - ended if ended is not None else None,
        last_agent=before.agent_name if before else "",
        channel=channel.name() if channel else room.channel,
        pages=len(work.trail(room.id, KEPT)),
        email=visitor.email,
        phone=visitor.phone,
        tags=last.tags if last else (),
        block=find_block(room, context.now),
    )


def complete(card: Card, guest: Guest | None, now: int) -> Card:
    """With what is known of somebody who is here."""
    if guest is None:
        return card
    return replace(
        card,
        browser=guest.browser,
        address=guest.address,
        place=guest.place,
        here=guest.page,
        here_since=now - guest.on_page_since,
    )


def is_wanted(work: Work, jid: JID, agent: JID) -> bool:
    """Whether an agent who enters that room is to be shown the card."""
    conversation = _theirs(work, jid, agent)
    return conversation is not None and not work.is_introduced(conversation.id, agent)


def introduce(work: Work, jid: JID, agent: JID) -> bool:
    """Note that they are shown it. False if they were before."""
    work.room_at(jid, lock=True)
    conversation = _theirs(work, jid, agent)
    if conversation is None or work.is_introduced(conversation.id, agent):
        return False
    work.set_introduced(conversation.id, agent)
    return True


def _theirs(work: Work, jid: JID, agent: JID) -> Conversation | None:
    room = work.room_at(jid)
    last = work.last_conversation(room.id) if room else None
    if last is None or last.state is State.CLOSED:
        return None
    return last if last.state is State.WAITING or last.agent == agent else None
