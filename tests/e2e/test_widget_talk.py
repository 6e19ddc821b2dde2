"""A visitor and an agent talk, as the visitor sees it."""

import re

from playwright.async_api import expect

from tests.e2e.fake_wire import START, agent, notice, visitor
from tests.e2e.widget_stage import Stage, Widget, browser, context, stage
from tests.waiting import eventually

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_a_message_is_sending_sent_delivered_seen(stage: Stage) -> None:
    """
    The visitor's last message says how far it has come; it is shown at once, and stands once.
    """
    widget, line = await stage.open()
    await widget.write("In walnut?")
    await expect(widget.log.get_by_text("sending")).to_be_visible()
    post = await line.hears("post")
    await line.say("saved", cid=post["cid"], seq=1, version=1, at=START)
    await expect(widget.log.get_by_text("sent", exact=True)).to_be_visible()
    await line.messages(visitor(1, "In walnut?", version=2, cid=post["cid"]))
    await expect(widget.log.get_by_text("delivered")).to_be_visible()
    await line.say("seen", seq=1)
    await expect(widget.log.get_by_text("seen")).to_be_visible()
    await expect(widget.log.get_by_text("In walnut?", exact=True)).to_have_count(1)
    await expect(widget.field).to_have_value("")


async def test_shift_enter_is_a_new_line_and_a_composition_keeps_its_enter(stage: Stage) -> None:
    """
    Enter sends; with Shift it breaks the line; while an input method composes, it belongs to that.
    """
    widget, line = await stage.open()
    await widget.field.fill("one")
    await widget.field.press("Shift+Enter")
    await widget.field.press_sequentially("two")
    await widget.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(widget.field).to_have_value("one\ntwo")
    await widget.field.press("Enter")
    assert (await line.hears("post"))["text"] == "one\ntwo"


async def test_blank_words_are_not_sent(stage: Stage) -> None:
    """
    Spaces and line breaks alone are nothing; the next real message is the first that leaves.
    """
    widget, line = await stage.open()
    await widget.write("  \n ")
    await widget.write("Hello!")
    assert (await line.hears("post"))["text"] == "Hello!"


async def test_the_agent_writes_corrects_deletes_and_reacts(stage: Stage) -> None:
    """
    Whatever an agent does to a message happens in its place, without a second copy.
    """
    widget, line = await stage.open([visitor(1, "In walnut?")], status=ACTIVE)
    await line.say("typing", on=True, name="Ann")
    await expect(widget.panel.get_by_text("Ann is writing").first).to_be_visible()
    await line.messages(agent(2, "Yes, in walnut."), agent(3, "For 300."))
    await expect(widget.panel.get_by_text("Ann is writing")).to_have_count(0)
    await line.messages(agent(3, "For 320.", version=4, edited=START), agent(2, None, version=5, retracted=True))
    await expect(widget.log.get_by_text("For 320.")).to_be_visible()
    await expect(widget.log.get_by_text("edited")).to_be_visible()
    await expect(widget.log.get_by_text("This message was deleted")).to_be_visible()
    await expect(widget.log.get_by_text(re.compile("walnut\\.|300"))).to_have_count(0)
    await line.messages(visitor(1, "In walnut?", version=6, reactions={"👍": 2}))
    await expect(widget.log.get_by_role("group", name="Reactions")).to_have_text("👍 2")


async def test_a_quote_leads_to_what_it_answers(stage: Stage) -> None:
    """
    An answer shows the words it answers; pressing them brings that message into view.
    """
    between = [agent(seq, f"Line {seq}", at=seq * 2) for seq in range(2, 30)]
    history = [visitor(1, "In walnut?"), *between, agent(30, "Yes.", at=70, reply=1)]
    widget, _ = await stage.open(history, status=ACTIVE, mine=30)
    first = widget.log.get_by_text("In walnut?", exact=True).first
    await expect(first).not_to_be_in_viewport()
    await widget.log.get_by_role("button", name="In walnut?").click()
    await expect(first).to_be_in_viewport()


