"""`parlour serve`: run until the process is told to stop."""

import asyncio
from collections.abc import Callable

import typer

from bridge.cli.options import ConfigFile, end_with, file_of, settings_of
from bridge.errors import ParlourError
from config import SettingError


def serve(context: typer.Context, config: ConfigFile = None) -> None:
    """Run Parlour. SIGHUP reads the configuration again, SIGTERM ends in order."""
    loaded = settings_of(context, config)
    file = file_of(context, config)

    from bridge.cli.logs import set_up_logging
    from bridge.serve import serve as run

    set_up_logging(loaded.settings.log)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(run(loaded.settings, config_path=file))
    except SettingError as error:
        end_with(str(error), error.fix)
    except ParlourError as error:
        end_with(str(error), "`parlour check --online` looks at each part and says what to do.")
    except OSError as error:
        end_with(f"Parlour cannot run: {error.strerror or error}.", "Is another one running, or the port taken?")


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The loop of uvloop, where that is installed (`pip install parlour[fast]`)."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop
