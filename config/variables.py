"""What is filled in where an administrator's text says so: `{visitor}` and the like."""

import re
from typing import Final

from config.findings import SettingError
from config.texts import Text

VARIABLES: Final = ("visitor", "agent", "department", "number", "page")
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")


def check_variables(text: Text) -> Text:
    """Only what will be known may stand in braces."""
    for words in text.texts.values():
        for name in _VARIABLE.findall(words):
            if name not in VARIABLES:
                known = ", ".join(f"{{{each}}}" for each in VARIABLES)
                raise SettingError(f"“{{{name}}}” stands for nothing.", fix=f"What can be filled in: {known}.")
    return text
