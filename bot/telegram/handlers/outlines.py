"""Lists of feeds as files (OPML): a document that someone sends, and the chat's own sources out.

A list is added only after its button was pressed. Nothing of it is kept until then: the question
answers the document, and the press reads it there again. Imports `bot.ingest`, render, the store.
"""

from functools import partial

from telegram import Document, Message

from bot import compute
from bot.errors import FeedFormatError, UsageError
from bot.ingest import opml
from bot.ingest.linked_feeds import FoundFeed
from bot.ingest.opml import Outline, OutlineFeed
from bot.model import Feed
from bot.render import sources as pages
from bot.render.buttons import Action, Press
from bot.render.sources import Offered
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.context import Context
from bot.telegram.handlers import sources
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.slow import said_if_slow
from bot.telegram.handlers.topics import topics_step

MAX_MEGABYTES = 5
_MEGABYTE = 1_000_000
_NAMES = (".opml", ".xml")
_KINDS = ("opml", "xml")


def is_list(document: Document) -> bool:
    """Whether a document is meant as a list of feeds, by its name or kind."""
    name, kind = (document.file_name or "").lower(), (document.mime_type or "").lower()
    return name.endswith(_NAMES) or (not name and kind.endswith(_KINDS))


async def ask(context: Context, message: Message, document: Document) -> None:
    """Tell what is in a list, and ask whether it shall be added."""
    found = await _read(context, document)
    offered = [Offered(url=one.url, title=one.title) for one in found.feeds]
    if not offered:
        raise UsageError("error-no-opml")
    context.work.reply_to = message.message_id
    context.reply(pages.list_question(context.voice, offered, n_refused=len(found.refused)))


async def add_list(context: Context, press: Press) -> None:
    """Add the feeds of the list that the pressed message answers to the chat's first digest."""
    del press
    asked = context.under.reply_to_message if context.under else None
    if asked is None or asked.document is None:
        raise UsageError("error-list-gone")
    found = await _read(context, asked.document)

    async def effect(tx: Transaction) -> None:
        await _add(tx, context, found)

    context.write(effect)


async def export_feeds(context: Context, press: Press) -> None:
    """Send the chat's own sources as a file; sent at once, because twice harms nobody."""
    del press
    await send(context, await sources.own_feeds(context))


PRESSES: dict[Action, OnPress] = {
    Action.ADD_LIST: add_list,
    Action.EXPORT_FEEDS: export_feeds,
}


async def send(context: Context, own: list[Feed]) -> None:
    """Send sources as a file, each in the folder that it came in, or else in that of its topic."""
    digests = await subscribed.of_chat(context)
    folders = {topic: name for one in digests for topic, name in one.preferences.folders}
    listed = [
        OutlineFeed(
            url=feed.url,
            title=feed.title,
            folder=folders.get(feed.topic) or (*feed.topics, "")[0],
        )
        for feed in own
    ]
    await context.bot.send_document(
        context.chat.id,
        opml.write(listed),
        filename="nutgraf.opml",
        caption=pages.export_caption(context.voice),
        message_thread_id=context.work.thread_id,
    )


async def _read(context: Context, document: Document) -> Outline:
    """Fetch a document from Telegram and read it.

    Raises:
        UsageError: it is too large to be fetched at all.
        FeedFormatError: it is no list of feeds.
    """
    if (document.file_size or 0) > MAX_MEGABYTES * _MEGABYTE:
        raise UsageError("error-too-large", megabytes=MAX_MEGABYTES)
    async with said_if_slow(context):
        file = await document.get_file()
        body = bytes(await file.download_as_bytearray())
        reading = partial(opml.parse, body, context.desk.fetcher.networks)
        found = await compute.run(reading, timeout_seconds=opml.TIMEOUT_SECONDS)
    if not found.feeds and not found.refused:
        raise FeedFormatError("no-opml", "There are no feeds in the list.")
    return found


async def _add(tx: Transaction, context: Context, found: Outline) -> None:
    """Store the feeds and put them into the first digest; say how many were new to it."""
    if len(found.feeds) > sources.MAX_FEEDS:
        raise UsageError("error-too-many-feeds", n=sources.MAX_FEEDS)
    wanted = [
        await sources.stored(tx, context, FoundFeed(url=one.url, title=one.title))
        for one in found.feeds
    ]
    folders = {
        feed.topic: one.folder for feed, one in zip(wanted, found.feeds, strict=True) if one.folder
    }
    digest, is_new = await sources.first_digest(tx, context)
    n_added = await sources.hold(tx, digest, wanted, folders)
    context.edit(pages.list_added(context.voice, n_added=n_added, n_known=len(wanted) - n_added))
    if is_new:
        context.reply(await topics_step(tx, context, digest))
