"""Commands that a web server of the site's answers: asked by HTTP, signed as Standard Webhooks has it.

             POST, signed ──▶ 200 {"text": …, "say": …, "note": …} │ 204 ──▶ Answer
                              anything else, too late, too much ──▶ Refused, with a sentence for the agent

Rule 1: a request goes where the configuration says and nowhere else: no redirect is followed, no proxy or password of
        the environment used, every certificate looked at.
Rule 2: an answer is bounded before it is read, never unpacked, and made safe here. What cannot be used is never shown.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import httpx
import structlog

from bridge import __version__, text
from bridge.directory import Hook
from bridge.errors import Refused, TooLong

_log: Final = structlog.get_logger("parlour.hooks")

LARGEST: Final = 64 * 1024
_HEADERS: Final = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"Parlour/{__version__}",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told to the agent, said to the visitor for them, and told to colleagues in the room; each may be
    empty.
    """

    text: str = ""
    say: str = ""
    note: str = ""


async def ask(hook: Hook, message_id: str, body: bytes) -> Answer:
    """Ask the web server once. Raises `Refused` when it gives no answer that can be used."""
    began = int(time.time())
    headers = {
        **_HEADERS,
        "webhook-id": message_id,
        "webhook-timestamp": str(began),
        "webhook-signature": sign(hook.secret, message_id, began, body),
    }
    try:
        async with asyncio.timeout(hook.timeout):
            status, said = await _post(hook, body, headers)
    except (TimeoutError, httpx.TimeoutException):
        _log.warning("hook_failed", hook=hook.key, reason=f"no answer within {hook.timeout:g} s")
        raise Refused(
            "“{command}” has not answered within {seconds} s. It may have been done all the same: look before you "
            "try again.",
            command=hook.key,
            seconds=f"{hook.timeout:g}",
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        _log.warning("hook_failed", hook=hook.key, reason=f"{type(error).__name__}: {error}")
        raise Refused(
            "“{command}” cannot be reached at the moment. Try again later, or tell your administrator.",
            command=hook.key,
        ) from None
    return parse_answer(hook.key, status, said)


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature (Standard Webhooks 1.0.0, “Signature scheme”); `timestamp` is in seconds."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def parse_answer(command: str, status: int, body: bytes) -> Answer:
    """What an answer says. Raises `Refused` for one that says nothing here."""
    if status == HTTPStatus.NO_CONTENT:
        return Answer()
    if status != HTTPStatus.OK:
        _log.warning("hook_failed", hook=command, reason=f"status {status}")
        raise Refused(
            "“{command}” answered with an error ({status}). Tell your administrator if it stays so.",
            command=command,
            status=status,
        )
    try:
        return _build_answer(json.loads(body) if len(body) <= LARGEST else None)
    except (ValueError, RecursionError, TooLong):
        _log.warning("hook_failed", hook=command, reason="the answer is too large, or not as docs/webhooks.md has it")
        raise Refused(
            "“{command}” answered something that cannot be read here. Tell your administrator.", command=command
        ) from None


def _build_answer(said: Any) -> Answer:
    """Raises `ValueError` for anything but an object whose texts are texts, `TooLong` for those."""
    if not isinstance(said, dict):
        raise ValueError("no object")
    texts = [said.get(name) or "" for name in ("text", "say", "note")]
    if not all(isinstance(each, str) for each in texts):
        raise ValueError("no text")
    return Answer(*(text.agent_words(each).strip() for each in texts))


async def _post(hook: Hook, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body, as it came: a little more than `LARGEST` where it is larger, nothing where nobody looks at it.

    A client for each request: they are few, and a connection that was kept may have been closed by the other side.
    """
    trust = await asyncio.to_thread(_trust)
    said = b""
    async with (
        httpx.AsyncClient(verify=trust, trust_env=False, follow_redirects=False, timeout=hook.timeout) as client,
        client.stream("POST", hook.url, content=body, headers=headers) as response,
    ):
        if response.status_code == HTTPStatus.OK:
            async for part in response.aiter_raw():
                said += part
                if len(said) > LARGEST:
                    break
        return response.status_code, said


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that this host trusts; reading them takes a fifth of a second."""
    return ssl.create_default_context()
