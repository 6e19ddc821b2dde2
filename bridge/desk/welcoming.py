"""An agent whose server could not be reached with their welcome is welcomed again later.

They count as told meanwhile: so they are dismissed as everybody is whose address is configured no more.
"""

from typing import Final

from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.model import JID, MINUTES, Moment, Timer
from bridge.outgoing import Welcome
from bridge.store.work import Work

WELCOME: Final = "welcome"
AGAIN: Final = 1 * MINUTES


def came_back(work: Work, context: Context, department: str, agent: JID) -> None:
    """Let some time pass."""
    work.start_timer(Timer(WELCOME, f"{department} {agent}", due=Moment(context.now + AGAIN)))


def try_again(work: Work, context: Context, subject: str) -> None:
    """Unless they work there no more."""
    key, _, agent = subject.partition(" ")
    department = context.directory.departments.get(key)
    if department is None or agent not in department.agents:
        return
    cid, shard = context.token(STANZA_ID_LENGTH), context.directory.place.shard
    queue(work, shard=shard, department=department, lane=JID(agent), cid=cid, content=Welcome())
