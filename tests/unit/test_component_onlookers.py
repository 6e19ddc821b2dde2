"""What an agent is told of somebody who is only looking."""

from dataclasses import replace
from typing import cast

import pytest

from bridge.desk import Arrival
from bridge.directory import Agent
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Page
from component.commands.command import Order
from component.commands.conversations import onlookers, trail
from component.link import Link
from tests.unit.desks import ANN, VERA, Line, Office
from tests.unit.houses import CLEO, open_house
from tests.unit.test_guests import CART, SHOP

ADDRESS = "203.0.113.7"


async def looked_at() -> Office:
    """Vera looks at the shop, then at her cart."""
    office = await open_house()
    await office.desk.visits.arrives(Arrival(VERA, "default", "en", SHOP, address=ADDRESS), "tab")
    office.clock.pass_minutes(2)
    await office.desk.visits.moves(VERA, "tab", CART)
    office.clock.pass_minutes(1)
    return office


def order(office: Office, guest: str, *, agent: JID = ANN, department: str = "support") -> Order:
    known = office.desk.directory.agent(department, agent)
    assert known is not None
    link = cast(Link, Line(office))
    return Order(link, office.desk.directory.departments[department], known, arguments={"guest": guest})


async def test_their_path_is_told() -> None:
    """
    By what the list calls them, with a full stop or without; their address only where agents may know it.
    """
    office = await looked_at()
    lines = [
        f"V1: on Cart ({CART.url}) · here for 3 min · pages seen: 2 · en",
        f"3 min ago: Shop ({SHOP.url}), for 2 min",
        f"now, for 1 min: Cart ({CART.url})",
    ]
    for guest in ("V1", "v1.", "1"):
        assert (await trail(order(office, guest))).splitlines() == lines
    office.desk.directory = replace(office.desk.directory, shows_address=True)
    assert (await trail(order(office, "V1"))).splitlines()[0] == f"{lines[0]} · {ADDRESS}"


async def test_others_than_theirs_are_not_told() -> None:
    """
    Nobody is here who is called so, they would reach another department, or the agent may not answer anybody: to them
    no form offers one either.
    """
    office = await looked_at()
    for guest in ("V2", "Vera", "V1 V1"):
        with pytest.raises(Unknown, match="There is no visitor"):
            await trail(order(office, guest))
    with pytest.raises(Unknown, match="There is no visitor V1"):
        await trail(order(office, "V1", agent=CLEO, department="sales"))
    assert [each.value for each in onlookers(order(office, ""))] == ["V1"]
    silent = replace(order(office, "V1"), agent=Agent(ANN, "Ann", permissions=frozenset()))
    assert onlookers(silent) == []
    departments = office.desk.directory.departments
    departments = {**departments, "support": replace(departments["support"], agents={ANN: silent.agent})}
    office.desk.directory = replace(office.desk.directory, departments=departments)
    with pytest.raises(NotAllowed, match="not permitted"):
        await trail(silent)


async def test_who_has_gone_is_not_here() -> None:
    """
    What they have seen goes with them.
    """
    office = await looked_at()
    await office.desk.visits.moves(VERA, "tab", Page("https://shop.example.org/cash", "Cash"))
    assert "pages seen: 3" in await trail(order(office, "V1"))
    office.desk.visits.leaves(VERA, "tab")
    with pytest.raises(Unknown):
        await trail(order(office, "V1"))
