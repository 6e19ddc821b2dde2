"""Who is on the site now, as far as they are connected: in memory, never stored, forgotten when they have left.

      a tab opens ──▶ arrive ──▶ move … ──▶ leave ──▶ (RETURN: a reload, the next page) ──▶ forgotten
                         └─────── pages: each once, however many tabs show it and however often it is loaded

Rule 1: a visitor is here as long as one of their tabs is connected. The widget connects when the chat was opened or a
        conversation goes on; for mere browsing only where the channel says so. Others are not seen, on purpose.
Rule 2: bounded: so many pages of one visit, so many of all visits (beyond that only the last two of each), so many
        visitors who have just left.
Rule 3: with several nodes, each knows the visitors that are connected to it, and no others.
Rule 4: agents call each by a number, which is the same during a visit and nobody else's for long after it.
Rule 5: no clock, no store. What of it is to be kept is told by `unkept`; `bridge.desk.visits` keeps it.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Final

from bridge.model import NO_PAGE, SECONDS, Moment, Page, Stay, VisitorId

RETURN: Final = 60 * SECONDS
PAGES_OF_ONE: Final = 30
PAGES_OF_ALL: Final = 100_000
JUST_LEFT: Final = 10_000
NUMBERS: Final = 100_000  # more than can be here


@dataclass(frozen=True, slots=True)
class Arrival:
    """A tab that has connected. `has_room`: its visitor has written here before."""

    visitor: VisitorId
    channel: str
    language: str = ""
    page: Page = NO_PAGE
    name: str = ""
    address: str = ""
    place: str = ""
    browser: str = ""
    has_room: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is here. `page` is the one they went to last, since `on_page_since`; `pages` are those of this
    visit, oldest first; `tabs` of theirs are open. `address` is empty where agents may not know it, `place`
    (city and country) where it is not known. `number` is what agents call them by.
    """

    visitor: VisitorId
    channel: str
    name: str
    language: str
    browser: str
    address: str
    since: Moment
    page: Page
    on_page_since: Moment
    pages: tuple[Stay, ...]
    tabs: int
    has_room: bool
    number: int = 0
    place: str = ""

    @property
    def handle(self) -> str:
        """What agents call them by, in writing."""
        return f"V{self.number}"


@dataclass(frozen=True, slots=True)
class Unkept:
    """What the store does not know yet of one visit: pages that were opened, and pages that were left for good."""

    opened: tuple[Stay, ...] = ()
    left: tuple[Stay, ...] = ()


@dataclass(slots=True)
class _Step:
    """A page of a visit. It `may_return` while its tab is gone, perhaps only to load it again."""

    url: str
    title: str
    at: Moment
    left_at: Moment | None = None
    may_return: bool = False
    is_kept: bool = False
    is_end_kept: bool = False

    def stay(self) -> Stay:
        return Stay(self.url, self.title, self.at, self.left_at)

    @property
    def is_over(self) -> bool:
        return self.left_at is not None and not self.may_return


@dataclass(slots=True)
class _Visit:
    arrival: Arrival
    since: Moment
    number: int
    page: Page = NO_PAGE
    has_room: bool = False
    tabs: dict[Hashable, Page] = field(default_factory=dict)
    steps: list[_Step] = field(default_factory=list)


