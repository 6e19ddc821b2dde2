"""What a line of an agent asks for."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import cast

import pytest

from bridge.directory import Agent, Permission
from bridge.errors import NotAllowed, Refused
from bridge.model import JID
from component.commands.command import Order
from component.commands.naming import entry
from component.commands.reading import Said, fill, is_whole, read_line
from component.commands.table import BY_KEY, COMMANDS, list_commands
from component.link import Link
from component.phrases import REFUSALS, TOPICS
from component.phrases.commands import VOCABULARY
from component.words import explain
from tests.unit.desks import ANN, BOB, directory

TOP = Path(__file__).parents[2]
CLEO = JID("cleo@example.test")


class _Desk:
    """All that reading a line needs of a link."""

    directory = directory(
        agents={ANN: Agent(ANN, "Ann"), BOB: Agent(BOB, "Bob Stone"), CLEO: Agent(CLEO, "Cleo", language="fa")}
    )

    def inside(self, _agent: JID) -> list[JID]:
        return []


def order(agent: JID = ANN, room: str | None = "vera@rooms.example.test") -> Order:
    """An agent of the department says something, in a visitor's room."""
    department = _Desk.directory.departments["support"]
    link = cast(Link, _Desk())
    return Order(link, department, department.agents[agent], room=JID(room) if room else None)


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("take", "en", ("take", None)),
        ("Take 7", "fa", ("take", 7)),
        ("!take #7", "en", ("take", 7)),
        (" take! ", "de", ("take", None)),
        ("Take7.", "de", ("take", 7)),
        ("بردار", "fa", ("take", None)),
        ("بردار ۷", "fa-IR", ("take", 7)),
        ("رد می‌کنم ۱۲", "fa", ("decline", 12)),
        ("not me", "en", ("decline", None)),
        ("take over 9", "en", ("takeover", 9)),
        ("help", "fa", ("help", None)),
        ("راهنما", "fa", ("help", None)),
        ("list", "fa", ("conversations", None)),
        ("Conversations", "en", ("conversations", None)),
        ("گفتگوها", "fa", ("conversations", None)),
    ],
)
def test_short_commands_are_said_in_few_words(text: str, language: str, wish: tuple[str, int | None]) -> None:
    """
    In English or in the agent's own language, with any digits; the longest word that fits is meant.
    """
    said = read_line(text, language)
    assert said is not None
    assert (said.command.key, said.number) == wish
    assert is_whole(said)


@pytest.mark.parametrize(
    "text", ["بردار", "I'll take 7 minutes", "7", "", "!", "taken", "mineral water", "!close-of-day"]
)
def test_talk_is_no_command(text: str) -> None:
    """
    A sentence that only contains a word, a longer word, another language's word.
    """
    assert read_line(text, "en") is None


def test_a_bare_word_is_enough_for_a_few_among_colleagues() -> None:
    """
    In the lobby, where they talk.
    """
    short = {"take", "decline", "conversations", "onduty", "offduty", "draining", "bypresence", "help"}
    assert {command.key for command in COMMANDS if command.is_short} == short


@pytest.mark.parametrize("text", ["take a break", "help 7", "take 7 minutes"])
def test_a_sentence_that_begins_with_a_word_is_not_wholly_a_command(text: str) -> None:
    """
    In the lobby that is talk.
    """
    said = read_line(text, "en")
    assert said is not None
    assert not is_whole(said)


def test_a_number_in_a_room_is_part_of_what_is_said() -> None:
    """
    There it is clear which conversation is meant.
    """
    assert read_line("!note 7 parcels", "en", is_in_room=True) == Said(BY_KEY["note"], "7 parcels")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("!transfer bob", {"target": BOB}),
        ("!transfer Bob Stone she is angry", {"target": BOB, "note": "she is angry"}),
        ("!transfer @bob, she is angry", {"target": BOB, "note": "she is angry"}),
        ("!transfer bob@example.test", {"target": BOB}),
        ("!transfer support  please", {"target": "department:support", "note": "please"}),
        ("!TRANSFER SUPPORT", {"target": "department:support"}),
    ],
)
def test_people_and_departments_are_named_as_one_likes(text: str, arguments: dict[str, str]) -> None:
    """
    By name, by the beginning of an address, by the whole of it; what follows is a note.
    """
    said = read_line(text, "en", is_in_room=True)
    assert said is not None
    assert fill(order(), said).arguments == arguments


@pytest.mark.parametrize(
    ("text", "language", "key", "arguments"),
    [
        ("greet V7", "en", "greet", {"guest": "V7"}),
        ("greet v7 May I help?", "en", "greet", {"guest": "v7", "words": "May I help?"}),
        ("!open 7 This way", "fa", "open", {"guest": "7", "words": "This way"}),
        ("خوش‌آمد ۷ بفرمایید", "fa", "greet", {"guest": "۷", "words": "بفرمایید"}),
        ("باز کن V7", "fa", "open", {"guest": "V7"}),
        ("trail v7", "en", "trail", {"guest": "v7"}),
        ("trail 7", "en", "trail", {}),
        ("ردپا V۷", "fa", "trail", {"guest": "V۷"}),
    ],
)
def test_a_visitor_who_only_looks_is_named_first(text: str, language: str, key: str, arguments: dict[str, str]) -> None:
    """
    What follows is said to them.
    """
    said = read_line(text, language)
    assert said is not None
    assert (said.command.key, fill(order(room=None), said).arguments) == (key, arguments)


