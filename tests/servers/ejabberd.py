"""A private ejabberd from the system's package.

It runs as an Erlang node without a name, so it needs no epmd and no cookie, and cannot meet another node.

COMPAT ejabberd: with its default storage, Mnesia, a killed server forgets the rooms and messages of its last two or
three seconds. An administrator who wants to lose nothing stores these two in SQL, and can leave the rest, accounts
above all, where it is; the tests use SQLite, from the package erlang-p1-sqlite3.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK, S2S_PORT
from tests.servers.xmpp import PASSWORD, ServerEnded, XmppServer

_HTTP_CONFLICT = 409

#: What it logs of a port at which it cannot listen, before it ends.
_PORT_TAKEN = "eaddrinuse"

#: For clients in a browser, which ask the server first whether their page may upload.
_FROM_ANY_PAGE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
}


class Ejabberd(XmppServer):
    kind = "ejabberd"
    _websocket_path = "ws"

    async def start(self) -> Self:
        try:
            await super().start()
        except ServerEnded as ended:
            if self._accounts or _PORT_TAKEN not in str(ended):
                raise
            self._take_ports()  # somebody was faster; nobody knows of the old ones yet
            self._child = self._prepare()
            await super().start()
        for jid, password in self._accounts.items():
            await self._register(jid, password)
        return self

    async def register(self, jid: str, password: str = PASSWORD) -> None:
        if jid not in self._accounts:
            self._accounts[jid] = password
            await self._register(jid, password)

    async def _register(self, jid: str, password: str) -> None:
        name, _, host = jid.partition("@")
        await asyncio.to_thread(self._call, "register", {"user": name, "host": host, "password": password})

    def _call(self, command: str, arguments: dict[str, str]) -> None:
        """One command of ejabberdctl, by its HTTP twin; saves a second Erlang machine."""
        url = f"http://{LOOPBACK}:{self.http_port}/api/{command}"
        request = urllib.request.Request(url, data=json.dumps(arguments).encode(), method="POST")
        try:
            urllib.request.urlopen(request, timeout=20).close()
        except urllib.error.HTTPError as refusal:
            if refusal.code != _HTTP_CONFLICT:
                raise

    def _prepare(self) -> Child:
        config = self.directory / "ejabberd.yml"
        config.write_text(json.dumps(self._config(), indent=1))
        spool = self.directory / "spool"
        spool.mkdir(exist_ok=True)
        command = ["erl", "-noinput", "+sbwt", "none", "-mnesia", "dir", f'"{spool}"', "-s", "ejabberd"]
        return Child(command, log=self.directory / "ejabberd.out", environ=self._environ(config))

    def _environ(self, config: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "ERL_LIBS": "/usr/lib/x86_64-linux-gnu",
            "ERL_CRASH_DUMP": str(self.directory / "crash.dump"),
            "EJABBERD_CONFIG_PATH": str(config),
            "EJABBERD_LOG_PATH": str(self.directory / "ejabberd.log"),
        }

    def _config(self) -> dict[str, Any]:
        return {
            "hosts": [self.host, self.onion],
            "loglevel": "info",
            "log_rotate_count": 0,
            **self._storage(),
            **self._federation(),
            "listen": self._listeners(),
            "acl": {
                "local": {"user_regexp": ""},
                "livechat": {"server": self.component},
                "loopback": {"ip": ["127.0.0.0/8"]},
            },
            "access_rules": {
                "local": [{"allow": "local"}],
                "rooms": [{"allow": "local"}, *([{"allow": "livechat"}] if self.settings.room_creation else [])],
                "upload": [{"allow": "local"}, {"allow": "livechat"}],
            },
            "api_permissions": {
                "tests": {"who": [{"access": [{"allow": "loopback"}]}], "what": ["register"]},
            },
            "modules": self._modules(),
            "host_config": {self.onion: {"modules": self._modules_of_people()}},
        }

    def _storage(self) -> dict[str, str]:
        if not self.settings.durable:
            return {}
        database = self.directory / "spool" / "ejabberd.sqlite"
        return {"sql_type": "sqlite", "sql_database": str(database)}

    def _federation(self) -> dict[str, str]:
        """It tries again soon after a connection failed; five minutes, its default, are no test's."""
        return {"s2s_use_starttls": "false", "s2s_max_retry_delay": "1"} if self.settings.federated else {}

    def _kept_in(self) -> dict[str, str]:
        return {"db_type": "sql"} if self.settings.durable else {}

    def _listeners(self) -> list[dict[str, Any]]:
        handlers = {"/ws": "ejabberd_http_ws", "/api": "mod_http_api", "/upload": "mod_http_upload"}
        listeners: list[dict[str, Any]] = [
            {"port": self.c2s_port, "module": "ejabberd_c2s"},
            {"port": self.http_port, "module": "ejabberd_http", "request_handlers": handlers},
        ]
        if self.settings.component:
            hosts = {self.component: {"password": self.secret}}
            listeners.append(
                {"port": self.component_port, "module": "ejabberd_service", "access": "all", "hosts": hosts}
            )
        if self.settings.federated:
            listeners += [{"ip": each, "port": S2S_PORT, "module": "ejabberd_s2s_in"} for each in self.domains]
        return [{"ip": LOOPBACK, **listener} for listener in listeners]

    def _modules_of_people(self) -> dict[str, dict[str, Any]]:
        """What a host has that has people, but no services of its own: it knows of those of the other."""
        shared = self._modules()
        services = ("mod_muc", "mod_http_upload", "mod_disco")
        reach = {"mod_disco": {"extra_domains": [self.muc, self.upload]}}
        return {name: options for name, options in shared.items() if name not in services} | reach

    def _modules(self) -> dict[str, dict[str, Any]]:
        plain = "adhoc blocking caps carboncopy client_state disco offline ping private roster stream_mgmt vcard"
        modules: dict[str, dict[str, Any]] = {f"mod_{name}": {} for name in plain.split()}
        modules["mod_privacy"] = {}
        if self.settings.federated:
            modules["mod_s2s_dialback"] = {}
            modules["mod_roster"] = self._kept_in()
        modules["mod_vcard_xupdate"] = {}
        modules["mod_pubsub"] = {"plugins": ["flat", "pep"]}
        modules["mod_muc"] = self._rooms()
        if self.settings.archive:
            modules["mod_mam"] = {"default": "always", **self._kept_in()}
        if self.settings.upload:
            url = f"http://{LOOPBACK}:{self.http_port}/upload"
            directory = str(self.directory / "upload")
            modules["mod_http_upload"] = {
                "host": self.upload,
                "put_url": url,
                "get_url": url,
                "docroot": directory,
                "access": "upload",
                "custom_headers": _FROM_ANY_PAGE,
            }
        return modules

    def _rooms(self) -> dict[str, Any]:
        options: dict[str, Any] = {"host": self.muc, "access_create": "rooms", "access_persistent": "rooms"}
        options.update(self._kept_in())
        if self.settings.max_conferences is not None:
            options["max_user_conferences"] = self.settings.max_conferences
        if self.settings.archive:
            options["default_room_options"] = {"mam": True}
        return options
