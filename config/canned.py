"""The section about prepared texts that agents send by a short name."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from config.findings import SettingError
from config.kinds import LocalizedText, Name, OneOrMany
from config.section import Section
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


class Canned(Section):
    """A prepared text. In a visitor's room `!name` sends it."""

    category: str = Field("", description="Under which heading agents find it; without it, under none.")
    text: Annotated[LocalizedText, AfterValidator(check_variables)] = Field(
        description="What is sent, in the visitor's language if it is there; `{visitor}`, `{agent}`, `{department}`, "
        "`{number}` and `{page}` are filled in.",
        examples=["Thank you for the conversation, {visitor}."],
    )
    departments: Annotated[tuple[Name, ...], OneOrMany] = Field(
        (), description="The departments that have it; an empty list means all."
    )
