"""What `parlour check --online` says about the database and the public URL."""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from bridge.cli.online import examine_public_url, examine_store
from config import Settings, Severity


def settings_with(store: str, directory: Path) -> Settings:
    given = {
        "public_url": "https://chat.example.org",
        "xmpp": {"domain": "livechat.example.org", "secret": "s3cret", "muc": "conference.example.org"},
        "departments": {"support": {"agents": ["ann@example.org"]}},
        "visitors": {"token_secret": "k" * 16},
        "store": {"url": store},
    }
    return config.parse(given, directory=directory)


class _Answer(http.server.BaseHTTPRequestHandler):
    """200 at /healthz, like Parlour; 404 elsewhere."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name in http.server)
        """Nothing: the tests speak for themselves."""


@pytest.fixture
def answering() -> Iterator[str]:
    """The URL of a server that answers at /healthz."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_a_database_that_is_not_there_yet_is_fine(tmp_path: Path) -> None:
    """
    SQLite's file is made at the first start, and not by the check.
    """
    settings = settings_with("sqlite:///parlour.db", tmp_path)
    assert (await examine_store(settings)).severity is Severity.FINE
    assert config.database_file(settings) == tmp_path / "parlour.db"
    assert not await asyncio.to_thread((tmp_path / "parlour.db").exists)


async def test_a_database_that_cannot_be_is_a_problem(tmp_path: Path) -> None:
    """
    A directory that is missing, or a server that does not answer, is said, with the URL but without its password.
    """
    missing = await examine_store(settings_with("sqlite:///nowhere/parlour.db", tmp_path))
    silent = await examine_store(settings_with("postgresql://parlour:hunter2@127.0.0.1:1/chat", tmp_path))
    assert missing.severity in (Severity.PROBLEM, Severity.FATAL)
    assert "nowhere" in missing.text
    assert silent.severity in (Severity.PROBLEM, Severity.FATAL)
    assert "hunter2" not in str(silent)


def test_the_public_url_answers(answering: str) -> None:
    """
    A Parlour that answers is fine, something else is a problem, and nothing is only advice before the first start.
    """
    assert examine_public_url(answering).severity is Severity.FINE
    assert examine_public_url(f"{answering}/other").severity is Severity.PROBLEM
    assert examine_public_url("http://127.0.0.1:1").severity is Severity.ADVICE
