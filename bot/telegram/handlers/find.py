"""Finding stories: by words, those missed for days, those followed and muted.

Imports render, `bot.digests.past` and the store.
"""

import re
from datetime import timedelta

from telegram import Update

from bot.digests import past
from bot.errors import UsageError
from bot.model import Mark, MarkKind
from bot.render import headlines, replies
from bot.store import chats, search, stories
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.written import command

_DEFAULT_PERIOD = "3d"
_PERIOD = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>[hdw]?)", re.IGNORECASE)
_UNITS = {
    "h": timedelta(hours=1),
    "": timedelta(days=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
# Older news is history; `/search` finds it.
_MAX_PERIOD = timedelta(days=31)


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("search", search_command))
    application.add_handler(command("catchup", catch_up))
    application.add_handler(command("follow", followed))


async def search_command(_update: Update, context: Context) -> None:
    """``/search words "exact phrase" -not``."""
    asked = " ".join(context.args or ())
    if not asked:
        context.reply(replies.say(context.voice, "search-how"))
        return
    async with context.read() as tx:
        ids = await search.find(tx, search.parse(asked), limit=headlines.N_ON_PAGE + 1)
        found = await stories.in_short(tx, ids[: headlines.N_ON_PAGE])
    has_more = len(ids) > headlines.N_ON_PAGE
    context.reply(headlines.matches(context.voice, asked, found, context.now, has_more=has_more))


async def catch_up(_update: Update, context: Context) -> None:
    """``/catchup 5d``: what none of the chat's digests has told, ranked as they rank."""
    period = _period(" ".join(context.args or ()) or _DEFAULT_PERIOD)
    known = await subscribed.of_chat(context)
    if not known:
        raise UsageError("no-subscription")
    async with context.read() as tx:
        found = await past.unseen(tx, known, since=context.now - period, until=context.now)
    shown = found[: headlines.N_BARE]
    n_more = len(found) - len(shown)
    context.reply(headlines.missed(context.voice, shown, period, n_more=n_more))


async def followed(_update: Update, context: Context) -> None:
    """``/follow``: the stories that are followed or muted; a number opens one, to change it."""
    async with context.read() as tx:
        marks = await chats.marks_of(tx, context.desk.bot_id, context.chat.id)
        held = [mark for mark in marks if _holds(mark, context)]
        found = await stories.by_ids(tx, list({mark.story_id: None for mark in held}))
    newest = sorted(found, key=lambda story: story.news_at, reverse=True)[: headlines.N_BARE]
    follows, mutes = (
        [story for story in newest if (story.id, kind) in {(m.story_id, m.kind) for m in held}]
        for kind in (MarkKind.FOLLOWED, MarkKind.MUTED)
    )
    context.reply(headlines.marked(context.voice, follows, mutes))


def _period(typed: str) -> timedelta:
    match = _PERIOD.fullmatch(typed.strip())
    if match is None or not int(match["n"]):
        raise UsageError("error-period", text=typed)
    return min(_MAX_PERIOD, int(match["n"]) * _UNITS[match["unit"].lower()])


def _holds(mark: Mark, context: Context) -> bool:
    ends = mark.until is not None and mark.until <= context.now
    return mark.kind is not MarkKind.SEEN and not ends
