"""What an agent may know of a visitor on entering: from where, with what and whence they came."""

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from tests.e2e.scene import Scene
from tests.servers.visitor import Visitor
from tests.waiting import eventually

ADDRESS = "203.0.113.7"
FROM = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "X-Forwarded-For": ADDRESS,
}
PAGE = {
    "url": "https://shop.example/tulips?sort=red",
    "title": "Red tulips",
    "referrer": "https://search.example/?q=tulips",
}
LODZ = {"city": {"names": {"en": "Łódź"}}, "country": {"names": {"en": "Poland"}}}


@pytest.mark.house(visitors={"show_address": True, "places": "city.mmdb"})
async def test_the_card_tells_from_where_a_visitor_came(scene: Scene) -> None:
    """
    Browser, channel, city, IP address; the page on which Vera began, where she is now, and where she was sent from.
    """
    places = MMDBWriter(6, ipv4_compatible=True, database_type="Test-City")
    places.insert_network(IPSet([f"{ADDRESS}/24"]), LODZ)
    places.to_db_file(str(scene.bridge.directory / "city.mmdb"))
    assert await _card(scene) == [
        "[Vera] #1 Vera · en · not verified",
        f"Firefox 132 on Linux · Chat · Łódź, Poland · {ADDRESS}",
        "now on Cart (https://shop.example/cart) · pages seen: 2",
        "began on Red tulips (https://shop.example/tulips?sort=red)",
        "came there from https://search.example/?q=tulips",
        "here for the first time",
    ]


async def test_an_address_is_nobodys_business_unless_permitted(scene: Scene) -> None:
    """
    The same card without IP address and city.
    """
    card = await _card(scene)
    assert card[1] == "Firefox 132 on Linux · Chat"
    assert ADDRESS not in "".join(card)
    assert "came there from https://search.example/?q=tulips" in card


async def _card(scene: Scene) -> list[str]:
    """What Ann reads when she has entered Vera's room, line by line; without the spans of time."""
    ann = await scene.on_duty("ann")
    vera = Visitor(scene.bridge.socket_url, name="Vera", headers=FROM)
    vera.page = PAGE
    async with vera:
        await vera.say("How much?")
        await scene.offer(ann, "How much?")
        await vera.goes("https://shop.example/cart", "Cart")
        await eventually(lambda: len(scene.bridge.query("SELECT url FROM trail")) == 2, what="the second page")
        await scene.take(ann, "How much?")
        card = await ann.wait_for(lambda heard: "not verified" in (heard.body or ""), what="a card")
    return [
        line.replace(", for 0 min", "").replace("began 0 min ago", "began") for line in (card.body or "").split("\n")
    ]
