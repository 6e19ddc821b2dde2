"""What a page learns of a department's hours."""

from dataclasses import replace

from bridge.hours import Hours
from tests.unit.desks import ANN, SHARD
from tests.unit.web_paper import Paper, PaperHouse, paper_house

# The house's clock stands at 22:13:20 UTC on 14 November 2023.
NINE_IN_THE_MORNING = 1_700_038_800_000
TEN_IN_THE_MORNING = NINE_IN_THE_MORNING + 3_600_000


async def open_daily(house: PaperHouse, begin: int, end: int) -> None:
    """The department is open every day from one hour to another."""
    hours = Hours("UTC", (((begin * 60, end * 60),),) * 7)
    support = replace(house.desk.directory.departments["support"], hours=hours)
    house.desk.directory = replace(house.desk.directory, departments={"support": support})
    await house.desk.follow_directory(SHARD, fence=house.fence)


async def test_a_page_learns_when_somebody_is_back() -> None:
    """
    With the welcome, whether or not they have written; then whenever that changes.
    """
    async with paper_house() as house:
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        await open_daily(house, 9, 17)
        vera = Paper()
        welcome = await house.welcome(vera)
        assert welcome["status"] == {"state": "none", "here": False, "agent": None, "opens": NINE_IN_THE_MORNING}
        vera.say(t="post", cid="abcdefgh-1", text="Hello?")
        assert (await vera.hear("status"))["opens"] == NINE_IN_THE_MORNING
        await open_daily(house, 10, 17)
        assert (await vera.hear("status"))["opens"] == TEN_IN_THE_MORNING
        again = await house.welcome(Paper(), token=welcome["token"])
        assert again["status"] == {"state": "waiting", "here": False, "agent": None, "opens": TEN_IN_THE_MORNING}
        await open_daily(house, 10, 23)
        status = await vera.hear("status")
        assert status == {"t": "status", "state": "waiting", "here": True, "agent": None}


async def test_within_hours_nobody_knows_when_somebody_comes() -> None:
    """
    Nobody is on duty, and the page is told no time.
    """
    async with paper_house() as house:
        await open_daily(house, 10, 23)
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        vera = Paper()
        assert (await house.welcome(vera))["status"]["here"]
        await house.desk.lobby_left("support", ANN, fence=house.fence)
        assert "opens" not in await vera.hear("status")
