"""An agent on another server is an agent like any other: words, rooms, orders and presence go from server to server."""

from tests.agents.agent import said
from tests.agents.forms import begin, complete, list_commands
from tests.e2e.federation import Federation
from tests.e2e.scene import corrects
from tests.e2e.test_story_duty import here, lets_see
from tests.e2e.test_story_handing import told
from tests.waiting import eventually


async def test_an_agent_of_another_server_answers(federation: Federation) -> None:
    """
    Ann is offered it 1:1 and in the lobby, takes it by word, is let into a room for members only, and everything that
    she does there reaches the visitor.
    """
    ann = await federation.on_duty("ann")
    vera = await federation.visitor("Vera")
    await here(vera, is_here=True)
    await vera.say("Where is my parcel?")
    line = await federation.lobby_line(ann, "Where is my parcel?")
    room = await federation.take(ann, "Where is my parcel?")
    await ann.wait_for(corrects(line, "Vera", "Ann"))
    assert (await vera.stands("active")).agent

    wrong = await ann.say(room, "Hree")
    shown = await vera.hears("Hree")
    await ann.correct(room, wrong, "Here")
    assert (await vera.shows(lambda message: message.seq == shown.seq and message.text == "Here")).edited
    secret = await ann.say(room, "For somebody else")
    shown = await vera.hears("For somebody else")
    await ann.retract(room, secret)
    await vera.shows(lambda message: message.seq == shown.seq and message.retracted)
    thanks = await vera.wait_saved(await vera.say("Thanks"))
    heard = await ann.wait_for(said("Thanks", room=room))
    await ann.react(heard, "👍")
    await vera.shows(lambda message: message.seq == thanks and message.reactions == {"👍": 1})
    await ann.displayed(heard)
    await eventually(lambda: vera.agent_seen >= thanks, what="it was seen")


async def test_colleagues_hand_over_between_servers(federation: Federation) -> None:
    """
    Ann hands it to Bob at home, and Bob hands it back: each is asked, let in, and has it.
    """
    vera, ann, room = await federation.conversation("I want my money back")
    bob = await federation.on_duty("bob")
    address = federation.bridge.address
    await ann.say(room, "!transfer bob she wants a refund")
    await told(bob, address, "Ann asks you to take over: “she wants a refund”")
    await bob.direct(address, "take")
    await told(ann, address, "Bob has it now")
    assert await federation.accept(bob, history=20) == room
    await bob.say(room, "!transfer ann yours again")
    await told(ann, address, "Bob asks you to take over: “yours again”")
    await ann.direct(address, "take")
    await told(bob, address, "Ann has it now")
    await ann.say(room, "Here I am again")
    await vera.hears("Here I am again")
    await eventually(lambda: vera.standing and vera.standing.agent and vera.standing.agent.name == "Ann", what="Ann")


async def test_orders_come_from_another_server(federation: Federation) -> None:
    """
    Ann's client finds the department's menu and takes by a form; by a line she asks who waits.
    """
    address, ann = federation.bridge.address, await federation.on_duty("ann")
    vera = await federation.visitor("Vera")
    await vera.say("Forms?")
    await federation.offer(ann, "Forms?")
    await ann.direct(address, "list")
    await told(ann, address, "#1 Vera")
    assert {"take", "transfer", "close"} <= set(await list_commands(ann, address))
    assert (await complete(ann, address, "take", await begin(ann, address, "take"))).status == "completed"
    room = await federation.accept(ann)
    await ann.say(room, "By form")
    await vera.hears("By form")
    await ann.say(room, "!close")
    await vera.stands("closed")


async def test_what_their_devices_show_counts(federation: Federation) -> None:
    """
    Ann is on duty by word, outside the lobby, as long as her device shows her: not while it says *do not disturb*, nor
    when it has gone.
    """
    ann = await federation.agent("ann")
    await lets_see(federation, ann)
    vera = await federation.visitor("Vera")
    await eventually(lambda: devices_of_ann(federation), what="Ann's device is seen")
    await ann.direct(federation.bridge.address, "on duty")
    await here(vera, is_here=True)
    await ann.presence("dnd")
    await here(vera, is_here=False)
    await ann.presence(None)
    await here(vera, is_here=True)
    await ann.close()
    await here(vera, is_here=False)


def devices_of_ann(federation: Federation) -> str:
    """What Ann's devices show, as far as the desk knows."""
    rows = federation.bridge.query("SELECT devices FROM duties WHERE agent LIKE 'ann@%'")
    return str(rows[0][0] or "") if rows else ""
