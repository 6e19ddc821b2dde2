"""The line between page and server breaks, and nothing is lost."""

from playwright.async_api import expect

from tests.e2e.fake_wire import START, agent, visitor
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_after_a_cut_the_page_asks_for_what_it_lacks_and_does_not_jump(stage: Stage) -> None:
    """
    The page comes back as the same visitor, with the highest version it has; what is being read stays where it is.
    """
    history = [agent(seq, f"Line {seq}", at=seq * 2) for seq in range(1, 30)]
    widget, line = await stage.open(history, status=ACTIVE, mine=29)
    await widget.log.evaluate("log => log.scrollTop = 200")
    await line.cut()
    line = await stage.wire.line()
    hello = await line.hears("hello")
    assert (hello["token"], hello["after"]) == ("vera", 29)
    await line.welcome([agent(30, "Line 30", at=70)], status=ACTIVE, mine=29)
    await expect(widget.button("1 new message")).to_be_visible()
    assert await widget.log.evaluate("log => log.scrollTop") == 200


async def test_what_was_read_without_a_line_is_told_by_the_next(stage: Stage) -> None:
    """
    The line breaks before the server knows that the visitor has seen a message: the agent learns of it all the same.
    """
    _, line = await stage.open([agent(1, "Hello?")], status=ACTIVE)
    assert (await line.hears("seen"))["seq"] == 1
    await line.cut()
    line = await stage.wire.met(status=ACTIVE, upto=1, mine=0)
    assert (await line.hears("seen"))["seq"] == 1


async def test_what_was_not_saved_goes_out_again_under_the_same_id(stage: Stage) -> None:
    """
    The line is cut before the server answered: the message waits, and leaves again, in order, as the same message.
    """
    widget, line = await stage.open(status=ACTIVE)
    await widget.write("One")
    first = await line.hears("post")
    await line.cut()
    await widget.write("Two")
    line = await stage.wire.met(status=ACTIVE)
    assert await line.hears("post") == first
    await line.say("saved", cid=first["cid"], seq=1, version=1, at=START)
    second = await line.hears("post")
    assert second["text"] == "Two"
    await line.say("saved", cid=second["cid"], seq=2, version=2, at=START)
    await expect(widget.log.get_by_text("sent", exact=True)).to_be_visible()


async def test_what_was_not_saved_survives_a_reload(stage: Stage) -> None:
    """
    The page is reloaded before the server answered: the next page sends the message, under the same id.
    """
    widget, line = await stage.open(status=ACTIVE)
    await widget.write("Hello")
    first = await line.hears("post")
    await widget.page.reload()
    line = await stage.wire.met(status=ACTIVE)
    await expect(widget.log.get_by_text("Hello", exact=True)).to_be_visible()
    assert await line.hears("post") == first
    await line.say("saved", cid=first["cid"], seq=1, version=1, at=START)
    await expect(widget.log.get_by_text("sent", exact=True)).to_be_visible()
    assert [key for key in await widget.stored() if ":out:" in key] == []


async def test_a_message_that_was_saved_unheard_stands_once(stage: Stage) -> None:
    """
    The server saved it, but the answer was lost with the line: on return there is one message, and no second post.
    """
    widget, line = await stage.open(status=ACTIVE)
    await widget.write("Hello")
    cid = (await line.hears("post"))["cid"]
    await line.cut()
    line = await stage.wire.met([visitor(1, "Hello", cid=cid)], status=ACTIVE)
    await expect(widget.log.get_by_text("delivered")).to_be_visible()
    await expect(widget.log.get_by_text("Hello", exact=True)).to_have_count(1)
    await widget.write("Next")
    assert (await line.hears("post"))["text"] == "Next"


async def test_a_long_history_is_asked_for_part_by_part(stage: Stage) -> None:
    """
    As long as the server says `more`, the page asks on from where it stands.
    """
    widget, line = await stage.open([agent(1, "Line 1")], more=True)
    assert (await line.hears("sync"))["after"] == 1
    await line.say("messages", messages=[agent(2, "Line 2")], upto=2, more=True)
    assert (await line.hears("sync"))["after"] == 2
    await line.messages(agent(3, "Line 3"))
    await expect(widget.log.get_by_text("Line 3")).to_be_visible()


