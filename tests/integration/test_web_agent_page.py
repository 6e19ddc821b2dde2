"""`/agent`: the page, its policy, and its files."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from tests.integration.test_web_stream import ask
from tests.integration.web_house import open_house
from web.options import AgentClient

SOCKET = "wss://xmpp.example.org:5281/xmpp-websocket"
BROWSER = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """As `parlour agent-client fetch` leaves them."""
    (tmp_path / "converse.min.js").write_bytes(b"export {};")
    (tmp_path / "converse.min.js.br").write_bytes(b"packed")
    (tmp_path / "converse.min.css").write_bytes(b"p {}")
    (tmp_path / "sounds").mkdir()
    (tmp_path / "sounds" / "msg.ogg").write_bytes(b"OggS")
    return tmp_path


async def test_the_page_is_the_organisations_and_knows_nobody(files: Path) -> None:
    """
    Name, colour and language of the default channel, and where to sign in; no agent, no department, no lobby.
    """
    async with open_house(agent_client=AgentClient(files, SOCKET, "livechat.example.org")) as house:
        for language, accepted in (("en", "en"), ("fa", "fa,en;q=0.5")):
            status, headers, body = await ask(house, "GET", "/agent", told={**BROWSER, "Accept-Language": accepted})
            page = body.decode()
            assert (status, headers["content-language"]) == (200, language)
            assert "<title>Chat</title>" in page
            assert "support" not in page
            assert "@" not in page
            told = json.loads(unescape(_found(r'data-settings="([^"]*)"', page)))
            assert told.pop("files").startswith("/agent/files/")
            assert told == {
                "websocket_url": SOCKET,
                "component": "livechat.example.org",
                "i18n": language,
                "color": "#0b6e4f",
            }


async def test_only_this_page_may_style_inline_and_only_towards_its_server(files: Path) -> None:
    """
    Scripts stand in files as everywhere; it may connect to the XMPP server's host and, where it is named, to uploads.
    """
    client = AgentClient(files, SOCKET, "livechat.example.org", upload="upload.example.org")
    async with open_house(agent_client=client) as house:
        policy = (await ask(house, "GET", "/agent", told=BROWSER))[1]["content-security-policy"]
        rules = dict(each.split(" ", 1) for each in policy.split("; "))
        server = "https://xmpp.example.org:5281 https://upload.example.org:*"
        assert rules["script-src"] == "'self'"
        assert rules["style-src"] == "'self' 'unsafe-inline'"
        assert rules["connect-src"] == f"'self' wss://xmpp.example.org:5281 {server}"
        assert rules["default-src"] == "'none'"
        for path in ("/chat", "/console", "/agent/nothing"):
            assert "unsafe" not in (await ask(house, "GET", path, told=BROWSER))[1]["content-security-policy"], path


async def test_its_files_are_kept_for_ever(files: Path) -> None:
    """
    Under their version, packed where the browser takes that; nothing beside the directory is given.
    """
    (files.parent / "secret.txt").write_text("secret")
    async with open_house(agent_client=AgentClient(files, SOCKET, "livechat.example.org")) as house:
        page = (await ask(house, "GET", "/agent", told=BROWSER))[2].decode()
        base = _found(r'href="(/agent/files/[0-9a-f]{12}/)converse.min.css"', page)
        status, headers, body = await ask(house, "GET", f"{base}converse.min.js", told={"Accept-Encoding": "br"})
        assert (status, body, headers["content-encoding"]) == (200, b"packed", "br")
        assert headers["content-type"].startswith("text/javascript")
        assert "immutable" in headers["cache-control"]
        assert (await ask(house, "GET", f"{base}sounds/msg.ogg"))[1]["content-type"] == "audio/ogg"
        for name in (
            f"{base}../secret.txt",
            f"{base}%2e%2e/secret.txt",
            f"{base}sounds",
            "/agent/files/0/converse.min.js",
        ):
            assert (await ask(house, "GET", name))[0] == 404, name


async def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """
    Not enabled: the setting to write. No files: the command that fetches them. In the reader's language.
    """
    async with open_house() as house:
        status, headers, body = await ask(house, "GET", "/agent", told=BROWSER)
        assert (status, b"agent_client: {enabled: true" in body) == (404, True)
        assert "unsafe" not in headers["content-security-policy"]
        assert b"<h1>" in body
    async with open_house(agent_client=AgentClient(tmp_path / "none", SOCKET, "livechat.example.org")) as house:
        status, _, body = await ask(house, "GET", "/agent?lang=fa", told=BROWSER)
        assert (status, b"parlour agent-client fetch" in body, b'dir="rtl"' in body) == (503, True, True)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]
