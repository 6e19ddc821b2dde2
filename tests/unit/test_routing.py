"""How the work is shared: each strategy by what it promises, and thousands of arrivals through all of them."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import JID, Moment
from bridge.routing import STRATEGIES, Candidate, choose

NAMES = [JID(f"{name}@example.test") for name in ("ann", "bob", "cleo", "dan", "eve")]


def candidates() -> st.SearchStrategy[list[Candidate]]:
    """Any agents, each once."""
    each = st.builds(
        Candidate,
        agent=st.sampled_from(NAMES),
        level=st.integers(0, 2),
        load=st.integers(0, 4),
        capacity=st.none() | st.integers(1, 4),
        asked_at=st.integers(0, 9).map(Moment),
        speaks=st.booleans(),
        was_last=st.booleans(),
    )
    return st.lists(each, max_size=5, unique_by=lambda candidate: candidate.agent)


@given(st.sampled_from(sorted(STRATEGIES)), candidates())
def test_somebody_free_is_asked_and_nobody_else(strategy: str, people: list[Candidate]) -> None:
    """
    As long as anybody is free somebody is asked, never one who is full, and one who speaks the visitor's language
    before one who does not.
    """
    chosen = choose(strategy, people).agents
    free = {each.agent: each for each in people if not each.is_full}
    assert bool(chosen) == bool(free)
    assert set(chosen) <= set(free)
    if any(each.speaks for each in free.values()):
        assert all(free[agent].speaks for agent in chosen)


@given(st.sampled_from(sorted(set(STRATEGIES) - {"everyone"})), candidates())
def test_everybody_is_asked_once_before_the_round_is_over(strategy: str, people: list[Candidate]) -> None:
    """
    Each next choice is made among those who were not asked: nobody is left out, nobody asked twice.
    """
    asked: list[JID] = []
    while chosen := choose(strategy, [each for each in people if each.agent not in asked]).agents:
        assert len(chosen) == 1
        asked += chosen
    assert sorted(asked) == sorted(each.agent for each in people if not each.is_full)


@given(st.sampled_from(sorted(STRATEGIES)), candidates())
def test_the_agent_of_last_time_comes_first(strategy: str, people: list[Candidate]) -> None:
    """
    And alone, if there is anybody else: if they are free, and nobody else speaks the visitor's language better.
    """
    free = [each for each in people if not each.is_full]
    understood = [each for each in free if each.speaks] or free
    last = [each.agent for each in understood if each.was_last]
    if last:
        chosen = choose(strategy, people)
        assert chosen.agents == last[:1]
        assert chosen.is_alone or len(free) == 1


@given(candidates())
def test_where_all_are_asked_at_once_nobody_is_asked_alone_but_the_agent_of_last_time(people: list[Candidate]) -> None:
    """
    However few are free: who comes meanwhile is asked as well.
    """
    chosen = choose("everyone", people)
    assert not chosen.is_alone or [each.was_last for each in people if each.agent in chosen.agents] == [True]


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("everyone", ["ann", "bob", "cleo"]),
        ("round-robin", ["bob"]),
        ("least-busy", ["ann"]),
        ("most-experienced", ["cleo"]),
        ("first-line-first", ["ann"]),
    ],
)
def test_each_strategy_chooses_its_own_way(strategy: str, expected: list[str]) -> None:
    """
    Ann has nothing to do, Bob was asked longest ago, Cleo knows most.
    """
    ann, bob, cleo = NAMES[:3]
    people = [
        Candidate(ann, level=0, load=0, asked_at=Moment(9)),
        Candidate(bob, level=0, load=2, asked_at=Moment(1)),
        Candidate(cleo, level=2, load=3, asked_at=Moment(5)),
    ]
    assert [agent.partition("@")[0] for agent in choose(strategy, people).agents] == expected


def test_first_line_first_hands_up() -> None:
    """
    When all of a level were asked, the next level is.
    """
    people = [Candidate(NAMES[0], level=1), Candidate(NAMES[1], level=0), Candidate(NAMES[2], level=2)]
    order = []
    while people:
        chosen = choose("first-line-first", people).agents
        order.append(next(each.level for each in people if each.agent == chosen[0]))
        people = [each for each in people if each.agent not in chosen]
    assert order == [0, 1, 2]


def test_capacity_is_what_shares_are_of() -> None:
    """
    Two of ten is less than one of two.
    """
    people = [Candidate(NAMES[0], load=1, capacity=2), Candidate(NAMES[1], load=2, capacity=10)]
    assert choose("least-busy", people).agents == [NAMES[1]]


@pytest.mark.parametrize("strategy", ["round-robin", "least-busy", "most-experienced", "first-line-first"])
def test_thousands_of_arrivals_are_shared_evenly(strategy: str) -> None:
    """
    Five equal agents, five thousand visitors of different length: nobody has more than a fiftieth more than another.
    """
    people = {agent: Candidate(agent, capacity=400) for agent in NAMES}
    asked = Counter[JID]()
    leaving: dict[int, list[JID]] = {}
    for minute in range(5000):
        for agent in leaving.pop(minute, []):
            people[agent] = replace(people[agent], load=people[agent].load - 1)
        (agent,) = choose(strategy, list(people.values())).agents
        asked[agent] += 1
        people[agent] = replace(people[agent], load=people[agent].load + 1, asked_at=Moment(minute))
        leaving.setdefault(minute + 1 + (minute * 7919) % 23, []).append(agent)
    assert max(asked.values()) - min(asked.values()) <= 20, asked
