"""Commands about the visitor as a person: earlier conversations, what they told, tags, and keeping somebody out."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bridge.desk import Blocking, Detail, Episode, Reach
from bridge.directory import Permission
from bridge.model import DAYS, Message, Side
from component.cards import date, name_block
from component.commands.command import About, Command, Kind, Order, Parameter
from component.words import say
from config import SettingError, parse_duration

_log: Final = structlog.get_logger("parlour.rooms")

_USUAL_BLOCK: Final = 1 * DAYS
_LONGEST_LINE: Final = 300


async def history(order: Order) -> str:
    """The latest conversations before this one."""
    return "\n\n".join(_episode(each, order.language) for each in await order.link.desk.recall(order.wish))


async def tag(order: Order) -> str:
    """What it is filed under now."""
    tagged = await order.link.desk.tag(order.wish, order.arguments["tags"], fence=order.link.fence())
    tags = " ".join(f"#{each}" for each in tagged.tags) or "–"
    return say("done_tag", order.language, number=tagged.id, tags=tags)


async def block(order: Order) -> str:
    """For a day, unless they say for how long."""
    span, reason = _read_span(order.arguments.get("span", ""), order.arguments.get("reason", ""))
    done = await order.link.desk.block(order.wish, span, reason, fence=order.link.fence())
    _log.info("visitor_blocked", conversation=done.conversation.id, by=order.agent.jid, seconds=span // 1000)
    return _tell(done, order.language)


async def unblock(order: Order) -> str:
    """They are heard again."""
    done = await order.link.desk.block(order.wish, 0, fence=order.link.fence())
    _log.info("visitor_unblocked", conversation=done.conversation.id, by=order.agent.jid)
    return _tell(done, order.language)


def _tell(done: Blocking, language: str) -> str:
    """What is so now; then what was before, for whoever did not know."""
    number = done.conversation.id
    if done.now is None:
        said = say("done_unblock", language, number=number)
    else:
        said = say("done_block", language, number=number, until=date(done.now.until))
    return f"{said}\n{name_block(done.before, 'was_blocked', language)}" if done.before else said


def _noting(detail: Detail) -> Callable[[Order], Awaitable[str]]:
    async def note(order: Order) -> str:
        value = order.arguments.get("value", "")
        noted = await order.link.desk.note_detail(order.wish, detail, value, fence=order.link.fence())
        kept = (each for each in (noted.name, noted.email, noted.phone) if each)
        return say("done_noted", order.language, kept=" · ".join(kept) or "–")

    return note


def _read_span(span: str, reason: str) -> tuple[int, str]:
    """A length of time may have two words, or be left out. Raises `Refused` for one that is too long or none at all."""
    first, _, rest = reason.partition(" ")
    for written, remaining in ((f"{span} {first}", rest), (span, reason)):
        try:
            return round(parse_duration(written.strip()).total_seconds() * 1000), remaining
        except SettingError:
            continue
    return _USUAL_BLOCK, f"{span} {reason}".strip()


def _episode(episode: Episode, language: str) -> str:
    conversation = episode.conversation
    head = f"#{conversation.id} · {date(conversation.opened_at)}"
    head += f" · {conversation.agent_name}" if conversation.agent_name else ""
    head += "".join(f" #{each}" for each in conversation.tags)
    rows = [] if episode.is_whole else ["…"]
    people = (each for each in episode.messages if each.side is not Side.NOTICE)
    rows += [f"{_speaker(each, language)}: {_short(each.text)}" for each in people]
    return "\n".join([head, *rows])


def _speaker(message: Message, language: str) -> str:
    return message.name if message.side is Side.AGENT else say("the_visitor", language)


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= _LONGEST_LINE else one_line[: _LONGEST_LINE - 1] + "…"


def _of_contact(detail: Detail) -> Command:
    value = Parameter("value", Kind.TEXT, "value", is_required=False, is_address=detail is Detail.EMAIL)
    return Command(
        detail.value,
        About.CONVERSATION,
        _noting(detail),
        (value,),
        needs=Permission.CONTACT,
        reach=Reach.SHARED,
        is_for_closed=True,
    )


COMMANDS: Final = (
    Command("history", About.CONVERSATION, history, needs=Permission.HISTORY, is_for_closed=True),
    *map(_of_contact, (Detail.NAME, Detail.EMAIL, Detail.PHONE)),
    Command(
        "tag",
        About.CONVERSATION,
        tag,
        (Parameter("tags", Kind.TEXT, "tags"),),
        needs=Permission.CONTACT,
        reach=Reach.SHARED,
        is_for_closed=True,
    ),
    Command(
        "block",
        About.CONVERSATION,
        block,
        (
            Parameter("span", Kind.WORD, "span", is_required=False),
            Parameter("reason", Kind.TEXT, "reason", is_required=False),
        ),
        needs=Permission.BLOCK,
        reach=Reach.SHARED,
        is_for_closed=True,
    ),
    Command("unblock", About.CONVERSATION, unblock, needs=Permission.BLOCK, reach=Reach.BLOCKED),
)
