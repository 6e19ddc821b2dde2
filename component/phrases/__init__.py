"""What is said to agents, one file a topic, in every language that the desk speaks.

Rule: a language that lacks a phrase says it in English; the facts of a phrase stand in braces, in any order.
"""

from collections.abc import Mapping
from typing import Final

from component.phrases import (
    attending,
    closing,
    commands,
    handing,
    inviting,
    mailing,
    overviews,
    previews,
    refusals,
    visitors,
)

Phrases = Mapping[str, Mapping[str, str]]
"""By language, then by key."""

TOPICS: Final[tuple[Phrases, ...]] = (
    attending.PHRASES,
    closing.PHRASES,
    commands.PHRASES,
    handing.PHRASES,
    inviting.PHRASES,
    mailing.PHRASES,
    overviews.PHRASES,
    previews.PHRASES,
    visitors.PHRASES,
)
REFUSALS: Final = refusals.REFUSALS
