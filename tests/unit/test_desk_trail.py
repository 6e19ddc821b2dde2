"""The pages that visitors see: what is kept of them, and what agents are told at once."""

from dataclasses import replace

import pytest

from bridge.desk import Arrival, Draft
from bridge.desk.guests import RETURN
from bridge.desk.trail import KEPT
from bridge.desk.visits import REJOIN, Visits
from bridge.errors import Unknown
from bridge.events import PageMoved
from bridge.model import JID, MINUTES, Page, VisitorId
from tests.unit.desks import ANN, BOB, OMID, START, VERA, Office, open_office

SHOP, CART, CASH = (Page(f"https://shop.example.org/{each}", each.title()) for each in ("shop", "cart", "cash"))


async def comes(office: Office, page: Page = SHOP, *, tab: str = "tab", visitor: VisitorId = VERA) -> None:
    has_room = await office.store.read(lambda work: work.room_of(visitor)) is not None
    arrival = Arrival(visitor, "default", "en", page, address="203.0.113.7", browser="Firefox 132", has_room=has_room)
    await office.desk.visits.arrives(arrival, tab)


async def goes(office: Office, page: Page, *, after: float = 1) -> None:
    office.clock.pass_minutes(after)
    await office.desk.visits.moves(VERA, "tab", page)


async def trail(office: Office) -> list[tuple[str, float, float | None]]:
    """As it is kept: title, begin and end in minutes."""
    room = await office.room()
    kept = await office.store.read(lambda work: work.trail(room.id, 1_000))
    return [
        (each.title, (each.at - START) / MINUTES, None if each.left_at is None else (each.left_at - START) / MINUTES)
        for each in kept
    ]


def told(office: Office) -> list[str]:
    """Where agents were told that she is."""
    return [event.page.title for event in office.listener.drain() if isinstance(event, PageMoved)]


def restart(office: Office) -> None:
    """Nothing is remembered but what was kept."""
    office.desk.visits = Visits(office.store, office.desk._context, office.desk._bus.publish)


async def test_whoever_only_looks_leaves_nothing_behind() -> None:
    """
    Not even with many pages, or after they have left; and agents hear nothing.
    """
    office = await open_office()
    await comes(office)
    await goes(office, CART)
    office.desk.visits.leaves(VERA, "tab")
    office.clock.pass_minutes(RETURN / MINUTES)
    await office.desk.visits.settle()
    assert not office.store._tables.trails
    assert not office.store._tables.visitors
    assert not office.desk.visitors_here()
    assert not told(office)


async def test_the_first_message_keeps_the_pages_before_it() -> None:
    """
    With their times; where she begins to write is told with the offer, and not again.
    """
    office = await open_office()
    await comes(office)
    await goes(office, CART)
    await office.write("Hello")
    assert await trail(office) == [("Shop", 0, 1), ("Cart", 1, None)]
    await office.write("Anybody?")
    await comes(office, CART, tab="other")
    assert len(await trail(office)) == 2
    assert not told(office)


async def test_the_page_of_a_first_message_is_kept_also_of_whom_we_do_not_see() -> None:
    """
    The socket that came with it may be another node's.
    """
    office = await open_office()
    await office.desk.post(Draft(VERA, "default", "cid-00000001", "Hello", page=CART))
    assert await trail(office) == [("Cart", 0, None)]


async def test_moves_are_kept_and_told_while_a_conversation_goes_on() -> None:
    """
    Also while nobody has answered; after its end they are only kept.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    await goes(office, CART)
    assert told(office) == ["Cart"]
    await goes(office, SHOP)
    assert told(office) == ["Shop"]
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    await goes(office, CASH)
    assert not told(office)
    assert await trail(office) == [("Shop", 0, 1), ("Cart", 1, 2), ("Shop", 2, 3), ("Cash", 3, None)]


async def test_a_department_may_do_without_being_told() -> None:
    """
    `page_moves: false`; the trail is kept.
    """
    office = await open_office(page_moves=False)
    await comes(office)
    await office.write("Hello")
    await goes(office, CART)
    assert not told(office)
    assert len(await trail(office)) == 2


async def test_leaving_is_kept_when_nobody_comes_back() -> None:
    """
    With the time at which they left; a reload is none.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    office.clock.pass_minutes(5)
    office.desk.visits.leaves(VERA, "tab")
    await office.desk.visits.settle()
    await comes(office, tab="reloaded")
    office.desk.visits.leaves(VERA, "reloaded")
    office.clock.pass_minutes(RETURN / MINUTES)
    await office.desk.visits.settle()
    assert await trail(office) == [("Shop", 0, 5)]


