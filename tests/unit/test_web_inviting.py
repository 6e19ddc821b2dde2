"""An agent's words on the way to a page that was only looked at, and the page's answer."""

from bridge.desk import Call
from bridge.events import InvitationMoved, Missed, Step
from bridge.model import Portrait
from tests.unit.desks import ANN
from tests.unit.web_paper import Paper, PaperHouse, paper_house

WORDS = "May I help?"


async def invite(house: PaperHouse) -> None:
    await house.desk.lobby_seen("support", ANN, "Ann", "", fence=house.fence)
    await house.desk.invite_guest(Call(ANN, "support", "V1", WORDS, opens=True))


async def test_a_page_is_told_at_once_and_when_it_comes_back() -> None:
    """
    With the agent's name and photo, as long as the visitor may answer; again when something was missed.
    """
    async with paper_house() as house:
        await house.desk.faces.keep(Portrait(ANN, "mark", "0a.png"), b"photo", fence=house.fence)
        vera = Paper()
        welcome = await house.welcome(vera)
        await invite(house)
        told = {"t": "invite", "name": "Ann", "text": WORDS, "open": True, "photo": "/agents/0a.png"}
        assert await vera.hear("invite") == told
        house.bus.publish(Missed())
        assert await vera.hear("invite") == told
        assert not (await vera.hear("messages"))["messages"]
        other = Paper()
        await house.welcome(other, token=welcome["token"])
        assert await other.hear("invite") == told
        other.say(t="post", cid="abcdefgh-1", text="Yes")
        log = await vera.hear("messages")
        assert [each["text"] for each in log["messages"] if "text" in each] == [WORDS, "Yes"]
        assert (await vera.hear("status"))["agent"]["name"] == "Ann"
        third = Paper()
        await house.welcome(third, token=welcome["token"])
        third.say(t="ping")
        await third.hear("pong")
        assert not third.unheard()


async def test_what_the_page_answers_is_told() -> None:
    """
    Shown, then closed; what nobody was asked is nothing.
    """
    async with paper_house() as house:
        heard = house.bus.listen("*")
        vera = Paper()
        await house.welcome(vera)
        vera.say(t="invited", step="shown")
        vera.say(t="ping")
        await vera.hear("pong")
        await invite(house)
        await vera.hear("invite")
        for step in ("shown", "dismissed"):
            vera.say(t="invited", step=step)
        vera.say(t="ping")
        await vera.hear("pong")
        steps = [each.step for each in heard.drain() if isinstance(each, InvitationMoved)]
        assert steps == [Step.MADE, Step.SHOWN, Step.DISMISSED]
