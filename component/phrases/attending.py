"""Words about who is on duty, what they have not noticed, and how a day went."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "duty_on": "You are on duty: {departments}",
        "duty_off": "You are off duty: {departments}",
        "duty_draining": "You keep those you have, and get no new ones: {departments}",
        "alerts_on": "What you do not notice in your conversations is repeated to you.",
        "alerts_off": "What you do not notice in your conversations is not repeated to you any more.",
        "who_on": "🟢 {agent}: on duty for {span}",
        "who_off": "⚫ {agent}: off duty for {span}",
        "who_draining": "🟠 {agent}: takes no new visitors",
        "nobody_on_duty": "Nobody is in {department} now.",
        "done_sign_off": "{agent} is off duty until they say “on duty”.",
        "relieved": (
            "{agent} took you off duty: what you had waits for others. You get visitors again when you say “on duty”."
        ),
        "stats": (
            "{department}, {span}: {begun} conversations, {answered} answered; "
            "now {waiting} waiting, {active} active, {closed} over"
        ),
        "stats_today": "today",
        "stats_24_hours": "last 24 hours",
        "stats_answer": "first answer after {seconds} s in the median",
        "wrote": "🟢 #{number} {name} wrote to you: “{note}” {link}",
    },
    "fa": {
        "duty_on": "سر کار هستید: {departments}",
        "duty_off": "سر کار نیستید: {departments}",
        "duty_draining": "آن‌ها را که دارید نگه می‌دارید و تازه نمی‌گیرید: {departments}",
        "alerts_on": "آنچه در گفتگوهایتان نمی‌بینید برایتان تکرار می‌شود.",
        "alerts_off": "آنچه در گفتگوهایتان نمی‌بینید دیگر تکرار نمی‌شود.",
        "who_on": "🟢 {agent}: از {span} پیش سر کار",
        "who_off": "⚫ {agent}: از {span} پیش سر کار نیست",
        "who_draining": "🟠 {agent}: بازدیدکنندهٔ تازه نمی‌گیرد",
        "nobody_on_duty": "اکنون کسی در {department} نیست.",
        "done_sign_off": "{agent} سر کار نیست تا بگوید «سر کار».",
        "relieved": (
            "{agent} شما را از کار برداشت؛ گفتگوهایتان منتظر دیگران است. با «سر کار» دوباره بازدیدکننده می‌گیرید."
        ),
        "stats": (
            "{department}، {span}: {begun} گفتگو، {answered} پاسخ‌داده؛ "
            "اکنون {waiting} منتظر، {active} در جریان، {closed} پایان‌یافته"
        ),
        "stats_today": "امروز",
        "stats_24_hours": "۲۴ ساعت گذشته",
        "stats_answer": "نخستین پاسخ پس از {seconds} ثانیه (میانه)",
        "wrote": "🟢 #{number} {name} برایتان نوشت: «{note}» {link}",
    },
}
