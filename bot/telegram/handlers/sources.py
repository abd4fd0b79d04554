"""The chat's own sources: sites and feeds added, listed, taken out and kept.

A source is a feed of the store, and a topic (``feed:12``) of the digests that hold it. Imports
`bot.ingest`, render's sources and the store.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from telegram import MessageEntity, Update

from bot.errors import FetchError, IngestError, UsageError
from bot.ingest import discover, urls
from bot.ingest.linked_feeds import FoundFeed
from bot.model import FEED_TOPIC, ArticleId, Feed, FeedId, FeedOrigin, Subscription
from bot.render import sources as pages
from bot.render.buttons import Action, Press
from bot.render.sources import Offered
from bot.store import articles, feeds, subscriptions
from bot.store.database import Transaction
from bot.store.feeds import NewFeed
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.slow import said_if_slow
from bot.telegram.handlers.topics import topics_step
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change

# Enough for a list that was kept for years; a chat must not be able to fill the table.
MAX_FEEDS = 300
MAX_ADDRESS = 300

T = TypeVar("T")


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("sources", sources))


async def sources(update: Update, context: Context) -> None:
    """``/sources``: the chat's own feeds and how they do; with a link, one more of them.

    The link alone does the same in a private chat; in a group it would only be made short.
    """
    if context.args:
        await check_may_change(update)
        link = context.args[0] if "://" in context.args[0] else f"https://{context.args[0]}"
        async with said_if_slow(context):
            looking = discover.feeds_at(context.desk.fetcher, link)
            await offer(context, await in_time(context, link, looking))
        return
    context.reply(pages.feeds(context.voice, await own_feeds(context), context.now))


async def own_feeds(context: Context) -> list[Feed]:
    """The chat's own feeds by title; those that the owner of the bot has removed are left out."""
    topics = {t for one in await subscribed.of_chat(context) for t in one.preferences.topics}
    numbers = [topic.removeprefix(FEED_TOPIC) for topic in topics if topic.startswith(FEED_TOPIC)]
    async with context.read() as tx:
        return await feeds.by_ids(tx, [FeedId(int(n)) for n in numbers if n.isdecimal()])


# ---- presses -------------------------------------------------------------------------------------


async def list_page(context: Context, press: Press) -> None:
    """Turn to a page of the list."""
    own = await own_feeds(context)
    context.edit(pages.feeds(context.voice, own, context.now, page=press.number(0)))


async def subscribe_site(context: Context, press: Press) -> None:
    """Subscribe to the feed of the site that an article is from."""
    async with context.read() as tx:
        article = await articles.get(tx, ArticleId(press.number(0)))
    if article.url is None:
        raise UsageError("error-no-feed")
    looking = discover.feeds_at(context.desk.fetcher, article.url)
    await offer(context, await in_time(context, article.url, looking))


async def add_chosen(context: Context, press: Press) -> None:
    """Add the feed that was chosen: its address stands in the message, as we wrote it there."""
    shown = context.under.parse_entities([MessageEntity.CODE]) if context.under else {}
    addresses = list(shown.values())
    if not 0 <= press.number(0) < len(addresses):
        raise UsageError("notice-old-button")
    url = addresses[press.number(0)]
    found = await in_time(context, url, discover.feeds_at(context.desk.fetcher, url))
    if not found:
        raise UsageError("error-no-feed")
    add_feed(context, found[0])


async def remove_feed(context: Context, press: Press) -> None:
    """Take a source out of every digest of the chat."""
    async with context.read() as tx:
        feed = await feeds.get(tx, FeedId(press.number(0)))
    for one in await subscribed.of_chat(context):
        if feed.topic in one.preferences.topics:
            rest = tuple(known for known in one.preferences.topics if known != feed.topic)
            subscribed.keep_topics(context, one, rest)
    context.edit(pages.removed(context.voice, feed))


async def keep_feed(context: Context, press: Press) -> None:
    """Leave a lost source where it is."""
    async with context.read() as tx:
        feed = await feeds.get(tx, FeedId(press.number(0)))
    context.edit(pages.kept(context.voice, feed))


PRESSES: dict[Action, OnPress] = {
    Action.FEEDS: list_page,
    Action.SUBSCRIBE_SITE: subscribe_site,
    Action.ADD_FEED: add_chosen,
    Action.REMOVE_FEED: remove_feed,
    Action.KEEP_FEED: keep_feed,
}


# ---- for links and lists that are sent -----------------------------------------------------------


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


async def offer(context: Context, found: Sequence[FoundFeed]) -> None:
    """Add the feed that was found; of several one is chosen by its button."""
    # Addresses stand in the message whole; those that would crowd out the others are left out.
    offered = [
        Offered(url=one.url, title=one.title) for one in found if len(one.url) <= MAX_ADDRESS
    ]
    if not found:
        raise UsageError("error-no-feed")
    if len(found) == 1 or not offered:
        add_feed(context, found[0])
        return
    context.reply(pages.choice(context.voice, offered))


def add_feed(context: Context, found: FoundFeed) -> None:
    """Add a feed to the chat's first digest; without a digest, begin one with it."""

    async def effect(tx: Transaction) -> None:
        feed = await stored(tx, context, found)
        digest, is_new = await first_digest(tx, context)
        if not await hold(tx, digest, [feed]):
            raise UsageError("feed-known", name=feed.title or feed.url)
        context.reply(pages.added(context.voice, feed))
        if is_new:
            begun = await subscriptions.get(tx, digest.id)
            context.reply(await topics_step(tx, context, begun))

    context.write(effect)


async def stored(tx: Transaction, context: Context, found: FoundFeed) -> Feed:
    """The row of a feed, made if there is none; of no topic, since a topic is everybody's."""
    feed, _ = await feeds.add(
        tx,
        NewFeed(
            url=found.url,
            url_key=urls.canonical(found.url),
            title=found.title,
            topics=(),
            origin=FeedOrigin.READER,
        ),
        now=context.now,
    )
    return feed


async def first_digest(tx: Transaction, context: Context) -> tuple[Subscription, bool]:
    """The chat's first digest, and whether it had to be begun for this."""
    known = await subscriptions.of_chat(tx, context.desk.bot_id, context.chat.id)
    return (known[0], False) if known else (await subscribed.draft(tx, context), True)


async def hold(
    tx: Transaction,
    digest: Subscription,
    wanted: Sequence[Feed],
    folders: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Put feeds among the topics of a digest; return how many it did not have.

    Args:
        folders: of some of them, the names that they are told under, by topic.

    Raises:
        UsageError: they would be too many.
    """
    wishes = digest.preferences
    fresh = [feed.topic for feed in wanted if feed.topic not in wishes.topics]
    topics = tuple(dict.fromkeys((*wishes.topics, *fresh)))
    if fresh and sum(topic.startswith(FEED_TOPIC) for topic in topics) > MAX_FEEDS:
        raise UsageError("error-too-many-feeds", n=MAX_FEEDS)
    # A digest without topics holds everything, these feeds included: a topic would narrow it.
    if wishes.topics and fresh:
        told = tuple((dict(wishes.folders) | dict(folders)).items())
        wishes = replace(wishes, topics=topics, folders=told)
        await subscriptions.change(tx, digest.id, wishes=wishes)
    return len(fresh)
