"""What is said to and fro once a visitor has come in: each frame's meaning, and what events are to this page.

        hello ──▶ open ──▶ Welcome        frame ──▶ answer ──▶ desk, frames        events ──▶ deliver ──▶ frames

Rule 1: listen first, read the store after, drop what the page has by its version; a gap means: read again.
Rule 2: a page that was told `more` gets no further messages until it has asked for them: its version skips none.
"""

from collections.abc import Awaitable, Callable

from msgspec import UNSET, UnsetType, structs

from bridge import text
from bridge.browsers import name_browser
from bridge.bus import DUTY, FACES, Listener, visitor_key
from bridge.desk import Arrival, CatchUp, Draft, Entrance
from bridge.directory import Channel
from bridge.errors import Unavailable
from bridge.events import Step
from bridge.model import Delivery, Message, VisitorId
from web.frames import NEVER, VERSION, FrameError, build_invite, build_messages
from web.news import News, gather
from web.reception import Reception
from web.saying import amend, leave_address, post
from web.shapes import (
    AgentSeen,
    AgentTyping,
    Called,
    ChannelView,
    Contact,
    Correct,
    Hello,
    Invited,
    Messages,
    OnPage,
    PageFrame,
    Ping,
    Pong,
    Post,
    React,
    Retract,
    Saved,
    ServerFrame,
    Sign,
    Standing,
    Status,
    Sync,
    VisitorSeen,
    VisitorTyping,
    Welcome,
)
from web.standings import Standings
from web.wire import Wire
from web.writing import Writing

Send = Callable[[ServerFrame], Awaitable[None]]


