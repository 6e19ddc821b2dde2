"""Real clients of a desktop, from the offer to the end of a conversation, as `docs/clients.md` says it of each."""

from pathlib import Path

import pytest

from tests.agents.dino import Dino
from tests.agents.gajim import Gajim
from tests.e2e.client_steps import walk
from tests.e2e.scene import Scene

# The grace is long enough to be read on a screen.
pytestmark = [pytest.mark.long, pytest.mark.timeout(600), pytest.mark.house(rooms={"release_after": "10 s"})]


async def test_gajim(scene: Scene, tmp_path: Path) -> None:
    """
    With words, corrections and a form.
    """
    async with Gajim(scene.server, f"ann@{scene.server.host}") as ann:
        await walk(scene, ann, ann.name, tmp_path)


@pytest.mark.department(agents=["ann@agents.onion", "bob@localhost"])
async def test_dino(scene: Scene, tmp_path: Path) -> None:
    """
    With words, corrections, replies and reactions.
    """
    async with Dino(scene.server, f"ann@{scene.server.onion}") as ann:
        await walk(scene, ann, ann.name, tmp_path)
