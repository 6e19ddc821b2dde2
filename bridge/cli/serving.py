"""`parlour serve`: run until the process is told to stop."""

import asyncio
import gc
import os
from collections.abc import Callable
from typing import Final, NoReturn

import typer

from bridge.cli.options import RULES, ConfigFile, end_with, file_of, options_of, settings_of
from bridge.errors import ParlourError
from config import SettingError, Settings, read

_YOUNG: Final = 20_000  # objects until Python looks for dead cycles; 700 by default, which is some two messages


def serve(context: typer.Context, config: ConfigFile = None) -> None:
    """Run Parlour. SIGHUP reads the configuration again, SIGTERM ends in order."""
    loaded = settings_of(context, config)
    file, given = file_of(context, config), options_of(context)

    from bridge.cli.logs import set_up_logging
    from bridge.serve import serve as run

    def reread() -> Settings:
        return read(file, os.environ, given, rules=RULES).settings

    set_up_logging(loaded.settings.log)
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(run(loaded.settings, reread=reread))
    except (SettingError, ParlourError, OSError) as error:
        _end_with(error)
    except BaseExceptionGroup as group:
        expected = group.subgroup((SettingError, ParlourError, OSError))
        if expected is None:
            raise
        _end_with(_first(expected))


def _end_with(error: BaseException) -> NoReturn:
    """Say what stood in the way, and what to do about it."""
    if isinstance(error, SettingError):
        end_with(str(error), error.fix)
    if isinstance(error, OSError):
        fix = "Is another Parlour running, or does something else use the port? See http.listen."
        end_with(f"Parlour cannot run: {error.strerror or error}.", fix)
    end_with(str(error), "`parlour check --online` looks at each part and says what to do.")


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop of uvloop, where that is installed (`pip install parlour[fast]`)."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop
