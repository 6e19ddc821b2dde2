"""A page changes what stands there: it is answered, every other is told, and a refusal says what it was about."""

from tests.unit.test_web_visitor import ann_writes, visitor_of
from tests.unit.web_paper import Paper, paper_house


async def told_until(page: Paper, version: int) -> list[int]:
    """The versions of which this page is told, up to that one."""
    versions: list[int] = []
    while version not in versions:
        versions += [each["version"] for each in (await page.hear("messages"))["messages"]]
    return versions


async def test_what_stands_there_is_changed_and_told_to_every_page() -> None:
    """
    The page that asked is answered, also where nothing was to be changed; it and every other get the change once.
    """
    async with paper_house() as house:
        vera, other = Paper(), Paper()
        token = (await house.welcome(vera))["token"]
        visitor = await visitor_of(house, token)
        vera.say(t="post", cid="abcdefgh-1", text="Helo")
        await vera.hear("messages")
        await ann_writes(house, visitor, "Good morning")
        answer = (await vera.hear("messages"))["messages"][-1]["seq"]
        await house.welcome(other, token=token)
        for frame in ({"t": "correct", "text": "Hello"}, {"t": "retract"}):
            vera.say(seq=1, **frame)
        vera.say(t="react", seq=answer, emojis=["👍"])
        vera.say(t="react", seq=answer, emojis=["👍"])
        changed = [(await vera.hear("changed"))["message"] for _ in range(4)]
        assert [each.get("text") for each in changed] == ["Hello", None, "Good morning", "Good morning"]
        assert (changed[1]["retracted"], changed[2]["own"], changed[3]["reactions"]) == (True, ["👍"], {"👍": 1})
        assert changed[2] == changed[3]
        told = await told_until(other, changed[2]["version"])
        assert told == sorted(set(told))
        assert told[-2:] == [each["version"] for each in changed[1:3]]


async def test_an_address_is_left_where_the_page_may_ask() -> None:
    """
    The page learns with its welcome that it may; what comes of an address is a notice, to every page. One that cannot
    be right is refused as such.
    """
    async with paper_house() as house:
        vera, other = Paper(), Paper()
        welcome = await house.welcome(vera)
        assert welcome["channel"]["asks"]
        vera.say(t="post", cid="abcdefgh-1", text="Hello?")
        await vera.hear("messages")
        await house.welcome(other, token=welcome["token"])
        vera.say(t="contact", email="vera@nowhere")
        assert (await vera.hear("error"))["code"] == "bad_address"
        vera.say(t="contact", email="vera@shop.example")
        for page in (vera, other):
            (notice,) = (await page.hear("messages"))["messages"]
            assert (notice["notice"], notice["name"]) == ("reachable", "vera@shop.example")


async def test_a_refused_change_names_its_message() -> None:
    """
    Not that of a text that looks like a frame of another kind.
    """
    async with paper_house(message_burst=3) as house:
        vera = Paper()
        await house.welcome(vera)
        vera.say(t="retract", seq=7)
        refused = await vera.hear("error")
        assert (refused["code"], refused["seq"], "cid" in refused) == ("too_late", 7, False)
        vera.say(t="post", cid="abcdefgh-1", text='{"t": "retract", "seq": 9}')
        await vera.hear("saved")
        vera.say(t="correct", seq=1, text='"cid": "abcdefgh-2"' + " " * 4_000 + "x")
        refused = await vera.hear("error")
        assert (refused["code"], refused["seq"], "cid" in refused) == ("too_long", 1, False)
        vera.say(t="react", seq=2, emojis=["👍"])
        refused = await vera.hear("error")
        assert (refused["code"], refused["seq"], refused["after"] > 0) == ("too_fast", 2, True)
