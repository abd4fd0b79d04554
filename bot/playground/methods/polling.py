"""Who the bot is, and how it gets its updates: long polling or a webhook."""

from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.objects import bot_object
from bot.playground.refusals import conflict
from bot.playground.state import State
from bot.playground.updates import MAX_POLL_SECONDS, MAX_UPDATES
from bot.playground.webhook import (
    DEFAULT_CONNECTIONS,
    MAX_CONNECTIONS,
    WebhookSettings,
    checked_settings,
)


async def get_me(state: State, _call: Call) -> Json:
    """Play `getMe`."""
    return bot_object(state.bot)


async def get_updates(state: State, call: Call) -> list[Json]:
    """Play `getUpdates`: a long poll that holds."""
    if state.webhook.settings.url:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )
    _allow(state, call)
    return await state.updates.take(
        offset=call.number("offset"),
        limit=_clamped(state, call, "limit", MAX_UPDATES, (1, MAX_UPDATES)),
        timeout_seconds=_clamped(state, call, "timeout", 0, (0, MAX_POLL_SECONDS)),
    )


async def set_webhook(state: State, call: Call) -> bool:
    """Play `setWebhook`; an empty url deletes it, as Telegram has it."""
    if not call.text("url"):
        return await delete_webhook(state, call)
    settings = checked_settings(
        url=call.text("url"),
        secret=call.text("secret_token"),
        max_connections=_clamped(
            state, call, "max_connections", DEFAULT_CONNECTIONS, (1, MAX_CONNECTIONS)
        ),
        ip_address=call.text("ip_address") or None,
    )
    state.updates.end_poll("terminated by setWebhook request")
    _drop_pending(state, call)
    _allow(state, call)
    await state.webhook.set(settings)
    return True


async def delete_webhook(state: State, call: Call) -> bool:
    """Play `deleteWebhook`."""
    await state.webhook.remove()
    _drop_pending(state, call)
    return True


async def get_webhook_info(state: State, _call: Call) -> Json:
    """Play `getWebhookInfo`."""
    settings = state.webhook.settings
    info: Json = {
        "url": settings.url,
        "has_custom_certificate": False,
        "pending_update_count": state.updates.n_pending,
    }
    if settings.url:
        info |= {"max_connections": settings.max_connections}
        info |= {"ip_address": settings.ip_address or "127.0.0.1"}
    if state.webhook.last_error is not None:
        date, words = state.webhook.last_error
        info |= {"last_error_date": date, "last_error_message": words}
    if state.updates.allowed:
        info["allowed_updates"] = sorted(state.updates.allowed)
    return info


async def log_out(state: State, _call: Call) -> bool:
    """Play `logOut`: the updates that wait are lost."""
    await _end(state)
    state.updates.clear()
    return True


async def close(state: State, _call: Call) -> bool:
    """Play `close`."""
    await _end(state)
    return True


async def _end(state: State) -> None:
    if state.webhook.settings != WebhookSettings():
        await state.webhook.remove()
    state.updates.end_poll()


def _allow(state: State, call: Call) -> None:
    """Take over ``allowed_updates``; without the parameter the last choice stays."""
    kinds = call.parameters.get("allowed_updates")
    if kinds is not None:
        unknown = state.updates.allow(kinds)
        for kind in unknown:
            state.note(call.method, f'unknown kind of update "{kind}"')


def _drop_pending(state: State, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        state.updates.clear()


def _clamped(state: State, call: Call, name: str, default: int, limits: tuple[int, int]) -> int:
    """Return a number within its limits; Telegram cuts it without a word."""
    value = call.number(name, default)
    cut = min(max(value, limits[0]), limits[1])
    if cut != value:
        state.note(call.method, f"{name} {value} is cut to {cut}")
    return cut


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": close,
}
