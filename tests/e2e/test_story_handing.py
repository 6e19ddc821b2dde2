"""A conversation goes from one agent to another, from any client with words alone."""

import pytest

from tests.agents.agent import Agent, said
from tests.agents.heard import Heard
from tests.e2e.scene import Scene, enter, invited
from tests.servers.visitor import Visitor
from tests.waiting import eventually

HOUSE = {
    "departments": {"sales": {"agents": ["cleo@localhost"], "groups": ["leads"]}},
    "groups": {"leads": {"agents": ["dora@localhost"], "permissions": "supervisor"}},
}


async def told(agent: Agent, address: str, *words: str) -> Heard:
    """What a department says to one agent."""
    return await agent.wait_for(
        lambda heard: (
            heard.room == address and heard.type == "chat" and all(each in (heard.body or "") for each in words)
        ),
        what=f"{address} saying {words}",
    )


async def reads(visitor: Visitor, name: str) -> None:
    """Until the visitor's page shows this agent's name."""
    await eventually(
        lambda: visitor.standing and visitor.standing.agent and visitor.standing.agent.name == name, what=name
    )


def _coming_and_going(visitor: Visitor) -> list[str]:
    """What the visitor has read of agents who joined and left."""
    return [f"{line.name} {line.notice}" for line in visitor.transcript() if line.notice in ("joined", "left")]


async def joined(agent: Agent, address: str) -> str:
    """The agent follows an invitation of that department; the room."""
    heard = await agent.wait_for(lambda each: invited(each) and each.room == address, what="an invitation")
    assert heard.invitation is not None
    await enter(agent, heard.invitation.room, history=20)
    return heard.invitation.room


async def test_a_colleague_takes_over(scene: Scene) -> None:
    """
    Ann asks Bob with a note; Bob takes it, and reads what was said before. The visitor keeps writing meanwhile, loses
    nothing, and reads the new name.
    """
    vera, ann, room = await scene.conversation("I want my money back")
    bob = await scene.on_duty("bob")
    await ann.say(room, "!transfer bob she wants a refund")
    await told(ann, scene.bridge.address, "Bob is asked")
    await told(bob, scene.bridge.address, "Ann asks you to take over: “she wants a refund”")
    await vera.say("Anybody?")
    await ann.wait_for(said("Anybody?", room=room))
    await ann.say(room, "My colleague comes")
    await vera.hears("My colleague comes")
    await bob.direct(scene.bridge.address, "take")
    await told(bob, scene.bridge.address, "is yours")
    assert await scene.accept(bob, history=20) == room
    await bob.wait_for(said("Anybody?", room=room))
    await told(ann, scene.bridge.address, "Bob has it now")
    await bob.say(room, "You get it")
    await vera.hears("You get it")
    await reads(vera, "Bob")


async def test_a_colleague_does_not_want_it(scene: Scene) -> None:
    """
    Bob declines in words; Ann hears it and keeps it.
    """
    vera, ann, room = await scene.conversation()
    bob = await scene.on_duty("bob")
    await ann.direct(scene.bridge.address, "transfer Bob")
    await told(bob, scene.bridge.address, "asks you to take over")
    await bob.direct(scene.bridge.address, "decline")
    await told(ann, scene.bridge.address, "Bob does not want it")
    assert vera.standing is not None
    assert vera.standing.agent is not None
    assert vera.standing.agent.name == "Ann"
    await ann.say(room, "Still me")
    await vera.hears("Still me")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_another_department_takes_over(scene: Scene) -> None:
    """
    Sales is asked, in its own lobby and by its own address; Cleo writes to the visitor, and has it.
    """
    vera, ann, room = await scene.conversation("Do you sell ships?")
    cleo = await scene.agent("cleo")
    sales = scene.bridge.address_of("sales")
    await enter(cleo, "sales-lobby@conference.localhost")
    await ann.say(room, "!transfer sales")
    await told(ann, scene.bridge.address, "Sales is asked")
    await told(cleo, sales, "Ann asks you to take over")
    await enter(cleo, room, history=20)
    await cleo.say(room, "We do")
    await vera.hears("We do")
    await told(ann, sales, "Cleo has it now")
    await reads(vera, "Cleo")


async def test_a_colleague_is_called_in_and_has_it_when_the_first_leaves(scene: Scene) -> None:
    """
    Bob is told that it is for him, and Vera when he speaks to her; when Ann leaves it, it is his.
    """
    vera, ann, room = await scene.conversation()
    bob = await scene.on_duty("bob")
    await ann.say(room, "!invite bob you know about ships")
    await told(bob, scene.bridge.address, "Ann asks you to join: “you know about ships”")
    assert await scene.accept(bob, history=20) == room
    await bob.say(room, "!note I am here")
    await bob.say(room, "A frigate, I think")
    await vera.hears("A frigate, I think")
    await ann.say(room, "!leave")
    await told(bob, scene.bridge.address, "Ann left it to you")
    await bob.say(room, "Now you have me")
    await vera.hears("Now you have me")
    assert _coming_and_going(vera) == ["Ann joined", "Bob joined", "Ann left"]


