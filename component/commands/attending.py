"""Commands about who is here: being on duty or not, how to be alerted, who else is here, signing somebody off, the
figures of a day.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from bridge.directory import Permission
from bridge.errors import NotAllowed
from bridge.model import JID, SECONDS, Duty, DutyWish
from component.cards import ago
from component.commands.command import About, Command, Kind, Order, Parameter
from component.commands.conversations import colleagues
from component.commands.switching import OFF, SWITCH
from component.words import say


async def who(order: Order) -> str:
    """Who is on duty in this department, since when, and who is here otherwise."""
    agents = order.department.agents
    duties = [each for each in await order.link.desk.duties(order.department.key) if each.agent in agents]
    if not duties:
        return say("nobody_on_duty", order.language, department=order.department.name(order.language))
    now = order.link.desk.now()
    return "\n".join(_row(each, agents[each.agent].name, now, order.language) for each in duties)


async def alerts(order: Order) -> str:
    """Their own choice, in all departments."""
    switch, link = order.arguments["switch"], order.link
    await link.desk.set_quiet(order.agent.jid, is_quiet=switch == OFF, fence=link.fence())
    return say(f"alerts_{switch}", order.language)


async def sign_off(order: Order) -> str:
    """What they have waits again."""
    link = order.link
    agent = await link.desk.sign_off(order.agent.jid, JID(order.arguments["colleague"]), fence=link.fence())
    return say("done_sign_off", order.language, agent=agent.name)


async def stats(order: Order) -> str:
    """The day of this department."""
    figures = await order.link.desk.figures(order.agent.jid, order.department.key)
    name = order.department.name(order.language)
    counts = {"begun": figures.begun, "waiting": figures.waiting, "active": figures.active, "closed": figures.closed}
    span = say("stats_today" if figures.is_today else "stats_24_hours", order.language)
    lines = [say("stats", order.language, department=name, span=span, answered=figures.answered, **counts)]
    if figures.until_answer is not None:
        lines.append(say("stats_answer", order.language, seconds=round(figures.until_answer / SECONDS)))
    lines += [f"{agent}: {count}" for agent, count in figures.by_agent]
    return "\n".join(lines)


def _wishing(wish: DutyWish) -> Callable[[Order], Awaitable[str]]:
    async def wished(order: Order) -> str:
        """In all departments of theirs; refused where none of them grants it."""
        link, granted, refusal = order.link, list[Duty](), NotAllowed("Only agents can do that.")
        departments = link.directory.departments_of(order.agent.jid)
        for department in departments:
            try:
                duty = await link.desk.wish_duty(department.key, order.agent.jid, wish, fence=link.fence())
            except NotAllowed as error:
                refusal = error
            else:
                granted.append(duty)
        if not granted:
            raise refusal
        names = ", ".join(each.name(order.language) for each in departments)
        return say(f"duty_{_standing(granted[0])}", order.language, departments=names)

    return wished


def _standing(duty: Duty) -> str:
    if duty.wish is DutyWish.DRAINING and duty.is_on_duty:
        return "draining"
    return "on" if duty.is_on_duty else "off"


def _row(duty: Duty, name: str, now: int, language: str) -> str:
    return say(f"who_{_standing(duty)}", language, agent=name, span=ago(now - duty.since, language))


_COLLEAGUE: Final = (Parameter("colleague", Kind.CHOICE, "colleague", choices=colleagues),)

COMMANDS: Final = (
    Command("onduty", About.DESK, _wishing(DutyWish.ON), needs=Permission.ANSWER, is_short=True),
    Command("offduty", About.DESK, _wishing(DutyWish.OFF), needs=Permission.ANSWER, is_short=True),
    Command("draining", About.DESK, _wishing(DutyWish.DRAINING), needs=Permission.ANSWER, is_short=True),
    Command("bypresence", About.DESK, _wishing(DutyWish.NONE), needs=Permission.ANSWER, is_short=True),
    Command("alerts", About.DESK, alerts, SWITCH, needs=Permission.ANSWER),
    Command("who", About.DESK, who),
    Command("signoff", About.DESK, sign_off, _COLLEAGUE, needs=Permission.SUPERVISE),
    Command("stats", About.DESK, stats, needs=Permission.STATISTICS),
)