@pytest.mark.parametrize(("text", "words"), [("!transfer", "Support, Bob Stone, Cleo"), ("!transfer eve", "“eve”")])
def test_what_lacks_is_said_with_what_there_is(text: str, words: str) -> None:
    """
    Somebody who does not know the names is told them; oneself is not among them.
    """
    said = read_line(text, "en", is_in_room=True)
    assert said is not None
    with pytest.raises(Refused, match=words):
        fill(order(), said)


def test_help_lists_what_this_agent_may() -> None:
    """
    With marks in a room, with numbers elsewhere; what is not permitted is not there, and refused when tried.
    """
    supervisor = replace(order(), agent=Agent(ANN, "Ann", permissions=frozenset(Permission)))
    assert "!takeover – " in list_commands(supervisor, is_in_room=True)
    assert "takeover" not in list_commands(order(), is_in_room=True)
    assert "\ntransfer #7 NAME [note] – " in list_commands(order(), is_in_room=False)
    assert "note …" not in list_commands(order(), is_in_room=False)
    assert "!بسپار" in list_commands(order(CLEO), is_in_room=True)
    with pytest.raises(NotAllowed):
        BY_KEY["takeover"].check_is_for(order().agent)


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_every_command_has_words_in_every_language(language: str) -> None:
    """
    And no word means two things.
    """
    table = VOCABULARY[language]
    assert set(table) == {command.key for command in COMMANDS}
    words = [word.casefold() for known in table.values() for word in known.words]
    assert len(set(words)) == len(words)
    assert entry(BY_KEY["take"], f"{language}-XX") is table["take"]


def test_what_a_line_asks_for_is_known_by_the_line() -> None:
    """
    So that it is said once, however often the line is heard.
    """
    assert replace(order(), once="archive-1").wish.once == "archive-1"


def _facts(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_says_the_same_in_every_language(topic: dict[str, dict[str, str]]) -> None:
    """
    The same phrases, with the same facts.
    """
    english = {key: _facts(phrase) for key, phrase in topic["en"].items()}
    for phrases in topic.values():
        assert {key: _facts(phrase) for key, phrase in phrases.items()} == english


_SPEAKERS = [
    *(file for file in (TOP / "bridge" / "desk").glob("*.py") if file.name != "visitors.py"),
    TOP / "bridge" / "text.py",
    TOP / "bridge" / "directory.py",
    TOP / "component" / "commands" / "command.py",
    TOP / "component" / "commands" / "hooks.py",
    TOP / "component" / "webhooks.py",
]


def _refusals() -> Iterator[str]:
    """Every sentence with which something is refused to an agent."""
    for file in _SPEAKERS:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            node.target.id: str(node.value.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _REFUSING:
                sentence = node.args[0]
                yield names[sentence.id] if isinstance(sentence, ast.Name) else _said(sentence, file)


_REFUSING = ("Refused", "NotAllowed", "Unknown", "TooLong", "BadAddress")


def _said(sentence: ast.expr, file: Path) -> str:
    """A sentence with facts inside could not be found in a table."""
    assert isinstance(sentence, ast.Constant | ast.JoinedStr), f"{file.name}: {ast.dump(sentence)}"
    return sentence.value if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) else ""


@pytest.mark.parametrize("language", sorted(REFUSALS))
def test_every_refusal_can_be_said_in_every_language(language: str) -> None:
    """
    With the same facts; nothing is translated that nobody says.
    """
    known = REFUSALS[language]
    assert set(known) == {each for each in _refusals() if each}
    for sentence, translation in known.items():
        assert _facts(translation) == _facts(sentence)


def test_a_refusal_is_said_in_the_agents_language() -> None:
    """
    In English where there is no other.
    """
    refusal = NotAllowed("{agent} is not on duty.", agent="Bob")
    assert str(refusal) == explain(refusal, "de") == "Bob is not on duty."
    assert explain(refusal, "fa-IR") == "Bob سر کار نیست."
    assert explain(Refused("{braces} in a name"), "fa") == "{braces} in a name"


@pytest.mark.parametrize(
    ("text", "switch"),
    [("!preview on", "on"), ("!Preview OFF", "off"), ("!پیش‌نمایش روشن", "on"), ("!پیش نمایش خاموش", "off")],
)
def test_reading_along_is_switched_in_words(text: str, switch: str) -> None:
    """
    In both languages; without the word for it the agent is told what there is.
    """
    said = read_line(text, "fa", is_in_room=True)
    assert said is not None
    assert fill(order(CLEO), said).arguments == {"switch": switch}
    with pytest.raises(Refused, match="روشن, خاموش"):
        fill(order(CLEO), Said(BY_KEY["preview"], ""))
