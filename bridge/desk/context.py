"""What every happening at the desk is given beside its own facts: the time, the directory, and fresh names."""

from collections.abc import Callable
from dataclasses import dataclass

from bridge.directory import Directory
from bridge.model import Moment


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is fixed for one happening; `token(n)` makes n unguessable characters of a–z and 2–9."""

    now: Moment
    directory: Directory
    token: Callable[[int], str]


STANZA_ID_LENGTH = 20
ROOM_SUFFIX_LENGTH = 6
VISITOR_ID_LENGTH = 20
