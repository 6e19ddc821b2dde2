"""Who is on duty, from what they said, whether they are in the lobby, and what their devices show.

              wish      ┌ none ─────▶ in the lobby ───┐          ┌ dnd ──────▶ off duty
                        ├ on, draining ▶ anywhere ────┴▶ shows: ─┼ available ▶ on duty
                        └ off ──────▶ off duty                   ├ away, xa ─▶ on duty, until a grace is over
                                                                 └ nothing ──▶ off duty

Rule 1: one *do not disturb* counts, whatever else is shown; *away* counts only where nothing is available: a phone in a
        pocket is not an absent agent while the laptop is open.
Rule 2: what devices show is believed before the lobby, where devices that share a nick are seen as one.
Rule 3: who drains is on duty for the visitors they have, and not there for new ones.
"""

from enum import StrEnum
from typing import Final

from bridge.model import Duty, DutyWish

_AWAY_SHOWS: Final = ("away", "xa")
_SHOWS: Final = ("", "chat", *_AWAY_SHOWS, "dnd")
_ANYWHERE: Final = (DutyWish.ON, DutyWish.DRAINING)


class Reach(StrEnum):
    """How an agent could be reached in a department."""

    GONE = "gone"
    DND = "dnd"
    AWAY = "away"
    HERE = "here"


def reach(duty: Duty) -> Reach:
    """As far as it counts for this department."""
    if duty.wish is DutyWish.OFF or not (duty.is_inside or duty.wish in _ANYWHERE):
        return Reach.GONE
    in_lobby = (duty.show,) if duty.is_inside else ()
    shows = duty.devices or in_lobby
    if "dnd" in (*shows, *in_lobby):
        return Reach.DND
    if any(show not in _AWAY_SHOWS for show in shows):
        return Reach.HERE
    return Reach.AWAY if shows else Reach.GONE


def is_on_duty(duty: Duty, before: Duty | None) -> bool:
    """Whether they are on duty now. Who is away stays what they were; who came away, or has just asked for it, is on
    duty until the grace is over.
    """
    now = reach(duty)
    if now is not Reach.AWAY:
        return now is Reach.HERE
    return before is None or before.is_on_duty or reach(before) is Reach.GONE


def takes_new(duty: Duty) -> bool:
    """Whether new visitors may be offered to them."""
    return duty.is_on_duty and duty.wish is not DutyWish.DRAINING


def clean_show(show: str) -> str:
    """A show that we know; anything else is plainly available."""
    return show if show in _SHOWS else ""
