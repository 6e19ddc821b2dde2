"""A line of an agent as a command: which word, about which conversation, with which arguments.

             “Transfer #7 bob she wants a refund” ──▶ transfer · 7 · target = bob · note = “she wants a refund”

Rule 1: English is understood from everybody, other words from those who speak their language; any digits are.
Rule 2: a sentence that only begins with a command's word is talk, unless it begins with `!` or the command takes words.
Rule 3: outside a visitor's room, `#7` after the word is always a conversation's number. A bare 7 is one only where what
        follows the word cannot begin with a number (`take 7`, `transfer 7 bob`, `push 7 https://…`). Where it can
        (`block 2 h`, `phone 030 …`, `note 2 parcels`), nothing is guessed: the agent is asked for the `#`. A number
        alone is the words themselves where words must follow (`tag 2024`).
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bridge.errors import Refused
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.commands.naming import entry
from component.commands.table import BY_KEY, COMMANDS
from component.words import say

_NUMBER: Final = re.compile(r"(?P<mark>#?)\s*(?P<number>\d{1,12})[,:;.!]*(?=\s|$)")
_END: Final = re.compile(r"[\s.!]*")
MAX_SHOWN: Final = 12
MAX_GIVEN: Final = 80


@dataclass(frozen=True, slots=True)
class Said:
    """A command, and what follows its word: `number` says which conversation is meant. `unmarked` is all that follows
    where that number has no `#`.
    """

    command: Command
    rest: str
    number: int | None = None
    unmarked: str = ""


def read_line(
    text: str, language: str, *, commands: Sequence[Command] = COMMANDS, is_in_room: bool = False
) -> Said | None:
    """What a line asks for, or `None` when it begins with no command. Outside a visitor's room a number right after the
    word says which conversation is meant (rule 3); `fill` refuses one that may be something else.
    """
    line = unicodedata.normalize("NFKC", text).strip().lstrip("!").lstrip()
    found = [(len(word), each) for each in commands for word in _words(each, language) if _begins_with(line, word)]
    if not found:
        return None
    length, command = max(found, key=lambda each: each[0])
    rest = line[length:].strip()
    return Said(command, rest) if command.about is About.DESK or is_in_room else _read_number(command, rest)


def read_canned(text: str, names: Container[str], *, is_in_room: bool = False) -> Said | None:
    """The name of a prepared text is a command as well. Outside a visitor's room nothing but a number may follow, and
    without `!` one must: “thanks” alone is talk.
    """
    line = unicodedata.normalize("NFKC", text).strip()
    word, *rest = line.lstrip("!").split(maxsplit=1) or [""]
    key, command = word.casefold(), BY_KEY["canned"]
    if key not in names:
        return None
    if is_in_room:
        return Said(command, key)
    number = _read_number(command, "".join(rest))
    is_said = not number.rest and (line.startswith("!") or number.number is not None)
    return Said(command, key, number.number) if is_said else None


def is_whole(said: Said) -> bool:
    """Whether there is nothing in the line beside the command and its number."""
    return bool(_END.fullmatch(said.rest))


def fill(order: Order, said: Said) -> Order:
    """The order with the arguments that follow the word. Raises `Refused` with a sentence for what lacks."""
    if said.unmarked and _may_be_meant(order, said):
        word, given = entry(said.command, order.language).words[0], said.unmarked[:MAX_GIVEN]
        raise Refused(say("unmarked_number", order.language, word=word, given=given, number=said.number))
    rest, arguments = said.rest, dict[str, str]()
    for parameter in said.command.parameters:
        value, rest = _read(order, said.command, parameter, rest)
        if value:
            arguments[parameter.name] = value
    if _takes_nothing_else(order, said.command) and not _END.fullmatch(rest):
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
    found = _find_choice(choices, rest)
    if found is not None:
        return found
    if not rest and not parameter.is_required:
        return "", ""
    shown = list_choices(choices)
    if not rest:
        word = entry(command, order.language).words[0]
        raise Refused(say("lacks_choice", order.language, word=word, choices=shown))
    raise Refused(say("unknown_choice", order.language, given=rest.removeprefix("@").split(" ")[0][:40], choices=shown))


def _find_choice(choices: Sequence[Choice], rest: str) -> tuple[str, str] | None:
    """The value, and what follows its name."""
    words = rest.removeprefix("@").split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(",:")
        chosen = next((each for each in choices if name and each.is_called(name)), None)
        if chosen is not None:
            return chosen.value, " ".join(words[count:]).strip()
    return None


def list_choices(choices: Iterable[Choice]) -> str:
    """Their labels, as many as a line can hold."""
    labels = [each.label for each in choices]
    return ", ".join(labels[:MAX_SHOWN]) + ("…" if len(labels) > MAX_SHOWN else "")


def _words(command: Command, language: str) -> Iterable[str]:
    return (*entry(command, "en").words, *entry(command, language).words)


def _read_number(command: Command, rest: str) -> Said:
    number = _NUMBER.match(rest)
    if number is None:
        return Said(command, rest)
    is_marked, is_alone = bool(number["mark"]), number.end() == len(rest)
    if is_alone and not is_marked and _needs_words(command):
        return Said(command, rest)
    unmarked = "" if is_marked else rest
    return Said(command, rest[number.end() :].strip(), int(number["number"]), unmarked)


def _needs_words(command: Command) -> bool:
    first = next(iter(command.parameters), None)
    return first is not None and first.is_required and _takes_numbers(first)


def _takes_nothing_else(order: Order, command: Command) -> bool:
    """Whether words that nobody asked for may have meant another conversation, or another order."""
    is_bare = command.about is About.CONVERSATION and not command.parameters
    return command.hook is not None or (is_bare and order.room is None)


def _takes_numbers(parameter: Parameter) -> bool:
    """Whether what it takes may begin with a number, or be one."""
    return parameter.kind is not Kind.CHOICE and not parameter.is_address


def _may_be_meant(order: Order, said: Said) -> bool:
    """Whether the number may be the beginning of what is said."""
    first = next(iter(said.command.parameters), None)
    if first is None:
        return False
    if first.kind is Kind.CHOICE:
        return _find_choice(first.choices(order), said.unmarked) is not None
    return _takes_numbers(first)


def _begins_with(line: str, word: str) -> bool:
    normal = unicodedata.normalize("NFKC", word)
    following = line[len(normal) : len(normal) + 1]
    is_longer = following.isalpha() or following == "-"  # “close-of-day” is a prepared text's name, or a slip
    return line[: len(normal)].casefold() == normal.casefold() and not is_longer
