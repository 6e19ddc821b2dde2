"""The visitor's token: signed, of limited life, renewed in time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import VisitorId
from web.tokens import Tokens

VERA = VisitorId("vera")
DAY = 86_400.0
LIFE = 30 * DAY


class Calendar:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_names_its_visitor_until_its_life_is_over() -> None:
    """
    Thirty days, and not a minute longer.
    """
    calendar = Calendar()
    tokens = Tokens(["key"], LIFE, calendar)
    token = tokens.issue(VERA)
    assert tokens.read(token) == VERA
    calendar.now += LIFE - 60
    assert tokens.read(token) == VERA
    calendar.now += 120
    assert tokens.read(token) is None


def test_a_token_is_renewed_when_half_of_its_life_is_over() -> None:
    """
    Before that the page keeps the one it has; whoever comes every fortnight is never forgotten.
    """
    calendar = Calendar()
    tokens = Tokens(["key"], LIFE, calendar)
    token = tokens.issue(VERA)
    calendar.now += 14 * DAY
    assert tokens.renew(token, VERA) == token
    calendar.now += 2 * DAY
    renewed = tokens.renew(token, VERA)
    assert renewed != token
    calendar.now += 29 * DAY
    assert (tokens.read(token), tokens.read(renewed)) == (None, VERA)


def test_a_key_is_replaced_without_forgetting_anybody() -> None:
    """
    The first key signs; tokens of the others are read as long as they are listed.
    """
    calendar = Calendar()
    old = Tokens(["old"], LIFE, calendar).issue(VERA)
    both, new = Tokens(["new", "old"], LIFE, calendar), Tokens(["new"], LIFE, calendar)
    assert both.read(old) == VERA
    assert new.read(old) is None
    assert new.read(both.issue(VERA)) == VERA


def test_clocks_of_two_nodes_may_differ_a_little() -> None:
    """
    A token from the near future is good; one from tomorrow is not.
    """
    ahead, behind = Calendar(), Calendar()
    ahead.now += 60
    token = Tokens(["key"], LIFE, ahead).issue(VERA)
    assert Tokens(["key"], LIFE, behind).read(token) == VERA
    behind.now -= DAY
    assert Tokens(["key"], LIFE, behind).read(token) is None


@given(st.text() | st.none())
def test_what_is_no_token_names_nobody(text: str | None) -> None:
    """
    Anything else is the same as no token.
    """
    assert Tokens(["key"], LIFE).read(text) is None


@given(st.data())
def test_a_changed_token_names_nobody(data: st.DataObject) -> None:
    """
    One character changed anywhere, and it is somebody else's.
    """
    tokens = Tokens(["key"], LIFE, Calendar())
    token = tokens.issue(VERA)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AZaz09-_.").filter(lambda char: char != token[place]))
    changed = token[:place] + other + token[place + 1 :]
    assert tokens.read(changed) in (None, VERA) if place == len(token) - 1 else tokens.read(changed) is None


@pytest.mark.parametrize("token", ["bnVsbA.", "WzFd", "eyJhIjoxfQ"])
def test_a_signed_thing_that_is_no_name_is_refused(token: str) -> None:
    """
    Only text is a visitor's id.
    """
    tokens = Tokens(["key"], LIFE)
    assert tokens.read(token) is None
    assert tokens.read(str(tokens._serializer.dumps(["vera"]))) is None
