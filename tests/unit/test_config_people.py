"""Who works where, and what they may do: departments, groups and roles together."""

from pathlib import Path
from typing import Any

import pytest

import config
from bridge.cli.staffing import directory_of
from bridge.directory import Directory, Permission
from bridge.errors import NotAllowed
from config import ConfigError, Settings, agents_of, permissions_of

ANN, BOB, CLEO = "ann@example.org", "bob@example.org", "cleo@example.org"
ORDINARY = {"answer", "transfer", "invite", "contact", "history"}


def settings(groups: dict[str, Any], **departments: dict[str, Any]) -> Settings:
    """A configuration with these groups and departments."""
    return config.parse(
        {
            "public_url": "https://chat.example.org",
            "xmpp": {"domain": "livechat.example.org", "secret": "s3cret", "muc": "conference.example.org"},
            "groups": groups,
            "departments": departments,
        },
        directory=Path(),
    )


def people(made: Settings, department: str) -> list[str]:
    """Addresses of those who answer there."""
    return [agent.jid for agent in agents_of(made, department)]


def test_a_whole_group_answers_in_a_department() -> None:
    """
    Its own agents come first, then the group's, listed or self-named, each of them once.
    """
    made = settings(
        {"first-line": {"agents": [BOB, ANN]}},
        support={"agents": [ANN], "groups": ["first-line"]},
        sales={"agents": [{"jid": CLEO, "groups": ["first-line"]}], "groups": "first-line"},
    )
    assert people(made, "support") == [ANN, BOB, CLEO]
    assert people(made, "sales") == [CLEO, BOB, ANN]


def test_a_group_alone_makes_a_department() -> None:
    """
    A department needs no list of its own; an empty group is not enough.
    """
    assert people(settings({"all": {"agents": [ANN]}}, support={"groups": ["all"]}), "support") == [ANN]
    with pytest.raises(ConfigError, match="Nobody answers"):
        settings({"all": {}}, support={"groups": ["all"]})


def test_permissions_come_from_groups() -> None:
    """
    Several groups add up; a group that says nothing takes nothing away; who is in none is an agent.
    """
    made = settings(
        {
            "leads": {"agents": [ANN], "permissions": "supervisor"},
            "trainees": {"agents": [BOB, ANN], "permissions": ["answer"]},
            "floor": {"agents": [CLEO]},
        },
        support={"agents": [ANN, BOB, CLEO]},
    )
    assert permissions_of(made, ANN) == ORDINARY | {"block", "statistics", "supervise"}
    assert permissions_of(made, BOB) == {"answer"}
    assert permissions_of(made, CLEO) == permissions_of(made, "dora@example.org") == ORDINARY


def test_a_role_may_stand_among_permissions() -> None:
    """
    A group of agents who may also block somebody needs no list of everything else.
    """
    made = settings({"leads": {"agents": [ANN], "permissions": "agent, block"}}, support={"agents": [ANN]})
    assert permissions_of(made, ANN) == ORDINARY | {"block"}


def test_an_unknown_permission_is_a_mistake() -> None:
    """
    What nobody can do cannot be permitted.
    """
    with pytest.raises(ConfigError, match="supervise"):
        settings({"leads": {"permissions": ["supervize"]}}, support={"agents": [ANN]})


def directory() -> Directory:
    """Ann may only answer."""
    made = settings({"trainees": {"agents": [ANN], "permissions": "answer"}}, support={"agents": [ANN, BOB]})
    return directory_of(made)


def test_the_directory_knows_who_may_do_what() -> None:
    """
    What is not permitted is refused with a sentence, to agents and to strangers.
    """
    here = directory()
    assert here.check_may(ANN, Permission.ANSWER).jid == ANN
    assert here.check_may(BOB, Permission.TRANSFER).jid == BOB
    with pytest.raises(NotAllowed, match="not permitted"):
        here.check_may(ANN, Permission.TRANSFER)
    with pytest.raises(NotAllowed, match="Only agents"):
        here.check_may(CLEO, Permission.ANSWER)


def test_a_department_decides_what_its_visitors_read() -> None:
    """
    Their place in line unless it says no, what agents say of themselves only when it says yes.
    """
    agents = {"agents": [ANN]}
    silent = {**agents, "show_place": False, "show_status": True}
    assert [_shown(settings({}, support=each)) for each in (agents, silent)] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("timers", "milliseconds"), [({}, 20_000), ({"alert": "90 s"}, 90_000), ({"alert": "never"}, 0)]
)
def test_a_department_may_do_without_alerts(timers: dict[str, str], milliseconds: int) -> None:
    """
    Without a word there are some.
    """
    made = settings({}, support={"agents": [ANN], "timers": timers})
    assert directory_of(made).department("support").alert == milliseconds


def _shown(made: Settings) -> tuple[bool, bool]:
    support = directory_of(made).department("support")
    return support.shows_place, support.shows_status
