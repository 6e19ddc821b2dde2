"""What a page learns of its visitor's turn."""

from bridge.desk import Wish
from tests.unit.desks import ANN, BOB
from tests.unit.web_paper import Frame, Paper, PaperHouse, paper_house


async def open_page(house: PaperHouse, cid: str) -> tuple[Paper, str]:
    """Somebody who has written, and their token."""
    page = Paper()
    token = (await house.welcome(page))["token"]
    page.say(t="post", cid=cid, text="Hello?")
    await page.hear("saved")
    return page, token


async def in_line(house: PaperHouse) -> tuple[Paper, Paper, str]:
    """Ann is on duty, Vera and Omid wait; the token is Omid's."""
    await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
    vera, _ = await open_page(house, "vera-0001")
    omid, token = await open_page(house, "omid-0001")
    await house.desk.queues.settle()
    return vera, omid, token


async def hear_place(page: Paper) -> Frame:
    """The next status with a place."""
    while "place" not in (frame := await page.hear("status")):
        pass
    return frame


async def test_a_page_is_told_its_place_and_when_it_moves_up() -> None:
    """
    Also one that comes back, with the welcome; gone as soon as an agent answers.
    """
    async with paper_house() as house:
        vera, omid, token = await in_line(house)
        waiting = {"t": "status", "state": "waiting", "here": True, "agent": None}
        assert await hear_place(vera) == {**waiting, "place": 1}
        assert await hear_place(omid) == {**waiting, "place": 2}
        await house.desk.take(Wish(ANN, "support"), fence=house.fence)
        assert await vera.hear("status") == {"t": "status", "state": "active", "here": True, "agent": {"name": "Ann"}}
        await house.desk.queues.settle()
        assert await omid.hear("status") == {**waiting, "place": 1}
        again = await house.welcome(Paper(), token=token)
        assert again["status"] == {"state": "waiting", "here": True, "agent": None, "place": 1}
        assert vera.unheard() == []


async def test_where_nobody_answers_there_is_no_place() -> None:
    """
    Whoever comes on duty brings it back, at once.
    """
    async with paper_house() as house:
        vera, *_ = await in_line(house)
        await hear_place(vera)
        await house.desk.lobby_left("support", ANN, fence=house.fence)
        assert await vera.hear("status") == {"t": "status", "state": "waiting", "here": False, "agent": None}
        await house.desk.lobby_seen("support", BOB, "bob", "", fence=house.fence)
        assert (await vera.hear("status"))["place"] == 1


async def test_the_wait_comes_with_the_place() -> None:
    """
    In whole minutes, once five have been answered.
    """
    async with paper_house() as house:
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        for number in range(5):
            await open_page(house, f"visitor-{number}")
            await house.desk.take(Wish(ANN, "support"), fence=house.fence)
        vera, _ = await open_page(house, "vera-0001")
        await house.desk.queues.settle()
        status = await hear_place(vera)
        assert (status["place"], status["wait"]) == (1, 1)
