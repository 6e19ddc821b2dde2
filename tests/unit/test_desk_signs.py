"""What the desk knows of agents, or cannot know yet, before it says that they have not noticed something."""

from dataclasses import replace

import pytest

from bridge.model import MINUTES, Moment
from tests.unit.desks import ANN, OMID
from tests.unit.houses import send_all, time_passes
from tests.unit.unheeded import LONG, alerts, answer, talk, write


async def test_who_is_writing_to_another_is_alerted() -> None:
    """
    What is typed for Omid is no answer for Vera.
    """
    office = await talk()
    await write(office, "Which day?")
    office.desk.agent_types(OMID, "Ann", is_writing=True, agent=ANN)
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]


async def test_who_is_writing_is_not_disturbed() -> None:
    """
    As long as they write to this visitor, but not for ever, since a client that vanished says nothing.
    """
    office = await talk()
    await write(office, "Which day?")
    office.desk.agent_types((await office.room()).visitor, "Ann", is_writing=True, agent=ANN)
    await time_passes(office, LONG)
    assert await alerts(office) == []
    office.desk.agent_types((await office.room()).visitor, "Ann", is_writing=False, agent=ANN)
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]
    await answer(office)
    await write(office, "And where?")
    office.desk.agent_types((await office.room()).visitor, "Ann", is_writing=True, agent=ANN)
    for _ in range(7):
        await time_passes(office, LONG)
    assert await alerts(office) == ["And where?"]


@pytest.mark.parametrize("is_for_her", [True, False])
async def test_who_sent_what_they_wrote_is_not_writing_any_more(is_for_her: bool) -> None:
    """
    Not every client says so beside the message, and it may have been a command.
    """
    office = await talk()
    office.desk.agent_types((await office.room()).visitor, "Ann", is_writing=True, agent=ANN)
    if is_for_her:
        await answer(office)
    else:
        await office.desk.pass_over(await office.heard(), fence=office.fence)
    await write(office, "Thank you. And where?")
    await time_passes(office, LONG)
    assert await alerts(office) == ["Thank you. And where?"]


async def test_what_the_room_does_not_have_yet_cannot_be_noticed() -> None:
    """
    While the server is away nobody is told of what they could not read.
    """
    office = await talk()
    await office.write("Which day?")
    for _ in range(5):
        await time_passes(office, LONG)
    assert await alerts(office) == []
    await send_all(office)
    await time_passes(office, LONG)
    assert await alerts(office) == ["Which day?"]


async def test_after_a_start_agents_are_heard_first() -> None:
    """
    Somebody may have answered while nobody kept time: there are some seconds to read it.
    """
    office = await talk()
    await write(office, "Which day?")
    office.clock.pass_minutes(1)
    office.fence = await office.store.claim(office.fence.shard, "test", life=3600) or office.fence
    await time_passes(office, 0)
    await time_passes(office, 9)
    assert await alerts(office) == []
    await time_passes(office, 1)
    assert await alerts(office) == ["Which day?"]


@pytest.mark.parametrize(("minutes", "expected"), [(-1, ["Which day?"]), (1, [])])
async def test_what_the_archive_tells_counts_from_when_it_was_said(minutes: int, expected: list[str]) -> None:
    """
    A line from before the visitor wrote is no answer.
    """
    office = await talk()
    await write(office, "Which day?")
    at = Moment(office.clock.now + minutes * MINUTES)
    heard = replace(await office.heard(), at=at)
    await office.desk.agent_writes(heard, "Here", reply_ref=None, fence=office.fence)
    await time_passes(office, LONG)
    assert await alerts(office) == expected
