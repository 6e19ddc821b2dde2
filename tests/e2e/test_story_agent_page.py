"""`/agent`: an agent without a client of their own answers in the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bridge.cli.demo import converse
from tests.agents.agent import Agent
from tests.agents.converse import fill_in
from tests.e2e.browser import browser, context, page
from tests.servers.bridge import RunningBridge
from tests.servers.fixtures import StartAgent, StartBridge, StartServer, StartVisitor
from tests.servers.visitor import Visitor
from tests.servers.xmpp import PASSWORD, Kind

__all__ = ["browser", "context", "page"]

PATIENCE = 30_000

_PURPLE, _PURPLE_PAINT = "#7a1fa2", "rgb(122, 31, 162)"
_PUBSUB = "http://jabber.org/protocol/pubsub"
_STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"

#: The colours (red, green, blue) of everything painted behind an element.
_PAPERS = """element => {
  const found = [];
  for (let each = element; each; each = each.parentElement) {
    const [red, green, blue, alpha = 1] = getComputedStyle(each).backgroundColor.match(/[\\d.]+/g).map(Number);
    if (alpha > 0) found.push(`${red}, ${green}, ${blue}`);
  }
  return found;
}"""


@pytest_asyncio.fixture
async def bridge(server_kind: Kind, start_server: StartServer, start_bridge: StartBridge) -> RunningBridge:
    """One whose agents may sign in at `/agent`, as `parlour agent-client fetch` leaves it."""
    files = converse.find_cache()
    if not files.is_dir():
        await converse.fetch(files)
    server = await start_server(server_kind)
    await server.register(f"ann@{server.host}")
    client = {"enabled": True, "websocket": server.websocket_url, "files": str(files)}
    shop = {"default": {"name": {"en": "Tulip Shop"}, "color": _PURPLE}}
    return await start_bridge(server, settings={"agent_client": client, "channels": shop})


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser refused because of the page's policy."""
    heard: list[str] = []
    page.on("console", lambda entry: heard.append(entry.text) if "Content Security Policy" in entry.text else None)
    yield heard


async def test_an_agent_answers_in_the_browser(
    bridge: RunningBridge, context: BrowserContext, page: Page, start_visitor: StartVisitor
) -> None:
    """
    Ann signs in with her own account, is in the lobby without having asked for it, takes Vera's conversation, and is
    in the room at once. Nothing breaks the page's policy, and nothing is fetched from anywhere else.
    """
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).hostname or urlsplit(request.url).scheme))
    with complaints(page) as refused:
        vera = await _takes_a_conversation(page, bridge, start_visitor)
        await page.locator("converse-muc textarea.chat-textarea").fill("On its way.")
        await page.keyboard.press("Enter")
        await vera.hears("On its way.")
    assert refused == []
    assert asked <= {"127.0.0.1", "data", "blob"}


async def test_a_second_sign_in_is_on_duty_again(bridge: RunningBridge, browser: Browser) -> None:
    """
    The invitation to the lobby comes once in a life; a browser that knows nothing any more enters all the same.
    """
    for _ in range(2):
        context = await browser.new_context()
        page = await context.new_page()
        await _sign_in(page, bridge)
        await expect(page.locator("converse-muc textarea.chat-textarea")).to_be_visible(timeout=PATIENCE)
        await context.close()


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_signing_in_can_be_read(bridge: RunningBridge, page: Page, light: Literal["light", "dark"]) -> None:
    """
    In both lights the labels stand on the page's own paper; the title is the organisation's, not the client's.
    """
    await page.emulate_media(color_scheme=light)
    await page.goto(f"{bridge.url}/agent")
    await expect(page.locator("input[name=jid]")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator("converse-brand-logo")).to_have_text("Tulip Shop")
    behind = await page.locator("label[for=converse-login-jid]").evaluate(_PAPERS)
    assert set(behind) == {"23, 26, 25" if light == "dark" else "255, 255, 255"}


async def test_the_page_is_the_organisations_and_leaves_no_trace(
    bridge: RunningBridge, page: Page, start_visitor: StartVisitor, start_agent: StartAgent
) -> None:
    """
    Its buttons have the channel's colour, before Ann has signed in and after it. She leaves a note by a form. The rooms
    that she was in are nowhere in her account afterwards.
    """
    await page.goto(f"{bridge.url}/agent")
    await expect(page.get_by_role("button", name="Log in")).to_have_css(
        "background-color", _PURPLE_PAINT, timeout=PATIENCE
    )
    await _takes_a_conversation(page, bridge, start_visitor)
    with complaints(page) as refused:
        await fill_in(page, bridge.address, "note", "Note for colleagues", "a regular")
        await expect(page.get_by_text("📝 Ann: a regular")).to_be_visible(timeout=PATIENCE)
    assert refused == []
    await expect(page.get_by_role("button", name="Send the message")).to_have_css("background-color", _PURPLE_PAINT)
    await page.context.close()
    ann = await start_agent(bridge.server, "ann")
    for node in ("urn:xmpp:bookmarks:1", "storage:bookmarks"):
        assert await _kept(ann, node) == []


async def _kept(agent: Agent, node: str) -> list[str]:
    """What the account holds there; a node that was never made is an error."""
    answer = await agent.ask(agent.jid, f"<pubsub xmlns='{_PUBSUB}'><items node='{node}'/></pubsub>")
    assert answer.get("type") == "result" or answer.find(f".//{{{_STANZAS}}}item-not-found") is not None
    return [each.get("id", "") for each in answer.iter(f"{{{_PUBSUB}}}item")]


async def _takes_a_conversation(page: Page, bridge: RunningBridge, start_visitor: StartVisitor) -> Visitor:
    """Ann signs in and answers Vera's offer in the lobby; the visitor, whose room is open."""
    await _sign_in(page, bridge)
    lobby = page.locator("converse-muc textarea.chat-textarea")
    await expect(lobby).to_be_visible(timeout=PATIENCE)
    vera = await start_visitor(bridge, "Vera")
    await vera.say("Where is my parcel?")
    await expect(page.get_by_text("Where is my parcel?").first).to_be_visible(timeout=PATIENCE)
    await lobby.fill("take")
    await lobby.press("Enter")
    await vera.stands("active")
    await expect(page.locator("converse-muc-heading")).to_contain_text("Vera", timeout=PATIENCE)
    return vera


async def _sign_in(page: Page, bridge: RunningBridge) -> None:
    await page.goto(f"{bridge.url}/agent")
    await page.locator("input[name=jid]").fill(f"ann@{bridge.server.host}")
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
