"""An agent who has a conversation and does not notice that the visitor writes on."""

import pytest

from tests.agents.agent import Agent, said
from tests.agents.forms import begin, complete
from tests.agents.heard import Heard
from tests.e2e.scene import Scene, enter
from tests.e2e.test_story_handing import told
from tests.servers.visitor import Visitor
from tests.waiting import eventually

PATIENT = pytest.mark.department(timers={"alert": "2 s"})


@PATIENT
async def test_what_is_not_noticed_comes_as_a_message(scene: Scene) -> None:
    """
    Ann has closed the room. The department tells her what Vera writes, and the way back, once, whatever Vera adds; when
    she has answered and does not notice the next line either, she is told of that.
    """
    vera, ann, room = await scene.conversation()
    omid = await _second(scene, ann)
    await ann.leave(room)
    await vera.say("Which day?")
    await vera.say("Hello?")
    first = await _alert(ann, "Vera", "Which day?")
    assert f"xmpp:{room}?join" in (first.body or "")
    assert "urn:xmpp:attention:0" in first.raw
    await vera.wait_saved(await vera.say("Still there?"))
    await omid.say("And mine?")
    await _alert(ann, "Omid", "And mine?")
    assert _alerts(ann, "Vera") == [first]
    await enter(ann, room)
    await ann.say(room, "Tomorrow.")
    await vera.hears("Tomorrow.")
    await vera.say("What does it cost?")
    second = await _alert(ann, "Vera", "What does it cost?")
    assert _alerts(ann, "Vera") == [first, second]


@PATIENT
async def test_whoever_reads_or_answers_is_left_alone(scene: Scene) -> None:
    """
    A read mark is enough, and so is an answer. The next line that Ann lets lie is the only one that she is told of.
    """
    vera, ann, room = await scene.conversation()
    place = await vera.wait_saved(await vera.say("Can you read this?"))
    await ann.displayed(await ann.wait_for(said("Can you read this?", room=room)))
    await eventually(lambda: vera.agent_seen >= place)
    await vera.say("And this?")
    await ann.wait_for(said("And this?", room=room))
    await ann.say(room, "I can.")
    await vera.hears("I can.")
    await vera.say("And now?")
    alert = await _alert(ann, "Vera", "And now?")
    assert "this?" not in (alert.body or "")
    assert _alerts(ann, "Vera") == [alert]


@PATIENT
async def test_whoever_is_writing_is_not_disturbed(scene: Scene) -> None:
    """
    While Ann's client says so; when she has let it be after all, she is told.
    """
    vera, ann, room = await scene.conversation()
    omid = await _second(scene, ann)
    await ann.typing(room)
    await eventually(lambda: vera.is_agent_typing)
    await vera.wait_saved(await vera.say("Which day?"))
    await omid.say("And mine?")
    await _alert(ann, "Omid", "And mine?")
    assert _alerts(ann, "Vera") == []
    await ann.typing(room, on=False)
    await _alert(ann, "Vera", "Which day?")


@PATIENT
async def test_whoever_wants_none_is_left_alone(scene: Scene) -> None:
    """
    Each agent's own choice, by word or by form, and kept: Ann switches it off, and on again.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    await ann.direct(address, "alerts off")
    await told(ann, address, "not repeated to you any more")
    await scene.bridge.kill()
    await scene.bridge.start()
    await eventually(lambda: vera.is_connected)
    await vera.wait_saved(await vera.say("Which day?"))
    due = "SELECT due FROM timers WHERE kind = 'alert'"
    await eventually(lambda: scene.bridge.query(due), what="Ann's time runs")
    await eventually(lambda: not scene.bridge.query(due), within=20, what="her time is over")
    await enter(ann, room)
    await ann.say(room, "Tomorrow.")
    await vera.hears("Tomorrow.")
    step = await complete(ann, address, "alerts", await begin(ann, address, "alerts"), switch="on")
    assert step.note_kind == "info"
    await vera.say("What does it cost?")
    await _alert(ann, "Vera", "What does it cost?")
    assert len(_alerts(ann, "Vera")) == 1


@PATIENT
async def test_a_restart_forgets_no_alert(scene: Scene) -> None:
    """
    The bridge is killed before the time is over. What Ann says meanwhile is read first: she is told of Omid only.
    """
    vera, ann, room = await scene.conversation()
    omid = await _second(scene, ann)
    for visitor, words in ((vera, "Which day?"), (omid, "And mine?")):
        await visitor.wait_saved(await visitor.say(words))
    await ann.wait_for(said("Which day?", room=room))
    await scene.bridge.kill()
    await ann.say(room, "Tomorrow.")
    await scene.bridge.start()
    await vera.hears("Tomorrow.")
    await _alert(ann, "Omid", "And mine?")
    assert _alerts(ann, "Vera") == []


@pytest.mark.parametrize("is_killed", [False, True])
@pytest.mark.department(timers={"agent_silence": "4 s", "alert": "never"})
async def test_an_agent_who_stays_silent_is_asked_again(scene: Scene, is_killed: bool) -> None:
    """
    After a while it waits again: the visitor is told, everybody on duty is asked, Ann as well, who may take it again.
    """
    vera, ann, room = await scene.conversation("Where is my parcel?")
    await ann.say(room, "I look.")
    await vera.hears("I look.")
    since = len(ann.heard)
    await vera.wait_saved(await vera.say("Are you still there?"))
    if is_killed:
        await scene.bridge.kill()
        await scene.bridge.start()
    await vera.shows(lambda message: message.notice == "waiting_again")
    await vera.stands("waiting")
    await ann.wait_for(
        lambda heard: heard.room == scene.bridge.address and (heard.body or "").startswith("🟠 #1 Vera"), since=since
    )
    await ann.direct(scene.bridge.address, "take")
    await vera.stands("active")
    await ann.say(room, "Here I am.")
    await vera.hears("Here I am.")
    assert [each.notice for each in vera.transcript() if each.notice] == [
        "waiting",
        "joined",
        "waiting_again",
        "joined",
    ]
    assert _alerts(ann, "Vera") == []


async def _second(scene: Scene, agent: Agent) -> Visitor:
    """Omid, whom the agent has taken as well without entering his room: his alert tells that time has passed."""
    omid = await scene.visitor("Omid")
    await omid.say("Me too")
    await scene.offer(agent, "Me too")
    await agent.direct(scene.bridge.address, "take 2")
    await omid.stands("active")
    return omid


async def _alert(agent: Agent, visitor: str, words: str) -> Heard:
    """The message by which the agent learns what they have not noticed."""
    return await agent.wait_for(
        lambda heard: heard in _alerts(agent, visitor) and words in (heard.body or ""), what=f"{visitor}: {words}"
    )


def _alerts(agent: Agent, visitor: str) -> list[Heard]:
    return [each for each in agent.heard if f"{visitor} wrote to you" in (each.body or "")]
