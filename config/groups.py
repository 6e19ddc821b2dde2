"""The section about groups: people who are named together, and what they may do."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from config.departments import Agent
from config.kinds import OneOrMany, split_list
from config.section import Section

Permission = Literal["answer", "transfer", "invite", "contact", "history", "block", "statistics", "supervise"]

ROLES: Final[dict[str, tuple[Permission, ...]]] = {
    "agent": ("answer", "transfer", "invite", "contact", "history"),
    "supervisor": ("answer", "transfer", "invite", "contact", "history", "block", "statistics", "supervise"),
    "administrator": ("answer", "transfer", "invite", "contact", "history", "block", "statistics", "supervise"),
}


def parse_permissions(value: Any) -> Any:
    """The name of a role stands for its permissions, alone or among others."""
    split = split_list(value)
    if not isinstance(split, list | tuple):
        return split
    return tuple(dict.fromkeys(permission for each in split for permission in ROLES.get(str(each), (each,))))


class Group(Section):
    """People who are named together: a department can be given a whole group, and a group can be given rights."""

    agents: Annotated[tuple[Agent, ...], OneOrMany] = Field(
        (),
        description="Who belongs to it, as in a department's list; whoever names the group in `groups` of their own "
        "section does as well.",
        examples=[["ann@example.org", "bob@example.org"]],
    )
    permissions: Annotated[tuple[Permission, ...], BeforeValidator(parse_permissions)] | None = Field(
        None,
        description="What its members may do: a role (`agent`, `supervisor`, `administrator`) or single permissions. "
        "A person in several groups may do what any of them may; a person in none that says something is an `agent`.",
        examples=["supervisor", ["answer", "history"]],
    )
