"""Readers and stories in a database, and their outbox. All texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.digests.publish import Means
from bot.model import ArticleId, ChatId, DeliveryState, EditionId, Quotation, Story, Subscription
from bot.store import editions, endings, outbox
from bot.store.claims import new_owner
from bot.store.database import Database
from tests.builders import BOT, add_chat, add_story, add_subscription

KEY = b"a key of the tests"
NEXT_MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def a_means(**changes: object) -> Means:
    """Build the means of one process."""
    made = Means(
        owner=new_owner(),
        lease_seconds=30.0,
        rate=28.0,
        key=KEY,
        topic_names=lambda _language: {"world": "World", "space": "Space"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # named overrides of any type


def a_quotation(text: str, *, article: int = 1) -> Quotation:
    """Build a quoted sentence."""
    return Quotation(
        text=text,
        article_id=ArticleId(article),
        start=0,
        end=len(text),
        outlet="Harbour Times",
        url="https://harbour.example/1",
    )


async def a_reader(database: Database, number: int = 1, **changes: object) -> Subscription:
    """Store a chat with a subscription that was due at eight in Berlin."""
    values = {"next_due_at": NEXT_MORNING} | changes
    async with database.begin() as tx:
        return await add_subscription(tx, await add_chat(tx, number), **values)


async def stored_story(database: Database, number: int = 1, **changes: object) -> Story:
    """Store a story with a summary of two sentences."""
    summary = (a_quotation(f"Bridge {number} closes."), a_quotation(f"Ferry {number} runs."))
    async with database.begin() as tx:
        return await add_story(tx, number, **({"summary": summary} | changes))


async def texts(database: Database, chat: int = 1) -> list[str]:
    """Return the plain texts that wait in the outbox for a chat, in order."""
    async with database.read() as tx:
        rows = await outbox.of_chat(tx, BOT, ChatId(chat), states=[DeliveryState.READY])
    return [row.message["plain"] for row in reversed(rows)]


async def deliver(database: Database) -> None:
    """Let everything that waits arrive."""
    owner = new_owner()
    async with database.begin() as tx:
        share = await outbox.claim(tx, BOT, n=100, owner=owner, lease_seconds=30, rate=1000)
        for one in share.deliveries:
            await endings.sent_all(tx, {one.id: 1}, owner=owner, now=NEXT_MORNING)
            await editions.settle_all(tx, [EditionId(one.edition_id or 0)], now=NEXT_MORNING)
