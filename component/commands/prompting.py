"""Commands that say something to the visitor for the agent: prepared texts and links."""

from collections import defaultdict
from typing import Final

from bridge.canned import Canned
from bridge.desk import Reach
from bridge.directory import Permission, pick
from component.commands.command import About, Choice, Command, Kind, Order, Parameter
from component.words import say

_SHOWN: Final = 60


async def canned(order: Order) -> str:
    """Send one, or list what there is."""
    key = order.arguments.get("name")
    if key is None:
        return list_canned(order)
    await order.link.desk.send_canned(order.wish, key, fence=order.link.fence())
    return "" if order.room else say("done", order.language)


async def push(order: Order) -> str:
    """The visitor reads the link as the agent's own."""
    words = order.arguments.get("words", "")
    await order.link.desk.push(order.wish, order.arguments["url"], words, fence=order.link.fence())
    return "" if order.room else say("done", order.language)


def list_canned(order: Order) -> str:
    """Names and beginnings, by category."""
    shelves = defaultdict[str, list[str]](list)
    for key, known in order.link.directory.canned.items():
        if _is_here(order, known):
            shelves[known.category].append(f"!{key} – {_beginning(order, key)}")
    if not shelves:
        return say("no_canned", order.language)
    return "\n".join("\n".join([f"{name}:" if name else "", *rows]).strip() for name, rows in shelves.items())


def choices(order: Order) -> list[Choice]:
    """The department's prepared texts, by category; from outside a room those of all in which they answer."""
    known = [each for each in order.link.directory.canned.values() if _is_here(order, each)]
    labels = {each.key: f"{each.category}: {each.key}" if each.category else each.key for each in known}
    return [
        Choice(each.key, f"{labels[each.key]} – {_beginning(order, each.key)}", (labels[each.key],))
        for each in sorted(known, key=lambda each: each.category)
    ]


def _is_here(order: Order, canned: Canned) -> bool:
    directory, keys = order.link.directory, [order.department.key]
    if order.room is None:
        keys += [each.key for each in directory.departments_of(order.agent.jid)]
    return any(canned.is_for(key) for key in keys)


def _beginning(order: Order, key: str) -> str:
    words = " ".join(pick(order.link.directory.canned[key].texts, order.language).split())
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"


COMMANDS: Final = (
    Command(
        "canned",
        About.CONVERSATION,
        canned,
        (Parameter("name", Kind.CHOICE, "prepared", is_required=False, choices=choices),),
        needs=Permission.ANSWER,
        reach=Reach.SHARED,
    ),
    Command(
        "push",
        About.CONVERSATION,
        push,
        (
            Parameter("url", Kind.WORD, "url", is_address=True),
            Parameter("words", Kind.TEXT, "before_link", is_required=False),
        ),
        needs=Permission.ANSWER,
        reach=Reach.SHARED,
    ),
)
