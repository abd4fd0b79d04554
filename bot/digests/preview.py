"""What a digest of the store would say now, for `P digest --preview`. Writes nothing.

May import `bot.store`, `bot.render` and its siblings in `bot.digests`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.digests.compose import Window, compose
from bot.digests.window import stories_of, what_is_new
from bot.model import Edition, Preferences
from bot.render import terminal
from bot.render.words import Words
from bot.store.database import Database

DAY = timedelta(days=1)


async def preview(
    database: Database,
    now: datetime,
    *,
    words: Words,
    topics: Sequence[str] = (),
    window: timedelta = DAY,
) -> str:
    """Return a digest of the last hours as text for a terminal.

    Args:
        database: open; it is only read.
        now: ends the window.
        words: language and zone.
        topics: topic keys; none means all.
        window: how far back to look.
    """
    edition = await edition_of(database, now, language=words.language, topics=topics, window=window)
    return terminal.digest(words, edition)


async def edition_of(
    database: Database,
    now: datetime,
    *,
    language: str,
    topics: Sequence[str] = (),
    window: timedelta = DAY,
) -> Edition:
    """Return the digest that a reader of that language, without marks, would get of that window."""
    wishes = Preferences(topics=tuple(topics))
    since = now - window
    async with database.read() as tx:
        found = await stories_of(tx, wishes, language=language, since=since, until=now)
    held = Window(due_at=now, since=since, until=now, stories=found)
    return compose(held, wishes, what_is_new({}))
