"""To whom a visitor is offered: in turn, by what agents know and have to do, first to whoever had them last."""

import pytest

from tests.agents.agent import Agent
from tests.e2e.scene import Scene, corrects, enter
from tests.e2e.test_story_handing import told

LEVELS = [{"jid": "ann@localhost", "level": "junior"}, {"jid": "bob@localhost", "level": "senior"}]


@pytest.mark.department(routing="round-robin", timers={"offer": "1 min"})
@pytest.mark.parametrize("word", ["decline", "decline 1"])
async def test_what_one_declines_the_next_is_asked(scene: Scene, word: str) -> None:
    """
    Only Ann is asked; she declines by word, her line says so in place, and Bob is asked at once. The lobby heard of it
    from the beginning, and whoever is there may take it all the same.
    """
    ann = await scene.on_duty("ann")
    bob = await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Who will it be?")
    offer = await scene.offer(ann, "Who will it be?")
    await scene.lobby_line(bob, "Who will it be?")
    assert not _offers(scene, bob)
    await ann.direct(scene.bridge.address, word)
    await ann.wait_for(corrects(offer, "Vera", "others are asked"))
    await scene.offer(bob, "Who will it be?")
    await ann.direct(scene.bridge.address, "decline 1")
    await ann.wait_for(lambda heard: heard.room == scene.bridge.address and "not offered to you" in (heard.body or ""))
    await ann.direct(scene.bridge.address, "take 1")
    room = await scene.accept(ann)
    await ann.say(room, "It is me after all.")
    await vera.hears("It is me after all.")


@pytest.mark.department(routing="round-robin", timers={"offer": "2 s"})
async def test_whoever_does_not_answer_is_passed_over(scene: Scene) -> None:
    """
    The bridge is killed while Ann is asked; after its start her time is over, and Bob is asked.
    """
    ann = await scene.on_duty("ann")
    bob = await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.wait_saved(await vera.say("Anybody?"))
    offer = await scene.offer(ann, "Anybody?")
    await scene.bridge.kill()
    await scene.bridge.start()
    await ann.wait_for(corrects(offer, "Vera", "others are asked"))
    room = await scene.take(bob, "Anybody?")
    await bob.say(room, "Bob is here.")
    await vera.hears("Bob is here.")


@pytest.mark.department(timers={"offer": "3 s"})
async def test_the_agent_of_last_time_is_asked_first(scene: Scene) -> None:
    """
    Vera comes back: Bob, who had her, is asked alone, also by a bridge that is killed; Ann when his time is over.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Good morning")
    await scene.offer(ann, "Good morning")
    room = await scene.take(bob, "Good morning")
    await bob.say(room, "!close")
    await vera.stands("closed")
    await vera.wait_saved(await vera.say("Me again"))
    offer = await scene.offer(bob, "Me again")
    await scene.lobby_line(ann, "Me again")
    assert len(_offers(scene, ann)) == 1
    await scene.bridge.kill()
    await scene.bridge.start()
    await bob.wait_for(corrects(offer, "Vera", "others are asked"))
    await scene.offer(ann, "Me again")
    await bob.direct(scene.bridge.address, "take 2")
    await vera.stands("active")
    await bob.say(room, "It is me, all the same.")
    await vera.hears("It is me, all the same.")


@pytest.mark.department(routing="least-busy", timers={"offer": "1 min"})
async def test_whoever_has_least_to_do_is_asked(scene: Scene) -> None:
    """
    Ann has one conversation and Bob none: he is asked. Then both have one, and it is Ann's turn.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    for name, agent in (("Vera", ann), ("Omid", bob), ("Mina", ann)):
        visitor = await scene.visitor(name)
        await visitor.say(f"{name} is here")
        await scene.offer(agent, f"{name} is here")
        await agent.direct(scene.bridge.address, "take")
        await visitor.stands("active")
    assert [len(_offers(scene, each)) for each in (ann, bob)] == [2, 1]


