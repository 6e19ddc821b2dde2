"""All commands, in the order in which help, the last of them, lists them. A new one is a function, an entry in the
vocabulary, a row.

The site's own follow, as the directory has them at this moment.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bridge.directory import Agent, Directory
from component.commands import attending, contacts, conversations, inviting, mailing, previewing, prompting
from component.commands.command import About, Command, Order
from component.commands.hooks import command_of
from component.commands.naming import entry
from component.words import say


async def help_(order: Order) -> str:
    """Those that this agent may use, where they are."""
    return list_commands(order, is_in_room=order.room is not None)


COMMANDS: Final = (
    *conversations.COMMANDS,
    *inviting.COMMANDS,
    *prompting.COMMANDS,
    *previewing.COMMANDS,
    *contacts.COMMANDS,
    *mailing.COMMANDS,
    *attending.COMMANDS,
    Command("help", About.DESK, help_, is_short=True),
)
BY_KEY: Final[Mapping[str, Command]] = {command.key: command for command in COMMANDS}


def commands_of(directory: Directory, agent: Agent) -> Sequence[Command]:
    """All that there are where this agent answers, permitted or not."""
    return [*COMMANDS, *map(command_of, directory.hooks_of(agent.jid))]


def find_command(directory: Directory, agent: Agent, key: str) -> Command | None:
    """The one of these that has that key."""
    return next((each for each in commands_of(directory, agent) if each.key == key), None)


def is_known(directory: Directory, key: str) -> bool:
    """Whether anybody has a command of that key."""
    return key in BY_KEY or key in directory.hooks


def list_commands(order: Order, *, is_in_room: bool) -> str:
    """What can be said, one command a line: with `!` in a room, without elsewhere."""
    rows = []
    for command in commands_of(order.link.directory, order.agent):
        if not command.is_for(order.agent):
            continue
        known = entry(command, order.language)
        number = " #7" if command.about is not About.DESK and not is_in_room else ""
        usage = f" {known.usage}" if known.usage else ""
        rows.append(f"{'!' if is_in_room else ''}{known.words[0]}{number}{usage} – {known.title}")
    return say("help_room" if is_in_room else "help_desk", order.language, commands="\n".join(rows))
