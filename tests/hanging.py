"""What a test that hangs is waiting for: the whole of each pending task's chain of awaits, innermost last.

main (test_day.py:12)
  └ Agent.join (agent.py:103)
      └ in_time (waiting.py:52)
"""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path
from types import CoroutineType


def describe_pending() -> str:
    """Every task of every loop in this process that is not done."""
    # By its type: to ask a weak proxy whether it is a task, as `isinstance` does, fails where the object is gone.
    tasks = [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task) and not each.done()]
    return "\n\n".join("\n".join(_chain(task.get_coro())) for task in tasks) or "no task is pending"


def _chain(awaited: object) -> Iterator[str]:
    indent = ""
    while isinstance(awaited, CoroutineType) and awaited.cr_frame is not None:
        place = f"{Path(awaited.cr_code.co_filename).name}:{awaited.cr_frame.f_lineno}"
        yield f"{indent}{awaited.__qualname__} ({place})"
        indent = f"{indent[:-2]}    └ " if indent else "  └ "
        awaited = awaited.cr_await
