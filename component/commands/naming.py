"""What a command is called, in each language."""

from component.commands.command import Command
from component.commands.hooks import entry_of
from component.phrases.commands import VOCABULARY, Entry
from component.words import primary


def entry(command: Command, language: str) -> Entry:
    """Its words, usage and title in a language, or in English."""
    if command.hook is not None:
        return entry_of(command.hook, language)
    return VOCABULARY.get(primary(language), {}).get(command.key) or VOCABULARY["en"][command.key]
