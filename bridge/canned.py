"""Prepared texts: a short name, a category, words in several languages with places to be filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Canned:
    """`departments` are those that have it (none: all)."""

    key: str
    category: str
    texts: Mapping[str, str]
    departments: tuple[str, ...] = ()

    def is_for(self, department: str) -> bool:
        """Whether that department has it."""
        return not self.departments or department in self.departments


def fill_in(text: str, facts: Mapping[str, object]) -> str:
    """The text with `{name}` replaced by that fact; what is in braces and no fact stays as it is. What is filled in is
    not looked at again.
    """
    return _PLACE.sub(lambda place: str(facts.get(place[1], place[0])), text)
