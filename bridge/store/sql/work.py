"""One change of the SQL store: the parts of `Work` on one connection."""

from bridge.store.sql.duty import DutyRows
from bridge.store.sql.handing import HandingRows
from bridge.store.sql.messages import MessageRows
from bridge.store.sql.outbox import OutboxRows
from bridge.store.sql.portraits import PortraitRows
from bridge.store.sql.queueing import QueueRows
from bridge.store.sql.rooms import RoomRows
from bridge.store.sql.trail import TrailRows


class SqlWork(RoomRows, MessageRows, OutboxRows, DutyRows, HandingRows, TrailRows, PortraitRows, QueueRows):
    """Implements `Work`. Lives as long as the change; may be used from the thread that runs it only."""
