"""What this server's rooms can do: asked once for each stream, from the first room that we own.

Rule: nothing is taken for granted from a server's name. `flavour` only chooses the words with which an administrator
      is helped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from component.questions import Questions
from component.stanzas.markup import ARCHIVE
from component.stanzas.queries import CONFIGURATION_PAYLOAD, INFO_PAYLOAD, parse_form_fields, parse_info

PROSODY: Final = "prosody"
EJABBERD: Final = "ejabberd"
_PROSODY_FIELD: Final = "{http://prosody.im/protocol/muc}"
_EJABBERD_FIELD: Final = "allow_query_users"


@dataclass(frozen=True, slots=True)
class Capability:
    """Of one MUC service: the fields of a room's configuration, and the features of a room."""

    fields: frozenset[str]
    features: frozenset[str]

    @property
    def has_archive(self) -> bool:
        """Whether rooms are archived (XEP-0313)."""
        return ARCHIVE in self.features

    @property
    def flavour(self) -> str:
        """`prosody`, `ejabberd`, or empty: by the fields that only one of them has."""
        if any(each.startswith(_PROSODY_FIELD) for each in self.fields):
            return PROSODY
        return EJABBERD if _EJABBERD_FIELD in self.fields else ""

    def fitting(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Those settings that this server knows. COMPAT ejabberd refuses a form with one unknown field."""
        return {name: value for name, value in wanted.items() if name in self.fields}


class Capabilities:
    """Remembers what was found, one service at a time."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._known: dict[str, Capability] = {}

    async def fields_of(self, room: str, service: str, owner: str) -> Capability:
        """Ask in a room whose owner we are. Raises like `Questions.ask`."""
        known = self._known.get(service)
        if known is not None and known.fields:
            return known
        form = await self._questions.ask(CONFIGURATION_PAYLOAD, to=room, sender=owner)
        found = Capability(frozenset(parse_form_fields(form)), known.features if known else frozenset())
        self._known[service] = found
        return found

    async def features_of(self, room: str, service: str, owner: str) -> Capability:
        """Ask a room that is configured already; an archive that one has, the next will. That one has none (somebody
        else's lobby) says nothing of the next.
        """
        known = self._known.get(service)
        if known is not None and known.has_archive:
            return known
        info = parse_info(await self._questions.ask(INFO_PAYLOAD, to=room, sender=owner))
        found = Capability(known.fields if known else frozenset(), info.features)
        self._known[service] = found
        return found
