"""All commands, in the order in which help lists them. A new one is a function, an entry in the vocabulary, a row.

The site's own follow, as the directory has them at this moment.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bridge.directory import Agent, Directory
from component.commands import attending, contacts, conversations, helping, inviting, mailing, previewing, prompting
from component.commands.command import Command
from component.commands.hooks import command_of

COMMANDS: Final = (
    *conversations.COMMANDS,
    *inviting.COMMANDS,
    *prompting.COMMANDS,
    *previewing.COMMANDS,
    *contacts.COMMANDS,
    *mailing.COMMANDS,
    *attending.COMMANDS,
    *helping.COMMANDS,
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
