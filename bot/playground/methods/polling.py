"""Who the bot is, and how it gets its updates."""

from bot.playground.calls import Call
from bot.playground.chats import Json
from bot.playground.objects import bot_object
from bot.playground.refusals import conflict
from bot.playground.state import State
from bot.playground.updates import MAX_POLL_SECONDS, MAX_UPDATES


async def get_me(state: State, _call: Call) -> Json:
    """Play `getMe`."""
    return bot_object(state.bot)


async def get_updates(state: State, call: Call) -> list[Json]:
    """Play `getUpdates`: a long poll that holds."""
    if state.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )
    allow(state, call)
    return await state.updates.take(
        offset=call.number("offset"),
        limit=min(max(call.number("limit", MAX_UPDATES), 1), MAX_UPDATES),
        timeout_seconds=min(max(call.number("timeout"), 0), MAX_POLL_SECONDS),
    )


def allow(state: State, call: Call) -> None:
    """Take over ``allowed_updates``; without the parameter the last choice stays."""
    kinds = call.parameters.get("allowed_updates")
    if kinds is not None:
        state.updates.allow(kinds)


METHODS = {"getMe": get_me, "getUpdates": get_updates}
