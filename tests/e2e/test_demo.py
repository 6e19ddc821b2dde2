"""`parlour demo`, as somebody meets it who has just cloned the project."""

import asyncio
import json
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browser import browser, context, page
from tests.e2e.demonstration import START, Ann, Demo, end, files_in, is_called, is_running, make_directory, start
from tests.servers.ports import LOOPBACK, is_listening
from tests.waiting import PATIENCE, eventually, in_time

__all__ = ["browser", "context", "page"]

expect.set_options(timeout=PATIENCE * 1000)


@asynccontextmanager
async def running(temporary: Path) -> AsyncIterator[Demo]:
    process = await start(temporary, "--json", "--port", "0")
    try:
        assert process.stdout
        line = await in_time(process.stdout.readline(), START)
        if not line:
            pytest.fail((await end(process))[2])
        yield Demo(process, json.loads(line), temporary)
    finally:
        if process.returncode is None:
            process.terminate()
            await end(process)


@pytest_asyncio.fixture(scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """One demonstration for everybody who only looks at it and talks in it."""
    async with running(tmp_path_factory.mktemp("shown")) as demo:
        yield demo


@pytest_asyncio.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """One that the test may end."""
    async with running(tmp_path) as demo:
        yield demo


@pytest.fixture
def requests(context: BrowserContext) -> set[str]:
    """The hosts that any page of this browser asked for something."""
    seen: set[str] = set()
    context.on("request", lambda request: seen.add(urlsplit(request.url).hostname or urlsplit(request.url).scheme))
    return seen


async def test_both_sides_talk_in_one_page(shown: Demo, page: Page, requests: set[str]) -> None:
    """
    A visitor writes in the shop, Ann takes the conversation in her client and answers; what she corrects, takes back
    and reacts to changes on the visitor's side. Both find everything again after a reload. Nothing is fetched from any
    other machine.
    """
    refused: list[str] = []
    page.on("console", lambda entry: refused.append(entry.text) if "Content Security Policy" in entry.text else None)
    await page.set_viewport_size({"width": 1440, "height": 860})
    await page.goto(shown.ready["site"])
    shop = page.frame_locator("iframe[title='The shop']")
    ann = Ann(page.frame_locator("iframe[title='Ann’s client']"))
    await expect(ann.field).to_be_visible()

    await shop.get_by_role("button", name="Chat with us").click()
    await shop.get_by_role("textbox", name="Message").fill("Do you ship the long table to Łódź?")
    await shop.get_by_role("button", name="Send").click()
    await expect(ann.line("Do you ship the long table to Łódź?")).to_contain_text("is waiting")

    await ann.write("take")
    talk = shop.get_by_role("log")
    await expect(talk).to_contain_text("Ann joined")
    await expect(ann.frame.locator("converse-muc-heading")).to_contain_text("Visitor")
    await expect(ann.line("Do you ship the long table to Łódź?")).to_be_visible()

    await ann.write("It takes three weaks.")
    await expect(talk).to_contain_text("It takes three weaks.")
    await ann.choose("It takes three weaks.", "edit")
    await ann.write("It takes three weeks.")
    await expect(talk).to_contain_text("It takes three weeks.")
    await expect(talk).not_to_contain_text("weaks")

    await ann.write("This was for Bob.")
    await expect(talk).to_contain_text("This was for Bob.")
    await ann.choose("This was for Bob.", "retract")
    await ann.frame.get_by_role("button", name="Confirm").click()
    await expect(talk).not_to_contain_text("This was for Bob.")
    await expect(talk).not_to_contain_text("retracted a message")

    await ann.react("Do you ship the long table to Łódź?", "👍")
    await expect(talk).to_contain_text("👍")

    await page.reload()
    await expect(ann.line("It takes three weeks.")).to_be_visible()
    await ann.write("Shall I order it?")
    await expect(talk).to_contain_text("Shall I order it?")
    assert requests <= {LOOPBACK, "blob", "data"}
    assert refused == []


async def test_the_shop_speaks_persian(shown: Demo, page: Page) -> None:
    """
    The Persian shop is written from right to left, and the chat in it, too.
    """
    await page.goto(f"{shown.ready['site']}/?lang=fa")
    shop = page.frame_locator("iframe[title='فروشگاه']")
    await expect(shop.locator("html[dir=rtl]")).to_be_attached()
    await shop.get_by_role("button", name="گفتگو").click()
    await expect(shop.get_by_role("dialog")).to_contain_text("بلوط و پسران")


async def test_on_a_phone_the_sides_are_tabs(shown: Demo, page: Page) -> None:
    """
    Where both do not fit, one side is shown at a time, and both stay alive.
    """
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(shown.ready["site"])
    client = page.locator("iframe[title='Ann’s client']")
    await expect(client).to_be_hidden()
    await page.get_by_role("tab", name="Ann’s client").click()
    await expect(client).to_be_visible()
    await expect(page.locator("iframe[title='The shop']")).to_be_hidden()
    await expect(client.content_frame.locator("converse-muc textarea.chat-textarea")).to_be_visible()


async def test_one_line_says_everything(shown: Demo) -> None:
    """
    The line has the documented shape, and the server at its address speaks XMPP.
    """
    ready = shown.ready
    assert list(ready) == ["site", "console", "agents", "xmpp", "muc", "component"]
    assert [agent["jid"] for agent in ready["agents"]] == ["ann@localhost", "bob@localhost"]
    assert all(agent["password"] for agent in ready["agents"])
    assert (ready["muc"], ready["component"]) == ("conference.localhost", "livechat.localhost")
    reader, writer = await asyncio.open_connection(ready["xmpp"]["host"], ready["xmpp"]["port"])
    writer.write(
        b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
        b"to='localhost' version='1.0'>"
    )
    features = await in_time(reader.readuntil(b"</stream:features>"), 10)
    writer.close()
    assert b"PLAIN" in features
    assert b"starttls" in features


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_nothing_stays_behind(demo: Demo, number: signal.Signals) -> None:
    """
    Told to end, it ends with exit code 0, prints nothing more, and takes its processes, ports and files with it.
    """
    family = demo.family()
    assert len(family) >= 2
    demo.process.send_signal(number)
    assert await end(demo.process) == (0, "", "")
    await nothing_is_left(family, demo)


async def test_told_to_end_while_it_starts(tmp_path: Path) -> None:
    """
    Half-way through its start it ends as quietly, and takes with it what it had started.
    """
    process = await start(tmp_path, "--json", "--port", "0")
    demo = Demo(process, {}, tmp_path)
    family = await eventually(demo.family, within=START)
    process.terminate()
    assert await end(process) == (0, "", "")
    await eventually(lambda: not any(map(is_running, family)))
    assert demo.left_files() == []


async def test_a_part_that_dies_ends_the_rest(demo: Demo) -> None:
    """
    When the XMPP server is killed, the demonstration says so, ends with 1, and leaves nothing behind.
    """
    family = demo.family()
    prosody = next(pid for pid in family if is_called(pid, "prosody"))
    os.kill(prosody, signal.SIGKILL)
    code, _, complaint = await end(demo.process)
    assert (code, "Prosody ended unexpectedly" in complaint) == (1, True)
    await nothing_is_left(family, demo)


async def test_killed_without_a_word_its_parts_die_with_it(demo: Demo) -> None:
    """
    SIGKILL leaves no process and no listening port (its temporary directory is all that can stay).
    """
    family = demo.family()
    demo.process.kill()
    await end(demo.process)
    await eventually(lambda: not any(map(is_running, family)))
    await eventually(lambda: not any(map(is_listening, demo.ports)))


async def nothing_is_left(family: set[int], demo: Demo) -> None:
    await eventually(lambda: not any(map(is_running, family)))
    assert not any(map(is_listening, demo.ports))
    assert demo.left_files() == []


async def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    """
    It names the port and the way out, and starts nothing.
    """
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        code, said, complaint = await end(await start(tmp_path, "--json", "--port", str(port)))
    assert (code, said) == (1, "")
    assert f"Port {port} is taken" in complaint
    assert "--port" in complaint
    assert files_in(tmp_path) == []


async def test_what_is_missing_is_named_with_its_package(tmp_path: Path) -> None:
    """
    Without Prosody, or without npm when the agent's client is yet to be fetched, it says what to install.
    """
    programs = make_directory(tmp_path / "programs")
    nothing = {"PATH": str(programs), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code, said, complaint = await end(await start(tmp_path, "--json", "--port", "0", **nothing))
    assert (code, said) == (1, "")
    assert "apt install prosody" in complaint
    (programs / "prosody").symlink_to(shutil.which("prosody") or "/usr/bin/prosody")
    code, said, complaint = await end(await start(tmp_path, "--json", "--port", "0", **nothing))
    assert (code, said) == (1, "")
    assert "apt install npm" in complaint
    assert files_in(tmp_path) == ["programs"]


async def test_an_unusable_cache_is_a_sentence(tmp_path: Path) -> None:
    """
    Where the agent's client cannot be kept, it says which place that is.
    """
    place = tmp_path / "cache"
    place.touch()
    code, said, complaint = await end(await start(tmp_path, "--json", "--port", "0", XDG_CACHE_HOME=str(place)))
    assert (code, said) == (1, "")
    assert str(place) in complaint
    assert "Traceback" not in complaint
    assert files_in(tmp_path) == ["cache"]
