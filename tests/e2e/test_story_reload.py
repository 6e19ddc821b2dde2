"""The administrator changes the configuration while people talk (SIGHUP)."""

import json
import os
import signal
from typing import Any

from tests.e2e.scene import Scene
from tests.waiting import eventually


async def test_a_good_change_counts_at_once_and_a_bad_one_not_at_all(scene: Scene) -> None:
    """A new channel is there after SIGHUP, in the same process and stream; a file with a mistake changes nothing,
    and neither does one that moves the component; each time the log says why, and the conversation goes on.
    """
    vera, ann, room = await scene.conversation()
    running = scene.bridge.pid

    _change(scene, channels={"shop": {"color": "#123456"}})
    await eventually(lambda: _offers(scene, '"shop":{"name":"Shop","color":"#123456"}'))

    good = scene.bridge.config.read_text()
    scene.bridge.config.write_text(good.replace('"departments"', '"departmens"'))
    os.kill(running, signal.SIGHUP)
    await eventually(lambda: "departmens" in scene.bridge.log())

    scene.bridge.config.write_text(good)
    _change(scene, xmpp={"muc": "elsewhere.localhost"})
    await eventually(lambda: "change with a restart only" in scene.bridge.log())

    assert await _offers(scene, '"shop"')
    await ann.say(room, "Still here")
    await vera.hears("Still here")
    assert scene.bridge.pid == running
    assert scene.proxy.accepted == 1, "the stream broke"


def _change(scene: Scene, **sections: dict[str, Any]) -> None:
    """Write these settings into the file, and have it read again."""
    written = json.loads(scene.bridge.config.read_text())
    for name, settings in sections.items():
        written[name] = {**written.get(name, {}), **settings}
    scene.bridge.config.write_text(json.dumps(written))
    os.kill(scene.bridge.pid, signal.SIGHUP)


async def _offers(scene: Scene, part: str) -> bool:
    return part in (await scene.bridge.get("/widget.js"))[1]
