"""The desk takes every request and publishes every event: one method per happening.

            visitors (web) ──▶ enter · post · see · rename ┐
                                                             ├─▶ one change in the store ──▶ events
            agents (component) ─▶ write · correct · take … ┘

Rule 1: a method is one change: it happens whole or not at all, and may be repeated after a failure.
Rule 2: whatever the agents' side writes carries the fence of the shard that it holds; visitors may write on any node.
"""

from bridge.desk.agents import Heard
from bridge.desk.blocks import Block, Blocking
from bridge.desk.briefing import Brief
from bridge.desk.cards import Card
from bridge.desk.contacting import Detail
from bridge.desk.finding import Wish
from bridge.desk.guests import Arrival, Guest
from bridge.desk.handing import Target
from bridge.desk.inviting import Call
from bridge.desk.letters import Promise, Told
from bridge.desk.listing import Listed, Reach
from bridge.desk.overview import Ongoing, Overview
from bridge.desk.remembering import Episode
from bridge.desk.service import Desk
from bridge.desk.supervising import Figures
from bridge.desk.taking import Taken
from bridge.desk.trail import Trail
from bridge.desk.visitors import CatchUp, Draft, Entrance, Standing

__all__ = [
    "Arrival",
    "Block",
    "Blocking",
    "Brief",
    "Call",
    "Card",
    "CatchUp",
    "Desk",
    "Detail",
    "Draft",
    "Entrance",
    "Episode",
    "Figures",
    "Guest",
    "Heard",
    "Listed",
    "Ongoing",
    "Overview",
    "Promise",
    "Reach",
    "Standing",
    "Taken",
    "Target",
    "Told",
    "Trail",
    "Wish",
]