async def test_the_visitor_answers_a_particular_message(stage: Stage) -> None:
    """
    *Reply* quotes above the field, Escape takes it back without closing, and the answer names its message.
    """
    widget, line = await stage.open([agent(1, "Oak or walnut?")], status=ACTIVE)
    reply = widget.log.get_by_role("button", name="Reply")
    await reply.focus()
    await widget.page.keyboard.press("Enter")
    await expect(widget.panel.get_by_text("Replying to Ann")).to_be_visible()
    await expect(widget.field).to_be_focused()
    await widget.page.keyboard.press("Escape")
    await expect(widget.panel.get_by_text("Replying to Ann")).to_be_hidden()
    await reply.click(force=True)
    await widget.write("Walnut")
    assert (await line.hears("post"))["reply"] == 1
    await expect(widget.log.get_by_role("button", name="Oak or walnut?")).to_be_visible()


async def test_words_are_text_and_addresses_are_links(stage: Stage) -> None:
    """
    Markup is shown, not obeyed; http, https and mailto can be followed, into a tab that knows nothing of this one.
    """
    hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> javascript:alert(1)'
    widget, _ = await stage.open([agent(1, hostile), agent(2, "See https://example.org/oak.")], status=ACTIVE)
    await expect(widget.log.get_by_text(hostile)).to_be_visible()
    link = widget.log.get_by_role("link")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", "https://example.org/oak")
    await expect(link).to_have_attribute("rel", re.compile("noopener.*nofollow"))
    assert await widget.page.evaluate("window.hit") is None


async def test_a_deed_is_told_in_the_third_person(stage: Stage) -> None:
    """
    `/me` is the agent's name (XEP-0245).
    """
    widget, _ = await stage.open([agent(1, "/me looks it up")], status=ACTIVE)
    await expect(widget.log.get_by_text("Ann looks it up")).to_be_visible()


async def test_a_name_of_another_script_turns_no_sentence_round(stage: Stage) -> None:
    """
    What the widget says of Ann, and what she does, in Persian: from right to left, though her name comes first. A text
    of the site's own goes the way of its own words.
    """
    said = [notice(1, "joined", name="Ann"), notice(2, "waiting", text="Please wait"), agent(3, "/me می‌آید")]
    widget, _ = await stage.open(said, page={"attributes": 'data-locale="fa"'}, status=ACTIVE)
    for words, direction in (("پیوست", "rtl"), ("Please wait", "ltr"), ("می‌آید", "rtl")):
        await expect(widget.log.get_by_text(words)).to_have_css("direction", direction)


async def test_notices_are_in_the_visitors_own_words(stage: Stage) -> None:
    """
    The wire says what happened; the page says it in the visitor's language.
    """
    come_and_go = [notice(3, "joined", name="Ann"), notice(4, "left", name="Ann")]
    happened = [visitor(1, "Hello"), notice(2, "nobody_here"), *come_and_go, notice(5, "closed")]
    widget, _ = await stage.open(happened, status={"state": "closed", "here": True, "agent": None})
    for words in (
        "Nobody is here right now. Your message is safe",
        "Ann joined",
        "Ann left",
        "This conversation has ended",
    ):
        await expect(widget.log.get_by_text(words)).to_be_visible()
    await expect(widget.panel.get_by_text("Conversation ended")).to_be_visible()


async def test_notices_in_the_departments_own_words_are_shown_as_they_are(stage: Stage) -> None:
    """
    In their own direction, also those of a kind that this page does not know.
    """
    happened = [visitor(1, "Hello"), notice(2, "waiting", text="یک لحظه، لطفاً"), notice(3, "weather", text="It rains")]
    widget, _ = await stage.open(happened, status=ACTIVE)
    words = widget.log.get_by_text("یک لحظه، لطفاً")
    await expect(words).to_be_visible()
    assert await words.evaluate("node => getComputedStyle(node).direction") == "rtl"
    await expect(widget.log.get_by_text("It rains")).to_be_visible()


async def test_what_the_room_refused_can_be_tried_again(stage: Stage) -> None:
    """
    A refused message says so, and *Try again* says it anew under another id.
    """
    widget, line = await stage.open([visitor(1, "Hello", state="refused", cid="first-try")])
    await expect(widget.log.get_by_text("not sent")).to_be_visible()
    await widget.button("Try again").click()
    post = await line.hears("post")
    assert post["text"] == "Hello"
    assert post["cid"] != "first-try"
    await expect(widget.log.get_by_text("Hello", exact=True)).to_have_count(1)


