"""Pages, the widget's files, and what monitoring asks."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.errors import Unavailable
from bridge.hours import Hours
from tests.integration.test_web_stream import ask
from tests.integration.web_house import hello, open_house
from tests.unit.desks import ANN, SHARD, directory

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}


async def test_the_chat_page_allows_nothing_inline() -> None:
    """The stand-alone page has a strict policy, keeps to it, and carries the channel's widget."""
    async with open_house() as house:
        for path in ("/chat", "/chat/default"):
            status, headers, body = await ask(house, "GET", path, told=BROWSER)
            page = body.decode()
            assert status == 200
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert "ws://chat.example" in headers["content-security-policy"]
            assert 'src="/widget.js" data-channel="default"' in page
            assert "<style" not in page
            assert "onclick" not in page
            assert 'dir="ltr"' in page


async def test_pages_speak_the_visitors_language() -> None:
    """By `Accept-Language`, or by `?lang`, with the writing direction."""
    async with open_house() as house:
        for path, accepted in (("/chat", "fa-IR,fa;q=0.9,en;q=0.5"), ("/console?lang=fa", "en")):
            _, headers, body = await ask(house, "GET", path, told={**BROWSER, "Accept-Language": accepted})
            assert headers["content-language"] == "fa"
            assert '<html lang="fa" dir="rtl">' in body.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/chat/elsewhere", 404), ("POST", "/chat", 405), ("GET", "/widget/1/x.js", 404)],
)
async def test_errors_are_pages_for_people_and_json_for_programs(method: str, path: str, status: int) -> None:
    """A browser gets a page of ours with the same policy, a program a code and a sentence."""
    async with open_house() as house:
        answered, headers, body = await ask(house, method, path, told={"Accept": "*/*"})
        assert answered == status
        assert json.loads(body)["error"]["code"]
        if not path.startswith("/widget"):
            answered, headers, body = await ask(house, method, path, told=BROWSER)
            assert (answered, headers["content-type"]) == (status, "text/html; charset=utf-8")
            assert "content-security-policy" in headers
            assert b"<h1>" in body


async def test_every_answer_is_protected() -> None:
    """No sniffing, a referrer policy, no name of the server; what is made for other sites may be read by them."""
    async with open_house(public_url="https://chat.example") as house:
        for path in ("/chat", "/healthz", "/nowhere", "/static/pages.css", "/widget.js", "/presence/default.json"):
            _, headers, _ = await ask(house, "GET", path, told=BROWSER)
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"]
            assert headers["strict-transport-security"].startswith("max-age=")
            assert "server" not in headers
            is_open = path.startswith(("/widget", "/presence"))
            assert headers.get("access-control-allow-origin") == ("*" if is_open else None)
            assert headers["cross-origin-resource-policy"] == ("cross-origin" if is_open else "same-origin")


async def test_the_loader_knows_the_channels_and_is_not_sent_twice() -> None:
    """`widget.js` begins with this site's channels; with its ETag it is answered by 304."""
    people = directory()
    odd = replace(people.channels["default"], key="odd", names={"en": "</script><!--\u2028'\"\\"})
    people = replace(people, channels={**people.channels, "odd": odd})
    async with open_house(people) as house:
        status, headers, body = await ask(house, "GET", "/widget.js")
        text = body.decode("ascii", "replace")
        assert status == 200
        assert headers["content-type"] == "text/javascript; charset=utf-8"
        assert "max-age=300" in headers["cache-control"]
        assert '"channels":{"default":{"name":"Chat","color":"#0b6e4f"}' in text
        assert "__PARLOUR_SITE__" not in text
        assert "</script>" not in text
        status, _, body = await ask(house, "GET", "/widget.js", told={"If-None-Match": headers["etag"]})
        assert (status, body) == (304, b"")
        _, packed, body = await ask(house, "GET", "/widget.js", told={"Accept-Encoding": "gzip, br"})
        assert packed["content-encoding"] == "br"
        assert len(body) < int(headers["content-length"]) / 2


