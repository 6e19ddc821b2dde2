"""An agent whose server is away when they begin to work here, with two real servers."""

from functools import partial

import pytest

from bridge.desk import welcoming
from bridge.model import Moment
from tests.integration.component_office import Office, opened
from tests.integration.test_component_duty import lets_see
from tests.servers.fixtures import OTHER, StartAgent, StartServer
from tests.servers.xmpp import Kind, ServerSettings
from tests.waiting import eventually


async def test_a_welcome_waits_for_their_server(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The invitation to the lobby and the request to see Ann come as soon as her server is there, and she is seen. What
    comes through while the server starts is not said again.
    """
    monkeypatch.setattr(welcoming, "AGAIN", 1)
    settings = ServerSettings(federated=True)
    server, far = await start_server(server_kind, settings), await start_server(OTHER[server_kind], settings)
    await far.register(f"ann@{far.host}")
    await far.kill()
    async with opened(server, department={"agents": [f"ann@{far.host}"]}) as office:
        await eventually(partial(_is_to_be_welcomed_again, office), what="the welcome came back")
        await far.start()
        ann = await start_agent(far, "ann")

        async def welcomed() -> bool:
            await office.desk.tick(fence=office.link.fence())
            return any(heard.invitation and heard.invitation.room == office.lobby for heard in ann.heard)

        await eventually(welcomed, what="Ann is invited")
        await lets_see(ann, office)
        await eventually(partial(_sees, office), what="Ann is seen")
        words = [heard for heard in ann.heard if heard.room == office.address and heard.type == "chat"]
        assert len(words) < 2


async def _is_to_be_welcomed_again(office: Office) -> bool:
    return bool(await office.store.read(lambda work: work.due_timers(Moment(office.desk.now() + 10), 1)))


async def _sees(office: Office) -> bool:
    return any(duty.devices for duty in await office.desk.duties(office.key))
