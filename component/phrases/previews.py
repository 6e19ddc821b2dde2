"""Words about reading what a visitor types before it is sent."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "preview": "✍️ {name}: {words}",
        "preview_sent": "✍️ {name}: sent",
        "preview_stopped": "✍️ {name}: nothing at the moment",
        "preview_on": (
            "#{number}: you read here what {name} types, before it is sent, until it is over or you say “preview off”. "
            "They know that it can be read."
        ),
        "preview_off": "#{number}: you read only what {name} sends.",
        "switch": "On or off",
        "switch_on": "on",
        "switch_off": "off",
    },
    "fa": {
        "preview": "✍️ {name}: {words}",
        "preview_sent": "✍️ {name}: فرستاد",
        "preview_stopped": "✍️ {name}: اکنون چیزی نمی‌نویسد",
        "preview_on": (
            "#{number}: آنچه {name} می‌نویسد پیش از ارسال اینجا می‌خوانید، تا پایان گفتگو یا تا بگویید "
            "«پیش‌نمایش خاموش». او می‌داند که خوانده می‌شود."
        ),
        "preview_off": "#{number}: تنها آنچه {name} بفرستد می‌خوانید.",
        "switch": "روشن یا خاموش",
        "switch_on": "روشن",
        "switch_off": "خاموش",
    },
}
