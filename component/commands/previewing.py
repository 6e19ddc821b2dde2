"""The command by which an agent reads what a visitor types before it is sent, or does not any more."""

from typing import Final

from bridge.directory import Permission
from component.commands.command import About, Command, Order
from component.commands.switching import ON, SWITCH
from component.words import say


async def preview(order: Order) -> str:
    """For this agent, in this conversation."""
    switch, link = order.arguments["switch"], order.link
    room = order.room or await link.desk.room_of(order.wish)
    found = await link.desk.preview(order.wish, link.present(room), is_on=switch == ON)
    return say(f"preview_{switch}", order.language, number=found.conversation.id, name=found.visitor_name)


COMMANDS: Final = (Command("preview", About.CONVERSATION, preview, SWITCH, needs=Permission.ANSWER),)
