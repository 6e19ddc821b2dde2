"""What can be refused on this side, and the one table that says how each refusal is told.

WebError
├── BadHello           the first frame was not a usable `hello`, or did not come in time
├── UnknownChannel     no such channel
├── ForbiddenOrigin    this page's origin is not listed for the channel
├── TooFast            rate limit; `after` says when
├── TooMany            too many connections; `after` says when
├── Silent             nothing was heard for too long
├── UnknownStream      the event stream is gone
└── NotYours           a stream of somebody else
"""

import math
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET

from bridge.errors import BadAddress, Blocked, LostShard, ParlourError, Refused, TooLate, TooLong, Unavailable
from web.frames import FrameError, VersionError
from web.shapes import Error

INTERNAL: Final = 1011
RESTART: Final = 1012
TRY_LATER: Final = 1013
_SOON: Final = 5.0  # seconds, where the store is away


class WebError(Exception):
    """The root; its text is a sentence."""

    def __init__(self, text: str, *, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after


class BadHello(WebError):
    """The connection did not begin as it must."""


class UnknownChannel(WebError):
    """The page asked for a channel that is not (any more) configured."""


class ForbiddenOrigin(WebError):
    """The channel lists its websites, and this is none of them."""


class TooFast(WebError):
    """More than allowed; may be repeated after `after` seconds."""


class TooMany(WebError):
    """No room for another connection now."""


class Silent(WebError):
    """The page said nothing for two and a half pings."""


class UnknownStream(WebError):
    """The event stream has ended, or never was."""


class NotYours(WebError):
    """The token does not name the visitor of that stream."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a refusal is told: `code` in an error frame, `status` over HTTP, `close` where it ends the connection."""

    code: str
    status: int
    close: int | None = None
    after: float | None = None


_ANSWERS: Final[dict[type[Exception], Answer]] = {
    VersionError: Answer("unsupported_version", 400, close=4406),
    FrameError: Answer("bad_frame", 400),
    BadHello: Answer("bad_hello", 400, close=4400),
    UnknownChannel: Answer("unknown_channel", 404, close=4404),
    ForbiddenOrigin: Answer("forbidden_origin", 403, close=4403),
    TooFast: Answer("too_fast", 429),
    TooMany: Answer("too_fast", 503, close=TRY_LATER),
    Silent: Answer("bad_frame", 408, close=4408),
    UnknownStream: Answer("unknown_stream", 404),
    NotYours: Answer("not_yours", 403),
    TooLong: Answer("too_long", 413),
    BadAddress: Answer("bad_address", 400),
    TooLate: Answer("too_late", 409),
    Blocked: Answer("blocked", 403),
    Refused: Answer("bad_frame", 400),
    Unavailable: Answer("unavailable", 503, after=_SOON),
    LostShard: Answer("unavailable", 503, after=_SOON),
}

REFUSALS: Final = (WebError, FrameError, ParlourError)


def answer_to(error: Exception) -> Answer:
    """The row of the table for an error, or for the nearest of its kin."""
    for kind in type(error).__mro__:
        if kind in _ANSWERS:
            return _ANSWERS[kind]
    return Answer("unavailable", 500, after=_SOON)


def build_error(error: Exception, cid: str | None = None, seq: int | None = None) -> Error:
    """The frame by which a page is told; `cid` and `seq` say what it was about."""
    answer = answer_to(error)
    after = getattr(error, "after", None) or answer.after
    return Error(
        code=answer.code,
        text=str(error),
        cid=cid or UNSET,
        seq=seq or UNSET,
        after=UNSET if after is None else math.ceil(after * 10) / 10,
    )
