"""What a hostile page may try. After each attempt the server still serves another visitor."""

import asyncio
import json
from dataclasses import replace

import pytest

from tests.integration.web_house import House, hello, open_house
from tests.integration.web_wire import (
    CLOSE,
    CONTINUATION,
    TEXT,
    connect_wire,
    masked,
    memory_within,
    open_tcp,
    open_wire,
)
from tests.unit.desks import directory

MEGABYTE = 1_000_000
PING = masked(TEXT, b'{"t":"ping"}')
HELLO = masked(TEXT, json.dumps(hello()).encode())


async def test_a_page_that_never_reads_is_held_up_and_then_cut() -> None:
    """What it sends stays in the network; after a while without reading, its connection is cut."""
    async with open_house(send_limit=1.0, ping=5) as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO)
        async with memory_within(40):
            assert await wire.pushes(PING * 4_000, limit=200 * MEGABYTE) < 60 * MEGABYTE
        await house.is_empty()
        await house.serves_others()


async def test_a_message_without_an_end_is_refused_while_it_grows() -> None:
    """Fragments beyond 64 KiB are answered by 1009 and not kept."""
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO + masked(TEXT, b"x" * 60_000, is_last=False))
        await wire.send(masked(CONTINUATION, b"x" * 6_000, is_last=False))
        assert await wire.close_code() == 1009
        async with memory_within(30):
            await wire.pushes(masked(CONTINUATION, b"x" * 60_000, is_last=False), limit=300 * MEGABYTE)
        await house.is_empty()
        await house.serves_others()


@pytest.mark.parametrize(("size", "code"), [(65_536, "too_long"), (65_537, None)])
async def test_a_message_has_at_most_64_kib(size: int, code: str | None) -> None:
    """Exactly 64 KiB are read, and refused by the desk; one byte more ends the connection with 1009."""
    frame = b'{"t":"post","cid":"abcdefgh","text":"%s"}'
    text = frame % (b"x" * (size - len(frame) + 2))
    assert len(text) == size
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO + masked(TEXT, text))
        if code is None:
            assert await wire.close_code() == 1009
        else:
            await wire.frame()
            assert json.loads((await wire.frame())[1])["code"] == code
        await house.serves_others()


async def test_a_frame_that_promises_a_gigabyte_is_refused() -> None:
    """A length is only a promise: the refusal comes when more than 64 KiB have arrived, and nothing is reserved."""
    promise = bytes([0x81, 0x80 | 127]) + (1 << 30).to_bytes(8) + b"\x11\x22\x33\x44"
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO + promise)
        async with memory_within(30):
            pushing = asyncio.create_task(wire.pushes(b"x" * 65_536, limit=300 * MEGABYTE))
            assert await wire.close_code() == 1009
            await pushing
        await house.is_empty()
        await house.serves_others()


async def test_compression_is_never_negotiated() -> None:
    """An offer of permessage-deflate is ignored, and a frame that claims to be compressed ends the connection."""
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    async with open_house() as house, open_wire(house.server.port, offer) as wire:
        assert "101" in wire.head
        assert "extensions" not in wire.head.lower()
        await wire.send(HELLO + masked(TEXT, b"\x00" * 1_000, flags=0x40))
        assert await wire.close_code() == 1002
        await house.serves_others()


async def test_text_that_is_not_utf8_ends_only_its_own_connection() -> None:
    """RFC 6455 §8.1: 1007."""
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO + masked(TEXT, b'{"t":"name","name":"\xff\xfe"}'))
        assert await wire.close_code() == 1007
        await house.serves_others()


async def test_frames_after_the_goodbye_disturb_nobody() -> None:
    """What follows a close frame is not read."""
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(HELLO + masked(CLOSE, (1000).to_bytes(2)) + PING * 1_000)
        assert await wire.close_code() == 1000
        await house.is_empty()
        await house.serves_others()


async def test_a_flood_behind_a_refusal_is_let_go() -> None:
    """A page that is dismissed while it floods leaves nothing behind."""
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(PING)
        pushed = asyncio.create_task(wire.pushes(PING * 1_000, limit=50 * MEGABYTE))
        assert await wire.close_code() == 4400
        await house.is_empty()
        assert await pushed < 50 * MEGABYTE
        await house.serves_others()


async def test_a_body_that_is_too_large_is_refused_and_let_go() -> None:
    """A request that announces ten megabytes gets 413 at once; one that sends them all the same does not stay."""
    announced = b"POST /visitor/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"
    async with open_house() as house:
        async with open_tcp(house.server.port) as modest, asyncio.timeout(15):
            await modest.send(announced)
            assert b" 413 " in await modest.reader.readline()
        async with open_tcp(house.server.port) as insolent, memory_within(30):
            await insolent.send(announced)
            await insolent.pushes(b"x" * 100_000, limit=10 * MEGABYTE)
        await house.is_empty()
        await house.serves_others()


