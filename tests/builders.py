"""Valid values with named overrides, for tests."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.model import (
    Article,
    ArticleId,
    BotId,
    Chat,
    ChatId,
    ChatKind,
    Message,
    NewArticle,
    Preferences,
    Slot,
    Story,
    StoryId,
    Subscription,
)
from bot.store import articles, chats, stories, subscriptions
from bot.store.database import Transaction
from bot.store.tables import articles as article_rows

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOT = BotId(4_200_000_001)


def a_new_article(**changes: Any) -> NewArticle:
    """An article at the door, from the Harbour Times."""
    article = NewArticle(
        url="https://harbour.example/bridge",
        url_key="https://harbour.example/bridge",
        title="Old bridge closes for repairs",
        text="The old bridge closes on Monday. Ferries will run every ten minutes.",
        outlet="Harbour Times",
        language="en",
        published_at=NOON,
    )
    return replace(article, **changes)


def a_story(number: int = 1, **changes: Any) -> Story:
    """A story of one article, without coverage."""
    story = Story(
        id=StoryId(number),
        language="en",
        headline=f"Headline {number}",
        url=f"https://harbour.example/{number}",
        summary=(),
        first_at=NOON,
        last_at=NOON,
        news_at=NOON,
        revision=1,
    )
    return replace(story, **changes)


def a_message(text: str = "Hello") -> Message:
    """A message without buttons."""
    return Message(html=text, plain=text)


async def save_story(
    tx: Transaction, story: Story, *, now: datetime = NOON, topics: Iterable[str] = ()
) -> None:
    """Write a story as it stands, and its topics."""
    await stories.save_all(tx, [story], now=now)
    await stories.save_reach(tx, story.id, n_outlets=1, topics=topics, headline={})


async def articles_of(tx: Transaction, story_id: StoryId) -> list[Article]:
    """The articles of a story, copies included."""
    story = await stories.get(tx, story_id)
    return await articles.by_ids(tx, [covered.article_id for covered in story.coverage])


async def state_of(tx: Transaction, article_id: ArticleId) -> str:
    """Where an article is on its way."""
    query = sa.select(article_rows.c.state).where(article_rows.c.id == article_id)
    return str(await tx.scalar(query))


async def add_story(tx: Transaction, number: int = 1, **changes: Any) -> Story:
    """Store a story with one placed article of its own."""
    story = a_story(number, **changes)
    await save_story(tx, story, topics=("world",))
    url = f"https://harbour.example/{number}"
    article_id, _ = await articles.add(
        tx, a_new_article(url=url, url_key=url, title=story.headline), now=NOON
    )
    placing = articles.Placing(
        article_id=article_id,
        version=1,
        story_id=story.id,
        copy_of=None,
        fingerprint=b"",
        placement={},
    )
    await articles.set_placed(tx, [placing], now=NOON)
    return await stories.get(tx, story.id)


async def add_chat(tx: Transaction, number: int = 1, **changes: Any) -> Chat:
    """Store a private chat."""
    values: dict[str, Any] = {
        "bot_id": BOT,
        "kind": ChatKind.PRIVATE,
        "title": "Ada",
        "language": "en",
        "zone": "Europe/Berlin",
    }
    chat, _ = await chats.meet(tx, chat_id=ChatId(number), now=NOON, **(values | changes))
    return chat


async def add_subscription(tx: Transaction, chat: Chat, **changes: Any) -> Subscription:
    """Store a subscription that is due now."""
    values: dict[str, Any] = {
        "slot": Slot(zone="Europe/Berlin", minutes=(480,)),
        "wishes": Preferences(topics=("world",)),
        "next_due_at": NOON,
        "told_until": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
    }
    return await subscriptions.add(
        tx, bot_id=chat.bot_id, chat_id=chat.id, now=NOON, **(values | changes)
    )
