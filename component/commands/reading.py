"""A line of an agent as a command: which word, about which conversation, with which arguments.

             “Transfer #7 bob she wants a refund” ──▶ transfer · 7 · target = bob · note = “she wants a refund”

Rule 1: English is understood from everybody, other words from those who speak their language; any digits are.
Rule 2: a sentence that only begins with a command's word is talk, unless it begins with `!` or the command takes words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bridge.errors import Refused
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.commands.naming import entry
from component.commands.table import COMMANDS
from component.words import say

_NUMBER: Final = re.compile(r"#?\s*(?P<number>\d{1,12})(?=\s|[.!]?$)")
_END: Final = re.compile(r"[\s.!]*")
MAX_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A command, and what follows its word."""

    command: Command
    rest: str
    number: int | None = None


def read_line(
    text: str, language: str, *, commands: Sequence[Command] = COMMANDS, is_in_room: bool = False
) -> Said | None:
    """What a line asks for, or `None` when it begins with no command. Outside a visitor's room a number right after the
    word says which conversation is meant, unless the command needs words and there is nothing else.
    """
    line = unicodedata.normalize("NFKC", text).strip().lstrip("!").lstrip()
    found = [(len(word), each) for each in commands for word in _words(each, language) if _begins_with(line, word)]
    if not found:
        return None
    length, command = max(found, key=lambda each: each[0])
    rest = line[length:].strip()
    number = _NUMBER.match(rest) if command.about is not About.DESK and not is_in_room else None
    if number is None or (number.end() == len(rest) and _needs_words(command)):
        return Said(command, rest)
    return Said(command, rest[number.end() :].strip(), int(number["number"]))


def is_whole(said: Said) -> bool:
    """Whether there is nothing in the line beside the command and its number."""
    return bool(_END.fullmatch(said.rest))


def fill(order: Order, said: Said) -> Order:
    """The order with the arguments that follow the word. Raises `Refused` with a sentence for what lacks."""
    rest, arguments = said.rest, dict[str, str]()
    for parameter in said.command.parameters:
        value, rest = _read(order, said.command, parameter, rest)
        if value:
            arguments[parameter.name] = value
    if said.command.hook is not None and not _END.fullmatch(rest):
        raise Refused(say("takes_nothing", order.language, word=entry(said.command, order.language).words[0]))
    return replace(order, arguments=arguments)


def _read(order: Order, command: Command, parameter: Parameter, rest: str) -> tuple[str, str]:
    """A parameter's value, and what follows it."""
    if parameter.kind is Kind.CHOICE:
        return _choose(order, command, parameter, rest)
    value, _, after = rest.partition(" ") if parameter.kind is Kind.WORD else (rest, "", "")
    if not value and parameter.is_required:
        known = entry(command, order.language)
        raise Refused(say("lacks_text", order.language, word=known.words[0], usage=known.usage))
    return value, after.strip()


def _choose(order: Order, command: Command, parameter: Parameter, rest: str) -> tuple[str, str]:
    """The longest beginning that is a choice's name, so that names may have several words."""
    choices = parameter.choices(order)
    words = rest.removeprefix("@").split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(",:")
        chosen = next((each for each in choices if name and each.is_called(name)), None)
        if chosen is not None:
            return chosen.value, " ".join(words[count:]).strip()
    if not rest and not parameter.is_required:
        return "", ""
    shown = list_choices(choices)
    if not rest:
        word = entry(command, order.language).words[0]
        raise Refused(say("lacks_choice", order.language, word=word, choices=shown))
    raise Refused(say("unknown_choice", order.language, given=words[0][:40], choices=shown))


def list_choices(choices: Iterable[Choice]) -> str:
    """Their labels, as many as a line can hold."""
    labels = [each.label for each in choices]
    return ", ".join(labels[:MAX_SHOWN]) + ("…" if len(labels) > MAX_SHOWN else "")


def _words(command: Command, language: str) -> Iterable[str]:
    return (*entry(command, "en").words, *entry(command, language).words)


def _needs_words(command: Command) -> bool:
    first = next(iter(command.parameters), None)
    return first is not None and first.is_required and first.kind is Kind.LINE


def _begins_with(line: str, word: str) -> bool:
    normal = unicodedata.normalize("NFKC", word)
    following = line[len(normal) : len(normal) + 1]
    is_longer = following.isalpha() or following == "-"  # “close-of-day” is a prepared text's name, or a slip
    return line[: len(normal)].casefold() == normal.casefold() and not is_longer
