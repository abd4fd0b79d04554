"""Stories that go on after a long silence: what a young story's articles are told to go on with.

The placer knows what was heard of within its horizon; what fell silent before is found in the store
by its words. Imports the store and `summaries`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot import compute
from bot.ingest.items import item_of
from bot.model import Article, ArticleId, StoryId
from bot.store import articles, search
from bot.store.database import Transaction
from summaries.live_story import N_KEPT_MEMBERS
from summaries.sequels import asked, resumed
from summaries.stories import HORIZON_SECONDS, Item, Stories

LOOKED_BACK = timedelta(days=30)
"""As long as texts are kept by default; older stories share words with everything."""


async def earlier(
    tx: Transaction, live: Stories, young: Sequence[Article], *, now: datetime
) -> dict[ArticleId, StoryId]:
    """The silent story that each of these articles goes on with, where there is one beyond doubt.

    Cost: one look-up in the full-text index an article, and the texts of at most two stories.
    """
    items = [item_of(article) for article in young]
    words = await compute.run_in_thread(lambda: [asked(item, live) for item in items])
    found = {}
    for item, stems in zip(items, words, strict=True):
        stored = await _stored(tx, stems, language=live.language, now=now)
        if not stored:
            continue
        story_id = await compute.run_in_thread(partial(resumed, item, stored, live, now=now))
        if story_id is not None:
            found[ArticleId(item.id)] = StoryId(story_id)
    return found


async def _stored(
    tx: Transaction, stems: Sequence[str], *, language: str, now: datetime
) -> dict[int, list[Item]]:
    """The articles of the silent stories that hold most of these stems."""
    ids = await search.silent(
        tx,
        stems,
        language=language,
        since=now - LOOKED_BACK,
        before=now - timedelta(seconds=HORIZON_SECONDS),
    )
    return {
        story_id: [item_of(a) for a in await articles.sources_of(tx, story_id, n=N_KEPT_MEMBERS)]
        for story_id in ids
    }
