"""Visitors who are connected are known to be on the site, whatever carries their frames."""

from dataclasses import replace

from bridge.desk import Draft
from tests.unit.web_paper import Paper, paper_house
from tests.waiting import eventually


async def test_whoever_has_connected_is_known_to_be_here() -> None:
    """Language, browser, page and name as their page tells them; until it leaves."""
    async with paper_house() as house:
        vera = Paper(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0")
        welcome = await house.welcome(vera, lang="fa", name=" Vera ")
        (guest,) = house.desk.visitors_here()
        assert house.reception.tokens.read(welcome["token"]) == guest.visitor
        assert (guest.name, guest.language) == ("Vera", "fa")
        assert (guest.browser, guest.page.title, guest.has_room) == ("Firefox 132 on Linux", "Shop", False)
        assert guest.address == ""
        house.desk.directory = replace(house.desk.directory, shows_address=True)
        assert house.desk.visitors_here()[0].address == "203.0.113.7"
        vera.say(t="page", url="https://shop.example/cart", title="Cart")
        vera.say(t="name", name="Vera B.")
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        await vera.hear("saved")
        (guest,) = house.desk.visitors_here()
        assert [each.title for each in guest.pages] == ["Shop", "Cart"]
        assert (guest.name, guest.page.title, guest.has_room) == ("Vera B.", "Cart", True)
        vera.leave()
        await eventually(lambda: not house.desk.visitors_here())


async def test_whoever_comes_back_is_known_to_have_written() -> None:
    """Their next page is kept; a store that is away at that moment turns nobody away."""
    async with paper_house() as house:
        visitor = house.desk.new_visitor()
        await house.desk.post(Draft(visitor=visitor, channel="default", cid="cid-00000001", text="Hello"))
        vera = Paper()
        await house.welcome(vera, token=house.reception.tokens.issue(visitor))
        await eventually(lambda: [stay.title for _, stay in house.store._tables.trails.values()] == ["Shop"])
        assert house.desk.visitors_here()[0].has_room
        house.store._is_closed = True
        vera.say(t="page", url="https://shop.example/cart", title="Cart")
        vera.say(t="ping")
        await vera.hear("pong")
        assert [frame["t"] for frame in vera.unheard()] == []
        house.store._is_closed = False
        vera.say(t="page", url="https://shop.example/cash", title="Cash desk")
        await eventually(lambda: len(house.store._tables.trails) == 3)
