"""Real clients, from the offer to the end of a conversation, as `docs/clients.md` says it of each."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.agents.converse import Converse
from tests.agents.poezio import Poezio
from tests.agents.profanity import Profanity
from tests.e2e.browser import browser
from tests.e2e.client_steps import walk
from tests.e2e.scene import Scene

__all__ = ["browser"]

# Long enough to be read on a screen, before the room is left.
pytestmark = pytest.mark.house(rooms={"release_after": "5 s"})


async def test_converse(scene: Scene, browser: Browser, tmp_path: Path) -> None:
    """
    In the browser everything crosses: corrections, retractions, replies, reactions, files. A form is filled in there.
    """
    server = scene.server
    async with Converse(server, f"ann@{server.host}", browser=browser, lobby=scene.bridge.lobby) as ann:
        await walk(scene, ann, ann.name, tmp_path)


async def test_profanity(scene: Scene, tmp_path: Path) -> None:
    """
    At the terminal, with words and a form; a file goes as well.
    """
    async with Profanity(scene.server, f"ann@{scene.server.host}") as ann:
        await walk(scene, ann, ann.name, tmp_path)


async def test_poezio(scene: Scene, tmp_path: Path) -> None:
    """
    At the terminal, with words and a form.
    """
    async with Poezio(scene.server, f"ann@{scene.server.host}") as ann:
        await walk(scene, ann, ann.name, tmp_path)
