"""All commands, in the order in which help lists them. A new one is a function, an entry in the vocabulary, a row."""

from collections.abc import Mapping
from typing import Final

from component.commands import attending, contacts, conversations, helping, inviting, prompting
from component.commands.command import Command

COMMANDS: Final = (
    *conversations.COMMANDS,
    *inviting.COMMANDS,
    *prompting.COMMANDS,
    *contacts.COMMANDS,
    *attending.COMMANDS,
    *helping.COMMANDS,
)
BY_KEY: Final[Mapping[str, Command]] = {command.key: command for command in COMMANDS}
