"""The visitor goes from page to page, and agents read of it: at most one line in `PAUSE`, the last page wins.

             note ──▶ at once, if none was said for so long          due ──▶ what was held back, later

Rule: times are passed in (monotonic seconds); nothing is kept, since the trail is.
"""

import math
from dataclasses import dataclass
from typing import Final

from bridge.model import Page

PAUSE: Final = 10.0


@dataclass(slots=True)
class Moves:
    """Of one room."""

    said_at: float = -math.inf
    held_back: Page | None = None

    def note(self, page: Page, now: float) -> Page | None:
        """They are there now; the page, if it is to be said at once."""
        self.held_back = page
        return self.due(now)

    def due(self, now: float) -> Page | None:
        """What is to be said now."""
        if self.held_back is None or now - self.said_at < PAUSE:
            return None
        page, self.held_back, self.said_at = self.held_back, None, now
        return page