@pytest.mark.department(routing="most-experienced", agents=LEVELS, timers={"offer": "1 min"})
async def test_whoever_knows_most_is_asked(scene: Scene) -> None:
    """
    Bob, who has worked here for longer, then Ann.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Who knows?")
    await scene.offer(bob, "Who knows?")
    await scene.lobby_line(ann, "Who knows?")
    assert not _offers(scene, ann)
    await bob.direct(scene.bridge.address, "decline")
    await scene.take(ann, "Who knows?")
    await vera.stands("active")


@pytest.mark.department(routing="first-line-first", agents=LEVELS, timers={"offer": "1 min"})
async def test_the_first_line_hands_up(scene: Scene) -> None:
    """
    Ann is asked first; what she cannot answer she hands to the department, and whoever knows more is asked.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("A hard one")
    room = await scene.take(ann, "A hard one")
    assert not _offers(scene, bob)
    await ann.say(room, "!transfer support too hard for me")
    await told(bob, scene.bridge.address, "Ann asks you to take over: “too hard for me”")
    await bob.direct(scene.bridge.address, "take")
    assert await scene.accept(bob) == room
    await bob.say(room, "Easy")
    assert (await vera.hears("Easy")).name == "Bob"


@pytest.mark.department(
    agents=[{"jid": "ann@localhost", "languages": ["en"]}, {"jid": "bob@localhost", "languages": ["fa", "en"]}]
)
async def test_a_visitor_is_offered_to_who_speaks_their_language(scene: Scene) -> None:
    """
    Omid writes in Persian: Bob is asked. Vera's English both understand.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    omid = await scene.visitor("Omid", lang="fa-IR")
    await omid.say("سلام")
    await scene.offer(bob, "سلام")
    await scene.lobby_line(ann, "سلام")
    vera = await scene.visitor("Vera")
    await vera.say("Hello")
    for agent in (ann, bob):
        await scene.offer(agent, "Hello")
    assert [len(_offers(scene, each)) for each in (ann, bob)] == [1, 2]


@pytest.mark.department(agents=[{"jid": "ann@localhost", "capacity": 1}])
async def test_whoever_is_full_is_asked_when_they_have_time_again(scene: Scene) -> None:
    """
    Omid and Mina wait while Ann has Vera, and she hears of them in the lobby alone; when she has closed it, of both.
    """
    _, ann, room = await scene.conversation()
    omid, mina = await scene.visitor("Omid"), await scene.visitor("Mina")
    for name, visitor in (("Omid", omid), ("Mina", mina)):
        await visitor.say(f"{name} is here")
        await scene.lobby_line(ann, f"{name} is here")
        await visitor.shows(lambda message: message.notice == "waiting")
    assert len(_offers(scene, ann)) == 1
    await ann.say(room, "!close")
    for words in ("Omid is here", "Mina is here"):
        await scene.offer(ann, words)
    await ann.direct(scene.bridge.address, "take")
    await omid.stands("active")
    assert sorted(line.split()[2] for line in _offers(scene, ann)) == ["Mina", "Omid", "Vera"]


@pytest.mark.house("cleo", departments={"sales": {"agents": ["cleo@localhost"]}})
@pytest.mark.department(agents=[{"jid": "ann@localhost", "capacity": 1}], fallback="sales")
async def test_when_all_are_full_the_fallback_is_asked_at_once(scene: Scene) -> None:
    """
    Ann has Vera: Omid goes to sales, and Ann's lobby hears nothing of him.
    """
    cleo = await scene.agent("cleo")
    await enter(cleo, "sales-lobby@conference.localhost")
    _, ann, _ = await scene.conversation()
    omid = await scene.visitor("Omid")
    await omid.say("Anybody?")
    sales = scene.bridge.address_of("sales")
    await told(cleo, sales, "Omid is waiting", "Anybody?")
    await cleo.direct(sales, "take")
    await omid.stands("active")
    assert [message.notice for message in omid.transcript() if message.notice] == ["waiting", "joined"]
    assert not [each for each in ann.heard if "Anybody?" in (each.body or "")]


async def test_who_is_draining_keeps_what_they_have(scene: Scene) -> None:
    """
    Ann gets nobody new, and goes on with Vera; when she is on duty again, she is told of who waits.
    """
    vera, ann, room = await scene.conversation()
    await ann.direct(scene.bridge.address, "draining")
    await told(ann, scene.bridge.address, "Support")
    bob = await scene.on_duty("bob")
    omid = await scene.visitor("Omid")
    await omid.say("Somebody new")
    await scene.offer(bob, "Somebody new")
    await scene.lobby_line(ann, "Somebody new")
    assert len(_offers(scene, ann)) == 1
    await ann.say(room, "Still here")
    await vera.hears("Still here")
    await ann.direct(scene.bridge.address, "on duty")
    await scene.offer(ann, "Somebody new")


def _offers(scene: Scene, agent: Agent) -> list[str]:
    """What they were asked themselves, in order; not what the lobby was told."""
    heard = (each for each in agent.heard if each.room == scene.bridge.address and not each.replaces)
    return [each.body or "" for each in heard if "is waiting" in (each.body or "")]
