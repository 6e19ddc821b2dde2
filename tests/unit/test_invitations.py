"""What stands of invitations, and for how long; and what visitors are called by."""

import pytest

from bridge.desk import Arrival
from bridge.desk import guests as guests_module
from bridge.desk import invitations as invitations_module
from bridge.desk.guests import RETURN, Guests
from bridge.desk.invitations import LASTS, PAUSE, Invitation, Invitations
from bridge.errors import NotAllowed
from bridge.events import InvitationMoved, Step
from bridge.model import SECONDS, Moment, VisitorId
from tests.unit.desks import ANN, OMID, START, VERA


def at(milliseconds: int) -> Moment:
    return Moment(START + milliseconds)


class Register:
    """Invitations, and what was told of them."""

    def __init__(self) -> None:
        self.told: list[Step] = []
        self.here = {VERA, OMID}
        self.of = Invitations(self._tell)

    def make(self, visitor: VisitorId = VERA, after: int = 0) -> Invitation:
        made = Invitation(visitor, "support", ANN, "Ann", "May I help?", at(after), guest="V1")
        self.of.make(made)
        return made

    def settle(self, after: int) -> list[Step]:
        self.told.clear()
        self.of.settle(at(after), lambda visitor: visitor in self.here)
        return self.told

    def _tell(self, moved: InvitationMoved) -> None:
        assert (moved.agent, moved.department, moved.guest) == (ANN, "support", "V1")
        self.told.append(moved.step)


def test_an_invitation_stands_until_it_is_answered_or_closed() -> None:
    """
    Or until it is too old. Each step is told once; nothing follows on the last.
    """
    register = Register()
    made = register.make()
    register.of.move(VERA, Step.SHOWN)
    register.of.move(VERA, Step.SHOWN)
    assert register.of.find(VERA, at(LASTS - 1)) == made
    assert register.of.find(VERA, at(LASTS)) is None
    assert register.of.find(OMID, START) is None
    register.of.move(VERA, Step.DISMISSED)
    register.of.move(VERA, Step.SHOWN)
    register.of.move(VERA, Step.ANSWERED)
    register.of.move(OMID, Step.SHOWN)
    assert register.of.find(VERA, START) is None
    assert register.told == [Step.MADE, Step.SHOWN, Step.DISMISSED]


def test_a_visit_has_one_invitation() -> None:
    """
    Closed or not, shown or expired; after an answer another one, if not at once.
    """
    register = Register()
    register.make()
    for after in (0, LASTS + 1):
        with pytest.raises(NotAllowed, match="V1 was invited already, by Ann"):
            register.make(after=after)
    register.of.move(VERA, Step.ANSWERED)
    with pytest.raises(NotAllowed, match="already"):
        register.make(after=PAUSE - 1)
    register.make(after=PAUSE)
    register.of.move(VERA, Step.DISMISSED)
    with pytest.raises(NotAllowed, match="left in peace"):
        register.make(after=10 * PAUSE)


def test_whoever_leaves_is_told_once_and_may_come_back() -> None:
    """
    While it stands; then, or when it was closed, it is forgotten with the visit.
    """
    register = Register()
    made = register.make()
    assert register.settle(1) == []
    register.here.clear()
    assert register.settle(2) == [Step.GONE]
    assert register.settle(3) == []
    register.here.add(VERA)
    assert register.settle(4) == []
    assert register.of.find(VERA, at(5)) == made
    register.here.clear()
    assert register.settle(6) == [Step.GONE]
    assert register.settle(LASTS) == []
    register.make(after=LASTS)
    register.of.move(VERA, Step.DISMISSED)
    assert register.settle(LASTS + 1) == []
    register.make(after=LASTS + 2)


def test_invitations_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The oldest is forgotten first.
    """
    monkeypatch.setattr(invitations_module, "MOST", 1)
    register = Register()
    register.make()
    register.make(OMID)
    assert register.of.find(VERA, START) is None
    assert register.of.find(OMID, START) is not None


def test_a_visitor_is_called_the_same_during_a_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    However many tabs there are, and when one is loaded again. Whoever comes later is called otherwise, also when the
    numbers begin anew.
    """
    monkeypatch.setattr(guests_module, "NUMBERS", 2)
    guests = Guests()

    def comes(visitor: VisitorId, tab: str, after: int = 0) -> str:
        guests.arrive(Arrival(visitor, "default"), tab, at(after))
        found = guests.find(visitor)
        assert found is not None
        assert guests.by_number(found.number) == found
        return found.handle

    assert [comes(VERA, "one"), comes(VERA, "two"), comes(OMID, "one")] == ["V1", "V1", "V2"]
    guests.leave(VERA, "one", at(1))
    guests.leave(VERA, "two", at(1))
    assert guests.by_number(1) is None
    assert comes(VERA, "one", after=30 * SECONDS) == "V1"
    guests.leave(OMID, "one", at(1))
    assert guests.is_known(OMID)
    guests.settle(at(RETURN + 1))
    assert not guests.is_known(OMID)
    assert comes(VisitorId("bob"), "one") == "V2"
    assert guests.by_number(3) is None
