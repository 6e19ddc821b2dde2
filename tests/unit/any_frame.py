"""Any frame that an honest page or our server could send, and any message that the desk could know."""

from hypothesis import strategies as st

from bridge.model import VISITOR, ConversationId, Delivery, Message, Moment, Notice, RoomId, Side
from web.frames import build_message
from web.shapes import (
    AgentSeen,
    AgentTyping,
    Called,
    Changed,
    Contact,
    Correct,
    Error,
    Hello,
    Invite,
    Invited,
    Messages,
    OnPage,
    PageFrame,
    PageView,
    Ping,
    Pong,
    Post,
    React,
    Retract,
    Retry,
    Saved,
    ServerFrame,
    Status,
    Sync,
    VisitorSeen,
    VisitorTyping,
)

texts = st.text(max_size=60)
counters = st.integers(0, 2**53 - 1)
places = st.integers(1, 2**53 - 1)
cids = st.from_regex(r"[A-Za-z0-9_-]{8,64}", fullmatch=True)
pages = st.builds(PageView, url=texts, title=texts, referrer=texts)

page_frames: st.SearchStrategy[PageFrame] = st.one_of(
    st.builds(
        Hello,
        v=st.just(1),
        channel=texts,
        token=st.none() | texts,
        after=counters,
        lang=texts,
        page=pages,
        name=texts,
    ),
    st.builds(Post, cid=cids, text=texts, reply=st.none() | places),
    st.builds(Correct, seq=places, text=texts),
    st.builds(Retract, seq=places),
    st.builds(Contact, email=texts),
    st.builds(React, seq=places, emojis=st.lists(texts, max_size=8).map(tuple)),
    st.builds(VisitorTyping, on=st.booleans(), text=texts),
    st.builds(VisitorSeen, seq=counters),
    st.builds(OnPage, url=texts, title=texts),
    st.builds(Called, name=texts),
    st.builds(Sync, after=counters),
    st.builds(Invited, step=st.sampled_from(["shown", "dismissed"])),
    st.builds(Ping),
)

moments = st.builds(Moment, counters)
messages = st.builds(
    Message,
    room=st.builds(RoomId, places),
    conversation=st.builds(ConversationId, places),
    seq=places,
    version=places,
    side=st.sampled_from(Side),
    at=moments,
    text=texts,
    name=texts,
    author=texts,
    cid=st.none() | cids,
    notice=st.none() | st.sampled_from(Notice),
    reply=st.none() | places,
    edited_at=st.none() | moments,
    retracted_at=st.none() | moments,
    reactions=st.lists(st.tuples(st.just(VISITOR) | texts, texts), max_size=3).map(tuple),
    delivery=st.sampled_from(Delivery),
)
views = messages.map(build_message)

server_frames: st.SearchStrategy[ServerFrame] = st.one_of(
    st.builds(Messages, messages=st.lists(views, max_size=4), upto=counters, more=st.booleans()),
    st.builds(Saved, cid=cids, seq=places, version=places, at=counters),
    st.builds(Changed, message=views),
    st.builds(Status, state=texts, here=st.booleans(), agent=st.none(), place=places, wait=places),
    st.builds(AgentTyping, on=st.booleans(), name=texts),
    st.builds(AgentSeen, seq=counters),
    st.builds(Invite, name=texts, text=texts, open=st.booleans(), photo=texts),
    st.builds(Pong),
    st.builds(Retry, after=st.floats(0, 3600)),
    st.builds(Error, code=texts, text=texts, cid=cids, seq=places, after=st.floats(0.1, 3600)),
)