class Dialogue:
    """One page of one visitor. Its methods are never run two at a time."""

    __slots__ = (
        "_address",
        "_browser",
        "_channel",
        "_is_behind",
        "_is_stale",
        "_language",
        "_listener",
        "_name",
        "_page",
        "_reception",
        "_seen",
        "_send",
        "_standing",
        "_standings",
        "_upto",
        "_writing",
        "visitor",
    )

    def __init__(self, reception: Reception, hello: Hello, visitor: VisitorId, wire: Wire, send: Send) -> None:
        self.visitor = visitor
        self._address = wire.address
        self._browser = name_browser(wire.user_agent)
        self._reception = reception
        self._send = send
        self._channel = hello.channel
        self._language = text.clean_language(hello.lang)
        self._name = hello.name
        self._page = text.clean_page(hello.page.url, hello.page.title, hello.page.referrer)
        self._listener: Listener | None = None
        self._standing: Standing | None = None
        self._standings = Standings(reception, visitor)
        self._upto = hello.after
        self._seen = 0
        self._is_behind = False
        self._is_stale = False
        self._writing = Writing(reception, visitor, hello.channel)

    async def open(self, channel: Channel, token: str | None, wake: Callable[[], None]) -> None:
        """Greet; without `token` it is somebody who was never here. `wake` is called when there is something to
        `deliver`. Raises `Unavailable`.
        """
        self._listener = self._reception.bus.listen(visitor_key(self.visitor), DUTY, FACES, wake=wake)
        if token is None:
            entrance = await self._reception.desk.welcome(self.visitor, channel=self._channel)
        else:
            entrance = await self._read(self._upto)
        standing = await self._note(entrance)
        await self._send(self._welcome(channel, token, entrance, standing))
        await self._reception.desk.visits.arrives(self._arrival(entrance), self)
        await self._invite()

    async def answer(self, frame: PageFrame) -> None:
        """Do what a frame asks for. Raises what the desk refuses, `TooFast`, or `FrameError`."""
        match frame:
            case Ping():
                await self._send(Pong())
            case Post():
                await self._post(frame)
            case Correct() | Retract() | React():
                await self._send(await amend(self._reception, self.visitor, self._address, frame))
            case Contact():
                await leave_address(self._reception, self.visitor, self._address, frame)
            case Sync():
                await self._catch_up(frame.after)
            case Hello():
                raise FrameError("“hello” was said already.")
            case _:
                await self._note_sign(frame)

    async def deliver(self) -> None:
        """Tell the page all that has happened until now."""
        while self._listener is not None:
            events = self._listener.drain()
            if events:
                await self._tell(gather(events, upto=self._upto, department=self._standings.department))
            elif not self._is_stale or not await self._refresh():
                return

    @property
    def is_stale(self) -> bool:
        """Something was missed, and the store could not be read: to be tried again."""
        return self._is_stale

    def close(self) -> None:
        """The page is gone."""
        if self._listener is not None:
            self._listener.close()
        self._reception.desk.visits.leaves(self.visitor, self)
        self._writing.end()

    async def _note_sign(self, frame: Sign) -> None:
        """What is told of the visitor: no answer is due."""
        match frame:
            case VisitorTyping():
                self._writing.hear(frame)
            case VisitorSeen():
                await self._reception.desk.visitor_sees(self.visitor, frame.seq)
            case OnPage():
                self._page = text.clean_page(frame.url, frame.title, self._page.url)
                await self._reception.desk.visits.moves(self.visitor, self, self._page)
            case Called():
                self._name = frame.name
                await self._reception.desk.rename(self.visitor, frame.name)
                self._reception.desk.visits.called(self.visitor, frame.name)
            case Invited():
                self._reception.desk.visits.invitations.move(self.visitor, Step(frame.step))

    def _arrival(self, entrance: Entrance) -> Arrival:
        return Arrival(
            visitor=self.visitor,
            channel=self._channel,
            language=self._language,
            page=self._page,
            name=text.clean_name(self._name),
            address=self._address,
            place=self._reception.places.name(self._address),
            browser=self._browser,
            has_room=entrance.standing.state is not None,
        )

    async def _post(self, frame: Post) -> None:
        is_new = self._standing is not None and self._standing.state == NEVER
        draft = Draft(
            visitor=self.visitor,
            channel=self._channel,
            cid=frame.cid,
            text=frame.text,
            language=self._language,
            name=self._name,
            page=self._page,
            reply=frame.reply,
        )
        self._skip_own(message := await post(self._reception, draft, self._address, is_new=is_new))
        self._writing.sent()
        await self._send(Saved(frame.cid, message.seq, message.version, message.at))

    def _skip_own(self, message: Message) -> None:
        """`saved` tells the page all that its own message would."""
        is_next = message.version == self._upto + 1
        if is_next and message.delivery is Delivery.SAVED and not self._is_behind:
            self._upto = message.version

    async def _tell(self, news: News) -> None:
        if not self._is_behind:
            self._is_stale = self._is_stale or news.has_gap
        if news.messages and not self._is_behind and not self._is_stale:
            self._upto = news.upto
            await self._send(Messages(build_messages(news.messages), news.upto, False, self._note_seen(news.seen)))
        elif (seen := self._note_seen(news.seen)) is not UNSET:
            await self._send(AgentSeen(seen))
        if self._standing is not None:
            await self._say_standing(await self._standings.after(news, self._standing))
        if news.typing is not None:
            await self._send(AgentTyping(news.typing.is_writing, news.typing.name))
        if news.is_invited or news.has_gap:
            await self._invite()

    async def _invite(self) -> None:
        """Said again it is the same to a page."""
        if (invitation := self._reception.desk.visits.invitation(self.visitor)) is not None:
            face = await self._reception.desk.faces.of(invitation.department, invitation.agent)
            await self._send(build_invite(invitation, face))

    async def _refresh(self) -> bool:
        """Read what was missed. False where the store is away: the page stays stale, and the sweep comes back to it."""
        self._reception.metrics.reread()
        try:
            await self._catch_up(self._upto)
        except Unavailable:
            return False
        return True

    async def _catch_up(self, after: int) -> None:
        self._upto, self._is_stale = after, True
        entrance = await self._read(after)
        missed = entrance.missed
        self._upto, self._is_behind, self._is_stale = missed.upto, missed.more, False
        messages, seen = build_messages(missed.messages), self._note_seen(entrance.agent_seen)
        await self._send(Messages(messages, missed.upto, missed.more, seen))
        self._standing = None
        await self._say_standing(await self._standings.of(entrance))

    async def _read(self, after: int) -> Entrance:
        return await self._reception.desk.enter(self.visitor, channel=self._channel, after=after)

    async def _note(self, entrance: Entrance) -> Standing:
        missed: CatchUp = entrance.missed
        self._upto, self._is_behind = missed.upto, missed.more
        self._seen = entrance.agent_seen
        self._standing = standing = await self._standings.of(entrance)
        return standing

    def _welcome(self, channel: Channel, token: str | None, entrance: Entrance, standing: Standing) -> Welcome:
        return Welcome(
            v=VERSION,
            token=self._reception.tokens.renew(token, self.visitor),
            channel=ChannelView(
                name=channel.name(channel.locale or self._language),
                color=channel.color,
                preview=self._writing.is_previewed,
                asks=channel.asks_address,
            ),
            status=standing,
            messages=build_messages(entrance.missed.messages),
            upto=entrance.missed.upto,
            more=entrance.missed.more,
            seen=entrance.agent_seen,
            mine=entrance.visitor_seen,
            ping=round(self._reception.options.ping),
        )

    async def _say_standing(self, standing: Standing) -> None:
        if standing != self._standing:
            self._standing = standing
            await self._send(Status(**structs.asdict(standing)))

    def _note_seen(self, seq: int) -> int | UnsetType:
        """What there is to tell of what the agents have seen."""
        if seq <= self._seen:
            return UNSET
        self._seen = seq
        return seq
