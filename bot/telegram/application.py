"""The library's application as we use it: our requests, context, handlers and error handler.

No updater, no job queue, no persistence: updates come from rows, schedules are rows, state is rows.
Imports everything of `bot.telegram` that handles updates.
"""

import logging
from typing import cast

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import Application, ContextTypes, Defaults, ExtBot

from bot.telegram.context import Context, Desk, NutgrafApplication
from bot.telegram.errors import answer_error
from bot.telegram.handlers import add_handlers
from bot.telegram.request import ANSWER_SECONDS, AiohttpRequest, proxy_for

TELEGRAM = "https://api.telegram.org"
# One more than are ever in flight, for calls that a handler makes itself.
N_CONNECTIONS = 40
N_POLLING_CONNECTIONS = 2


def build_bot(
    token: str, *, api: str | None, answer_seconds: float = ANSWER_SECONDS
) -> tuple[ExtBot[None], AiohttpRequest]:
    """Return the bot, not yet initialised, and its pool of connections for updates.

    Args:
        api: base address of another Bot API server; None for Telegram's own.
        answer_seconds: after how long a call without an answer is ambiguous.
    """
    # At INFO they write each address, and the token with it.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    base = (api or TELEGRAM).rstrip("/")
    proxy = proxy_for(base)
    polling = AiohttpRequest(n_connections=N_POLLING_CONNECTIONS, proxy=proxy)
    bot = ExtBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(
            n_connections=N_CONNECTIONS, answer_seconds=answer_seconds, proxy=proxy
        ),
        get_updates_request=polling,
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
    )
    return bot, polling


def build_application(bot: ExtBot[None], desk: Desk) -> NutgrafApplication:
    """Return the application with all handlers; enter it before the first update."""
    application = cast(
        "NutgrafApplication",
        Application.builder()
        .application_class(NutgrafApplication, {"desk": desk})
        .bot(bot)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build(),
    )
    add_handlers(application)
    application.add_error_handler(answer_error)
    return application
