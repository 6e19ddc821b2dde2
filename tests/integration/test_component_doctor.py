"""What the doctor finds on servers that are set up well, and on those that are not."""

import config
from component.doctor import examine
from config import Finding, Settings, Severity
from tests.integration.component_office import Office, opened
from tests.servers.fixtures import OTHER, StartServer
from tests.servers.xmpp import Kind, ServerSettings, XmppServer


async def test_a_server_set_up_by_the_guide_is_well(xmpp_server: XmppServer) -> None:
    """
    Nothing but advice, each thing is mentioned, and nothing is left behind.
    """
    found = await _examined(xmpp_server)
    assert [each for each in found if each.severity in (Severity.PROBLEM, Severity.FATAL)] == []
    looked_at = {each.path for each in found}
    assert {
        "xmpp.server",
        "xmpp.muc",
        "room creation",
        "room configuration",
        "archive",
        "upload",
        "agents",
    } <= looked_at
    unseen = {each.path: each.fix for each in found if each.severity is Severity.ADVICE}
    if xmpp_server.kind == "prosody":
        assert "nagle = false" in unseen["speed"]
    else:
        assert "db_type: sql" in unseen["durability"]
        assert "c2s_shaper" in unseen["speed"]
    async with opened(xmpp_server) as office:
        rooms = await office.link.questions.ask(
            "<query xmlns='http://jabber.org/protocol/disco#items'/>", to=office.server.muc
        )
        assert "parlour-check" not in str([each.attrib for each in rooms.iter()])


async def test_a_room_that_may_not_be_made_is_fatal(server_kind: Kind, start_server: StartServer) -> None:
    """
    The finding brings the lines of both servers, since it is not known yet which one it is.
    """
    server = await start_server(server_kind, ServerSettings(room_creation=False))
    refused = _at(await _examined(server), "room creation")
    assert refused.severity is Severity.FATAL
    assert "admins = {" in refused.fix
    assert "access_create" in refused.fix


async def test_what_an_administrator_forgot_is_found(server_kind: Kind, start_server: StartServer) -> None:
    """
    No archive, no upload, and on ejabberd the low limit of rooms: each with the line that cures it.
    """
    server = await start_server(server_kind, ServerSettings(archive=False, upload=False, max_conferences=None))
    found = await _examined(server)
    archive, upload = _at(found, "archive"), _at(found, "upload")
    assert archive.severity is Severity.PROBLEM
    assert ("muc_mam" in archive.fix) == (server_kind == "prosody")
    assert ("mod_mam" in archive.fix) == (server_kind == "ejabberd")
    assert upload.severity is Severity.ADVICE
    if server_kind == "ejabberd":
        assert "max_user_conferences" in _at(found, "many rooms").fix


async def test_a_wrong_secret_is_fatal(xmpp_server: XmppServer) -> None:
    """
    Nothing more is tried, and the secret itself is not in the finding.
    """
    office = Office(xmpp_server, "support", xmpp={"secret": "quite another"})
    found = [each async for each in examine(office.settings)]
    assert [each.severity for each in found] == [Severity.FATAL]
    assert found[0].path == "xmpp.secret"
    assert "quite another" not in str(found[0])


async def test_nobody_listens(xmpp_server: XmppServer) -> None:
    """
    A port without a server is one fatal finding with the lines to add.
    """
    office = Office(xmpp_server, "support", xmpp={"server": "127.0.0.1:1"})
    found = [each async for each in examine(office.settings)]
    assert [each.path for each in found] == ["xmpp.server"]
    assert "component_secret" in found[0].fix


async def test_an_agent_on_a_server_that_does_not_exist(xmpp_server: XmppServer) -> None:
    """
    Agents whose server cannot be reached would never get an offer: that is a problem.
    """
    office = Office(xmpp_server, "support", department={"agents": ["ann@nowhere.invalid"]})
    found = [each async for each in examine(office.settings)]
    assert _at(found, "agents").severity is Severity.PROBLEM


async def test_an_agent_of_another_server(server_kind: Kind, start_server: StartServer) -> None:
    """
    Reached, it is well, and what cannot be seen is said; dead, it is a problem with the lines for the house's server.
    """
    settings = ServerSettings(federated=True)
    server, far = await start_server(server_kind, settings), await start_server(OTHER[server_kind], settings)
    office = Office(server, "support", xmpp={"upload": server.upload}, department={"agents": [f"ann@{far.host}"]})
    well = _at([each async for each in examine(office.settings)], "agents")
    assert well.severity is Severity.FINE
    assert f"whether it reaches {server.muc}, too, cannot be seen from here" in well.text
    await far.kill()
    ill = _at([each async for each in examine(office.settings)], "agents")
    assert ill.severity is Severity.PROBLEM
    assert f"{far.host} cannot be reached" in ill.text
    assert "remote-server-" in ill.text
    assert f"{server.component} and {server.muc} there" in ill.fix
    assert ("modules_enabled" in ill.fix) == (server_kind == "prosody")
    assert ("ejabberd_s2s_in" in ill.fix) == (server_kind == "ejabberd")


async def _examined(server: XmppServer) -> list[Finding]:
    settings: Settings = Office(server, "support").settings
    assert isinstance(settings, config.Settings)
    return [each async for each in examine(settings)]


def _at(found: list[Finding], path: str) -> Finding:
    return next(each for each in found if each.path == path)
