"""The visitor's wire: frames into values, values into frames. Pure; `docs/protocol.md` is the law.

             page's JSON ──▶ parse_hello / parse_frame ──▶ Hello, Post, …
             Welcome, Saved, … ──▶ build_frame ──▶ JSON for the page

Rule: the values are those of `shapes`; whatever comes in, a parser returns one or raises `FrameError`.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from bridge.desk.faces import NO_FACE, Face
from bridge.desk.invitations import Invitation
from bridge.model import VISITOR, Message, Side
from bridge.queueing import Turn
from web.shapes import AgentView, Hello, Invite, MessageView, PageFrame, Place, ServerFrame, Standing

VERSION: Final = 1
PHOTOS: Final = "/agents/"  # where agents' photos are
NEVER: Final = "none"  # the state of a conversation that has not begun
FRAME_LIMIT: Final = 64 * 1024  # bytes of one message

Value = TypeVar("Value")


class FrameError(ValueError):
    """What came is not a frame of ours."""


class VersionError(FrameError):
    """A `hello` in a version of the protocol that is not spoken here."""


class _AnyAmendment(Struct):
    t: Literal["correct", "retract", "react"]
    seq: Place


class _AnyHello(Struct, tag_field="t", tag="hello"):
    v: int


_PAGE: Final[msgspec.json.Decoder[PageFrame]] = msgspec.json.Decoder(PageFrame)
_SERVER: Final[msgspec.json.Decoder[ServerFrame]] = msgspec.json.Decoder(ServerFrame)
_ANY_HELLO: Final = msgspec.json.Decoder(_AnyHello)
_ANY_AMENDMENT: Final = msgspec.json.Decoder(_AnyAmendment)
_ARRAY: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ENCODER: Final = msgspec.json.Encoder()
_BAD_INPUT: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
_HIGH: Final = r"u[dD][89abAB][0-9a-fA-F]{2}"
_LOW: Final = r"u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE: Final = re.compile(rf"\\(?:{_HIGH}\\{_LOW}|({_HIGH}|{_LOW})|.)", re.DOTALL)
_CID: Final = re.compile(r'"cid"\s*:\s*"([A-Za-z0-9_-]{8,64})"')


def parse_hello(data: str | bytes) -> Hello:
    """The page's first frame. Raises `VersionError` for another version, else `FrameError`."""
    try:
        frame = parse_frame(data)
    except FrameError:
        _check_version(data)
        raise
    if not isinstance(frame, Hello):
        raise FrameError("The first frame must be “hello”.")
    if frame.v != VERSION:
        raise VersionError(f"Version {frame.v} of the protocol is not spoken here.")
    return frame


def parse_frame(data: str | bytes) -> PageFrame:
    """Any frame of the page, from the text of one message. Raises `FrameError`."""
    if isinstance(data, bytes):
        raise FrameError("A frame is text, not bytes.")
    if len(data) > FRAME_LIMIT:
        raise FrameError(f"A frame has at most {FRAME_LIMIT} bytes.")
    try:
        return _decode_mended(_PAGE, data)
    except _BAD_INPUT as error:
        raise FrameError(f"This is not a frame: {_reason(error)}.") from error


def split_frames(data: bytes) -> list[str]:
    """The frames of a JSON array, each as its own text, not yet looked into. Raises `FrameError`."""
    try:
        return [bytes(each).decode() for each in _decode_mended(_ARRAY, data.decode())]
    except _BAD_INPUT as error:
        raise FrameError(f"This is not an array of frames: {_reason(error)}.") from error


def parse_server_frame(data: str | bytes) -> ServerFrame:
    """What the page reads; unknown fields are ignored. Raises `FrameError`."""
    try:
        return _SERVER.decode(data)
    except _BAD_INPUT as error:
        raise FrameError(f"This is not a frame: {_reason(error)}.") from error


def build_frame(frame: PageFrame | ServerFrame) -> str:
    """The text of one message."""
    return _ENCODER.encode(frame).decode()


def find_cid(data: str | bytes) -> str | None:
    """The `cid` of the message that this probably is, so that a page knows which of its messages was refused."""
    found = None if isinstance(data, bytes) else _CID.search(data)
    return found[1] if found else None


def find_seq(data: str | bytes) -> int | None:
    """The same for what was to become of a message: the `seq` of that."""
    try:
        return _ANY_AMENDMENT.decode(data).seq
    except _BAD_INPUT:
        return None


def kind_of(frame: PageFrame | ServerFrame) -> str:
    """The frame's `t`."""
    return str(frame.__struct_config__.tag)


def build_message(message: Message) -> MessageView:
    """What a page may know of a message: never who wrote it by address, nor archive ids."""
    is_own = message.side is Side.VISITOR
    has_text = message.retracted_at is None and (message.side is not Side.NOTICE or message.text)
    return MessageView(
        seq=message.seq,
        version=message.version,
        side=message.side.value,
        at=message.at,
        name=UNSET if is_own or not message.name else message.name,
        cid=message.cid if is_own and message.cid else UNSET,
        text=message.text if has_text else UNSET,
        notice=message.notice.value if message.notice else UNSET,
        reply=message.reply or UNSET,
        edited=message.edited_at or UNSET,
        retracted=message.retracted_at is not None,
        reactions=_count(message.reactions) or UNSET,
        own=tuple(emoji for author, emoji in message.reactions if author == VISITOR) or UNSET,
        state=message.delivery.value if is_own else UNSET,
    )


def build_messages(messages: Sequence[Message]) -> list[MessageView]:
    """Several."""
    return [build_message(each) for each in messages]


def build_standing(
    state: str | None,
    *,
    is_open: bool,
    agent_name: str,
    opens_at: int | None = None,
    face: Face = NO_FACE,
    turn: Turn | None = None,
) -> Standing:
    """`state` is that of the last conversation, `None` where there was none; `turn` is of a visitor who waits."""
    agent = AgentView(agent_name, _photo(face), face.status or UNSET) if agent_name else None
    opens = UNSET if is_open or opens_at is None else opens_at
    place = turn.place if turn else UNSET
    wait = turn.wait if turn and turn.wait else UNSET
    return Standing(state or NEVER, is_open, agent, opens, place, wait)


def build_invite(invitation: Invitation, face: Face) -> Invite:
    """`face` is that of the agent who invites."""
    return Invite(invitation.agent_name, invitation.words, invitation.opens, _photo(face))


def _photo(face: Face) -> str | UnsetType:
    return PHOTOS + face.photo if face.photo else UNSET


def _decode_mended(decoder: msgspec.json.Decoder[Value], data: str) -> Value:
    """Half an emoji, as some keyboards send it, shall not keep the rest of a message from arriving."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        mended = _ESCAPE.sub(lambda match: r"\ufffd" if match[1] else match[0], data)
        if mended == data:
            raise
        return decoder.decode(mended)


def _check_version(data: str | bytes) -> None:
    try:
        spoken = _ANY_HELLO.decode(data).v
    except _BAD_INPUT:
        return
    if spoken != VERSION:
        raise VersionError(f"Version {spoken} of the protocol is not spoken here.")


def _reason(error: Exception) -> str:
    return "too deep" if isinstance(error, RecursionError) else str(error)[:200].rstrip(".")


def _count(reactions: tuple[tuple[str, str], ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _author, emoji in reactions:
        counts[emoji] = counts.get(emoji, 0) + 1
    return counts
