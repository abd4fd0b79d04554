"""Digests: now, the latest headlines, why, what was left out, and what may be lost sent again.

Imports render, `bot.digests` and the store.
"""

from datetime import UTC, datetime

from telegram import Update

from bot.digests import past
from bot.digests.languages import shelves
from bot.errors import UsageError
from bot.model import (
    ChatId,
    DeliveryId,
    Edition,
    EditionId,
    Message,
    Subscription,
)
from bot.render import headlines, replies
from bot.render.buttons import Action, Press
from bot.store import endings, outbox, readership, stories
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change
from bot.telegram.subscribed import is_draft

# More headlines than anyone pages through.
MAX_LATEST = 200
# Before it a button's instant is a mistake; after it `datetime` ends.
_MOST_SECONDS = 4_102_444_800


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("digest", digest_now))
    application.add_handler(command("latest", latest))
    application.add_handler(command("why", why))


async def digest_now(update: Update, context: Context) -> None:
    """``/digest``: every digest of the chat, now."""
    await check_may_change(update)
    known = [one for one in await subscribed.of_chat(context) if not is_draft(one)]
    if not known:
        raise UsageError("no-subscription")
    for one in known:
        subscribed.make_due(context, one)


async def latest(_update: Update, context: Context) -> None:
    """``/latest``, also with a topic: ``/latest science``."""
    asked = " ".join(context.args or ()).strip()
    topic = _topic(context, asked) if asked else "all"
    context.reply(await _latest(context, topic, page=0))


async def why(update: Update, context: Context) -> None:
    """``/why``: of the digest that it answers, else of the last one."""
    edition = await _replied_edition(update, context) or await _last_edition(context)
    if edition is None:
        context.reply(replies.say(context.voice, "why-none"))
    else:
        context.reply(replies.why(context.voice, edition))


# ---- presses -------------------------------------------------------------------------------------


async def press_digest(context: Context, press: Press) -> str:
    """Send one digest now."""
    subscription = await subscribed.mine(context, press.number(0))
    if is_draft(subscription):
        raise UsageError("no-subscription")
    subscribed.make_due(context, subscription)
    return context.voice.words("notice-working")


async def press_latest(context: Context, press: Press) -> None:
    """Turn the pages of the headlines."""
    context.edit(await _latest(context, press.word(0), page=max(0, press.number(1))))


async def press_more(context: Context, press: Press) -> None:
    """Show what a digest left below its cut."""
    since, until = (_instant(press.number(n)) for n in (0, 1))
    known = await subscribed.of_chat(context)
    async with context.read() as tx:
        below = await past.unseen(tx, known, since=since, until=until)
    shown = below[: headlines.N_ON_PAGE]
    context.reply(headlines.rest(context.voice, shown, context.now))


async def send_again(context: Context, press: Press) -> str:
    """Send the message that may not have arrived, and what waited behind it."""
    lost = DeliveryId(press.number(0))

    async def effect(tx: Transaction) -> None:
        await endings.send_again(tx, context.desk.bot_id, context.chat.id, lost, now=context.now)

    context.write(effect)
    return context.voice.words("notice-sent-again")


PRESSES: dict[Action, OnPress] = {
    Action.DIGEST_NOW: press_digest,
    Action.LATEST: press_latest,
    Action.MORE: press_more,
    Action.SEND_AGAIN: send_again,
}


async def _latest(context: Context, topic: str, *, page: int) -> Message:
    n_before = page * headlines.N_ON_PAGE
    read = await subscribed.languages_read(context)
    async with context.read() as tx:
        told = await readership.languages_of_topics(tx)
        [(topics, languages)] = shelves(() if topic == "all" else (topic,), read=read, told=told)
        found = await stories.latest(tx, topics=topics, languages=languages, limit=MAX_LATEST)
        # News in another language is better than none.
        found = found or await stories.latest(tx, topics=topics, limit=MAX_LATEST)
        shown = await stories.in_short(tx, found[n_before : n_before + headlines.N_ON_PAGE])
    name = context.topics.get(topic, topic)
    return headlines.latest(
        context.voice,
        shown,
        context.now,
        topic=None if topic == "all" else (topic, name),
        page=page,
        has_more=len(found) > n_before + headlines.N_ON_PAGE,
    )


def _topic(context: Context, asked: str) -> str:
    """The topic of that id or name, whatever its case; or of that beginning."""
    wanted = asked.casefold()
    by_name = {name.casefold(): topic for topic, name in context.topics.items()}
    by_name |= {topic.casefold(): topic for topic in context.topics}
    begun = [topic for name, topic in by_name.items() if name.startswith(wanted)]
    if wanted not in by_name and not begun:
        raise UsageError("error-topic", text=asked)
    return by_name.get(wanted) or begun[0]


async def _replied_edition(update: Update, context: Context) -> Edition | None:
    message = update.message
    replied = message.reply_to_message if message else None
    if replied is None:
        return None
    async with context.read() as tx:
        row = await outbox.by_message(
            tx, context.desk.bot_id, ChatId(context.chat.id), replied.message_id
        )
        if row is None or row.edition_id is None:
            return None
        return await past.edition(tx, EditionId(row.edition_id))


async def _last_edition(context: Context) -> Edition | None:
    known: list[Subscription] = await subscribed.of_chat(context)
    async with context.read() as tx:
        found = [await past.last_edition(tx, one.id) for one in known]
    return max((one for one in found if one), key=lambda one: one.until, default=None)


def _instant(seconds: int) -> datetime:
    if not 0 <= seconds < _MOST_SECONDS:
        raise UsageError("notice-old-button")
    return datetime.fromtimestamp(seconds, UTC)