async def test_bytes_instead_of_text_are_refused_and_the_connection_stays() -> None:
    """A binary message is answered by `bad_frame`."""
    async with open_house() as house, house.page() as vera:
        await vera.socket.send(b'{"t":"ping"}')
        assert (await vera.hear("error"))["code"] == "bad_frame"
        assert (await vera.post("Still here"))["t"] == "saved"


async def test_who_says_nothing_is_dismissed() -> None:
    """Without a `hello` in time: the error, then 4400."""
    async with open_house(hello_limit=0.2, ping=1) as house:
        page = await house.page().connect()
        assert (await page.hear("error"))["code"] == "bad_hello"
        assert await page.closed() == 4400
        await house.serves_others()


async def test_who_falls_silent_is_dismissed() -> None:
    """Two and a half pings without a word: 4408."""
    async with open_house(ping=0.2) as house, house.page() as vera:
        assert await vera.closed() == 4408
        await house.serves_others()


async def test_a_page_of_another_origin_is_refused() -> None:
    """A channel that lists its websites is carried by no other; our own pages always may."""
    people = directory()
    listed = replace(people.channels["default"], origins=("https://shop.example",))
    people = replace(people, channels={"default": listed})
    async with open_house(people) as house:
        for origin in ("https://evil.example", "https://shop.example.evil.example", "null", "http://shop.example"):
            page = await house.page(origin=origin).connect()
            await page.send(hello())
            assert (await page.hear("error"))["code"] == "forbidden_origin"
            assert await page.closed() == 4403
        async with house.page(origin="http://chat.example") as vera:
            assert vera.welcome
        await house.serves_others()


async def test_a_forged_token_makes_a_new_visitor() -> None:
    """Whoever changes a token, or has one of another key, is somebody else."""
    async with open_house() as house, house.page() as vera:
        await vera.post("Mine")
        payload, _, signature = vera.welcome["token"].partition(".")
        forged = f"{payload[:-2]}AA.{signature}"
        for token in (forged, vera.welcome["token"][:-3], "x" * 1_000, "a.b.c", ""):
            async with house.page(token=token) as omid:
                assert omid.welcome["messages"] == []
                assert omid.visitor != vera.visitor


async def test_a_flood_of_messages_is_slowed_and_none_is_lost() -> None:
    """Beyond the allowance each message is answered by `too_fast`, with its cid and the time to wait."""
    async with open_house(message_burst=3, messages_per_minute=60) as house, house.page() as vera:
        answers = [await vera.post(f"Message {number}") for number in range(5)]
        assert [each["t"] for each in answers] == ["saved"] * 3 + ["error"] * 2
        assert all(each["code"] == "too_fast" and 0 < each["after"] <= 1 for each in answers[3:])
        await house.serves_others()


async def test_one_address_cannot_open_a_room_a_second() -> None:
    """A third new visitor at one address is told when to write; those who have a room go on."""
    async with open_house(new_conversations_per_minute=2) as house, house.page() as vera, house.page() as omid:
        assert [(await each.post("Hello"))["t"] for each in (vera, omid)] == ["saved", "saved"]
        async with house.page() as third:
            answer = await third.post("Me, too")
            assert (answer["t"], answer["code"]) == ("error", "too_fast")
            assert 0 < answer["after"] <= 30
            assert (await vera.post("And on"))["t"] == "saved"


async def test_a_flood_of_frames_is_answered_and_the_connection_stays() -> None:
    """A page that sends two hundred frames at once hears `too_fast`, and may go on."""
    async with open_house() as house, house.page() as vera:
        for _ in range(200):
            await vera.send({"t": "typing", "on": True})
        error = await vera.hear("error")
        assert (error["code"], error["after"] > 0) == ("too_fast", True)
        await house.serves_others()


async def test_one_address_cannot_take_all_connections() -> None:
    """Of a thousand connections from one address fifty stay; the others are told when to come back, and closed 1013."""
    async with open_house(max_connections_per_address=50) as house:
        wires = [await _connected(house) for _ in range(50)]
        for _ in range(95):
            assert await asyncio.gather(*(_refused(house) for _ in range(10))) == [1013] * 10
        assert len(house.reception.connections) == 50
        for wire in wires:
            wire.transport.abort()
        await house.is_empty()
        await house.serves_others()


async def test_new_connections_of_one_address_are_counted() -> None:
    """More than the allowance in a minute are refused, however short they were."""
    async with open_house(new_connections_per_minute=5) as house:
        for _ in range(5):
            async with house.page():
                pass
        assert await _refused(house) == 1013


async def test_two_thousand_sockets_opened_and_dropped_leave_nothing() -> None:
    """A storm of connections that vanish without a word ends with an empty house."""
    async with open_house() as house:
        for _ in range(100):
            for writer in await asyncio.gather(*(_connected(house) for _ in range(20))):
                writer.transport.abort()
        await house.is_empty()
        await house.serves_others()


async def _connected(house: House) -> asyncio.StreamWriter:
    wire = await connect_wire(house.server.port)
    await wire.send(HELLO)
    await wire.frame()
    return wire.writer


async def _refused(house: House) -> int:
    async with open_wire(house.server.port) as wire:
        return await wire.close_code()
