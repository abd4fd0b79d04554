"""Reaching Telegram at the start: who we are, and what it has to be told before it sends anything.

A Telegram that is away is waited for, because a host may start before its network. Imports
`application` and `request`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import ExtBot

from bot.errors import SettingsError, TelegramError, TokenRefused
from bot.telegram.application import build_bot
from bot.telegram.request import AiohttpRequest
from bot.telegram.updates import ALLOWED_UPDATES

_AGAIN_SECONDS = 5.0

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """The bot once Telegram has told who it is, and its connections for updates."""

    bot: ExtBot[None]
    polling: AiohttpRequest


async def meet(
    stack: AsyncExitStack, token: str, *, api: str | None, stopping: asyncio.Event
) -> Met:
    """Ask Telegram who we are, again and again until it answers: the first use of the token.

    Args:
        stack: closes the bot at the end.
        token: of the bot.
        api: base address of another Bot API server; None for Telegram's own.
        stopping: ends the waiting.

    Raises:
        TokenRefused: Telegram does not know the token.
        TelegramError: it was not reached before *stopping*.
    """
    bot, polling = build_bot(token, api=api)

    async def enter() -> None:
        await stack.enter_async_context(bot)

    if not await until_heard(enter, stopping):
        raise TelegramError("Telegram could not be reached. Is this machine online?")
    return Met(bot=bot, polling=polling)


async def set_webhook(
    bot: ExtBot[None], url: str, *, secret: str | None, stopping: asyncio.Event
) -> None:
    """Tell Telegram where to bring updates.

    Raises:
        SettingsError: Telegram does not take the address.
    """

    async def tell() -> None:
        try:
            await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        except BadRequest as error:
            raise SettingsError("NUTGRAF_WEBHOOK_URL", f"Telegram: {error.message}") from error

    await until_heard(tell, stopping)


async def until_heard(tell: Callable[[], Awaitable[object]], stopping: asyncio.Event) -> bool:
    """Tell Telegram something until it has heard; False when *stopping* came first.

    Raises:
        TokenRefused: Telegram does not know the token.
    """
    while not stopping.is_set():
        try:
            await tell()
        except InvalidToken as error:
            raise TokenRefused from error
        except NetworkError as error:
            _log.warning("telegram.unreachable", error=type(error).__name__)
            await _pause(stopping)
        else:
            return True
    return False


async def _pause(stopping: asyncio.Event) -> None:
    """Wait a little, or until the bot stops."""
    try:
        async with asyncio.timeout(_AGAIN_SECONDS):
            await stopping.wait()
    except TimeoutError:
        return
