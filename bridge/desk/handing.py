"""A conversation goes from one agent to another, as often as they like; whoever has it keeps it until the other has.

             transfer ──▶ one agent is asked, or a department by its routing
                  ├─ take, 👍, a word to the visitor ──▶ theirs: the visitor reads the new name, both agents are told
                  └─ declined, nobody in time ─────────▶ as it was, and whoever asked is told
             leave ──▶ to a colleague who is in the room and does not merely watch, else it waits again
             take_away ──▶ a supervisor's at once

Rule: while somebody is asked, messages go on as before, and what others say to the visitor claims nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bridge.conversation import Cause
from bridge.desk import alerting, asking, attendance, company, life, offers, silence
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_near, find_own, hold_going_on
from bridge.desk.informing import inform
from bridge.desk.ledger import keep_conversation
from bridge.directory import Agent, Department, Permission
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Conversation, Handover, Offer, OfferState, Room, State
from bridge.outgoing import Word
from bridge.store.work import Work

MAX_NOTE: Final = 500
_LAST_REMINDER: Final = 1
_RECENT: Final = 200  # messages, among which whoever takes part has said something


@dataclass(frozen=True, slots=True)
class Target:
    """To whom it shall go: one agent, or whoever in a department takes it. Just one of them is given."""

    agent: JID | None = None
    department: str | None = None


def transfer(work: Work, context: Context, wish: Wish, target: Target, note: str) -> Conversation:
    """Ask. One that waits goes to another department at once. Raises `Unknown` or `NotAllowed` with a sentence."""
    agent = context.directory.check_may(wish.agent, Permission.TRANSFER)
    room, conversation = hold_going_on(work, find_near(work, context, wish))
    to = _department_of(context, conversation, target)
    if conversation.state is State.WAITING:
        if target.agent is not None:
            raise NotAllowed("#{number} {visitor} waits: take it first.", number=conversation.id, visitor=room.nick)
        return asking.move(work, context, room, conversation, to)
    _check_has(conversation, room, agent)
    _check_is_there(work, context, conversation, room, target, to)
    offers.settle(work, context, room, conversation)
    handover = Handover(
        conversation.id,
        asker=agent.jid,
        asker_name=agent.name,
        department=to.key,
        agent=target.agent,
        note=" ".join(note.split())[:MAX_NOTE],
        made_at=context.now,
    )
    work.put_handover(handover)
    _ask(work, context, room, conversation, handover)
    return conversation


def is_meant(context: Context, handover: Handover, agent: JID) -> bool:
    """Whether this agent is asked to take it over."""
    if handover.agent is not None:
        return handover.agent == agent
    return agent in context.directory.department(handover.department).agents


def accept(
    work: Work, context: Context, room: Room, conversation: Conversation, handover: Handover, agent: Agent
) -> tuple[Room, Conversation]:
    """Somebody who was asked has it from now on."""
    room, taken = _change_hands(work, context, room, conversation, agent, department=handover.department)
    inform(work, context, room, taken, handover.asker, Word.HANDED_OVER, name=agent.name)
    return room, taken


def decline(work: Work, context: Context, room: Room, conversation: Conversation, offer: Offer) -> None:
    """One who was asked does not want it; with nobody left to ask it stays where it is."""
    handover = work.handover(conversation.id)
    if handover is None:
        return
    view = _as_asked(conversation, handover)
    offers.end(work, context, room, view, offer)
    if handover.agent is None:
        department = context.directory.department(handover.department)
        if asking.ask_next(work, context, room, view):
            asking.wake_after(work, context, view, department.offer)
            return
        if any(each.state is OfferState.PENDING and each.lane != department.lobby for each in work.offers(view.id)):
            return
    decliner = context.directory.agent(handover.department, offer.lane)
    _give_up(work, context, room, conversation, handover, name=decliner.name if decliner else "")


def time_is_over(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """Nobody has answered in time: the next, then once more all, then it stays where it is."""
    handover = work.handover(conversation.id)
    if handover is None:
        return
    view, department = _as_asked(conversation, handover), context.directory.department(handover.department)
    if handover.agent is None:
        offers.expire(work, context, room, view)
        if handover.reminders == 0 and asking.ask_next(work, context, room, view):
            asking.wake_after(work, context, view, department.offer)
            return
    if handover.reminders >= _LAST_REMINDER:
        _give_up(work, context, room, conversation, handover)
        return
    work.put_handover(replace(handover, reminders=handover.reminders + 1))
    here = [each.agent for each in attendance.answering(work, department, context.now) if each.agent != handover.asker]
    offers.offer_anew(work, context, room, view, [handover.agent] if handover.agent else here)
    asking.wake_after(work, context, view, 2 * department.offer)


def take_away(
    work: Work, context: Context, room: Room, conversation: Conversation, supervisor: Agent
) -> tuple[Room, Conversation]:
    """A supervisor has it from now on; whoever had it is told."""
    before = conversation.agent
    room, taken = _change_hands(work, context, room, conversation, supervisor, department=conversation.department)
    life.admit(work, context, room, taken, supervisor.jid)
    if before is not None:
        inform(work, context, room, taken, before, Word.TAKEN_AWAY, name=supervisor.name)
    return room, taken


def leave(work: Work, context: Context, wish: Wish, present: Sequence[JID]) -> Conversation:
    """Give it up: to the first of those `present` in the room who may answer and do not merely watch, else it waits
    again, for others. Raises `Unknown` or `NotAllowed` with a sentence.
    """
    room, conversation = hold_going_on(work, find_own(work, wish))
    if conversation.agent != wish.agent:
        raise NotAllowed("#{number} {visitor} is not yours.", number=conversation.id, visitor=room.nick)
    heir = next((each for each in _colleagues(work, context, conversation, present) if each.jid != wish.agent), None)
    if heir is not None:
        leaver = conversation.agent_name
        room, taken = _change_hands(work, context, room, conversation, heir, department=conversation.department)
        inform(work, context, room, taken, heir.jid, Word.LEFT_TO_YOU, name=leaver)
        return taken
    offers.spare(work, context, conversation, wish.agent)
    life.wait_again(work, context, room, conversation, cause=Cause.AGENT_GONE)
    return conversation


def invite(work: Work, context: Context, wish: Wish, colleague: JID, note: str) -> Conversation:
    """Let a colleague in, and tell them that it is meant for them. Raises `Unknown` or `NotAllowed` with a sentence."""
    agent = context.directory.check_may(wish.agent, Permission.INVITE)
    room, conversation = hold_going_on(work, find_near(work, context, wish))
    if context.directory.agent(conversation.department, colleague) is None:
        raise Unknown("There is no agent {agent} here.", agent=colleague)
    words = " ".join(note.split())[:MAX_NOTE]
    inform(work, context, room, conversation, colleague, Word.CALLED, name=agent.name, note=words)
    life.admit(work, context, room, conversation, colleague)
    return conversation


def look_in(work: Work, context: Context, wish: Wish) -> Conversation:
    """Let a supervisor into the room of a conversation that stays whose it is. Raises `Unknown` or `NotAllowed`."""
    supervisor = context.directory.check_may(wish.agent, Permission.SUPERVISE)
    room, conversation = hold_going_on(work, find_own(work, wish))
    life.admit(work, context, room, conversation, supervisor.jid)
    return conversation


def _ask(work: Work, context: Context, room: Room, conversation: Conversation, handover: Handover) -> None:
    view, department = _as_asked(conversation, handover), context.directory.department(handover.department)
    if handover.agent is not None:
        offers.offer_to(work, context, room, view, [handover.agent], is_exclusive=True)
    else:
        offers.spare(work, context, view, handover.asker)
        offers.offer_to(work, context, room, view, [department.lobby])
        asking.ask_next(work, context, room, view)
    asking.wake_after(work, context, view, department.offer)


def _give_up(
    work: Work, context: Context, room: Room, conversation: Conversation, handover: Handover, *, name: str = ""
) -> None:
    offers.settle(work, context, room, conversation)
    inform(work, context, room, conversation, handover.asker, Word.NOT_HANDED_OVER, name=name)


def _change_hands(
    work: Work, context: Context, room: Room, conversation: Conversation, agent: Agent, *, department: str
) -> tuple[Room, Conversation]:
    before = conversation.agent
    changed = replace(conversation, agent=agent.jid, agent_name=agent.name, department=department)
    changed = keep_conversation(work, room, changed)
    room = silence.begin_anew(work, context, room, changed)
    room = alerting.end(work, room, changed)
    room = company.presents(work, context, room, changed, agent.name)
    room = life.say_left(work, context, room, changed, conversation.agent_name)
    offers.settle(work, context, room, changed)
    life.show_state(work, context, room, changed)
    asking.has_time_again(work, context, before)
    return room, changed


def _as_asked(conversation: Conversation, handover: Handover) -> Conversation:
    """As those see it who are asked: their own department speaks to them."""
    return replace(conversation, department=handover.department)


def _department_of(context: Context, conversation: Conversation, target: Target) -> Department:
    directory = context.directory
    if target.agent is None:
        if target.department is None or target.department not in directory.departments:
            raise Unknown("There is no department {department}.", department=target.department or "")
        return directory.departments[target.department]
    here = directory.department(conversation.department)
    found = [here] if target.agent in here.agents else directory.departments_of(target.agent)
    if not found:
        raise Unknown("There is no agent {agent} here.", agent=target.agent)
    return found[0]


def _check_has(conversation: Conversation, room: Room, agent: Agent) -> None:
    if conversation.agent != agent.jid and not agent.may(Permission.SUPERVISE):
        facts = {"number": conversation.id, "visitor": room.nick, "agent": conversation.agent_name}
        raise NotAllowed("#{number} {visitor}: {agent} has it, and may hand it over.", **facts)


def _check_is_there(
    work: Work, context: Context, conversation: Conversation, room: Room, target: Target, to: Department
) -> None:
    here = [each.agent for each in attendance.answering(work, to, context.now) if each.agent != conversation.agent]
    if target.agent == conversation.agent and target.agent is not None:
        raise NotAllowed("#{number} {visitor} is theirs already.", number=conversation.id, visitor=room.nick)
    if target.agent is not None and target.agent not in here:
        raise NotAllowed("{agent} is not on duty.", agent=to.agents[target.agent].name)
    if not here:
        raise NotAllowed("Nobody else is on duty in {department}.", department=to.name())


def _colleagues(work: Work, context: Context, conversation: Conversation, present: Sequence[JID]) -> list[Agent]:
    """Those who could go on with it: a supervisor who has said nothing to the visitor in it merely watches."""
    known = (context.directory.agent(conversation.department, each) for each in present)
    able = [agent for agent in known if agent is not None and agent.may(Permission.ANSWER)]
    if not any(agent.may(Permission.SUPERVISE) for agent in able):
        return able
    spoke = {message.author for message in work.said_in(conversation.id, _RECENT)}
    return [agent for agent in able if not agent.may(Permission.SUPERVISE) or agent.jid in spoke]
