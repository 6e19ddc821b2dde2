"""Commands of the site's own: what they are called, and what their web server is told and may have said.

“!order 4711” ──▶ brief: conversation, visitor ──▶ webhooks.ask ─┬─▶ text, for the agent
                                                                 ├─▶ say, to the visitor
                                                                 └─▶ note, for colleagues
"""

import hashlib
import json
import secrets
from dataclasses import replace
from functools import partial
from typing import Final

from bridge import text
from bridge.desk import Brief, Reach
from bridge.directory import Hook, pick
from bridge.errors import Refused, Unavailable
from component import webhooks
from component.commands.command import About, Command, Kind, Order, Parameter
from component.phrases.commands import Entry
from component.webhooks import Answer
from component.words import explain, primary, say

VERSION: Final = 1  # of what web servers are told (docs/webhooks.md)
_AWAY: Final = "The store cannot be reached at the moment. Wait a while before you try again."


def command_of(hook: Hook) -> Command:
    """As one of ours. Its usage names all that may follow its word; in brackets, what may be left out."""
    is_required = not all(usage.startswith("[") for usage in hook.usages.values())
    follows = (Parameter("arguments", Kind.LINE, "", is_required=is_required),) if hook.usages else ()
    call, permission = partial(_call, hook), hook.permission
    return Command(hook.key, About.CONVERSATION, call, follows, needs=permission, reach=Reach.SHARED, hook=hook)


def entry_of(hook: Hook, language: str) -> Entry:
    """What it is called in a language: its words there, then those in English, then its key."""
    words = (*_words(hook, language), *_words(hook, "en"), hook.key)
    return Entry(words, pick(hook.titles, language), pick(hook.usages, language))


def build_body(hook: Hook, brief: Brief, arguments: str) -> bytes:
    """What the web server is told."""
    agent, conversation, card = brief.agent, brief.conversation, brief.card
    page = card.here or conversation.page
    told = {
        "version": VERSION,
        "command": hook.key,
        "arguments": arguments,
        "agent": {"jid": agent.jid, "name": agent.name, "language": agent.language},
        "department": conversation.department,
        "conversation": {
            "number": conversation.id,
            "state": conversation.state.value,
            "page": {"url": page.url, "title": page.title},
            "tags": conversation.tags,
        },
        "visitor": {
            "name": card.name,
            "email": card.email,
            "phone": card.phone,
            "language": card.language,
            "verified": card.is_verified,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


async def _call(hook: Hook, order: Order) -> str:
    """Too many at once are refused rather than kept waiting."""
    given, link = order.arguments.get("arguments", ""), order.link
    arguments = text.clean(given) if given else ""
    try:
        brief = await link.desk.brief(order.wish, hook.permission)
        if link.calling.locked():
            raise Refused("Too many commands wait for an answer. Try again in a few seconds.")
        async with link.calling:
            answer = await webhooks.ask(hook, _message_id(order), build_body(hook, brief, arguments))
        return await _pass_on(replace(order, number=brief.conversation.id), answer)
    except Unavailable:
        raise Refused(_AWAY) from None


async def _pass_on(order: Order, answer: Answer) -> str:
    """What the agent is told; also why others were not, where the conversation is over by now, say."""
    desk, fence, told = order.link.desk, order.link.fence(), [answer.text] if answer.text else []
    try:
        if answer.note:
            await desk.remark(order.wish, answer.note, fence=fence)
        if answer.say:
            await desk.say_for(order.wish, answer.say, fence=fence)
    except (Refused, Unavailable) as error:
        refusal = error if isinstance(error, Refused) else Refused(_AWAY)
        told.append(say("not_sent", order.language, reason=explain(refusal, order.language)))
    is_shown = order.room is not None and (answer.say or answer.note)
    return "\n".join(told) or ("" if is_shown else say("done", order.language))


def _message_id(order: Order) -> str:
    """The same for the same line of an agent, however often it is heard."""
    heard = f"{order.room} {order.once}".encode()
    return "msg_" + (hashlib.sha256(heard).hexdigest()[:32] if order.once else secrets.token_hex(16))


def _words(hook: Hook, language: str) -> tuple[str, ...]:
    return next((words for tag, words in hook.words.items() if primary(tag) == primary(language)), ())
