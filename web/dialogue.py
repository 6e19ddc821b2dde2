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
from bridge.model import JID, Delivery, Message, State, VisitorId
from web.frames import NEVER, VERSION, FrameError, build_invite, build_messages, build_standing
from web.news import News, gather
from web.reception import Reception
from web.shapes import (
    AgentSeen,
    AgentTyping,
    Called,
    ChannelView,
    Hello,
    Invited,
    Messages,
    OnPage,
    PageFrame,
    Ping,
    Pong,
    Post,
    Saved,
    ServerFrame,
    Standing,
    Status,
    Sync,
    VisitorSeen,
    VisitorTyping,
    Welcome,
)
from web.wire import Wire
from web.writing import Writing

Send = Callable[[ServerFrame], Awaitable[None]]


class Dialogue:
    """One page of one visitor. Its methods are never run two at a time."""

    __slots__ = (
        "_address",
        "_agent",
        "_browser",
        "_channel",
        "_department",
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
        "_upto",
        "_writing",
        "visitor",
    )

    def __init__(self, reception: Reception, hello: Hello, visitor: VisitorId, wire: Wire, send: Send) -> None:
        self.visitor = visitor
        self._address = wire.address
        self._browser = name_browser(wire.user_agent)
        self._agent: JID | None = None
        self._reception = reception
        self._send = send
        self._channel = hello.channel
        self._department = ""
        self._language = text.clean_language(hello.lang)
        self._name = hello.name
        self._page = text.clean_page(hello.page.url, hello.page.title, hello.page.referrer)
        self._listener: Listener | None = None
        self._standing: Standing | None = None
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
            case Sync():
                await self._catch_up(frame.after)
            case Hello():
                raise FrameError("“hello” was said already.")

    async def deliver(self) -> None:
        """Tell the page all that has happened until now."""
        while self._listener is not None:
            events = self._listener.drain()
            if events:
                await self._tell(gather(events, upto=self._upto, department=self._department))
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
        self._reception.check_may_post(self.visitor, self._address, is_new=is_new)
        began = self._reception.clock()
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
        message = await self._reception.desk.post(draft)
        self._writing.sent()
        self._reception.metrics.message_saved(self._reception.clock() - began)
        self._skip_own(message)
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
        await self._say_standing(await self._standing_after(news))
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
        seen = self._note_seen(entrance.agent_seen)
        await self._send(Messages(build_messages(missed.messages), missed.upto, missed.more, seen))
        self._standing = None
        await self._say_standing(await self._standing_of(entrance))

    async def _read(self, after: int) -> Entrance:
        return await self._reception.desk.enter(self.visitor, channel=self._channel, after=after)

    async def _note(self, entrance: Entrance) -> Standing:
        missed: CatchUp = entrance.missed
        self._upto, self._is_behind = missed.upto, missed.more
        self._seen = entrance.agent_seen
        self._standing = standing = await self._standing_of(entrance)
        return standing

    def _welcome(self, channel: Channel, token: str | None, entrance: Entrance, standing: Standing) -> Welcome:
        return Welcome(
            v=VERSION,
            token=self._reception.tokens.renew(token, self.visitor),
            channel=ChannelView(
                channel.name(channel.locale or self._language), channel.color, self._writing.is_previewed
            ),
            status=standing,
            messages=build_messages(entrance.missed.messages),
            upto=entrance.missed.upto,
            more=entrance.missed.more,
            seen=entrance.agent_seen,
            mine=entrance.visitor_seen,
            ping=round(self._reception.options.ping),
        )

    async def _standing_of(self, entrance: Entrance) -> Standing:
        found = entrance.standing
        self._department, self._agent = found.department, found.agent
        state = found.state.value if found.state else None
        return await self._build(state, is_open=found.is_open, name=found.agent_name, opens_at=found.opens_at)

    async def _standing_after(self, news: News) -> Standing | None:
        before = self._standing
        if before is None:
            return None
        state, name = before.state, before.agent.name if before.agent else ""
        if (changed := news.conversation) is not None:
            state, is_active = changed.state.value, changed.state is State.ACTIVE
            name, self._agent = (changed.agent_name, changed.agent) if is_active else ("", None)
            self._department = changed.department
        is_open, opens_at = before.here, before.opens or None
        if news.duty is not None:
            is_open, opens_at = news.duty.is_open, news.duty.opens_at
        return await self._build(state, is_open=is_open, name=name, opens_at=opens_at)

    async def _build(self, state: str | None, *, is_open: bool, name: str, opens_at: int | None) -> Standing:
        face = await self._reception.desk.faces.of(self._department, self._agent)
        is_in_line = is_open and state == State.WAITING
        turn = self._reception.desk.queues.of(self._department, self.visitor) if is_in_line else None
        return build_standing(state, is_open=is_open, agent_name=name, opens_at=opens_at, face=face, turn=turn)

    async def _say_standing(self, standing: Standing | None) -> None:
        if standing is None or standing == self._standing:
            return
        self._standing = standing
        await self._send(Status(**structs.asdict(standing)))

    def _note_seen(self, seq: int) -> int | UnsetType:
        """What there is to tell of what the agents have seen."""
        if seq <= self._seen:
            return UNSET
        self._seen = seq
        return seq