async def test_a_colleague_helps_and_goes(scene: Scene) -> None:
    """
    Vera reads that Bob came when he speaks to her, and that he went when his client leaves the room; it stays Ann's.
    """
    vera, ann, room = await scene.conversation()
    bob = await scene.on_duty("bob")
    await ann.say(room, "!invite bob")
    assert await scene.accept(bob) == room
    await bob.say(room, "Turn it off and on again")
    await vera.hears("Turn it off and on again")
    await bob.leave(room)
    await vera.shows(lambda line: (line.notice, line.name) == ("left", "Bob"))
    await ann.say(room, "Did that help?")
    await vera.hears("Did that help?")
    assert _coming_and_going(vera) == ["Ann joined", "Bob joined", "Bob left"]
    assert vera.standing is not None
    assert vera.standing.agent is not None
    assert vera.standing.agent.name == "Ann"


@pytest.mark.department(agents=["ann@localhost", "bob@localhost", "cleo@localhost"])
@pytest.mark.house("cleo")
async def test_it_goes_round_and_nothing_is_lost(scene: Scene) -> None:
    """
    From Ann to Bob, to Cleo, to Bob, and back to Ann; Vera writes while each is asked. She reads every word and every
    name in order, and so do the room's members afterwards.
    """
    vera, ann, room = await scene.conversation("I have a question")
    people = {"Ann": ann, "Bob": await scene.on_duty("bob"), "Cleo": await scene.on_duty("cleo")}
    spoken, giver = ["I have a question"], ann
    for number, name in enumerate(("Bob", "Cleo", "Bob", "Ann"), start=1):
        taker, since = people[name], len(people[name].heard)
        await giver.say(room, f"!transfer {name} round {number}")
        await taker.wait_for(lambda heard: "asks you to take over" in (heard.body or ""), since=since)
        await vera.say(f"Question {number}")
        await giver.wait_for(said(f"Question {number}", room=room))
        await taker.direct(scene.bridge.address, "take")
        await reads(vera, name)
        await enter(taker, room)
        await taker.say(room, f"Answer {number}")
        await vera.hears(f"Answer {number}")
        spoken += [f"Question {number}", f"Answer {number}"]
        giver = taker
    shown = vera.transcript()
    assert [each.text for each in shown if each.side != "notice"] == spoken
    assert [each.name for each in shown if each.notice == "joined"] == ["Ann", "Bob", "Cleo", "Bob", "Ann"]
    assert [each.name for each in shown if each.notice == "left"] == ["Ann", "Bob", "Cleo", "Bob"]
    assert [each.body for each in await ann.archive(room) if each.body in spoken] == spoken


async def test_who_leaves_lets_it_wait_for_others(scene: Scene) -> None:
    """
    Without a colleague inside it is offered to whoever is on duty.
    """
    vera, ann, room = await scene.conversation("Somebody?")
    bob = await scene.on_duty("bob")
    await ann.say(room, "!leave")
    await told(ann, scene.bridge.address, "is not yours any more")
    await scene.take(bob, "Somebody?")
    await bob.say(room, "Here I am")
    await vera.hears("Here I am")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_who_only_watches_is_not_left_with_it(scene: Scene) -> None:
    """
    Dora looks on when Ann leaves it: it waits, and Bob is asked; what Dora writes then makes it hers.
    """
    vera, ann, room = await scene.conversation("Somebody?")
    bob, dora = await scene.on_duty("bob"), await scene.agent("dora")
    await dora.direct(scene.bridge.address_of("sales"), "join 1")
    assert await joined(dora, scene.bridge.address) == room
    await dora.say(room, "!note I only watch")
    await ann.wait_for(said("!note I only watch", room=room))
    await ann.say(room, "!leave")
    await vera.stands("waiting")
    await scene.offer(bob, "Somebody?")
    assert not [each for each in dora.heard if "left it to you" in (each.body or "")]
    await dora.say(room, "Then it is me")
    await vera.hears("Then it is me")
    await reads(vera, "Dora")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_steps_in(scene: Scene) -> None:
    """
    Dora, of another department, comes into the room and takes it away from Ann, without asking; Ann is told, and may
    not close it any more.
    """
    vera, ann, room = await scene.conversation()
    dora = await scene.agent("dora")
    sales = scene.bridge.address_of("sales")
    await ann.direct(scene.bridge.address, "take over 1")
    await told(ann, scene.bridge.address, "not permitted")
    await dora.direct(sales, "join 1")
    assert await joined(dora, scene.bridge.address) == room
    await dora.say(room, "!takeover")
    await told(ann, scene.bridge.address, "Dora took it over")
    await ann.say(room, "!close")
    await told(ann, scene.bridge.address, "Dora has it, and may close it")
    await dora.say(room, "!close")
    await vera.stands("closed")


@pytest.mark.house("cleo", "dora", **HOUSE)
@pytest.mark.department(fallback="sales")
async def test_the_fallback_answers_when_nobody_is_there(scene: Scene) -> None:
    """
    Support is empty: sales is asked at once, and the visitor is not told that nobody is there.
    """
    cleo = await scene.agent("cleo")
    await enter(cleo, "sales-lobby@conference.localhost")
    vera = await scene.visitor("Vera")
    await vera.say("Is anybody there?")
    sales = scene.bridge.address_of("sales")
    await told(cleo, sales, "Is anybody there?")
    await cleo.direct(sales, "take")
    room = await joined(cleo, sales)
    await cleo.say(room, "I am")
    await vera.hears("I am")
