"""A visitor wants the conversation by e-mail."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.agents.agent import Agent
from tests.agents.forms import begin, complete
from tests.agents.heard import Heard
from tests.e2e.scene import Scene
from tests.servers.mail import MailServer, text_of
from tests.waiting import PATIENCE

pytestmark = pytest.mark.house(mail={"server": "127.0.0.1:1", "security": "none", "sender": "Tea <tea@example.org>"})


@pytest_asyncio.fixture
async def mail(request: pytest.FixtureRequest) -> AsyncIterator[MailServer]:
    """Where the scene's letters go: it is there before the bridge is."""
    async with MailServer() as server:
        house: Any = request.node.get_closest_marker("house")
        house.kwargs["mail"]["server"] = f"127.0.0.1:{server.port}"
        yield server


async def told(agent: Agent, scene: Scene, *words: str, within: float = PATIENCE) -> Heard:
    """The department tells them."""
    return await agent.wait_for(
        lambda heard: heard.room == scene.bridge.address and all(each in (heard.body or "") for each in words),
        what=f"a message with {words}",
        within=within,
    )


async def test_a_transcript_is_sent_and_the_agent_is_told(mail: MailServer, scene: Scene) -> None:
    """
    In the visitor's language, with what they could read; the second one by form, when the conversation is over. The
    mail server's figures can be watched.
    """
    ann = await scene.on_duty("ann")
    omid = await scene.visitor("امید", lang="fa")
    await omid.say("بستهٔ من کجاست؟")
    room = await scene.take(ann, "بستهٔ من")
    await ann.say(room, "Hello <Omid> & welcome")
    await ann.say(room, "!note he is angry")
    slip = await ann.say(room, "Wrong window")
    await omid.hears("Wrong window")
    await ann.retract(room, slip)
    await omid.shows(lambda message: message.retracted)
    await ann.say(room, "!transcript")
    await told(ann, scene, "No e-mail address of", "transcript ADDRESS")
    await ann.say(room, "!email omid@example.org")
    await ann.say(room, "!transcript")
    await told(ann, scene, "#1 goes to omid@example.org")
    await told(ann, scene, "✉ #1", "the conversation is sent to omid@example.org")
    [letter] = mail.letters
    assert letter["To"] == "omid@example.org"
    assert letter["From"] == "Tea <tea@example.org>"
    assert letter["Subject"].startswith("گفتگوی شما با Support، ")
    body = text_of(letter)
    assert all(words in body for words in ("امید، ", "بستهٔ من کجاست؟", "Hello <Omid> & welcome"))
    assert not any(words in body for words in ("angry", "Wrong window", "transcript", "email"))
    assert "Hello &lt;Omid&gt; &amp; welcome" in text_of(letter, "html")
    await ann.say(room, "!close")
    await omid.stands("closed")
    step = await begin(ann, scene.bridge.address, "mail")
    assert list(step.fields["conversation"].values()) == ["⚫ #1 امید · over"]
    step = await complete(ann, scene.bridge.address, "mail", step, recipient="boss@example.org")
    assert "#1 goes to boss@example.org" in step.note
    await told(ann, scene, "✉ #1", "sent to boss@example.org")
    _, metrics = await scene.bridge.get("/metrics")
    assert "parlour_letters_sent_total 2.0" in metrics
    assert "parlour_letters_failed_total 0.0" in metrics


async def test_a_letter_outlives_the_bridge_and_the_mail_server(mail: MailServer, scene: Scene) -> None:
    """
    Nobody answers there, and the bridge is killed: when both are back, the letter goes, once. What the mail server
    refuses for good the agent reads in its own words.
    """
    _, ann, room = await scene.conversation("Where is my parcel?")
    await mail.stop()
    await ann.say(room, "!transcript vera@example.org")
    await told(ann, scene, "goes to vera@example.org")
    await scene.bridge.kill()
    assert scene.bridge.query("SELECT recipient FROM letters") == [("vera@example.org",)]
    await mail.start()
    await scene.bridge.start()
    await told(ann, scene, "sent to vera@example.org", within=60)
    assert ["Where is my parcel?" in text_of(letter) for letter in mail.letters] == [True]
    mail.answers.append("550 5.1.1 No such user here")
    await ann.say(room, "!mail nobody@example.org")
    await told(ann, scene, "the letter to nobody@example.org was refused", "550 5.1.1 No such user here")
    assert scene.bridge.query("SELECT count(*) FROM letters") == [(0,)]


@pytest.mark.house
async def test_without_a_mail_server_the_agent_reads_who_can_change_that(scene: Scene) -> None:
    """
    Nothing is promised that cannot be held.
    """
    _, ann, room = await scene.conversation()
    await ann.say(room, "!transcript vera@example.org")
    await told(ann, scene, "No mail server is set up here; an administrator")
