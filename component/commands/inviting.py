"""Commands about visitors who are only looking: who they are, and speaking to them first."""

from collections.abc import Awaitable, Callable
from typing import Final

from bridge.desk import Call
from bridge.directory import Permission
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.trails import VISITORS_SHOWN, build_visitors, name_visitor
from component.words import say

_CHOICES: Final = 100


async def visitors(order: Order) -> str:
    """Who is on the site, as far as they are connected."""
    desk = order.link.desk
    here = desk.visitors_here(order.department.key)
    wrote = (guest.visitor for guest in here[:VISITORS_SHOWN] if guest.has_room)
    return build_visitors(here, await desk.conversations_of(wrote), desk.now(), order.language)


def guests(order: Order) -> list[Choice]:
    """Whom a form offers, whoever came last at the beginning."""
    here = order.link.desk.visitors_here(order.department.key)[-_CHOICES:]
    return [Choice(each.handle, name_visitor(each, order.language)) for each in reversed(here)]


def _inviting(*, opens: bool) -> Callable[[Order], Awaitable[str]]:
    async def invite(order: Order) -> str:
        guest, words = order.arguments["guest"], order.arguments.get("words", "")
        call = Call(order.agent.jid, order.department.key, guest, words, opens=opens)
        made = await order.link.desk.invite_guest(call)
        return say("done_greet", order.language, guest=made.guest, words=made.words)

    return invite


_GUEST: Final = (
    Parameter("guest", Kind.WORD, "guest", choices=guests),
    Parameter("words", Kind.TEXT, "spoken_words", is_required=False),
)

COMMANDS: Final = (
    Command("visitors", About.DESK, visitors, needs=Permission.ANSWER),
    Command("greet", About.DESK, _inviting(opens=False), _GUEST, needs=Permission.ANSWER),
    Command("open", About.DESK, _inviting(opens=True), _GUEST, needs=Permission.ANSWER),
)
