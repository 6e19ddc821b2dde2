"""Words and names that are meant to break something, or look as if. One stream serves all visitors: it must stand."""

import json

from tests.agents.agent import said
from tests.e2e.rude_page import welcomed
from tests.e2e.scene import Scene

#: What is written as JSON on the wire, and what everybody reads.
WORDS = {
    r"\u0000\u000b\u001b\ufffe\uffff end": "\ufffd\ufffd\ufffd\ufffd\ufffd end",
    r"half an emoji \ud83d": "half an emoji \ufffd",
    r"the other \udc4d half": "the other \ufffd half",
    r"two lines\r\nof text": "two lines\nof text",
    r"]]></body></message></stream:stream>": "]]></body></message></stream:stream>",
    r"<script>alert(1)</script><!-- <![CDATA[": "<script>alert(1)</script><!-- <![CDATA[",
    r"\u202egnp.exe \u2066 \u200f": "\u202egnp.exe \u2066 \u200f",
    r"&amp; &#0; %s {} \\": "&amp; &#0; %s {} \\",
    r"\ud83d\udc69\u200d\ud83d\ude80 Z\u0361\u0327\u0321algo": "👩\u200d🚀 Z\u0361\u0327\u0321algo",
    "&" * 4_000: "&" * 4_000,
}

NAMES = ("🦊🦊", "\u202eevil\u0000", "a" * 5_000, "<b>Vera</b>", "Ann/2", "Ann", "admin@localhost", " \t ", "محمد Łódź")


async def test_words_arrive_as_they_are(scene: Scene) -> None:
    """
    Whatever a visitor writes reaches the agent, with what XML cannot carry replaced; the component's stream stands.
    """
    _, ann, room = await scene.conversation()
    async with welcomed(scene.bridge, name="Omid") as page:
        await page.send(json.dumps({"t": "post", "cid": "the-first-words", "text": "Here comes trouble"}))
        await scene.offer(ann, "Here comes trouble")
        await ann.direct(scene.bridge.address, "take")
        invitation = await ann.wait_for(lambda heard: heard.invitation and heard.invitation.room.startswith("omid-"))
        assert invitation.invitation
        await ann.join(invitation.invitation.room)
        for number, (written, read) in enumerate(WORDS.items()):
            await page.send(f'{{"t":"post","cid":"hostile-{number}","text":"{written}"}}')
            await ann.wait_for(said(read, room=invitation.invitation.room), what=written)
    await ann.say(room, "and Vera noticed nothing")
    assert scene.proxy.accepted == 1, "the stream broke"


async def test_any_name_gets_a_room(scene: Scene) -> None:
    """
    Whatever visitors call themselves, their message is in a room of their own, under a nick that the server accepts.
    """
    ann = await scene.on_duty("ann")
    for number, name in enumerate(NAMES):
        visitor = await scene.visitor(name)
        await visitor.say(f"name {number}")
        await visitor.shows(lambda message: message.state == "in_room")
        await scene.offer(ann, f"name {number}")
    assert scene.proxy.accepted == 1, "the stream broke"
