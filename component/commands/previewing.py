"""The command by which an agent reads what a visitor types before it is sent, or does not any more."""

from typing import Final

from bridge.directory import Permission
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.words import say

_ON: Final = "on"
_OFF: Final = "off"


async def preview(order: Order) -> str:
    """For this agent, in this conversation."""
    switch, link = order.arguments["switch"], order.link
    room = order.room or await link.desk.room_of(order.wish)
    found = await link.desk.preview(order.wish, link.present(room), is_on=switch == _ON)
    return say(f"preview_{switch}", order.language, number=found.conversation.id, name=found.visitor_name)


def switches(order: Order) -> list[Choice]:
    """Both, in the agent's language."""
    return [Choice(each, say(f"switch_{each}", order.language)) for each in (_ON, _OFF)]


COMMANDS: Final = (
    Command(
        "preview",
        About.CONVERSATION,
        preview,
        (Parameter("switch", Kind.CHOICE, "switch", choices=switches),),
        needs=Permission.ANSWER,
    ),
)
