"""Who is on the site, and which pages of a visit there are."""

from dataclasses import replace

import pytest

from bridge.desk import Arrival
from bridge.desk import guests as guests_module
from bridge.desk.guests import JUST_LEFT, PAGES_OF_ONE, RETURN, Guests, Unkept
from bridge.model import SECONDS, Moment, Page, Stay, VisitorId
from tests.unit.desks import OMID, START, VERA

SHOP, CART, CASH = (Page(f"https://shop.example.org/{each}", each.title()) for each in ("shop", "cart", "cash"))


def at(seconds: float) -> Moment:
    return Moment(START + round(seconds * SECONDS))


def comes(guests: Guests, page: Page = SHOP, *, after: float = 0, tab: str = "tab", visitor: VisitorId = VERA) -> None:
    guests.arrive(Arrival(visitor, "default", "en", page, "Vera"), tab, at(after))


def pages(guests: Guests) -> list[tuple[str, float, float | None]]:
    """Title, begin and end in seconds."""
    guest = guests.find(VERA)
    assert guest is not None
    return [
        (each.title, (each.at - START) / SECONDS, None if each.left_at is None else (each.left_at - START) / SECONDS)
        for each in guest.pages
    ]


def test_whoever_is_connected_is_here() -> None:
    """
    Since the first tab came, until the last has gone; the page is the one they went to last.
    """
    guests = Guests()
    comes(guests)
    comes(guests, visitor=OMID, after=1)
    comes(guests, CART, tab="other", after=2)
    vera, omid = guests.here()
    assert (vera.visitor, vera.since, vera.tabs, vera.page, vera.on_page_since) == (VERA, START, 2, CART, at(2))
    assert (omid.visitor, omid.tabs, len(guests)) == (OMID, 1, 2)
    guests.leave(VERA, "other", at(3))
    assert [each.page for each in guests.here()] == [SHOP, SHOP]
    guests.leave(VERA, "tab", at(4))
    assert guests.find(VERA) is None
    assert [each.visitor for each in guests.here()] == [OMID]
    assert len(guests) == 1


def test_moving_on_ends_the_page_before() -> None:
    """
    Each page has its time; going back is another stay.
    """
    guests = Guests()
    comes(guests)
    guests.move(VERA, "tab", CART, at(10))
    guests.move(VERA, "tab", SHOP, at(30))
    assert pages(guests) == [("Shop", 0, 10), ("Cart", 10, 30), ("Shop", 30, None)]


def test_a_page_that_is_told_again_is_one() -> None:
    """
    By the same tab, by another one, and with a better title.
    """
    guests = Guests()
    comes(guests)
    guests.move(VERA, "tab", replace(SHOP, title="All our teas"), at(1))
    comes(guests, tab="other", after=2)
    guests.leave(VERA, "tab", at(3))
    assert pages(guests) == [("Shop", 0, None)]


def test_a_reload_is_the_same_stay() -> None:
    """
    The tab was gone for a moment. After a longer time it is another stay, as it is after another page.
    """
    guests = Guests()
    comes(guests)
    guests.leave(VERA, "tab", at(10))
    comes(guests, tab="reloaded", after=12)
    assert pages(guests) == [("Shop", 0, None)]
    guests.leave(VERA, "reloaded", at(20))
    comes(guests, CART, tab="next", after=21)
    guests.leave(VERA, "next", at(30))
    comes(guests, SHOP, tab="back", after=31)
    assert pages(guests) == [("Shop", 0, 20), ("Cart", 21, 30), ("Shop", 31, None)]


def test_whoever_has_left_is_forgotten() -> None:
    """
    With all their pages, once they do not come back.
    """
    guests = Guests()
    comes(guests)
    guests.leave(VERA, "tab", START)
    assert not guests.settle(Moment(START + RETURN - 1))
    comes(guests, CART, after=RETURN / SECONDS - 0.001)
    assert [title for title, _, _ in pages(guests)] == ["Shop", "Cart"]
    guests.leave(VERA, "tab", START)
    guests.settle(Moment(START + RETURN))
    comes(guests, after=100)
    assert pages(guests) == [("Shop", 100, None)]


