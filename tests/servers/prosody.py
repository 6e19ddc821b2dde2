"""A private Prosody from the system's package.

Its storage is Prosody's own files, as on most servers: what it acknowledged survives SIGKILL, occupants do not.
"""

import asyncio
import subprocess
from pathlib import Path

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK, S2S_PORT
from tests.servers.xmpp import PASSWORD, XmppServer

_MODULES = (
    "roster saslauth disco ping pep bookmarks vcard_legacy private blocklist "
    "carbons mam smacks csi_simple offline websocket"
)

#: For load: what `docs/` recommends to administrators of a busy server.
_TUNED = """
network_settings = { nagle = false }
muc_room_cache_size = 100000
gc = { mode = "incremental", threshold = 200 }
"""


class Prosody(XmppServer):
    kind = "prosody"
    _websocket_path = "xmpp-websocket"

    async def register(self, jid: str, password: str = PASSWORD) -> None:
        if jid in self._accounts:
            return
        name, _, host = jid.partition("@")
        command = ["prosodyctl", "--config", str(self._config), "register", name, host, password]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=20, cwd=self.directory
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self._accounts[jid] = password

    @property
    def _config(self) -> Path:
        return self.directory / "prosody.cfg.lua"

    def _prepare(self) -> Child:
        (self.directory / "certs").mkdir()
        (self.directory / "data").mkdir()
        self._config.write_text(self._everywhere() + "".join(self._hosts()))
        command = ["prosody", "--config", str(self._config), "-F"]
        return Child(command, log=self.directory / "prosody.log")

    def _everywhere(self) -> str:
        return f"""
run_as_root = true
pidfile = {_lua(self.directory / "prosody.pid")}
data_path = {_lua(self.directory / "data")}
certificates = {_lua(self.directory / "certs")}
log = {{ {{ levels = {{ min = "info" }}, to = "console" }} }}
interfaces = {{ "{LOOPBACK}" }}
c2s_ports = {{ {self.c2s_port} }}
http_interfaces = {{ "{LOOPBACK}" }}
http_ports = {{ {self.http_port} }}
https_ports = {{}}
http_host = "{self.host}"
http_default_host = "{self.host}"
http_external_url = "http://{LOOPBACK}:{self.http_port}/"
component_interfaces = {{ "{LOOPBACK}" }}
component_ports = {{ {self.component_port} }}
modules_enabled = {{ {", ".join(f'"{name}"' for name in self._modules())} }}
{self._federation()}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
authentication = "internal_hashed"
default_iteration_count = 4096  -- fewer are refused by Converse.js
{_TUNED if self.settings.tuned else ""}
VirtualHost "{self.host}"
"""

    def _modules(self) -> list[str]:
        return [*_MODULES.split(), *(["dialback"] if self.settings.federated else [])]

    def _federation(self) -> str:
        if not self.settings.federated:
            return 'modules_disabled = { "s2s", "tls" }'
        addresses = ", ".join(f'"{each}"' for each in self.domains)
        return f"""\
modules_disabled = {{ "tls" }}
s2s_interfaces = {{ {addresses} }}
s2s_ports = {{ {S2S_PORT} }}
s2s_require_encryption = false
s2s_secure_auth = false
"""

    def _hosts(self) -> list[str]:
        reach = "".join(f'{{ "{name}" }}, ' for name in (self.muc, self.upload))
        parts = [f'VirtualHost "{self.onion}"\n  disco_items = {{ {reach}}}\n', f'Component "{self.muc}" "muc"\n']
        if self.settings.archive:
            parts.append('  modules_enabled = { "muc_mam" }\n')
        if not self.settings.room_creation:
            parts.append('  restrict_room_creation = "local"\n')
        if self.settings.upload:
            parts.append(f'Component "{self.upload}" "http_file_share"\n')
        if self.settings.component:
            parts.append(f'Component "{self.component}"\n  component_secret = {_lua(self.secret)}\n')
        return parts


def _lua(text: object) -> str:
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
