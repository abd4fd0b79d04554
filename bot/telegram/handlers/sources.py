"""The chat's own sources: sites and feeds added, listed and taken out.

A source is a feed of the store, and a topic (``feed:12``) of the digests that hold it. Imports
`bot.ingest`, render's settings and the store.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import TypeVar

from telegram import Update

from bot.digests.window import FEED_TOPIC
from bot.errors import FetchError, IngestError, NotFound, UsageError
from bot.ingest import discover, urls
from bot.ingest.discover import FoundFeed
from bot.model import ArticleId, Feed, FeedId, Message, Subscription
from bot.render import settings as pages
from bot.render.buttons import Action, Press
from bot.store import articles, feeds, subscriptions
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.start import topics_step
from bot.telegram.handlers.written import command

T = TypeVar("T")


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("sources", sources))


async def sources(_update: Update, context: Context) -> None:
    """``/sources``: the chat's own feeds."""
    wanted = {
        int(topic.removeprefix(FEED_TOPIC))
        for one in await subscribed.of_chat(context)
        for topic in one.preferences.topics
        if topic.startswith(FEED_TOPIC)
    }
    async with context.read() as tx:
        own = [await _feed(tx, FeedId(number)) for number in sorted(wanted)]
    kept = [feed for feed in own if feed is not None]
    context.reply(pages.feeds(context.voice, kept, context.now))


# ---- presses -------------------------------------------------------------------------------------


async def subscribe_site(context: Context, press: Press) -> None:
    """Subscribe to the feed of the site that an article is from."""
    async with context.read() as tx:
        article = await articles.get(tx, ArticleId(press.number(0)))
    if article.url is None:
        raise UsageError("error-no-feed")
    looking = discover.feeds_at(context.desk.fetcher, article.url)
    await add_feed(context, await in_time(context, article.url, looking))


async def remove_feed(context: Context, press: Press) -> None:
    """Take a source out of every digest of the chat."""
    async with context.read() as tx:
        feed = await feeds.get(tx, FeedId(press.number(0)))
    topic = f"{FEED_TOPIC}{feed.id}"
    for one in await subscribed.of_chat(context):
        if topic in one.preferences.topics:
            rest = tuple(known for known in one.preferences.topics if known != topic)
            subscribed.keep_topics(context, one, rest)
    context.edit(pages.feed_removed(context.voice, feed))


PRESSES: dict[Action, OnPress] = {
    Action.SUBSCRIBE_SITE: subscribe_site,
    Action.REMOVE_FEED: remove_feed,
}


# ---- for links that are sent ---------------------------------------------------------------------


async def feeds_or_none(context: Context, link: str) -> list[FoundFeed]:
    """The feeds of the site behind a link; none if it cannot be read."""
    try:
        return await discover.feeds_at(context.desk.fetcher, link)
    except IngestError:
        return []


async def in_time(context: Context, link: str, reading: Awaitable[T]) -> T:
    """What is read from a link, before who waits for it gives up.

    Raises:
        FetchError: the site took longer, over all its redirects and pages.
    """
    try:
        async with asyncio.timeout(context.desk.link_seconds):
            return await reading
    except TimeoutError as error:
        raise FetchError("timeout", "The host takes too long.", url=link) from error


async def add_feed(context: Context, found: list[FoundFeed]) -> None:
    """Add the best feed found to the chat's first digest; without a digest, begin one with it."""
    if not found:
        raise UsageError("error-no-feed")
    best = found[0]

    async def effect(tx: Transaction) -> None:
        feed, _ = await feeds.add(
            tx,
            url=best.url,
            url_key=urls.canonical(best.url),
            title=best.title,
            topics=(),
            now=context.now,
        )
        known = await subscriptions.of_chat(tx, context.desk.bot_id, context.chat.id)
        digest = known[0] if known else await subscribed.draft(tx, context)
        context.reply(await _with_feed(tx, context, digest, feed))
        if not known:
            context.reply(topics_step(context, await subscriptions.get(tx, digest.id)))

    context.write(effect)


async def _with_feed(
    tx: Transaction, context: Context, digest: Subscription, feed: Feed
) -> Message:
    topic, wishes = f"{FEED_TOPIC}{feed.id}", digest.preferences
    if topic in wishes.topics:
        raise UsageError("feed-known", name=feed.title or feed.url)
    # A digest without topics holds everything, this feed included: a topic would narrow it.
    if wishes.topics:
        more = replace(wishes, topics=(*wishes.topics, topic))
        await subscriptions.change(tx, digest.id, wishes=more)
    return pages.feed_added(context.voice, feed)


async def _feed(tx: Transaction, feed_id: FeedId) -> Feed | None:
    """A source; None if the owner of the bot has removed it since it was added."""
    try:
        return await feeds.get(tx, feed_id)
    except NotFound:
        return None
