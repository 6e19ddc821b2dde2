"""Words about all that waits and goes on."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "talks": "waiting: {waiting}, going on: {active}",
        "talks_none": "nobody waits, and no conversation goes on",
        "talk": "{mark} #{number} {name}",
        "talk_waits": "waiting for {span}",
        "talk_waits_again": "waiting again, began {span} ago",
        "talk_agent": "{agent} · to answer for {span}",
        "talk_visitor": "{agent} · the visitor's turn for {span}",
        "talks_more": "… and {count} more",
    },
    "fa": {
        "talks": "منتظر: {waiting}، در جریان: {active}",
        "talks_none": "کسی منتظر نیست و گفتگویی در جریان نیست",
        "talk": "{mark} #{number} {name}",
        "talk_waits": "از {span} پیش منتظر",
        "talk_waits_again": "باز منتظر، آغاز {span} پیش",
        "talk_agent": "{agent} · نوبت پاسخ، از {span} پیش",
        "talk_visitor": "{agent} · نوبت بازدیدکننده، از {span} پیش",
        "talks_more": "… و {count} گفتگوی دیگر",
    },
}
