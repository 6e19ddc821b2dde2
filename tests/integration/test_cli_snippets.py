"""Real servers take the very lines that `parlour snippet` prints, and do what Parlour needs of them."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ruamel.yaml import YAML

import config
from bridge.cli.snippets.ejabberd import build_ejabberd
from bridge.cli.snippets.prosody import build_prosody
from config import Settings
from tests.servers.child import Child
from tests.servers.ejabberd import Ejabberd
from tests.servers.ports import LOOPBACK
from tests.servers.prosody import Prosody
from tests.servers.xmpp import ServerSettings, XmppServer

_PLAIN = ServerSettings(component=False, archive=False, upload=False)
_DEADLINE = 10.0


def settings_for(server: XmppServer) -> Settings:
    """A configuration that names this server."""
    given = {
        "public_url": "https://chat.example.org",
        "xmpp": {
            "server": f"{LOOPBACK}:{server.component_port}",
            "domain": server.component,
            "secret": "pasted",
            "muc": server.muc,
        },
        "departments": {"support": {"agents": ["ann@localhost"]}},
        "visitors": {"token_secret": "k" * 16},
    }
    return config.parse(given, directory=server.directory)


class PastedProsody(Prosody):
    """A Prosody that never heard of Parlour, with the lines pasted where they say."""

    def _ports(self) -> tuple[int, ...]:
        return (self.c2s_port, self.http_port, self.component_port)

    def _prepare(self) -> Child:
        child = super()._prepare()
        above, below = build_prosody(settings_for(self)).split("-- 3.")
        text = re.sub(r"^component_\w+ = .*\n", "", self._config.read_text(), flags=re.MULTILINE)
        text = text.replace("VirtualHost", f"{above}\nVirtualHost", 1)
        text = text.replace(f'Component "{self.muc}" "muc"\n', "")
        self._config.write_text(f"{text}\n-- 3.{below}")
        return child


class PastedEjabberd(Ejabberd):
    """An ejabberd that never heard of Parlour, with the keys merged."""

    def _ports(self) -> tuple[int, ...]:
        return (self.c2s_port, self.http_port, self.component_port)

    def _config(self) -> dict[str, Any]:
        merged: dict[str, Any] = _merge(
            super()._config(), YAML(typ="safe").load(_with_options(build_ejabberd(settings_for(self))))
        )
        merged["acl"].pop("livechat")
        merged["access_rules"]["upload"] = [{"allow": "local"}]
        merged["modules"]["mod_http_upload"] |= {"put_url": "http://localhost:1/", "docroot": str(self.directory)}
        return merged


def _with_options(snippet: str) -> str:
    """What is printed as a comment, since it is optional, has to be right as well."""
    needed, optional = snippet.split("# Optional:")
    lines = optional.splitlines()[1:]
    assert all(line.startswith("# ") for line in lines)
    return needed + "\n".join(line.removeprefix("# ") for line in lines)


def _merge(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merge(old.get(key), value) for key, value in new.items()}}
    return [*old, *new] if isinstance(old, list) and isinstance(new, list) else new


@asynccontextmanager
async def running(server: XmppServer) -> AsyncIterator[XmppServer]:
    """The server, until the test is done with it."""
    try:
        yield await server.start()
    finally:
        await server.close()


async def answer_to(server: XmppServer, stanzas: str, end: str) -> str:
    """What the server says to a component's first stanzas (XEP-0114), until an expression matches or an error comes."""
    async with asyncio.timeout(_DEADLINE):
        reader, writer = await asyncio.open_connection(LOOPBACK, server.component_port)
        try:
            names = "xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'"
            writer.write(f"<stream:stream {names} to='{server.component}'>".encode())
            (stream,) = re.findall(r"""\bid=["']([^"']+)""", await _read_until(reader, r"<stream:stream[^>]*>"))
            digest = hashlib.sha1(f"{stream}pasted".encode()).hexdigest()
            writer.write(f"<handshake>{digest}</handshake>{stanzas}".encode())
            return await _read_until(reader, rf"{end}|</error>|</stream:error>")
        finally:
            writer.close()


async def _read_until(reader: asyncio.StreamReader, expression: str) -> str:
    said = ""
    while not re.search(expression, said):
        chunk = await reader.read(4096)
        assert chunk, f"the server closed the stream after: {said}"
        said += chunk.decode()
    return said


def join(server: XmppServer, room: str) -> str:
    """The stanza with which the department's address enters a room."""
    addresses = f"from='support@{server.component}/desk' to='{room}@{server.muc}/Support'"
    return f"<presence {addresses}><x xmlns='http://jabber.org/protocol/muc'/></presence>"


async def check_that_it_may_make_rooms(server: XmppServer) -> None:
    """The pasted component is let in, and a room that it enters is made for it (XEP-0045 §10.1.1)."""
    made = r"""<status[^>]*code=["']201"""
    said = await answer_to(server, join(server, "anna-7f3k9q"), made)
    assert re.search(made, said), said


async def check_that_rooms_are_archived(server: XmppServer) -> None:
    """A new room says that it has an archive (XEP-0313)."""
    ask = f"<iq type='get' id='a' from='support@{server.component}/desk' to='omid-2k4m8p@{server.muc}'>"
    ask += "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    said = await answer_to(server, join(server, "omid-2k4m8p") + ask, "</iq>")
    assert "urn:xmpp:mam:2" in said


async def test_prosody_takes_the_pasted_lines() -> None:
    """
    With nothing but the lines of `parlour snippet prosody`, Parlour is let in, may make rooms, and they are archived.
    """
    async with running(PastedProsody(_PLAIN)) as server:
        await check_that_it_may_make_rooms(server)
        await check_that_rooms_are_archived(server)


async def test_ejabberd_takes_the_pasted_lines() -> None:
    """
    With the keys of `parlour snippet ejabberd` merged, Parlour is let in, may make rooms, and they are archived.
    """
    async with running(PastedEjabberd(_PLAIN)) as server:
        await check_that_it_may_make_rooms(server)
        await check_that_rooms_are_archived(server)
