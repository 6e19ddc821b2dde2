"""What all visitors' connections of one process share; made by `app.build` and passed on, there are no globals."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bridge.bus import Bus
from bridge.desk import Desk
from bridge.directory import Channel
from bridge.errors import Unknown
from web.connections import Connections
from web.errors import ForbiddenOrigin, TooFast, UnknownChannel
from web.metrics import Metrics
from web.options import Options
from web.origins import may_carry
from web.places import Places
from web.rates import Bucket, Rate, household
from web.tokens import Tokens

SOCKET_BURST: Final = 60.0  # frames of one connection at once
SOCKET_FRAMES: Final = 20.0  # frames of one connection per second
ADDRESS_BURST: Final = 6.0  # frames of one address at once, for each connection that it may have
ADDRESS_FRAMES: Final = 1.0  # frames of one address per second, likewise


@dataclass(frozen=True, slots=True)
class Reception:
    """The desk and what stands before it; `clock` is monotonic, in seconds."""

    desk: Desk
    bus: Bus
    options: Options
    tokens: Tokens
    metrics: Metrics
    connections: Connections
    messages: Rate
    newcomers: Rate
    frames: Rate
    places: Places
    clock: Callable[[], float]

    def channel(self, key: str) -> Channel:
        """By its key. Raises `UnknownChannel`."""
        try:
            return self.desk.directory.channel(key)
        except Unknown as error:
            raise UnknownChannel(str(error)) from error

    def channel_for(self, key: str, origin: str) -> Channel:
        """The channel that a page of this origin asks for. Raises `UnknownChannel` or `ForbiddenOrigin`."""
        channel = self.channel(key)
        if not may_carry(channel, origin, self.options.public_url):
            raise ForbiddenOrigin("This website may not carry this chat: its origin is not listed for the channel.")
        return channel

    def check_pace(self, bucket: Bucket, address: str) -> None:
        """Count a frame. Raises `TooFast`."""
        wait = bucket.take(burst=SOCKET_BURST, per_second=SOCKET_FRAMES, now=self.clock())
        wait = wait or self.frames.take(household(address))
        if wait:
            raise TooFast("That was too much at once.", after=wait)

    def check_may_post(self, visitor: str, address: str, *, is_new: bool) -> None:
        """Count a message; the first of a visitor, for which a room is made, also for their address. Raises
        `TooFast`.
        """
        wait = self.messages.take(visitor) or (self.newcomers.take(household(address)) if is_new else 0)
        if wait:
            raise TooFast("That were too many messages in a short time.", after=wait)


def receive(desk: Desk, bus: Bus, options: Options, clock: Callable[[], float] = time.monotonic) -> Reception:
    """Open a reception before a desk."""
    metrics = Metrics()
    shared, arriving = options.max_connections_per_address, options.new_conversations_per_minute
    return Reception(
        desk=desk,
        bus=bus,
        options=options,
        tokens=Tokens(options.token_keys, options.token_life),
        metrics=metrics,
        connections=Connections(options, metrics, clock),
        messages=Rate(burst=options.message_burst, per_second=options.messages_per_minute / 60, clock=clock),
        newcomers=Rate(burst=arriving, per_second=arriving / 60, clock=clock),
        frames=Rate(burst=ADDRESS_BURST * shared, per_second=ADDRESS_FRAMES * shared, clock=clock),
        places=Places(options.places),
        clock=clock,
    )