async def test_files_of_a_version_are_kept_for_ever_and_sent_packed() -> None:
    """What the loader loads has its version in the path; each browser gets the coding it takes."""
    async with open_house() as house:
        loader = (await ask(house, "GET", "/widget.js"))[2].decode()
        version = json.loads(loader.partition('{"version":')[2].partition(",")[0])
        path = f"/widget/{version}/panel-en.js"
        for accepted, coding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("br;q=0", None)):
            status, headers, _ = await ask(house, "GET", path, told={"Accept-Encoding": accepted})
            assert (status, headers.get("content-encoding")) == (200, coding)
            assert "immutable" in headers["cache-control"]
            assert headers["vary"] == "Accept-Encoding"
        for outside in (
            "/widget/../pyproject.toml",
            "/widget/manifest.json",
            "/widget/widget.js",
            f"/widget/{version}/",
        ):
            assert (await ask(house, "GET", outside))[0] == 404


async def test_readiness_names_the_part_that_is_not() -> None:
    """Alive is not ready: `/readyz` says which part is missing."""
    async with open_house() as house:
        assert (await ask(house, "GET", "/healthz"))[0] == 200
        status, _, body = await ask(house, "GET", "/readyz")
        assert (status, json.loads(body)) == (200, {"ready": True, "parts": {"store": True, "xmpp": True}})
        house.parts["xmpp"] = False
        status, _, body = await ask(house, "GET", "/readyz")
        assert (status, json.loads(body)["parts"]) == (503, {"store": True, "xmpp": False})
        house.parts["xmpp"] = True
        await house.store.close()
        status, _, body = await ask(house, "GET", "/readyz")
        assert (status, json.loads(body)["parts"]["store"]) == (503, False)


async def test_without_its_store_the_server_says_when_to_come_back() -> None:
    """A page that connects while the store is away is told `unavailable`, with a time."""
    async with open_house() as house:
        await house.store.close()
        with pytest.raises(Unavailable):
            await house.desk.is_open("support")
        page = await house.page().connect()
        await page.send(hello())
        error = await page.hear("error")
        assert (error["code"], error["after"]) == ("unavailable", 5.0)
        assert await page.closed() == 1013


async def test_metrics_count_what_happens() -> None:
    """Connections, frames, messages, refusals, and whether the parts are ready."""
    async with open_house() as house, house.page() as vera:
        await vera.post("Hello")
        await vera.send({"t": "dance"})
        await vera.hear("error")
        _, headers, body = await ask(house, "GET", "/metrics")
        assert headers["content-type"].startswith("text/plain")
        for line in (
            "parlour_visitor_connections 1.0",
            'parlour_frames_received_total{kind="post"} 1.0',
            'parlour_frames_sent_total{kind="welcome"} 1.0',
            "parlour_messages_saved_total 1.0",
            'parlour_refusals_total{code="bad_frame"} 1.0',
            'parlour_part_ready{part="xmpp"} 1.0',
        ):
            assert line in body.decode().splitlines()


async def test_presence_says_whether_somebody_is_there() -> None:
    """`/presence/<channel>.json` follows the lobby, and says when hours begin; an unknown channel is 404."""
    async with open_house() as house:
        assert json.loads((await ask(house, "GET", "/presence/default.json"))[2])["here"] is False
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        assert json.loads((await ask(house, "GET", "/presence/default.json"))[2])["here"] is True
        assert (await ask(house, "GET", "/presence/elsewhere.json"))[0] == 404
        begins = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=2)
        week = (((begins.hour * 60 + begins.minute, begins.hour * 60 + begins.minute + 60),),) * 7
        support = replace(house.desk.directory.departments["support"], hours=Hours("UTC", week))
        house.desk.directory = replace(house.desk.directory, departments={"support": support})
        await house.desk.follow_directory(SHARD, fence=house.fence)
        told = json.loads((await ask(house, "GET", "/presence/default.json"))[2])
        assert told == {"channel": "default", "here": False, "opens": round(begins.timestamp() * 1000)}
