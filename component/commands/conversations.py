"""Commands about who has a conversation, and how it stands."""

from typing import Final

from bridge.desk import Reach, Target
from bridge.directory import Permission
from bridge.model import JID, State
from component.cards import build_card
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.commands.inviting import guests
from component.overviews import build_overview
from component.trails import build_path, build_trail
from component.words import say

_DEPARTMENT: Final = "department:"


async def take(order: Order) -> str:
    """The offer's own line says who has it now."""
    await order.link.desk.take(order.wish, fence=order.link.fence())
    return ""


async def decline(order: Order) -> str:
    """As above."""
    await order.link.desk.decline(order.wish, fence=order.link.fence())
    return ""


async def take_over(order: Order) -> str:
    """As above."""
    await order.link.desk.take_away(order.wish, fence=order.link.fence())
    return ""


async def join(order: Order) -> str:
    """The invitation says where."""
    done = await order.link.desk.look_in(order.wish, fence=order.link.fence())
    return say("done_join", order.language, number=done.id)


async def transfer(order: Order) -> str:
    """To an agent or a department; a department's value has a mark before its key."""
    value, link = order.arguments["target"], order.link
    department = value.removeprefix(_DEPARTMENT) if value.startswith(_DEPARTMENT) else None
    target = Target(department=department) if department else Target(agent=JID(value))
    done = await link.desk.transfer(order.wish, target, order.arguments.get("note", ""), fence=link.fence())
    name = next((each.label for each in targets(order) if each.value == value), value)
    key = "done_moved" if done.state is State.WAITING else "done_transfer"
    return say(key, order.language, number=done.id, target=name)


async def invite(order: Order) -> str:
    """A colleague."""
    value, link = order.arguments["colleague"], order.link
    done = await link.desk.invite(order.wish, JID(value), order.arguments.get("note", ""), fence=link.fence())
    name = next((each.label for each in colleagues(order) if each.value == value), value)
    return say("done_invite", order.language, number=done.id, target=name)


async def leave(order: Order) -> str:
    """Colleagues who are in the room come first."""
    link = order.link
    room = order.room or await link.desk.room_of(order.wish)
    done = await link.desk.leave(order.wish, link.present(room), fence=link.fence())
    return say("done_leave", order.language, number=done.id)


async def close(order: Order) -> str:
    """The room itself shows it."""
    done = await order.link.desk.close(order.wish, fence=order.link.fence())
    return "" if order.room else say("done_close", order.language, number=done.id)


async def info(order: Order) -> str:
    """The visitor's card."""
    room = order.room or await order.link.desk.room_of(order.wish)
    return build_card(await order.link.desk.describe(room), order.language)


async def trail(order: Order) -> str:
    """The pages that the visitor saw; of somebody who is only looking those of this visit."""
    desk, handle = order.link.desk, order.arguments.get("guest", "").strip(".!")
    if handle:
        return build_path(desk.find_guest(order.agent.jid, order.department.key, handle), desk.now(), order.language)
    room = order.room or await order.link.desk.room_of(order.wish)
    return build_trail(await order.link.desk.trail(room), order.language)


async def conversations(order: Order) -> str:
    """All that waits or goes on, as far as this agent may see it."""
    return build_overview(await order.link.desk.survey(order.wish), order.link.directory, order.language)


async def note(order: Order) -> str:
    """In the room it stands there already, where colleagues read it; from elsewhere the department says it."""
    if order.room is not None:
        return ""
    done = await order.link.desk.remark(order.wish, order.arguments["note"], fence=order.link.fence())
    return say("done_note", order.language, number=done.id)


def colleagues(order: Order) -> list[Choice]:
    """Every other agent, by name."""
    known = {
        agent.jid: agent
        for department in order.link.directory.departments.values()
        for agent in department.agents.values()
    }
    others = (agent for agent in known.values() if agent.jid != order.agent.jid)
    return [Choice(agent.jid, agent.name, (agent.jid.partition("@")[0],)) for agent in others]


def targets(order: Order) -> list[Choice]:
    """Every department, then every other agent; an agent who is called like a department is chosen by address."""
    departments = [
        Choice(f"{_DEPARTMENT}{each.key}", each.name(order.language), (each.key, each.name()))
        for each in order.link.directory.departments.values()
    ]
    return [*departments, *colleagues(order)]


def onlookers(order: Order) -> list[Choice]:
    """Whom a form offers beside conversations."""
    return guests(order) if order.agent.may(Permission.ANSWER) else []


_NOTE: Final = Parameter("note", Kind.TEXT, "words", is_required=False)

COMMANDS: Final = (
    Command("take", About.OFFER, take, needs=Permission.ANSWER, is_short=True, reach=Reach.OFFERED),
    Command("decline", About.OFFER, decline, is_short=True, reach=Reach.OFFERED),
    Command(
        "transfer",
        About.CONVERSATION,
        transfer,
        (Parameter("target", Kind.CHOICE, "target", choices=targets), _NOTE),
        needs=Permission.TRANSFER,
        reach=Reach.FREE,
    ),
    Command(
        "invite",
        About.CONVERSATION,
        invite,
        (Parameter("colleague", Kind.CHOICE, "colleague", choices=colleagues), _NOTE),
        needs=Permission.INVITE,
        reach=Reach.SHARED,
    ),
    Command("leave", About.CONVERSATION, leave),
    Command("join", About.CONVERSATION, join, needs=Permission.SUPERVISE),
    Command("takeover", About.CONVERSATION, take_over, needs=Permission.SUPERVISE),
    Command("close", About.CONVERSATION, close, reach=Reach.FREE),
    Command(
        "note",
        About.CONVERSATION,
        note,
        (Parameter("note", Kind.TEXT, "words"),),
        reach=Reach.SHARED,
        is_for_closed=True,
    ),
    Command("info", About.CONVERSATION, info, reach=Reach.SHARED, is_for_closed=True),
    Command(
        "trail",
        About.CONVERSATION,
        trail,
        (Parameter("guest", Kind.WORD, "guest_instead", is_required=False, choices=onlookers, is_address=True),),
        reach=Reach.SHARED,
        is_for_closed=True,
        is_for_guests=True,
    ),
    Command("conversations", About.DESK, conversations, is_short=True),
)
