"""Our own pages in a real browser: nothing that their policy forbids, nothing that keeps anybody out."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.browser import browser, context, page  # noqa: F401 — fixtures
from tests.integration.web_house import House, open_house


async def violations(page: Page) -> list[str]:  # noqa: F811
    """What axe finds in what stands there: what is still fading in has little contrast."""
    await page.emulate_media(reduced_motion="reduce")
    found = await Axe().run(page)
    return [f"{each['id']}: {each['help']}" for each in found.response["violations"]]


def complaints(page: Page) -> list[str]:  # noqa: F811
    """What the browser's console says from now on."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


async def write(page: Page, house: House, words: str) -> None:  # noqa: F811
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text(words)


async def test_the_chat_page_is_a_chat_without_any_website(page: Page) -> None:  # noqa: F811
    """It opens by itself, takes a message, keeps to its policy, and axe finds nothing."""
    async with open_house() as house:
        heard = complaints(page)
        await page.goto(f"{house.url}/chat")
        await expect(page.get_by_role("dialog", name="Chat")).to_be_visible()
        await write(page, house, "Is anybody there?")
        assert await violations(page) == []
        assert heard == []


async def test_a_closed_chat_page_can_be_opened_again(page: Page) -> None:  # noqa: F811
    """Behind the panel stands a button."""
    async with open_house() as house:
        await page.goto(f"{house.url}/chat")
        box = await page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert abs(box["x"] + box["width"] / 2 - 500) <= 8
        await page.get_by_role("button", name="Close").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        assert await violations(page) == []
        await page.get_by_role("button", name="Open the chat").click()
        await expect(page.get_by_role("dialog")).to_be_visible()


async def test_our_pages_are_readable_in_both_directions(page: Page) -> None:  # noqa: F811
    """Console and error pages, light and dark, English and Persian: axe finds nothing."""
    async with open_house() as house:
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            for path in ("/console", "/console?lang=fa", "/nowhere", "/nowhere?lang=fa"):
                await page.goto(house.url + path)
                assert await violations(page) == [], (scheme, path)
