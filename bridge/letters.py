"""Letters: what is still to be sent by e-mail, one row each, written with the change that caused it.

             ordered ──▶ due ──┬─ the mail server took it ───▶ whoever asked is told, the row goes
                               ├─ not now, or nobody there ──▶ due again later, for two days
                               └─ never ─────────────────────▶ whoever asked is told why, the row goes

Rules: a row says what to write, not how it reads: a letter is written anew for each attempt, so that what was corrected
or taken back while it waited is not in it. Its `cid` makes its Message-ID, the same each time: what is sent twice,
because we ended between the server's yes and our note, can be known as one.
"""

from dataclasses import dataclass
from typing import NewType

from bridge.model import JID, ConversationId, Moment

LetterId = NewType("LetterId", int)


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a conversation, up to the message `until`; `language` is the reader's."""

    conversation: ConversationId
    until: int
    language: str


Topic = Transcript


@dataclass(frozen=True, slots=True)
class Letter:
    """One row. `asker` is the agent who is told what became of it, or empty; `attempts` counts those that failed."""

    id: LetterId
    shard: str
    department: str
    asker: JID
    recipient: str
    cid: str
    topic: Topic
    created_at: Moment
    due_at: Moment
    attempts: int = 0
