"""Real requests to a web server of the site's own, and the example of docs/webhooks.md as one."""

import re
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bridge.directory import Hook
from bridge.errors import Refused
from component.webhooks import Answer, ask
from tests.servers.child import Child
from tests.servers.hook import KEY, HookServer
from tests.servers.ports import LOOPBACK, free_port, is_listening
from tests.waiting import eventually

DOCUMENT = Path(__file__).parents[2] / "docs" / "webhooks.md"
BODY = b'{"arguments":"4711"}'


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[HookServer]:
    async with HookServer() as server:
        yield server


def hook(url: str, *, timeout: float = 10) -> Hook:
    return Hook("order", url, KEY, words={}, titles={}, timeout=timeout)


async def test_a_request_is_signed_and_goes_nowhere_else(
    shop: HookServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    Neither through a proxy of the environment, nor with a password of its `.netrc`, nor where the answer would send
    it.
    """
    (tmp_path / ".netrc").write_text(f"machine {LOOPBACK} login ann password hunter2\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", f"http://{LOOPBACK}:{free_port()}")
    shop.answer = {"text": "shipped"}
    assert await ask(hook(shop.url), "msg_1", BODY) == Answer(text="shipped")
    shop.status, shop.headers = 307, {"location": shop.url}
    with pytest.raises(Refused, match=r"answered with an error \(307\)"):
        await ask(hook(shop.url), "msg_2", BODY)
    first, second = shop.asked
    assert first.line == "POST /hooks/order HTTP/1.1"
    assert first.body == BODY
    assert first.headers["content-type"] == "application/json"
    assert first.headers["webhook-id"] == "msg_1"
    assert abs(time.time() - int(first.headers["webhook-timestamp"])) < 60
    assert "authorization" not in first.headers
    assert first.is_signed
    assert second.is_signed
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def test_what_takes_too_long_is_given_up(shop: HookServer) -> None:
    """
    The agent is told that it may have been done.
    """
    shop.may_answer.clear()
    with pytest.raises(Refused, match=r"“order” has not answered within 0.2 s\. It may have been done"):
        await ask(hook(shop.url, timeout=0.2), "msg_1", BODY)
    shop.may_answer.set()


async def test_what_is_too_large_is_not_read_to_its_end(shop: HookServer) -> None:
    """
    A body that does not end ends here; one that is packed is not unpacked.
    """
    shop.length, shop.answer = 10**12, b" " * 200_000
    with pytest.raises(Refused, match="cannot be read here"):
        await ask(hook(shop.url), "msg_1", BODY)
    shop.length, shop.headers, shop.answer = None, {"content-encoding": "gzip"}, b'{"text": "not packed at all"}'
    assert await ask(hook(shop.url), "msg_2", BODY) == Answer(text="not packed at all")


async def test_who_is_not_there_cannot_be_reached(shop: HookServer) -> None:
    """
    Neither can a name that is none.
    """
    shop.close()
    with pytest.raises(Refused, match="cannot be reached at the moment"):
        await ask(hook(shop.url), "msg_2", BODY)
    with pytest.raises(Refused, match="cannot be reached at the moment"):
        await ask(hook("https://xn--a.invalid/"), "msg_3", BODY)


async def test_the_example_of_the_document_works(tmp_path: Path) -> None:
    """
    It answers what is signed with its key, and refuses what is not.
    """
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    port, program = free_port(), tmp_path / "shop.py"
    assert "8090" in example
    program.write_text(example.replace("8090", str(port)), encoding="utf-8")
    child = Child([sys.executable, str(program)], log=tmp_path / "shop.log", environ={})
    child.start()
    try:
        await eventually(lambda: is_listening(port), what="the example listens")
        order = hook(f"http://{LOOPBACK}:{port}/hooks/order")
        assert await ask(order, "msg_1", BODY) == Answer(text="4711: shipped yesterday")
        assert await ask(order, "msg_2", BODY.replace(b"1", b"2")) == Answer(text="4722: no such order")
        with pytest.raises(Refused, match=r"\(401\)"):
            await ask(replace(order, secret=b"another"), "msg_3", BODY)
    finally:
        await child.kill()
