"""What the site's own system is told when an agent calls one of its commands: a conversation, and its visitor."""

from dataclasses import dataclass

from bridge.desk import cards
from bridge.desk.cards import Card
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_near, find_room
from bridge.directory import Agent, Permission
from bridge.model import Conversation, VisitorId
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the agent may see; the card is that of the visitor as they are now."""

    agent: Agent
    conversation: Conversation
    card: Card


def brief(work: Work, context: Context, wish: Wish, permission: Permission) -> tuple[VisitorId, Brief]:
    """The conversation that is meant. Raises `Unknown` or `NotAllowed` with a sentence."""
    agent = context.directory.check_may(wish.agent, permission)
    conversation = find_near(work, context, wish)
    visitor, card = cards.describe(work, context, find_room(work, conversation).jid)
    return visitor, Brief(agent, conversation, card)
