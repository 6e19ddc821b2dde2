"""The life of a conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bridge.conversation import Cause, begins_anew, may_happen, next_state
from bridge.errors import NotAllowed
from bridge.model import State

lives = some.lists(some.sampled_from(Cause), max_size=40)


def live(causes: list[Cause]) -> list[State | None]:
    """Every state on the way; a cause that cannot happen is passed over."""
    states: list[State | None] = [None]
    for cause in causes:
        if may_happen(states[-1], cause):
            states.append(next_state(states[-1], cause))
    return states


@given(lives)
def test_a_visitor_is_never_locked_out(causes: list[Cause]) -> None:
    """
    Whatever happened before, a visitor may write, and somebody is then asked to answer or answers already.
    """
    assert next_state(live(causes)[-1], Cause.VISITOR_WROTE) in (State.WAITING, State.ACTIVE)


@given(lives)
def test_an_agent_inside_may_always_speak(causes: list[Cause]) -> None:
    """
    An agent's words always reach the visitor, and make the conversation active.
    """
    assert next_state(live(causes)[-1], Cause.AGENT_WROTE) is State.ACTIVE


@given(lives)
def test_what_has_begun_can_always_end(causes: list[Cause]) -> None:
    """
    From every state but none and closed, one step closes it.
    """
    state = live(causes)[-1]
    if state in (State.WAITING, State.ACTIVE):
        assert next_state(state, Cause.ENDED) is State.CLOSED
    else:
        assert begins_anew(state, Cause.VISITOR_WROTE)


@given(lives)
def test_only_speech_leaves_closed(causes: list[Cause]) -> None:
    """
    Silence or taking never wakes a conversation that is closed; only words do.
    """
    states = live([*causes, Cause.VISITOR_WROTE, Cause.ENDED])
    assert states[-1] is State.CLOSED
    for cause in (Cause.TAKEN, Cause.AGENT_SILENT, Cause.VISITOR_SILENT, Cause.ENDED):
        with pytest.raises(NotAllowed):
            next_state(State.CLOSED, cause)


def test_the_usual_life() -> None:
    """
    Waiting, taken, silent, taken again, closed.
    """
    causes = [Cause.VISITOR_WROTE, Cause.TAKEN, Cause.AGENT_SILENT, Cause.AGENT_WROTE, Cause.VISITOR_SILENT]
    assert live(causes)[1:] == [State.WAITING, State.ACTIVE, State.WAITING, State.ACTIVE, State.CLOSED]
