"""How agents look to visitors: their photo, and what they say of themselves where their department shows it.

             keep, forget ──▶ the store ──▶ FaceChanged ──▶ what is known is read again ──▶ of
             says ──▶ FaceChanged (a status is presence: it is not stored, and told anew whenever the lobby is entered)

Rule: a photo is never worth a failure. Where the store does not answer, the agent has none for the moment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bridge import text
from bridge.bus import FACES, Bus
from bridge.directory import Directory
from bridge.errors import Unavailable
from bridge.events import FaceChanged
from bridge.model import JID, Fence, Portrait
from bridge.store.work import Store, Work


@dataclass(frozen=True, slots=True)
class Face:
    """`photo` is the name of a file, `status` one line; either may be empty."""

    photo: str = ""
    status: str = ""


NO_FACE: Final = Face()


class Faces:
    """Those of all agents."""

    def __init__(self, store: Store, bus: Bus, directory: Callable[[], Directory]) -> None:
        self._store = store
        self._bus = bus
        self._directory = directory
        self._photos: Mapping[JID, str] | None = None
        self._statuses: dict[tuple[str, JID], str] = {}
        self._heard = 0
        self._listener = bus.listen(FACES, wake=self._hear)

    async def of(self, department: str, agent: JID | None) -> Face:
        """What visitors of that department see of this agent."""
        if agent is None:
            return NO_FACE
        shows_status = self._directory().department(department).shows_status
        status = self._statuses.get((department, agent), "") if shows_status else ""
        return Face((await self._known()).get(agent, ""), status)

    async def picture(self, name: str) -> bytes | None:
        """The contents of a photo. Raises `Unavailable`."""
        return await self._store.read(lambda work: work.picture(name))

    async def portraits(self) -> Sequence[Portrait]:
        """All that are kept. Raises `Unavailable`."""
        return await self._store.read(lambda work: work.portraits())

    async def keep(self, portrait: Portrait, picture: bytes, *, fence: Fence) -> None:
        """An agent's photo, in place of the one before. Raises `Unavailable`, `LostShard`."""

        def change(work: Work) -> None:
            work.put_portrait(portrait, picture)
            work.emit(FaceChanged(portrait.agent))

        await self._store.change(change, fence=fence)

    async def forget(self, agent: JID, *, fence: Fence) -> None:
        """They have none any more. Raises `Unavailable`, `LostShard`."""

        def change(work: Work) -> None:
            work.forget_portrait(agent)
            work.emit(FaceChanged(agent))

        await self._store.change(change, fence=fence)

    def says(self, department: str, agent: JID, status: str) -> None:
        """In the department's lobby, an agent says this of themselves; nothing, once they have left."""
        said, key = text.clean_status(status), (department, agent)
        if said == self._statuses.get(key, ""):
            return
        self._statuses[key] = said
        if self._directory().department(department).shows_status:
            self._bus.publish(FaceChanged(agent))

    async def _known(self) -> Mapping[JID, str]:
        if self._photos is not None:
            return self._photos
        heard = self._heard
        try:
            found = {each.agent: each.name for each in await self.portraits()}
        except Unavailable:
            return {}
        if heard == self._heard:
            self._photos = found
        return found

    def _hear(self) -> None:
        self._listener.drain()
        self._heard += 1
        self._photos = None
