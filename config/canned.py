"""The section about prepared texts that agents send by a short name."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.kinds import LocalizedText, Name, OneOrMany
from config.section import Section
from config.variables import check_variables


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
