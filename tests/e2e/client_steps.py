"""What is done with every client, step by step: one function a deed of `tests/agents/matrix.py`.

Each looks at both ends: at the client's screen, and at the visitor's page. Commands are tried as words, which every
client has, and one as a form; which forms there are is in `test_story_forms.py`.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.agents.matrix import DEEDS, SEEN, Candid, Clerk, Client, Courier, Eraser, Rich
from tests.e2e.scene import Scene
from tests.servers.visitor import Visitor
from tests.waiting import eventually

_LINK = re.compile(r"xmpp:(?P<room>vera-[a-z0-9]{6}@conference\.localhost)\?join")
_FIRST = "Where is my parcel?"


@dataclass(slots=True)
class Stage:
    """Vera on her page, Ann at her client, and a directory for files. `room` is known once it has been taken."""

    scene: Scene
    client: Client
    vera: Visitor
    directory: Path
    room: str = ""

    @property
    def department(self) -> str:
        return self.scene.bridge.address

    @property
    def agent(self) -> str | None:
        """Whose name the visitor reads."""
        agent = self.vera.standing and self.vera.standing.agent
        return agent.name if agent else None

    @property
    def rich(self) -> Rich:
        """The client, which has menus at its lines."""
        assert isinstance(self.client, Rich)
        return self.client


async def walk(scene: Scene, client: Client, name: str, directory: Path) -> None:
    """Everything that this client was seen to do, in the order of a conversation."""
    await client.enter(scene.bridge.lobby)
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here, what="Ann is on duty")
    stage = Stage(scene, client, vera, directory)
    for deed in DEEDS:
        if deed in SEEN[name].deeds:
            await STEPS[deed](stage)


async def offer(stage: Stage) -> None:
    """Who waits is said in the lobby, and in the department's chat with a link to the room."""
    await stage.vera.say(_FIRST)
    await stage.client.sees("#1 Vera is waiting")
    await stage.client.open(stage.department)
    found = _LINK.search(await stage.client.sees("or write to Vera in"))
    assert found is not None
    stage.room = found["room"]


async def take(stage: Stage) -> None:
    """A word to the department takes."""
    await stage.client.answer(stage.department, "take")
    await stage.vera.stands("active")


async def enter(stage: Stage) -> None:
    """What was said before can be read."""
    await stage.client.enter(stage.room)
    await stage.client.sees(_FIRST)


async def talk(stage: Stage) -> None:
    await stage.client.say("Let me look.")
    await stage.vera.hears("Let me look.")
    await stage.vera.say("Take your time.")
    await stage.client.sees("Take your time.")


async def correct(stage: Stage) -> None:
    """The line changes in its place, on the page and on the screen."""
    await stage.client.say("It is on its wya.")
    seq = (await stage.vera.hears("It is on its wya.")).seq
    await stage.client.correct("It is on its wya.", "It is on its way.")
    assert (await stage.vera.hears("It is on its way.")).seq == seq
    assert "wya" not in await stage.client.sees("It is on its way.")


async def retract(stage: Stage) -> None:
    await stage.client.say("This was for Bob.")
    seq = (await stage.vera.hears("This was for Bob.")).seq
    assert isinstance(stage.client, Eraser)
    await stage.client.retract("This was for Bob.")
    await stage.vera.shows(lambda message: message.seq == seq and message.retracted)


async def reply(stage: Stage) -> None:
    """The visitor gets the words without the quotation, and what they answer."""
    await stage.rich.reply(_FIRST, "In Łódź.")
    assert (await stage.vera.hears("In Łódź.")).reply == 1


async def react(stage: Stage) -> None:
    await stage.rich.react("Take your time.", "👍")
    await stage.vera.shows(lambda message: message.text == "Take your time." and "👍" in message.reactions)


async def file(stage: Stage) -> None:
    """A file arrives as its link."""
    label = stage.directory / "label.txt"
    label.write_text("Łódź")
    assert isinstance(stage.client, Courier)
    await stage.client.send_file(label)
    await stage.vera.shows(lambda message: (message.text or "").endswith("/label.txt") and message.side == "agent")


async def help_(stage: Stage) -> None:
    """The list stands in the department's chat."""
    await stage.client.say("!help")
    await stage.client.open(stage.department)
    await stage.client.sees("this list")
    await stage.client.open(stage.room)


async def note(stage: Stage) -> None:
    """The visitor gets neither the note nor any command before it."""
    await stage.client.say("!note a regular")
    await stage.client.say("After the note.")
    await stage.vera.hears("After the note.")
    assert not [message for message in stage.vera.transcript() if (message.text or "").startswith("!")]


async def transfer(stage: Stage) -> None:
    """To Bob, and back again; the department's chat tells what comes of it."""
    bob = await stage.scene.on_duty("bob")
    await stage.client.say("!transfer bob she wants a refund")
    await bob.wait_for(lambda heard: "Ann asks you to take over" in (heard.body or ""))
    await bob.direct(stage.department, "take")
    await stage.client.open(stage.department)
    await stage.client.sees("Bob has it now")
    await bob.direct(stage.department, "transfer ann")
    await stage.client.sees("Bob asks you to take over")
    await stage.client.say("take")
    await eventually(lambda: stage.agent == "Ann", what="Ann has it again")
    await stage.client.open(stage.room)


async def form(stage: Stage) -> None:
    """A note, from the department's list of commands: it stands in the room, and the visitor does not get it."""
    assert isinstance(stage.client, Clerk)
    await stage.client.fill_in(stage.department, "note", "Note for colleagues", "likes forms")
    await stage.client.open(stage.room)
    await stage.client.sees("📝 Ann: likes forms")
    await stage.client.say("After the form.")
    await stage.vera.hears("After the form.")
    assert not [message for message in stage.vera.transcript() if "likes forms" in (message.text or "")]


async def close(stage: Stage) -> None:
    """The visitor is told, and the room says that it is over."""
    await stage.client.say("!close")
    await stage.vera.stands("closed")
    await stage.client.sees("#1 Vera: closed by Ann at")
    await stage.client.sees("#1 Vera · over")


async def released(stage: Stage) -> None:
    """A little later the client is rid of the room."""
    assert isinstance(stage.client, Candid)
    await stage.client.sees_end()


async def come_back(stage: Stage) -> None:
    """The visitor writes again: whoever takes it is in the same room, with what was said there."""
    await stage.vera.say("One more thing")
    await stage.vera.stands("waiting")
    await stage.client.open(stage.department)
    await stage.client.sees("#2 Vera is waiting")
    await stage.client.answer(stage.department, "take 2")
    await stage.vera.stands("active")
    await stage.client.enter(stage.room)
    await stage.client.sees("One more thing")
    await stage.client.say("Here I am again.")
    await stage.vera.hears("Here I am again.")


async def thumb(stage: Stage) -> None:
    """👍 on an offer in the department's chat takes."""
    await stage.client.say("!close")
    await stage.vera.stands("closed")
    await stage.vera.say("And one more")
    await stage.vera.stands("waiting")
    await stage.client.open(stage.department)
    await stage.rich.react("And one more", "👍")
    await stage.vera.stands("active")


STEPS: Mapping[str, Callable[[Stage], Awaitable[None]]] = {
    "offer": offer,
    "take": take,
    "enter": enter,
    "talk": talk,
    "correct": correct,
    "retract": retract,
    "reply": reply,
    "react": react,
    "file": file,
    "!help": help_,
    "!note": note,
    "!transfer": transfer,
    "form": form,
    "!close": close,
    "released": released,
    "return": come_back,
    "thumb": thumb,
}
