"""Log lines: for people, or one JSON object each."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bridge.cli.logs import set_up_logging
from config import Log


@pytest.fixture(autouse=True)
def undisturbed() -> Iterator[None]:
    """Leaves the loggers of the process as they were."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def test_machines_read_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Lines of structlog and of the standard library have the same shape: event, level, time and facts.
    """
    set_up_logging(Log(level="info", format="json"))
    structlog.get_logger("component").info("room_created", room="anna-7f3k9q")
    logging.getLogger("bridge.desk").warning("lease_lost", extra={"shard": "livechat.example.org"})
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["room"]) == ("room_created", "info", "anna-7f3k9q")
    assert (second["event"], second["level"], second["shard"]) == ("lease_lost", "warning", "livechat.example.org")
    assert first["timestamp"].endswith("Z")


def test_people_read_a_sentence_of_words(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Without a terminal there are no colours, and the facts follow the event.
    """
    set_up_logging(Log(level="info", format="text"))
    structlog.get_logger("component").info("room_created", room="anna-7f3k9q")
    line = capsys.readouterr().err
    assert "room_created" in line
    assert "room=anna-7f3k9q" in line
    assert "\x1b" not in line


def test_the_level_holds_and_libraries_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """
    Less important lines are not written; slixmpp's debug lines, which hold whole messages, and httpx's, which
    hold addresses, never are.
    """
    set_up_logging(Log(level="debug", format="text"))
    logging.getLogger("slixmpp.xmlstream").debug("SEND: <message>…")
    logging.getLogger("httpx").info("POST https://shop.example.org/hooks/order")
    structlog.get_logger("component").debug("looked")
    set_up_logging(Log(level="error", format="text"))
    structlog.get_logger("web").info("connected")
    lines = capsys.readouterr().err
    assert "SEND" not in lines
    assert "POST" not in lines
    assert "connected" not in lines
    assert "looked" in lines
