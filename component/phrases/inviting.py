"""Words about visitors who are only looking, and what becomes of an invitation."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "guest": "Visitor",
        "guest_instead": "Or a visitor who is only looking",
        "spoken_words": "What you say; empty: the usual words",
        "done_greet": "{guest} is invited, and I tell you what becomes of it: “{words}”",
        "invited_shown": "{guest}: your words are before them now.",
        "invited_dismissed": "{guest}: they closed it, and are left in peace for this visit.",
        "invited_gone": "{guest}: they left without an answer.",
        "answered": "🟢 #{number} {name} answers you: “{note}” It is yours: {link}",
    },
    "fa": {
        "guest": "بازدیدکننده",
        "guest_instead": "یا بازدیدکننده‌ای که تنها می‌نگرد",
        "spoken_words": "آنچه می‌گویید؛ خالی: همان متن همیشگی",
        "done_greet": "{guest} دعوت شد و می‌گویم چه می‌شود: «{words}»",
        "invited_shown": "{guest}: اکنون سخن شما پیش روی اوست.",
        "invited_dismissed": "{guest}: آن را بست و در این دیدار آسوده می‌ماند.",
        "invited_gone": "{guest}: بی پاسخ رفت.",
        "answered": "🟢 #{number} {name} به شما پاسخ داد: «{note}» با شماست: {link}",
    },
}
