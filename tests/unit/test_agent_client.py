"""The agents' client in the browser: its settings, its files, and the lobbies that it is told."""

import gzip
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import brotli
import pytest

from bridge.cli.demo import converse
from bridge.cli.demo.problem import DemoProblem
from component import profiles
from config import ConfigError, Settings, parse
from tests.unit.desks import ANN, LOBBY, SHARD, directory


def settings(**client: Any) -> Settings:
    people = {"support": {"agents": ["ann@example.org"]}}
    xmpp = {"domain": "livechat.example.org", "secret": "a secret of the tests", "muc": "rooms.example.org"}
    given = {"public_url": "https://chat.example.org", "xmpp": xmpp, "departments": people, "agent_client": client}
    return parse(given, directory=Path("/etc/parlour"))


@pytest.mark.parametrize(
    "websocket",
    [
        "wss://xmpp.example.org/ws",
        "wss://xmpp.example.org:5281/xmpp-websocket",
        "ws://127.0.0.1:5280/ws",
        "ws://[::1]:5280/ws",
    ],
)
def test_agents_sign_in_over_a_websocket(websocket: str) -> None:
    """
    Encrypted, or on this machine; the files are meant from the directory of the configuration.
    """
    client = settings(enabled=True, websocket=websocket).agent_client
    assert (client.websocket, client.files) == (websocket, Path("/etc/parlour/agent-client"))


@pytest.mark.parametrize(
    "websocket",
    [
        "ws://xmpp.example.org/ws",
        "https://xmpp.example.org/ws",
        "wss://",
        "wss://a b/ws",
        "wss://xmpp.example.org/ws; script-src *",
        "wss://user@xmpp.example.org/ws",
        None,
    ],
)
def test_nothing_else_is_an_address_for_it(websocket: str | None) -> None:
    """
    No password travels in the open, nothing gets into the page's policy, and without an address it is not enabled.
    """
    with pytest.raises(ConfigError, match=r"websocket|WebSocket|unencrypted"):
        settings(enabled=True, websocket=websocket)


def test_what_no_browser_asks_for_is_left_out(tmp_path: Path) -> None:
    """
    Second copies for reading, other languages, encryption that visitors do not have.
    """
    kept = ["converse.min.js", "chunkjs/a.js", "chunkjs/locales/fa-LC.js", "chunkjs/locales/dayjs/en-js.js"]
    left = ["converse.js", "converse.min.js.map", "libomemo.esm.min.js", "chunkjs/locales/de-LC.js"]
    built, target = tmp_path / "built", tmp_path / "target"
    for name in (*kept, *left):
        _write(built / name)
    converse._keep(built, target)
    assert {each.relative_to(target).as_posix() for each in target.rglob("*") if each.is_file()} == set(kept)


def test_files_are_packed_for_the_way(tmp_path: Path) -> None:
    """
    Texts in both codings, pictures as they are.
    """
    for name in ("a.js", "b.png"):
        _write(tmp_path / name)
    converse._pack(tmp_path)
    assert brotli.decompress((tmp_path / "a.js.br").read_bytes()) == b"a.js"
    assert gzip.decompress((tmp_path / "a.js.gz").read_bytes()) == b"a.js"
    assert not (tmp_path / "b.png.br").exists()


def test_a_directory_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    """
    Whoever names their home by mistake loses nothing.
    """
    _write(tmp_path / "letter.txt")
    with pytest.raises(DemoProblem, match="something else"):
        converse.renew(tmp_path)
    assert (tmp_path / "letter.txt").exists()


@pytest.mark.parametrize(("who", "lobbies"), [(ANN, [LOBBY]), ("mallory@example.test", [])])
def test_agents_learn_where_they_are_on_duty(who: str, lobbies: list[str]) -> None:
    """
    Whoever signs in is told their own lobbies, and strangers of none.
    """
    question = f"<query xmlns='http://jabber.org/protocol/disco#items' node='{profiles.LOBBIES}'/>"
    asked = fromstring(f"<iq xmlns='jabber:client' type='get' id='1' from='{who}/web' to='{SHARD}'>{question}</iq>")
    answer = profiles.answer(asked, domain=SHARD, directory=directory(), visitor_name=lambda _: None)
    assert answer is not None
    query = fromstring(answer)[0]
    assert query.get("node") == profiles.LOBBIES
    assert [each.get("jid") for each in query] == lobbies


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(file.name)
