"""What is to be pasted elsewhere, filled in from the configuration."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import config
from bridge.cli.discovery import find_server
from bridge.cli.snippets.ejabberd import build_ejabberd
from bridge.cli.snippets.prosody import build_prosody
from bridge.cli.snippets.proxies import build_caddy, build_nginx
from bridge.cli.snippets.site import build_site
from bridge.cli.snippets.systemd import build_systemd
from config import Settings


@pytest.fixture
def given() -> dict[str, Any]:
    return {
        "public_url": "https://chat.example.org",
        "http": {"listen": "127.0.0.1:9000", "trusted_proxies": ["192.0.2.0/24"]},
        "xmpp": {
            "domain": "livechat.example.org",
            "secret": "s3cret",
            "muc": "rooms.example.org",
            "server": "127.0.0.1:5348",
        },
        "departments": {"support": {"agents": ["ann@example.org"]}, "sales": {"agents": ["bob@example.org"]}},
        "channels": {"shop": {"origins": ["https://shop.example.org"]}},
    }


@pytest.fixture
def settings(given: dict[str, Any], tmp_path: Path) -> Settings:
    return config.parse(given, directory=tmp_path)


def test_prosody_can_read_its_lines(settings: Settings, tmp_path: Path) -> None:
    """
    The lines are Lua, and name the component, its secret, the port, the archive and those who may have to make rooms.
    """
    text = build_prosody(settings)
    file = tmp_path / "prosody.cfg.lua"
    file.write_text(text)
    assert subprocess.run(["luac5.4", "-p", file], capture_output=True, text=True, check=False).stderr == ""
    assert 'Component "livechat.example.org"\n    component_secret = "s3cret"' in text
    assert "component_ports = { 5348 }" in text
    assert 'Component "rooms.example.org" "muc"\n    modules_enabled = { "muc_mam" }' in text
    assert '-- admins = { "support@livechat.example.org", "sales@livechat.example.org" }' in text
    assert all(name in text for name in ("nagle = false", "muc_room_cache_size", "threshold = 200"))
    assert "storage_archive_item_limit_cache_size = 100000" in text


def test_ejabberd_can_read_its_lines(settings: Settings) -> None:
    """
    The lines are YAML with the listener, the right to make rooms and to upload, and the archive.
    """
    text = YAML(typ="safe").load(build_ejabberd(settings))
    assert text["listen"][0]["hosts"] == {"livechat.example.org": {"password": "s3cret"}}
    assert text["listen"][0]["port"] == 5348
    assert text["acl"]["parlour"] == {"server": "livechat.example.org"}
    assert {"allow": "parlour"} in text["access_rules"][text["modules"]["mod_muc"]["access_create"]]
    assert text["modules"]["mod_muc"]["max_user_conferences"] > 100
    assert text["modules"]["mod_muc"]["default_room_options"] == {"mam": True}


def test_a_server_on_another_host_listens_there(given: dict[str, Any], tmp_path: Path) -> None:
    """
    Where the XMPP server stands on another host, its component port is bound to that address.
    """
    given["xmpp"]["server"] = "192.0.2.7:5347"
    settings = config.parse(given, directory=tmp_path)
    assert 'component_interfaces = { "192.0.2.7" }' in build_prosody(settings)
    assert 'ip: "192.0.2.7"' in build_ejabberd(settings)


def test_proxies_let_sockets_through_and_tell_the_truth(settings: Settings) -> None:
    """
    nginx upgrades WebSockets and passes on the address it saw itself; both proxies name whom Parlour believes.
    """
    nginx, caddy = build_nginx(settings), build_caddy(settings)
    assert "proxy_pass http://127.0.0.1:9000;" in nginx
    assert "proxy_set_header Upgrade $http_upgrade;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "server_name chat.example.org;" in nginx
    assert "chat.example.org {\n    reverse_proxy 127.0.0.1:9000" in caddy
    assert "192.0.2.0/24" in nginx
    assert "192.0.2.0/24" in caddy


def test_the_unit_runs_this_installation(settings: Settings, tmp_path: Path) -> None:
    """The unit starts the command with this file, tells systemd when it is ready, and keeps the database where it
    may write.
    """
    text = build_systemd(settings, tmp_path / "parlour.yaml")
    assert f"serve --config {tmp_path / 'parlour.yaml'}" in text
    assert "Type=notify" in text
    assert "PARLOUR_STORE__URL=sqlite:////var/lib/parlour/parlour.db" in text


def test_the_site_gets_one_tag(settings: Settings) -> None:
    """
    One script tag without inline code, and the policy for pages that have one.
    """
    text = build_site(settings, "shop")
    assert '<script async src="https://chat.example.org/widget.js" data-channel="shop"></script>' in text
    assert "connect-src https://chat.example.org wss://chat.example.org" in text
    assert "img-src     https://chat.example.org" in text
    assert "https://shop.example.org" in text


def test_a_prosody_of_this_host_is_found(tmp_path: Path) -> None:
    """
    The first real virtual host and its group chat service are read from Prosody's own files.
    """
    directory = tmp_path / "etc" / "prosody"
    (directory / "conf.d").mkdir(parents=True)
    (directory / "prosody.cfg.lua").write_text(
        'VirtualHost "localhost"\n--VirtualHost "example.com"\nInclude "conf.d/*.cfg.lua"\n'
    )
    (directory / "conf.d" / "a.cfg.lua").write_text('VirtualHost "shop.test"\nComponent "rooms.shop.test" "muc"\n')
    server = find_server(tmp_path)
    assert (server.domain, server.muc) == ("shop.test", "rooms.shop.test")


def test_an_ejabberd_of_this_host_is_found(tmp_path: Path) -> None:
    """
    ejabberd's first real host is read from its configuration.
    """
    (tmp_path / "etc" / "ejabberd").mkdir(parents=True)
    (tmp_path / "etc" / "ejabberd" / "ejabberd.yml").write_text("hosts:\n  - localhost\n  - shop.test\n")
    server = find_server(tmp_path)
    assert (server.domain, server.muc) == ("shop.test", "conference.shop.test")


def test_without_a_server_the_name_of_the_host_has_to_do(tmp_path: Path) -> None:
    """
    Where no server is installed, the file can be written all the same.
    """
    server = find_server(tmp_path)
    assert server.found_in == ""
    assert server.muc == f"conference.{server.domain}"
