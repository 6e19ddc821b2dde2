"""The private XMPP server: a Prosody from the system's package, set up as `docs/prosody.md` recommends.

It differs from an organisation's server in one thing: on loopback it lets clients in without encryption as well, so
that any client can be tried. Where `openssl` is at hand it also offers TLS, with a certificate that it signed itself.
"""

import asyncio
import json
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bridge.cli.demo.child import Child, run, running, together
from bridge.cli.demo.ports import LOOPBACK, free_ports, is_free, is_listening
from bridge.cli.demo.problem import DemoProblem

HOST: Final = "localhost"
MUC: Final = "conference.localhost"
UPLOAD: Final = "upload.localhost"
COMPONENT: Final = "livechat.localhost"
AGENTS: Final = ("ann", "bob")

#: Where clients look when they cannot be told a port.
_USUAL_PORT: Final = 5222

#: Seconds in which it must listen, and between two looks.
_START: Final = 30.0
_EVERY: Final = 0.02

_MODULES: Final = (
    "roster saslauth disco ping time version uptime pep bookmarks vcard4 vcard_legacy private blocklist "
    "carbons mam offline smacks csi_simple websocket"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its ports on loopback, and the passwords that were made for it."""

    client_port: int
    http_port: int
    component_port: int
    secret: str
    passwords: dict[str, str]

    @property
    def websocket(self) -> str:
        return f"ws://{LOOPBACK}:{self.http_port}/xmpp-websocket"

    @property
    def http(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}"

    @property
    def ports(self) -> tuple[int, ...]:
        return (self.client_port, self.http_port, self.component_port)


def check_is_installed() -> None:
    """A `DemoProblem` that names the package where it is not."""
    if shutil.which("prosody") is None:
        raise DemoProblem("Prosody, the XMPP server of the demonstration, is not installed.", "apt install prosody")


@asynccontextmanager
async def serving(directory: Path, *, usual_port: bool) -> AsyncIterator[tuple[Server, Child]]:
    """The server in a new directory, listening, with all accounts. `usual_port`: at 5222 where that is free."""
    server = _plan(usual_port=usual_port)
    config = directory / "prosody.cfg.lua"
    _make_directories(directory)
    _prepare(server, config, has_tls=await _sign(directory))
    async with running("Prosody", ["prosody", "--config", config, "-F"], log=directory / "prosody.log") as child:
        await together(_listens(server, child), *(_register(server, config, name) for name in AGENTS))
        yield server, child


def _plan(*, usual_port: bool) -> Server:
    client, http, component = free_ports(3)
    if usual_port and is_free(_USUAL_PORT):
        client = _USUAL_PORT
    passwords = {name: secrets.token_hex(6) for name in AGENTS}
    return Server(client, http, component, secrets.token_urlsafe(24), passwords)


def _make_directories(directory: Path) -> None:
    (directory / "data").mkdir(parents=True)


def _prepare(server: Server, config: Path, *, has_tls: bool) -> None:
    config.touch(0o600)
    config.write_text(build_config(server, config.parent, has_tls=has_tls))


async def _listens(server: Server, child: Child) -> None:
    try:
        async with asyncio.timeout(_START):
            while not all(map(is_listening, server.ports)):
                if child.has_ended:
                    raise child.problem("ended while it started")
                await asyncio.sleep(_EVERY)
    except TimeoutError:
        raise child.problem(f"did not listen within {_START:g} seconds") from None


async def _register(server: Server, config: Path, name: str) -> None:
    command = ["prosodyctl", "--config", config, "register", name, HOST, server.passwords[name]]
    await run("prosodyctl register", command, log=config.with_name(f"register-{name}.log"))


async def _sign(directory: Path) -> bool:
    """Makes the server's own certificate; whether that could be done."""
    if shutil.which("openssl") is None:
        return False
    command = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN={HOST} "
        f"-addext subjectAltName=DNS:{HOST},DNS:{MUC},DNS:{UPLOAD},DNS:{COMPONENT}"
    ).split()
    files = ["-keyout", directory / "localhost.key", "-out", directory / "localhost.crt"]
    await run("openssl", [*command, *files], log=directory / "openssl.log")
    return True


def build_config(server: Server, directory: Path, *, has_tls: bool) -> str:
    """Prosody's configuration, in its own language."""
    modules = _MODULES.split() + (["tls"] if has_tls else [])
    certificate = (
        f"ssl = {{ key = {_lua(directory / 'localhost.key')}, certificate = {_lua(directory / 'localhost.crt')} }}"
    )
    return f"""
run_as_root = true
pidfile = {_lua(directory / "prosody.pid")}
data_path = {_lua(directory / "data")}
certificates = {_lua(directory)}
log = {{ {{ levels = {{ min = "info" }}, to = "console" }} }}

interfaces = {{ "{LOOPBACK}" }}
c2s_ports = {{ {server.client_port} }}
component_interfaces = {{ "{LOOPBACK}" }}
component_ports = {{ {server.component_port} }}
http_interfaces = {{ "{LOOPBACK}" }}
http_ports = {{ {server.http_port} }}
https_ports = {{}}
http_default_host = "{HOST}"
http_external_url = "{server.http}/"

modules_enabled = {{ {", ".join(map(_lua, modules))} }}
modules_disabled = {{ "s2s" }}
authentication = "internal_hashed"
allow_registration = false
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true

network_settings = {{ nagle = false }}
muc_room_cache_size = 100000
gc = {{ mode = "incremental", threshold = 200 }}
{certificate if has_tls else ""}

VirtualHost "{HOST}"

Component "{MUC}" "muc"
  modules_enabled = {{ "muc_mam" }}

Component "{UPLOAD}" "http_file_share"
  http_host = "{HOST}"

Component "{COMPONENT}"
  component_secret = {_lua(server.secret)}
"""


def _lua(value: object) -> str:
    """A text as Lua writes it; JSON's escapes are Lua's, too, for what can stand in a path."""
    return json.dumps(str(value), ensure_ascii=False)
