"""The command that lists the others."""

from typing import Final

from component.commands.command import About, Command, Order
from component.words import say


async def help_(order: Order) -> str:
    """Those that this agent may use, where they are."""
    return list_commands(order, is_in_room=order.room is not None)


def list_commands(order: Order, *, is_in_room: bool) -> str:
    """What can be said, one command a line: with `!` in a room, without elsewhere."""
    from component.commands.reading import entry
    from component.commands.table import commands_of

    rows = []
    for command in commands_of(order.link.directory, order.agent):
        if not command.is_for(order.agent):
            continue
        known = entry(command, order.language)
        number = " 7" if command.about is not About.DESK and not is_in_room else ""
        usage = f" {known.usage}" if known.usage else ""
        rows.append(f"{'!' if is_in_room else ''}{known.words[0]}{number}{usage} – {known.title}")
    return say("help_room" if is_in_room else "help_desk", order.language, commands="\n".join(rows))


COMMANDS: Final = (Command("help", About.DESK, help_, is_short=True),)
