"""What an agent is told who keeps a visitor out, or hears them again."""

from typing import cast

from bridge.desk import Wish
from bridge.model import Notice
from component.commands.command import Order
from component.commands.table import BY_KEY
from component.link import Link
from tests.unit.desks import ANN, Line
from tests.unit.houses import LEAD, anns, open_house


async def test_the_reason_is_told_to_whoever_blocks_again() -> None:
    """
    And to whoever ends it; the card has it meanwhile, for any agent.
    """
    office = await open_house()
    room = await anns(office)
    link, department = cast(Link, Line(office)), office.desk.directory.departments["support"]

    async def done(key: str, **arguments: str) -> list[str]:
        agent = LEAD if key != "info" else department.agents[ANN]
        told = Order(link, department, agent, room=room, arguments=arguments)
        return (await BY_KEY[key].run(told)).splitlines()

    assert await done("block", span="1", reason="h rude words") == [
        "#1: this visitor is not heard until 2023-11-14 23:13 UTC. !unblock ends that."
    ]
    assert (await done("info"))[1] == "🚫 blocked until 2023-11-14 23:13 UTC: “rude words”"
    assert await done("block", span="2", reason="h") == [
        "#1: this visitor is not heard until 2023-11-15 00:13 UTC. !unblock ends that.",
        "They had been blocked until 2023-11-14 23:13 UTC: “rude words”",
    ]
    assert await done("unblock") == [
        "#1: this visitor is heard again.",
        "They had been blocked until 2023-11-15 00:13 UTC, without a reason",
    ]
    assert await done("unblock") == ["#1: this visitor is heard again."]
    assert not [line for line in await done("info") if "🚫" in line]


async def test_history_is_what_people_said() -> None:
    """
    What the department said to the visitor by itself is not put into their mouth.
    """
    office = await open_house(texts={Notice.WAITING: {"en": "We are on our way."}})
    room = await anns(office)
    await office.desk.close(Wish(ANN, "support", room=room), fence=office.fence)
    await office.write("One more thing")
    assert "We are on our way." in [message.text for message in await office.log()]
    link, department = cast(Link, Line(office)), office.desk.directory.departments["support"]
    told = await BY_KEY["history"].run(Order(link, department, LEAD, number=2))
    assert [line.partition(": ")[2] for line in told.splitlines()[1:]] == ["Where is my parcel?", "I look"]
