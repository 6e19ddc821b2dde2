"""Words about the end of a conversation."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "ended": "{mark} #{number} {name}: over at {time}.",
        "ended_by": "{mark} #{number} {name}: closed by {agent} at {time}.",
        "ended_silent": "{mark} #{number} {name}: closed at {time}, since the visitor said no more.",
        "ended_kept": "You can close this window.",
        "ended_open": "You can close this window; until {until} what you write here still reaches {name}.",
        "released": "#{number} {name} is over. When {name} writes again, the department asks you.",
    },
    "fa": {
        "ended": "{mark} #{number} {name}: در {time} پایان یافت.",
        "ended_by": "{mark} #{number} {name}: {agent} آن را در {time} پایان داد.",
        "ended_silent": "{mark} #{number} {name}: در {time} پایان یافت، چون بازدیدکننده دیگر چیزی نگفت.",
        "ended_kept": "می‌توانید این پنجره را ببندید.",
        "ended_open": "می‌توانید این پنجره را ببندید؛ تا {until} آنچه اینجا بنویسید هنوز به {name} می‌رسد.",
        "released": "#{number} {name} پایان یافته است. اگر {name} دوباره بنویسد، بخش از شما می‌پرسد.",
    },
}
