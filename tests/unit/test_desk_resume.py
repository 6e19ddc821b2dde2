"""The law of resuming: whoever asks for what changed after the last they have ends with what everybody else has."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as some

from bridge.model import Message, Side
from tests.unit.desks import ANN, BOB, VERA, Office, open_office

PAGE = 3

happenings = some.lists(
    some.tuples(
        some.sampled_from(["write", "answer", "correct", "retract", "react", "echo", "close", "sync", "reload"]),
        some.integers(min_value=0, max_value=7),
    ),
    max_size=30,
)


class PageOfVera:
    """A page as the protocol describes it: messages by their place, and the highest version it was given."""

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}
        self.version = 0

    async def sync(self, office: Office) -> None:
        """Ask until nothing is missing, a few at a time."""
        more = True
        while more:
            missed = await office.desk.catch_up(VERA, after=self.version, limit=PAGE)
            self.messages.update({message.seq: message for message in missed.messages})
            self.version, more = missed.upto, missed.more


@settings(max_examples=60, deadline=None)
@given(happenings)
def test_a_page_that_missed_anything_catches_up(life: list[tuple[str, int]]) -> None:
    """Whatever happened, in whatever order, and whenever the page looked or was reloaded: after its next look it
    shows each message once, in its present form, and in its place.
    """
    asyncio.run(_live(life))


async def _live(life: list[tuple[str, int]]) -> None:
    office, page = await open_office(), PageOfVera()
    await office.write("first")
    for happening, number in life:
        if happening == "sync":
            await page.sync(office)
        elif happening == "reload":
            page = PageOfVera()
        else:
            await _happen(office, happening, number)
    await page.sync(office)
    assert [page.messages[seq] for seq in sorted(page.messages)] == await office.log()
    assert sorted(page.messages) == list(range(1, len(page.messages) + 1))
    versions = [message.version for message in page.messages.values()]
    assert len(set(versions)) == len(versions)


async def _happen(office: Office, happening: str, number: int) -> None:
    agent = ANN if number % 2 else BOB
    said = [message for message in await office.log() if message.side is not Side.NOTICE]
    message = said[number % len(said)]
    ref = message.stanza_id or message.cid or ""
    heard = await office.heard(agent=agent)
    match happening:
        case "write":
            await office.write(f"words {number}", cid=f"repeated-{number}")
        case "answer":
            await office.desk.agent_writes(heard, f"answer {number}", reply_ref=ref, fence=office.fence)
        case "correct" if message.author == agent and message.retracted_at is None:
            await office.desk.agent_corrects(heard, ref, f"corrected {number}", fence=office.fence)
        case "retract":
            await office.desk.agent_retracts(heard, ref, fence=office.fence)
        case "react":
            await office.desk.agent_reacts(heard, ref, ("👍",) * (number % 2), fence=office.fence)
        case "echo" if message.side is Side.VISITOR and message.cid:
            await office.desk.arrived(heard.room, message.cid, f"a-{message.cid}", fence=office.fence)
        case "close" if (await office.desk.standing(VERA, channel="default")).state != "closed":
            await office.desk.close_conversation(heard.room, fence=office.fence)
        case _:
            pass
