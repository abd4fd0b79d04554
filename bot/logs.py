"""Logs: events named ``noun.verb`` with fixed keys, as lines for people or as JSON.

Everything goes to standard error, the lines of libraries too. Whatever looks like a bot token is
cut out of every line, wherever it came from. Imports `bot.settings`.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogFormat

# They tell each request with its address, and Telegram's addresses hold the token.
_CHATTY = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "alembic")
# When a worker has died, asyncio's transport and its child watcher both ask the system how; whoever
# comes second warns of an "unknown child process" (Python 3.11) although nothing is lost.
_NOISY = ("asyncio",)
# Words around it are kept: "bot123:AA…/getMe" becomes "bot…/getMe".
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")


def set_up(
    log_format: LogFormat, *, stream: TextIO | None = None, level: int = logging.INFO
) -> None:
    """Send every log line of the process to *stream* (standard error) in *log_format*."""
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        without_tokens,
    ]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(log_format, out),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def without_tokens(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut whatever looks like a bot token out of every value of an event."""
    return {key: _cut(value) for key, value in event.items()}


def _cut(value: object) -> object:
    if isinstance(value, dict):
        return {key: _cut(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(item) for item in value]
    if isinstance(value, str):
        return _TOKEN.sub("…", value)
    if isinstance(value, int | float | None):
        return value
    text = str(value)
    return _TOKEN.sub("…", text) if _TOKEN.search(text) else value


def _renderer(log_format: LogFormat, out: TextIO) -> Processor:
    if log_format is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=out.isatty())
