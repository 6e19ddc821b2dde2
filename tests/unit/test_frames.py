"""The visitor's wire: what goes in comes out, and nothing that comes in can break the reader."""

import contextlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import ConversationId, Message, Moment, RoomId, Side
from tests.unit.any_frame import page_frames, server_frames
from web.frames import (
    FRAME_LIMIT,
    FrameError,
    VersionError,
    build_frame,
    build_message,
    build_standing,
    find_cid,
    parse_frame,
    parse_hello,
    parse_server_frame,
    split_frames,
)
from web.shapes import PageFrame, Post, ServerFrame

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "frames.json").read_text("utf-8"))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_both_sides_read_the_same_examples(vector: dict[str, Any]) -> None:
    """
    Each example is read, or refused, as the widget's tests read or refuse it; what was read is written the same.
    """
    parse = parse_frame if vector["direction"] == "page" else parse_server_frame
    text = vector["text"] if "text" in vector else json.dumps(vector["json"])
    if not vector["valid"]:
        with pytest.raises(FrameError):
            parse(text)
        return
    written = json.loads(build_frame(parse(text)))
    assert is_part(written, json.loads(text))


@given(page_frames)
def test_a_frame_of_the_page_comes_out_as_it_went_in(frame: PageFrame) -> None:
    """
    Reading what was written gives the same frame.
    """
    assert parse_frame(build_frame(frame)) == frame


@given(server_frames)
def test_a_frame_of_the_server_comes_out_as_it_went_in(frame: ServerFrame) -> None:
    """
    The same in the other direction, for every message that the desk can know.
    """
    assert parse_server_frame(build_frame(frame)) == frame


@given(st.text() | st.binary() | json_values.map(json.dumps) | st.text(alphabet='{}[]":,\\ut0dD8fF e'))
def test_no_input_raises_anything_but_the_frame_error(data: str | bytes) -> None:
    """
    Whatever comes in, the reader answers with a frame or with `FrameError`.
    """
    for parse in (parse_frame, parse_hello, parse_server_frame):
        try:
            parse(data)
        except FrameError:
            continue
    with contextlib.suppress(FrameError):
        split_frames(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    assert find_cid(data) is None or isinstance(data, str)


@given(page_frames, json_values, st.data())
def test_a_frame_with_one_wrong_value_is_refused_or_read(frame: PageFrame, wrong: Any, data: st.DataObject) -> None:
    """
    Any field may hold any JSON value: the reader still answers with a frame or with `FrameError`.
    """
    fields = json.loads(build_frame(frame))
    fields[data.draw(st.sampled_from(sorted(fields)))] = wrong
    with contextlib.suppress(FrameError):
        assert parse_frame(json.dumps(fields)) is not None


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "[]",
        '"hello"',
        "{}",
        '{"t": null}',
        '{"t": "dance"}',
        '{"t": "ping", "more": 1}',
        '{"t": "ping"}{"t": "ping"}',
        '{"t": "post", "cid": "short", "text": "x"}',
        '{"t": "post", "cid": "abcdefgh\\n", "text": "x"}',
        '{"t": "post", "cid": "abcdefgh", "text": 7}',
        '{"t": "post", "cid": "abcdefgh", "text": "x", "reply": 0}',
        '{"t": "typing", "on": 1}',
        '{"t": "seen", "seq": -1}',
        '{"t": "seen", "seq": 1e400}',
        '{"t": "seen", "seq": 9007199254740992}',
        '{"t": "sync", "after": 1.5}',
        '{"t": "sync", "after": true}',
        "[" * FRAME_LIMIT,
        '{"t":' * 10_000,
        '{"z": ' + "[" * 20_000 + "]" * 20_000 + ', "t": "ping"}',
        "x" * 1_000_000,
        '{"t": "post", "cid": "abcdefgh", "text": "' + "x" * 1_000_000 + '"}',
        '{"t": "name", "name": "\ud800"}',
        b'{"t": "ping"}',
        b"\xff\xfe",
    ],
    ids=lambda data: repr(data)[:40],
)
def test_what_is_not_a_frame_is_refused(data: str | bytes) -> None:
    """
    Not JSON, unknown kinds and fields, wrong types and places, depth, size: one error for all.
    """
    with pytest.raises(FrameError):
        parse_frame(data)


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"\ud83d", "\ufffd"),
        (r"\ude00 and \ud83d\u0041", "\ufffd and \ufffdA"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
    ],
)
def test_half_an_emoji_does_not_lose_the_message(escaped: str, text: str) -> None:
    """
    A lone surrogate, as `JSON.stringify` writes it, becomes U+FFFD; everything else stays.
    """
    frame = parse_frame(f'{{"t": "post", "cid": "abcdefgh", "text": "{escaped}"}}')
    assert isinstance(frame, Post)
    assert frame.text == text


def test_another_version_is_told_apart_from_nonsense() -> None:
    """
    A `hello` of a later version may have other fields; it is the version that is refused.
    """
    for hello in ('{"t": "hello", "v": 2}', '{"t": "hello", "v": 0, "mood": ["good"]}'):
        with pytest.raises(VersionError):
            parse_hello(hello)
    with pytest.raises(FrameError) as refused:
        parse_hello('{"t": "hello", "v": 1}')
    assert not isinstance(refused.value, VersionError)


def test_a_page_never_learns_who_an_agent_is_by_address() -> None:
    """
    Of a message the page gets what it shows: no address, no archive id, and of an agent no cid.
    """
    message = Message(
        room=RoomId(1),
        conversation=ConversationId(2),
        seq=3,
        version=4,
        side=Side.AGENT,
        at=Moment(5),
        text="Hello",
        name="Ann",
        author="ann@example.org",
        cid="ann-client-1",
        origin_id="origin",
        stanza_id="archive",
        reactions=(("bob@example.org", "👍"), ("vera", "👍")),
    )
    told = msgspec.to_builtins(build_message(message))
    assert told == {
        "seq": 3,
        "version": 4,
        "from": "agent",
        "at": 5,
        "name": "Ann",
        "text": "Hello",
        "reactions": {"👍": 2},
    }


def test_what_was_taken_back_has_no_text() -> None:
    """
    A retracted message keeps its place and loses its words.
    """
    gone = Message(
        room=RoomId(1),
        conversation=ConversationId(1),
        seq=1,
        version=2,
        side=Side.AGENT,
        at=Moment(1),
        text="secret",
        retracted_at=Moment(2),
    )
    told = json.loads(msgspec.json.encode(build_message(gone)))
    assert told["retracted"] is True
    assert "text" not in told


def test_a_conversation_that_never_was_is_told_as_none() -> None:
    """
    The page knows four states; a visitor who has not written stands in `none`, with nobody.
    """
    assert msgspec.to_builtins(build_standing(None, is_open=True, agent_name="", opens_at=1)) == {
        "state": "none",
        "here": True,
        "agent": None,
    }


def is_part(written: Any, example: Any) -> bool:
    """Whether all that was written stands in the example, which may have fields of a later version."""
    if isinstance(written, dict):
        return all(key in example and is_part(value, example[key]) for key, value in written.items())
    if isinstance(written, list):
        return len(written) == len(example) and all(map(is_part, written, example))
    return bool(written == example)
