"""Messages and their ids, in every kind of store."""

from dataclasses import replace
from functools import partial

import pytest

from bridge.errors import NotAllowed
from bridge.model import (
    ConversationId,
    Delivery,
    Message,
    Notice,
    RoomId,
    Side,
)
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, NOON, begin, room_of, said, vera_talks


async def test_a_message_comes_back_as_it_was_said(store: Store) -> None:
    """
    Every field, in any script, with reactions in their order.
    """
    conversation = await store.change(vera_talks)
    message = replace(
        said(conversation, 1, side=Side.AGENT, text="چای 🍵\nline two"),
        name="Ann",
        author=ANN,
        cid="m1",
        origin_id="o1",
        stanza_id="s1",
        reply=1,
        edited_at=NOON,
        retracted_at=NOON,
        reactions=((ANN, "👍"), ("Bob", "🎉")),
        delivery=Delivery.IN_ROOM,
    )
    await store.change(lambda work: work.add_message(message))
    assert await store.read(lambda work: work.message(conversation.room, 1)) == message


async def test_a_notice_has_no_words(store: Store) -> None:
    """
    A message of the desk itself says only which notice it is.
    """
    conversation = await store.change(vera_talks)
    notice = replace(said(conversation, 1, side=Side.NOTICE, text=""), notice=Notice.WAITING)
    await store.change(lambda work: work.add_message(notice))
    assert await store.read(lambda work: work.message(conversation.room, 1)) == notice
    assert await store.read(lambda work: work.first_words(conversation.id)) == ""


async def test_a_visitors_message_id_is_kept_once(store: Store) -> None:
    """
    The same cid in the same room is refused; agents' clients may count theirs as they like.
    """
    conversation = await store.change(vera_talks)
    await store.change(lambda work: work.add_message(said(conversation, 1, cid="c1")))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_message(said(conversation, 2, cid="c1")))
    for seq in (2, 3):
        again = said(conversation, seq, side=Side.AGENT, cid="c1")
        await store.change(partial(_say, message=again))
    assert await store.read(lambda work: work.message(conversation.room, 3)) is not None


async def test_an_archive_id_and_a_place_are_kept_once(store: Store) -> None:
    """
    What the archive calls one stanza cannot become two messages, nor can two have the same place.
    """
    conversation = await store.change(vera_talks)
    await store.change(lambda work: work.add_message(said(conversation, 1, stanza_id="s1")))
    await store.change(lambda work: work.add_message(said(conversation, 2)))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_message(said(conversation, 3, stanza_id="s1")))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.put_message(said(conversation, 2, stanza_id="s1")))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_message(said(conversation, 1)))


async def test_nothing_hangs_in_the_air(store: Store) -> None:
    """
    A message needs its room and conversation, a conversation its room, a room its visitor.
    """
    conversation = await store.change(vera_talks)
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_room(room_of("omid")))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: begin(work, RoomId(99)))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_message(replace(said(conversation, 1), room=RoomId(99))))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_alias(conversation.room, "r1", 9))


async def test_a_message_is_found_by_each_of_its_ids(store: Store) -> None:
    """
    Its own, the origin's, the archive's and every alias; and only in its room.
    """
    conversation = await store.change(vera_talks)
    message = replace(said(conversation, 1, side=Side.AGENT, cid="m1", stanza_id="s1"), origin_id="o1")

    def say(work: Work) -> None:
        work.add_message(message)
        work.add_alias(message.room, "correction", 1)
        work.add_alias(message.room, "correction", 1)

    await store.change(say)
    for ref in ("m1", "o1", "s1", "correction"):
        assert await store.read(partial(_find, room=message.room, ref=ref)) == message
    assert await store.read(partial(_find, room=message.room, ref="other")) is None
    assert await store.read(partial(_find, room=RoomId(99), ref="m1")) is None


def _say(work: Work, message: Message) -> None:
    work.add_message(message)


def _find(work: Work, room: RoomId, ref: str) -> Message | None:
    return work.message_by_ref(room, ref)


async def test_the_archives_word_goes_before_that_of_clients(store: Store) -> None:
    """
    Where several messages answer to one id, the archive's wins, then the latest that was called so by its author.
    """
    conversation = await store.change(vera_talks)

    def say(work: Work) -> None:
        work.add_message(said(conversation, 1, cid="same", stanza_id="s1"))
        work.add_message(said(conversation, 2, side=Side.AGENT, cid="same", stanza_id="s2"))
        work.add_message(said(conversation, 3, side=Side.AGENT, cid="s1", stanza_id="s3"))

    await store.change(say)
    by_archive = await store.read(lambda work: work.message_by_ref(conversation.room, "s1"))
    by_author = await store.read(lambda work: work.message_by_ref(conversation.room, "same"))
    assert by_archive is not None
    assert by_author is not None
    assert (by_archive.seq, by_author.seq) == (1, 2)


async def test_who_resumes_gets_what_changed_since(store: Store) -> None:
    """
    Messages with a higher version in the order of their versions, as many as asked for.
    """
    conversation = await store.change(vera_talks)

    def say(work: Work) -> None:
        for seq in range(1, 6):
            work.add_message(said(conversation, seq))
        work.put_message(said(conversation, 2, text="Hello again", version=6))

    await store.change(say)
    assert await _versions(store, conversation.room, after=0, limit=10) == [(1, 1), (3, 3), (4, 4), (5, 5), (2, 6)]
    assert await _versions(store, conversation.room, after=3, limit=2) == [(4, 4), (5, 5)]
    assert await _versions(store, conversation.room, after=6, limit=10) == []


async def _versions(store: Store, room: RoomId, *, after: int, limit: int) -> list[tuple[int, int]]:
    found = await store.read(lambda work: work.messages_after(room, after, limit))
    return [(message.seq, message.version) for message in found]


async def test_the_last_in_the_room_is_a_visitors(store: Store) -> None:
    """
    Neither what the room has not taken yet counts, nor what an agent said.
    """
    conversation = await store.change(vera_talks)
    assert await store.read(lambda work: work.last_in_room(conversation.room)) == 0

    def say(work: Work) -> None:
        for seq in (1, 2):
            work.add_message(replace(said(conversation, seq), delivery=Delivery.IN_ROOM))
        work.add_message(said(conversation, 3))
        work.add_message(replace(said(conversation, 4, side=Side.AGENT), delivery=Delivery.IN_ROOM))

    await store.change(say)
    assert await store.read(lambda work: work.last_in_room(conversation.room)) == 2


async def test_the_first_words_are_the_first_that_have_any(store: Store) -> None:
    """
    Of that conversation, not of an earlier one in the same room; and the visitor's, also where an agent spoke first.
    """

    def talk(work: Work) -> ConversationId:
        earlier = vera_talks(work)
        work.add_message(said(earlier, 1, text="Long ago"))
        later = begin(work, earlier.room)
        work.add_message(said(later, 2, side=Side.AGENT, text="May I help?"))
        for seq, text in ((3, ""), (4, "Is there tea?"), (5, "Green tea?")):
            work.add_message(said(later, seq, text=text))
        return later.id

    later = await store.change(talk)
    assert await store.read(lambda work: work.first_words(later)) == "Is there tea?"