async def test_a_restart_of_ours_is_no_move() -> None:
    """
    Whoever comes back to the page that stood open goes on; whoever comes to it much later is there anew.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    restart(office)
    office.clock.pass_minutes(1)
    await comes(office)
    assert await trail(office) == [("Shop", 0, None)]
    await goes(office, CART)
    assert await trail(office) == [("Shop", 0, 2), ("Cart", 2, None)]
    assert told(office) == ["Cart"]
    restart(office)
    office.clock.pass_minutes(REJOIN / MINUTES)
    await comes(office, CART)
    assert [title for title, _, _ in await trail(office)] == ["Shop", "Cart", "Cart"]
    assert not told(office), "it is the page that was told last"


async def test_a_store_that_is_away_turns_nobody_away() -> None:
    """
    What could not be kept is kept with the next page.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    office.store._is_closed = True
    await goes(office, CART)
    office.store._is_closed = False
    await goes(office, CASH)
    assert await trail(office) == [("Shop", 0, 1), ("Cart", 1, 2), ("Cash", 2, None)]
    assert told(office) == ["Cash"]


async def test_a_room_keeps_its_newest_pages() -> None:
    """
    However long somebody walks about.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    for number in range(KEPT + 10):
        await goes(office, Page(f"https://shop.example.org/{number}", str(number)))
    kept = await trail(office)
    assert len(kept) == KEPT
    assert kept[-1][0] == str(KEPT + 9)


async def test_agents_can_ask_for_the_trail() -> None:
    """
    With the page that is open now; of a visitor who has left there is none.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    await goes(office, CART)
    room = await office.room()
    seen = await office.desk.trail(room.jid)
    assert ([each.title for each in seen.stays], seen.name, seen.page) == (["Shop", "Cart"], "Vera", CART.url)
    assert seen.now == office.clock.now
    office.desk.visits.leaves(VERA, "tab")
    assert (await office.desk.trail(room.jid)).page == ""
    with pytest.raises(Unknown):
        await office.desk.trail(JID("nobody@rooms.example.test"))


async def test_agents_can_ask_who_is_here() -> None:
    """
    All, or those who would reach a department; the address only where the administrator permits it.
    """
    office = await open_office()
    await comes(office)
    await comes(office, visitor=OMID)
    assert [each.visitor for each in office.desk.visitors_here()] == [VERA, OMID]
    assert [each.visitor for each in office.desk.visitors_here("support")] == [VERA, OMID]
    assert not office.desk.visitors_here("sales")
    assert {each.address for each in office.desk.visitors_here()} == {""}
    office.desk.directory = replace(office.desk.directory, shows_address=True)
    assert {each.address for each in office.desk.visitors_here()} == {"203.0.113.7"}


async def test_whoever_enters_is_shown_the_card_once_in_a_conversation() -> None:
    """
    While it waits every agent who looks; then the one who has it; in the next conversation again.
    """
    office = await open_office()
    await comes(office)
    await office.write("Hello")
    jid = (await office.room()).jid

    async def is_shown(agent: JID) -> bool:
        return await office.desk.introduce(jid, agent, fence=office.fence) is not None

    assert await is_shown(ANN)
    assert not await is_shown(ANN)
    await office.desk.agent_writes(await office.heard(agent=ANN), "Good morning", fence=office.fence)
    assert not await is_shown(BOB)
    await office.desk.close_conversation(jid, fence=office.fence)
    assert not await is_shown(BOB)
    await office.write("Me again")
    assert await is_shown(ANN)
    assert await is_shown(BOB)
    assert not await office.desk.introduce(JID("nobody@rooms.example.test"), ANN, fence=office.fence)


async def test_what_is_over_needs_no_card() -> None:
    """
    Ann wrote without entering before, and comes to look after the end.
    """
    office = await open_office()
    await office.write("Hello")
    await office.desk.agent_writes(await office.heard(agent=ANN), "Good morning", fence=office.fence)
    jid = (await office.room()).jid
    await office.desk.close_conversation(jid, fence=office.fence)
    assert await office.desk.introduce(jid, ANN, fence=office.fence) is None


async def test_a_card_knows_who_is_here() -> None:
    """
    Browser, page and how long; nothing of it once they have left. The address only where it is permitted.
    """
    office = await open_office()
    await comes(office, CART)
    office.clock.pass_minutes(3)
    await office.write("Hello")
    jid = (await office.room()).jid
    card = await office.desk.describe(jid)
    assert (card.here, card.here_since, card.browser, card.address) == (CART, 3 * MINUTES, "Firefox 132", "")
    assert (card.channel, card.pages, card.is_verified) == ("Chat", 1, False)
    office.desk.directory = replace(office.desk.directory, shows_address=True)
    assert (await office.desk.describe(jid)).address == "203.0.113.7"
    office.desk.visits.leaves(VERA, "tab")
    card = await office.desk.describe(jid)
    assert (card.here, card.browser, card.address) == (None, "", "")
