"""How long to wait before trying again: longer each time, and never at the same moment as everybody else."""

import random
from typing import Final

FIRST: Final = 0.25  # seconds
LAST: Final = 60.0


def growing(failures: int) -> float:
    """Seconds before the next attempt, after so many in a row have failed: about ¼, ½, 1 … 60."""
    return spread(min(LAST, FIRST * 2.0 ** min(failures, 20)))


def spread(seconds: float) -> float:
    """About so many seconds: from three quarters to five quarters of it."""
    return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - it keeps crowds apart, not secrets