async def test_a_message_too_long_for_the_server_can_be_thrown_away(stage: Stage) -> None:
    """
    What can never be sent does not stand in the way of what comes after it, nor stay in the browser.
    """
    widget, line = await stage.open()
    await widget.write("Too long")
    post = await line.hears("post")
    await line.say("error", code="too_long", text="", cid=post["cid"])
    await widget.write("Short")
    assert (await line.hears("post"))["text"] == "Short"
    await widget.button("Delete").click()
    await expect(widget.log.get_by_text("Too long")).to_have_count(0)
    assert f"parlour:default:out:{post['cid']}" not in await widget.stored()


async def test_too_fast_is_told_kindly_and_sent_later(stage: Stage) -> None:
    """
    The visitor need not do anything: the same message, under the same id, goes out when the server allows.
    """
    widget, line = await stage.open()
    await widget.write("Hello")
    post = await line.hears("post")
    await line.say("error", code="too_fast", text="", cid=post["cid"], after=0.3)
    await expect(widget.panel.get_by_text("That was quick!")).to_be_visible()
    assert await line.hears("post") == post


async def test_the_server_hears_of_typing_and_of_reading(stage: Stage) -> None:
    """
    `typing` goes on and off; `seen` is said for what stood before the visitor's eyes, not while the panel is closed.
    """
    widget, line = await stage.open([agent(1, "Hello?")], status=ACTIVE)
    assert (await line.hears("seen"))["seq"] == 1
    await widget.field.press_sequentially("He")
    assert (await line.hears("typing"))["on"] is True
    await widget.field.fill("")
    assert (await line.hears("typing"))["on"] is False
    await widget.page.keyboard.press("Escape")
    await line.messages(agent(2, "Are you there?"))
    await expect(widget.launcher).to_have_accessible_description("1 unread message. A conversation is open")
    await widget.launcher.click()
    assert (await line.hears("seen"))["seq"] == 2
    await widget.page.keyboard.press("Escape")
    await expect(widget.launcher).to_have_accessible_description("A conversation is open")


async def test_who_scrolled_up_stays_there_and_is_told_what_came(stage: Stage) -> None:
    """
    New messages never move what is being read; a button counts them and leads down, and only then are they seen.
    """
    history = [agent(seq, f"Line {seq}", at=seq * 2) for seq in range(1, 30)]
    widget, line = await stage.open(history, status=ACTIVE, mine=29)
    await widget.log.evaluate("log => log.scrollTop = 200")
    await expect(widget.button("To the latest message")).to_be_visible()
    await line.messages(agent(30, "Line 30", at=70), agent(31, "Line 31", at=71))
    await widget.button("2 new messages").click()
    assert (await line.hears("seen"))["seq"] == 31
    await expect(widget.log.get_by_text("Line 31")).to_be_in_viewport()


async def test_a_new_message_rings_once_when_sound_is_on(stage: Stage) -> None:
    """
    Two notes for a message; none after the visitor turned the sound off, on this page and on the next.
    """
    await stage.context.add_init_script(
        "window.notes = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { window.notes++; start.call(this, at) }"
    )
    widget, line = await stage.open(status=ACTIVE)
    await line.messages(agent(1, "Hello"))
    await eventually(lambda: has_rung(widget))
    await widget.button("Sound is on. Turn it off").click()
    await line.messages(agent(2, "Still there?"))
    await expect(widget.log.get_by_text("Still there?")).to_be_visible()
    await widget.page.reload()
    await stage.wire.met([agent(1, "Hello"), agent(2, "Still there?"), agent(3, "Bye")], status=ACTIVE, mine=2)
    await expect(widget.button("Sound is off. Turn it on")).to_be_visible()
    assert not await has_rung(widget)


async def has_rung(widget: Widget) -> bool:
    """Whether two notes were played on this page since it was loaded, and no more."""
    notes: int = await widget.page.evaluate("window.notes")
    assert notes in {0, 2}
    return notes == 2