async def test_while_it_reconnects_the_panel_says_so(stage: Stage) -> None:
    """
    A server that stays away is told in words, with a way to try at once; the words go when it is back.
    """
    widget, line = await stage.open(status=ACTIVE)
    stage.wire.is_down = True
    await line.cut()
    await expect(widget.panel.get_by_text("Connection lost. Reconnecting…")).to_be_visible()
    stage.wire.is_down = False
    await widget.button("Try now").click()
    await stage.wire.met(status=ACTIVE)
    await expect(widget.panel.get_by_text("Connection lost. Reconnecting…")).to_be_hidden()


async def test_without_a_network_the_panel_says_so_and_keeps_what_is_written(stage: Stage) -> None:
    """
    Offline, the visitor may go on writing; back online, the page comes by itself and sends it.
    """
    widget, line = await stage.open(status=ACTIVE)
    await stage.context.set_offline(True)
    await line.cut()
    await expect(widget.panel.get_by_text("You are offline")).to_be_visible()
    await widget.write("From the tunnel")
    await stage.context.set_offline(False)
    line = await stage.wire.met(status=ACTIVE)
    assert (await line.hears("post"))["text"] == "From the tunnel"
    await expect(widget.panel.get_by_text("You are offline")).to_be_hidden()


async def test_a_page_that_is_looked_at_again_asks_what_it_missed(stage: Stage) -> None:
    """
    On focus the page asks for everything after the last it has, although the line seems good.
    """
    widget, line = await stage.open([agent(1, "Hello")], status=ACTIVE)
    await widget.page.evaluate("dispatchEvent(new Event('focus'))")
    assert (await line.hears("sync"))["after"] == 1


async def test_the_server_says_when_to_come_back(stage: Stage) -> None:
    """
    After `retry` and a close, as in a restart, the page comes back by itself and keeps its messages.
    """
    widget, line = await stage.open([agent(1, "Hello")], status=ACTIVE)
    await line.say("retry", after=0.2)
    await line.socket.close(1012)
    line = await stage.wire.met(status=ACTIVE, upto=1)
    await expect(widget.log.get_by_text("Hello", exact=True)).to_be_visible()


async def test_a_page_that_is_not_welcome_says_so_and_stays_away(stage: Stage) -> None:
    """
    On a page whose origin is not listed there is no field to write into in vain.
    """
    widget = await stage.tab(await stage.shop())
    await widget.launcher.click()
    line = await stage.wire.line()
    await line.hears("hello")
    await line.say("error", code="forbidden_origin", text="")
    await line.socket.close(4403)
    await expect(widget.log.get_by_text("The chat is not available on this page.")).to_be_visible()
    await expect(widget.field).to_be_hidden()


async def test_an_outdated_page_offers_to_reload(stage: Stage) -> None:
    """
    A server that speaks another version has nothing to say to this page until it is loaded anew.
    """
    widget = await stage.tab(await stage.shop())
    await widget.launcher.click()
    line = await stage.wire.line()
    await line.hears("hello")
    await line.say("error", code="unsupported_version", text="")
    await line.socket.close(4406)
    await widget.button("Reload the page").click()
    await stage.wire.met()
    await expect(widget.field).to_be_visible()


async def test_a_visitor_taken_for_a_new_one_loses_no_word(stage: Stage) -> None:
    """
    The token is no longer valid: the old room's messages go, what was not saved is said in the new one.
    """
    widget, line = await stage.open([agent(1, "Old words")], status=ACTIVE)
    await widget.write("Hello")
    first = await line.hears("post")
    await line.cut()
    line = await stage.wire.met(token="vera-anew")
    await expect(widget.log.get_by_text("Old words")).to_have_count(0)
    assert await line.hears("post") == first
    assert (await widget.stored())["parlour:default:token"] == "vera-anew"
