"""What commands that switch something on or off ask for."""

from typing import Final

from component.commands.command import Choice, Kind, Order, Parameter
from component.words import say

ON: Final = "on"
OFF: Final = "off"


def switches(order: Order) -> list[Choice]:
    """Both, in the agent's language."""
    return [Choice(each, say(f"switch_{each}", order.language)) for each in (ON, OFF)]


SWITCH: Final = (Parameter("switch", Kind.CHOICE, "switch", choices=switches),)
