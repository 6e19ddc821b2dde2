"""What every part of the desk is made of: the store, the bus, the directory, the clock."""

from collections.abc import Callable

from bridge.bus import Bus
from bridge.desk import attendance
from bridge.desk.context import Context
from bridge.desk.faces import Faces
from bridge.desk.openings import Openings
from bridge.desk.previews import Previews
from bridge.desk.queues import Queues
from bridge.desk.signs import Signs
from bridge.desk.visits import Visits
from bridge.directory import Directory
from bridge.model import Fence, Moment
from bridge.store.work import Result, Store, Work


class DeskBase:
    """`clock` tells milliseconds since 1970, `token(n)` gives n unguessable characters."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        directory: Directory,
        *,
        clock: Callable[[], Moment],
        token: Callable[[int], str],
    ) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._token = token
        self.directory = directory
        self.visits = Visits(store, self._context, bus.publish)
        self.faces = Faces(store, bus, lambda: self.directory)
        self.previews = Previews(bus)
        self.queues = Queues(store, bus, self._context)
        self._signs = Signs()
        self._openings = Openings(bus, self._look_for_duty, clock)

    def now(self) -> Moment:
        """The time by which everything here goes."""
        return self._clock()

    async def _look_for_duty(self, department: str) -> bool:
        directory, now = self.directory, self._clock()
        place = directory.department(department)
        return await self._store.read(lambda work: attendance.is_open(work, directory, place, now))

    def _context(self) -> Context:
        return Context(now=self._clock(), directory=self.directory, token=self._token)

    async def _change(self, change: Callable[[Work], Result], fence: Fence, *, is_repeatable: bool = False) -> Result:
        """`is_repeatable`: the room's archive can tell it anew."""
        return await self._store.change(change, fence=fence, is_repeatable=is_repeatable)