def test_only_those_with_a_room_leave_something_behind() -> None:
    """
    Before that, time settles nothing; what was left for good is then told until it is kept.
    """
    guests = Guests()
    comes(guests)
    guests.move(VERA, "tab", CART, at(10))
    shop, cart = Stay(SHOP.url, "Shop", START, at(10)), Stay(CART.url, "Cart", at(10))
    assert not guests.settle(at(20))
    assert guests.unkept(VERA) == Unkept(opened=(shop, cart))
    guests.kept(VERA, Unkept(opened=(shop, cart)))
    guests.wrote(VERA)
    assert guests.unkept(VERA) == Unkept()
    guests.leave(VERA, "tab", at(20))
    assert guests.unkept(VERA) == Unkept(), "it may be a reload"
    left = Unkept(left=(replace(cart, left_at=at(20)),))
    for _ in range(2):
        assert guests.settle(Moment(at(20) + RETURN)) == [VERA]
        assert guests.unkept(VERA) == left
    guests.kept(VERA, left)
    assert guests.settle(Moment(at(20) + RETURN)) == []
    assert guests.unkept(VERA) == Unkept(), "forgotten"


def test_a_stay_that_the_store_knew_goes_on() -> None:
    """
    After a restart of ours a visitor says where they are: since the store's time.
    """
    guests = Guests()
    comes(guests, after=100)
    ours = Stay(SHOP.url, "Shop", at(100))
    guests.kept(VERA, Unkept(opened=(ours,)), [(ours, replace(ours, at=START))])
    assert pages(guests) == [("Shop", 0, None)]
    guests.move(VERA, "tab", CART, at(200))
    assert guests.unkept(VERA).left == (Stay(SHOP.url, "Shop", START, at(200)),)


def test_no_visit_grows_for_ever() -> None:
    """
    Of one the newest pages are known.
    """
    guests = Guests()
    comes(guests)
    for number in range(100):
        guests.move(VERA, "tab", Page(f"https://shop.example.org/{number}", str(number)), at(number))
    assert [title for title, _, _ in pages(guests)] == [str(number) for number in range(100 - PAGES_OF_ONE, 100)]


def test_all_visits_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    When all have seen too much, each further page costs its visit the older ones; who leaves makes place.
    """
    monkeypatch.setattr(guests_module, "PAGES_OF_ALL", 5)
    guests = Guests()
    comes(guests)
    for number in range(4):
        guests.move(VERA, "tab", Page(f"https://shop.example.org/{number}", str(number)), at(number))
    assert len(pages(guests)) == 5
    comes(guests, visitor=OMID)
    guests.move(VERA, "tab", CART, at(9))
    assert [title for title, _, _ in pages(guests)] == ["3", "Cart"]


def test_pages_that_are_forgotten_count_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever walks for hours takes no more of what all may have than one visit can hold.
    """
    monkeypatch.setattr(guests_module, "PAGES_OF_ONE", 3)
    monkeypatch.setattr(guests_module, "PAGES_OF_ALL", 8)
    guests = Guests()
    comes(guests)
    for number in range(20):
        guests.move(VERA, "tab", Page(f"https://shop.example.org/{number}", str(number)), at(number))
    assert len(pages(guests)) == 3
    guests.leave(VERA, "tab", at(20))
    guests.settle(at(1_000))
    for _ in range(3):
        comes(guests, after=2_000)
        guests.move(VERA, "tab", CART, at(2_001))
        guests.move(VERA, "tab", CASH, at(2_002))
        assert len(pages(guests)) == 3
        guests.leave(VERA, "tab", at(2_003))
        guests.settle(at(3_000))


def test_those_who_have_just_left_are_bounded() -> None:
    """
    Whoever left first is forgotten first.
    """
    guests = Guests()
    for number in range(JUST_LEFT + 1):
        visitor = VisitorId(f"v{number}")
        comes(guests, visitor=visitor)
        guests.leave(visitor, "tab", at(1))
    assert not guests.unkept(VisitorId("v0")).opened
    assert guests.unkept(VisitorId("v1")).opened


def test_what_is_told_of_nobody_changes_nothing() -> None:
    """
    A tab that has gone, a visitor who was never here, a page without an address.
    """
    guests = Guests()
    guests.move(VERA, "tab", CART, START)
    guests.leave(VERA, "tab", START)
    guests.call(VERA, "Vera")
    assert not guests.here()
    comes(guests, Page())
    guests.move(VERA, "another", CART, START)
    guests.call(VERA, "Vera B.")
    (vera,) = guests.here()
    assert (vera.name, vera.page, vera.pages) == ("Vera B.", Page(), ())
