"""Where log lines go and how they look: standard error, for people or for machines.

Our own lines are events with facts; libraries are heard only when they warn, since their other lines hold whole
messages and addresses.
"""

import logging
import sys

import structlog
from structlog.types import Processor

from config import Log

_QUIET = ("slixmpp", "hypercorn", "asyncio", "sqlalchemy", "aiosqlite", "asyncpg", "alembic", "httpx", "httpcore")


def set_up_logging(log: Log) -> None:
    """Send the lines of structlog and of the standard library to standard error, in the form that was asked for."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(log)],
        )
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(log.level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(log: Log) -> list[Processor]:
    if log.format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    colours = sys.stderr.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)]
