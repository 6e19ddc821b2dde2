"""What an agent has said for them: a prepared text, a link. The department says it in the room, the visitor reads it as
the agent's own.
"""

from urllib.parse import urlsplit

from bridge import text
from bridge.conversation import Cause
from bridge.desk import alerting, company, life, silence
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_near, hold_going_on
from bridge.desk.speaking import speak_for
from bridge.desk.wording import word
from bridge.directory import Agent, Permission
from bridge.errors import NotAllowed, Refused, Unknown
from bridge.model import Conversation, Message, Room, State
from bridge.store.work import Work


def send_canned(work: Work, context: Context, wish: Wish, key: str) -> Message:
    """Send a prepared text in the visitor's language. Raises `Unknown` or `NotAllowed` with a sentence."""
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold_going_on(work, find_near(work, context, wish))
    canned = context.directory.canned.get(key)
    if canned is None or not canned.is_for(conversation.department):
        raise Unknown("There is no prepared text {name} here.", name=key)
    words = word(work, context, room, conversation, canned.texts, agent=agent.name)
    return _say(work, context, room, conversation, agent, words, once=wish.once)


def push(work: Work, context: Context, wish: Wish, url: str, words: str) -> Message:
    """Send a link, with words before it. Raises `Refused` for what is no web address, and as above."""
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold_going_on(work, find_near(work, context, wish))
    link = text.clean_page(url, "", "").url
    if not link or not urlsplit(link).hostname:
        raise Refused("{url} is no web address: it begins with https:// or http://.", url=url[:80])
    spoken = f"{words.strip()}\n{link}".strip()
    return _say(work, context, room, conversation, agent, spoken, once=wish.once)


def say_for(work: Work, context: Context, wish: Wish, words: str) -> Message:
    """Say these words. Raises as above."""
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold_going_on(work, find_near(work, context, wish))
    return _say(work, context, room, conversation, agent, words, once=wish.once)


def _say(
    work: Work,
    context: Context,
    room: Room,
    conversation: Conversation,
    agent: Agent,
    words: str,
    *,
    once: str | None,
) -> Message:
    """Whoever says something to one who waits has taken the conversation."""
    said = work.message_by_ref(room.id, once) if once is not None else None
    if said is not None:
        return said
    if conversation.state is State.WAITING:
        room, conversation = life.take(
            work, context, room, conversation, agent=agent.jid, name=agent.name, cause=Cause.AGENT_WROTE
        )
        life.admit(work, context, room, conversation, agent.jid)
    if not words:
        raise NotAllowed("This text is empty in the visitor's language.")
    spoken = text.agent_words(words)
    room = company.joins(work, context, room, conversation, agent=agent.jid, name=agent.name)
    room, said = speak_for(work, context, room, conversation, spoken, agent=agent.jid, name=agent.name)
    if once is not None:
        work.add_alias(room.id, once, said.seq)
    room = silence.agent_spoke(work, context, room)
    alerting.answered(work, room, conversation, at=None)
    return said
