"""Who is on duty: several devices, and a department's hours."""

import json
import os
import signal
from datetime import UTC, datetime, timedelta

import pytest

from tests.agents.agent import Agent
from tests.e2e.scene import Scene
from tests.servers.visitor import Visitor
from tests.waiting import eventually


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _hours(begin: datetime, end: datetime) -> dict[str, str]:
    """Every day from one time to another; both are UTC."""
    return {"timezone": "UTC", "daily": f"{_clock(begin)}-{_clock(end)}"}


NOW = datetime.now(UTC)
LATER_TODAY = _hours(NOW + timedelta(hours=4), NOW + timedelta(hours=8))
AROUND_NOW = _hours(NOW - timedelta(hours=1), NOW + timedelta(hours=8))


async def lets_see(scene: Scene, agent: Agent) -> None:
    """The agent's client asks whether the department may see them, and they say yes."""
    await agent.wait_for(
        lambda heard: heard.room == scene.bridge.address and heard.type == "subscribe", what="a subscription request"
    )
    await agent.send_raw(f"<presence to='{scene.bridge.address}' type='subscribed'/>")


async def here(visitor: Visitor, *, is_here: bool) -> None:
    await eventually(lambda: visitor.standing and visitor.standing.here is is_here, what=f"here is {is_here}")


async def test_do_not_disturb_on_one_device_is_enough(scene: Scene) -> None:
    """
    Ann's laptop is in the lobby, her phone says *do not disturb*: nobody is there, until the phone is available again.
    """
    phone = await scene.agent("ann", device="phone")
    await lets_see(scene, phone)
    laptop = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await here(vera, is_here=True)
    await phone.presence("dnd")
    await here(vera, is_here=False)
    await vera.say("Is anybody there?")
    await vera.shows(lambda message: message.notice == "nobody_here")
    assert not any(heard.room == scene.bridge.address and "there?" in (heard.body or "") for heard in laptop.heard)
    await phone.presence(None)
    await here(vera, is_here=True)
    await scene.offer(laptop, "Is anybody there?")


@pytest.mark.department(timers={"away_grace": "2 s"})
async def test_a_phone_in_the_pocket_is_no_agent_when_the_laptop_has_gone(scene: Scene) -> None:
    """
    Both are in the lobby under one name. While the laptop is open, the phone's *away* changes nothing; when it is
    closed, Ann is off duty after the grace; when she takes up the phone, she is there.
    """
    phone, laptop = await scene.on_duty("ann", device="phone"), await scene.on_duty("ann", device="laptop")
    await lets_see(scene, phone)
    vera = await scene.visitor("Vera")
    await here(vera, is_here=True)
    await phone.presence("away")
    await laptop.presence("chat")
    await eventually(lambda: _devices(scene) == "away chat", what="both devices are known")
    assert not scene.bridge.query("SELECT * FROM timers WHERE kind = 'away'"), "the phone's grace runs"
    await laptop.close()
    await here(vera, is_here=False)
    await phone.presence(None)
    await here(vera, is_here=True)


@pytest.mark.department(hours=LATER_TODAY)
async def test_outside_hours_the_visitor_reads_when_they_begin(scene: Scene) -> None:
    """
    Nobody is there although Ann is in the lobby, and no message rings for her; her lobby has the line. When the
    administrator lets the department open earlier, she is alerted, and the visitor sees her there.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await here(vera, is_here=False)
    assert vera.standing
    assert vera.standing.opens is not None
    begins = datetime.fromtimestamp(vera.standing.opens / 1000, UTC)
    assert _clock(begins) == LATER_TODAY["daily"].partition("-")[0]
    assert timedelta(hours=3) < begins - NOW <= timedelta(hours=4)
    await vera.say("Too early?")
    await scene.lobby_line(ann, "Too early?")
    await vera.shows(lambda message: message.notice == "nobody_here")
    assert not any(heard.room == scene.bridge.address and "early?" in (heard.body or "") for heard in ann.heard)
    written = json.loads(scene.bridge.config.read_text())
    written["departments"]["support"]["hours"] = AROUND_NOW
    scene.bridge.config.write_text(json.dumps(written))
    os.kill(scene.bridge.pid, signal.SIGHUP)
    await scene.offer(ann, "Too early?")
    await here(vera, is_here=True)
    assert all("opens" not in frame for frame in vera.frames if frame.get("here"))
    room = await scene.take(ann, "Too early?")
    await ann.say(room, "Just in time.")
    await vera.hears("Just in time.")


@pytest.mark.long
async def test_when_hours_begin_those_who_wait_are_offered(scene: Scene) -> None:
    """
    By the clock alone: within the minute in which they begin, Ann is alerted, also when the bridge was killed before.
    """
    ann = await scene.on_duty("ann")
    begin = (datetime.now(UTC) + timedelta(seconds=70)).replace(second=0, microsecond=0)
    written = json.loads(scene.bridge.config.read_text())
    written["departments"]["support"]["hours"] = _hours(begin, begin + timedelta(hours=1))
    scene.bridge.config.write_text(json.dumps(written))
    await scene.bridge.kill()
    await scene.bridge.start()
    vera = await scene.visitor("Vera")
    await vera.say("Is it nine yet?")
    await vera.shows(lambda message: message.notice == "nobody_here")
    await ann.wait_for(
        lambda heard: heard.room == scene.bridge.address and "nine yet?" in (heard.body or ""), within=90
    )
    assert datetime.now(UTC) >= begin
    await here(vera, is_here=True)


def _devices(scene: Scene) -> str:
    return str(scene.bridge.query("SELECT devices FROM duties")[0][0])