class Guests:
    """The register of one process."""

    def __init__(self) -> None:
        self._visits: dict[VisitorId, _Visit] = {}
        self._gone: dict[VisitorId, Moment] = {}
        self._restless: set[VisitorId] = set()  # those who did something that is not settled
        self._pages = 0
        self._numbers: dict[int, VisitorId] = {}
        self._count = cycle(range(1, NUMBERS + 1))

    def __len__(self) -> int:
        """How many are here."""
        return len(self._visits) - len(self._gone)

    def arrive(self, arrival: Arrival, tab: Hashable, now: Moment) -> None:
        """A tab has connected, for the first time or again."""
        visit = self._visits.get(arrival.visitor) or self._begin(arrival, now)
        if self._gone.pop(arrival.visitor, None) is not None:
            for step in visit.steps:
                step.may_return = step.may_return and step.url == arrival.page.url
        visit.arrival, visit.has_room = arrival, visit.has_room or arrival.has_room
        visit.tabs[tab] = arrival.page
        self._restless.add(arrival.visitor)
        self._show(visit, arrival.page, now)

    def move(self, visitor: VisitorId, tab: Hashable, page: Page, now: Moment) -> None:
        """A tab shows another page now."""
        visit = self._visits.get(visitor)
        if visit is None or tab not in visit.tabs:
            return
        self._restless.add(visitor)
        before, visit.tabs[tab] = visit.tabs[tab], page
        if before.url != page.url:
            _leave(visit, before, now, may_return=False)
        self._show(visit, page, now)

    def leave(self, visitor: VisitorId, tab: Hashable, now: Moment) -> None:
        """A tab is not connected any more."""
        visit = self._visits.get(visitor)
        page = visit.tabs.pop(tab, None) if visit else None
        if visit is None or page is None:
            return
        self._restless.add(visitor)
        _leave(visit, page, now, may_return=True)
        if visit.tabs:
            visit.page = next(reversed(visit.tabs.values()))
            return
        self._gone[visitor] = now
        if len(self._gone) > JUST_LEFT:
            self._forget(next(iter(self._gone)))

    def call(self, visitor: VisitorId, name: str) -> None:
        """They wish to be called so."""
        visit = self._visits.get(visitor)
        if visit is not None:
            visit.arrival = replace(visit.arrival, name=name)

    def wrote(self, visitor: VisitorId) -> None:
        """They have a room from now on."""
        visit = self._visits.get(visitor)
        if visit is not None:
            visit.has_room = True

    def find(self, visitor: VisitorId) -> Guest | None:
        """Somebody, if they are here."""
        visit = self._visits.get(visitor)
        return _guest(visit) if visit is not None and visit.tabs else None

    def by_number(self, number: int) -> Guest | None:
        """Whom agents call so, if they are here."""
        visitor = self._numbers.get(number)
        return self.find(visitor) if visitor is not None else None

    def is_known(self, visitor: VisitorId) -> bool:
        """Whether they are here, or may come back at any moment."""
        return visitor in self._visits

    def here(self) -> Sequence[Guest]:
        """Everybody, whoever came first at the beginning."""
        return sorted((_guest(each) for each in self._visits.values() if each.tabs), key=lambda guest: guest.since)

    def has_room(self, visitor: VisitorId) -> bool:
        """Whether what they see is to be kept."""
        visit = self._visits.get(visitor)
        return visit is not None and visit.has_room

    def unkept(self, visitor: VisitorId) -> Unkept:
        """What is still to be kept of them, oldest first."""
        visit = self._visits.get(visitor)
        steps = visit.steps if visit else ()
        return Unkept(
            opened=tuple(step.stay() for step in steps if not step.is_kept),
            left=tuple(step.stay() for step in steps if step.is_kept and step.is_over and not step.is_end_kept),
        )

    def kept(self, visitor: VisitorId, what: Unkept, known: Collection[tuple[Stay, Stay]] = ()) -> None:
        """The store has that now; `known` are pages that it had before (first: ours, second: the store's)."""
        visit = self._visits.get(visitor)
        since = {(ours.url, ours.at): stored.at for ours, stored in known}
        opened, left = ({(stay.url, stay.at): stay for stay in stays} for stays in (what.opened, what.left))
        for step in visit.steps if visit else ():
            key = (step.url, step.at)
            if key in left or (key in opened and step.is_over and opened[key].left_at is not None):
                step.is_end_kept = True
            if key in opened:
                step.is_kept, step.at = True, since.get(key, step.at)

    def settle(self, now: Moment) -> Sequence[VisitorId]:
        """Nobody comes back any more to what was left so long ago; whose pages are therefore to be kept. Those who have
        no room leave nothing behind.
        """
        wanted = []
        for visitor in tuple(self._restless):
            visit = self._visits[visitor]
            for step in visit.steps:
                if step.may_return and step.left_at is not None and now - step.left_at >= RETURN:
                    step.may_return = False
            if visit.has_room and self.unkept(visitor) != Unkept():
                wanted.append(visitor)
            elif not any(step.may_return for step in visit.steps):
                self._restless.discard(visitor)
        for visitor in [each for each, left_at in self._gone.items() if now - left_at >= RETURN]:
            if visitor not in wanted:
                self._forget(visitor)
        return wanted

    def _begin(self, arrival: Arrival, now: Moment) -> _Visit:
        number = next(each for each in self._count if each not in self._numbers)
        self._numbers[number] = arrival.visitor
        visit = self._visits[arrival.visitor] = _Visit(arrival, now, number)
        return visit

    def _show(self, visit: _Visit, page: Page, now: Moment) -> None:
        visit.page = page
        step = next((each for each in reversed(visit.steps) if each.url == page.url and not each.is_over), None)
        if step is not None:
            step.title, step.left_at, step.may_return = page.title or step.title, None, False
        elif page.url:
            visit.steps.append(_Step(page.url, page.title, now))
            self._pages += 1
            most = PAGES_OF_ONE if self._pages <= PAGES_OF_ALL else 2
            self._pages -= len(visit.steps[:-most])
            del visit.steps[:-most]

    def _forget(self, visitor: VisitorId) -> None:
        self._gone.pop(visitor, None)
        self._restless.discard(visitor)
        visit = self._visits.pop(visitor, None)
        if visit is not None:
            self._pages -= len(visit.steps)
            del self._numbers[visit.number]


def _leave(visit: _Visit, page: Page, now: Moment, *, may_return: bool) -> None:
    """Unless another tab still shows it."""
    if any(each.url == page.url for each in visit.tabs.values()):
        return
    for step in visit.steps:
        if step.url == page.url and step.left_at is None:
            step.left_at, step.may_return = now, may_return


def _guest(visit: _Visit) -> Guest:
    arrival = visit.arrival
    return Guest(
        visitor=arrival.visitor,
        channel=arrival.channel,
        name=arrival.name,
        language=arrival.language,
        browser=arrival.browser,
        address=arrival.address,
        since=visit.since,
        page=visit.page,
        on_page_since=next((step.at for step in reversed(visit.steps) if step.url == visit.page.url), visit.since),
        pages=tuple(step.stay() for step in visit.steps),
        tabs=len(visit.tabs),
        has_room=visit.has_room,
        number=visit.number,
        place=arrival.place,
    )
