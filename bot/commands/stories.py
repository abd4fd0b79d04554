"""`stories`: what the store tells, and why each article is in its story."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bot.commands import stored
from bot.commands.topics import check_topics, topic
from bot.model import ArticleId, Coverage, Story, StoryId
from bot.store import articles
from bot.store import stories as store
from bot.store.articles import Explained

_MEANINGS = {
    "cosine_title": "how alike its title is to all titles of the story, 0 to 1",
    "cosine_body": "how alike its title and opening are to all of the story",
    "nearest_title": "the same for titles, to the story's most alike article alone",
    "nearest_body": "the same for title and opening, to that article alone",
    "recency": "1 within the days of the story, less the longer it was silent",
    "rarest_shared": "how rare the rarest word is that both have; about 1 was never seen before",
    "title_shared_information": "how much the words say that both titles have; 0 is nothing",
    "min_cosine_title_body": "the lesser of cosine_title and cosine_body",
    "log_cosine_body": "the logarithm of cosine_body: steep where little is shared",
    "other_weekday": "1 when both name a day of the week, and not the same one",
}
"""What goes into a likeness, for people; docs/algorithms.md has the formulae."""


class Id(click.ParamType[StoryId]):
    """A story's number, also written ``s17``."""

    name = "id"

    def convert(
        self, value: str | StoryId, param: click.Parameter | None, ctx: click.Context | None
    ) -> StoryId:
        """Read the number."""
        found = re.fullmatch(r"s?(\d{1,18})", str(value))
        if found is None:
            self.fail("a story's id is a number", param, ctx)
        return StoryId(int(found[1]))


@click.group()
def stories() -> None:
    """The stories in the store."""


@stories.command("list")
@topic
@click.option("--n", "n_stories", default=20, show_default=True, type=click.IntRange(1, 1000))
def list_(topics: tuple[str, ...], n_stories: int) -> None:
    """List the stories with the newest news."""
    for story in asyncio.run(_latest(topics, n_stories)):
        n, when = len(story.outlets), f"{story.news_at:%Y-%m-%d %H:%M}"
        click.echo(f"{story.id} · {when} · {n} outlet{'s' * (n != 1)} · {story.headline}")


@stories.command()
@click.argument("story_id", type=Id(), metavar="ID")
def show(story_id: StoryId) -> None:
    """Show one story: its summary, and the articles that tell it."""
    story = asyncio.run(_story(story_id))
    parts = [story.headline, *(f"{each.text} ({each.outlet})" for each in story.summary), ""]
    click.echo("\n".join([*parts, *(_covered(each) for each in story.coverage)]))


@stories.command()
@click.argument("story_id", type=Id(), metavar="ID")
def explain(story_id: StoryId) -> None:
    """Tell why a story has its headline, and why each article is in it."""
    headline, rows = asyncio.run(_explained(story_id))
    if headline:
        click.echo(_chosen(headline))
    for row in rows:
        parts = [f"{row.id} · {row.outlet} · {row.title}", *_reasons(row)]
        click.echo("\n    ".join(parts))
    if any("features" in (row.placement or {}) for row in rows):
        click.echo("\nThe numbers:\n" + "\n".join(f"  {n}: {m}" for n, m in _MEANINGS.items()))


async def _latest(topics: Sequence[str], n_stories: int) -> list[Story]:
    async with stored.store() as database, database.read() as tx:
        await check_topics(tx, topics)
        return await store.in_short(tx, await store.latest(tx, topics=topics, limit=n_stories))


async def _story(story_id: StoryId) -> Story:
    async with stored.store() as database, database.read() as tx:
        return await store.get(tx, story_id)


async def _explained(story_id: StoryId) -> tuple[Mapping[str, Any], list[Explained]]:
    async with stored.store() as database, database.read() as tx:
        lasting = (await store.get(tx, story_id)).id
        return await store.headline_reason(tx, lasting), await articles.explained(tx, lasting)


def _covered(each: Coverage) -> str:
    copy = "copy" if each.copy_of is not None else ""
    parts = (f"{each.published_at:%Y-%m-%d %H:%M}", each.outlet, each.title, copy, each.url)
    return " · ".join(part for part in parts if part)


def _chosen(headline: Mapping[str, Any]) -> str:
    """Why the story is told under this headline."""
    told = f"headline of article {headline['article_id']}"
    if headline["n_titles"] == 1:
        return f"{told}: the only one"
    others, agreement = headline["n_titles"] - 1, headline["agreement"]
    return f"{told}: says most of what the {others} others say (words in common {agreement:.2f})"


def _reasons(row: Explained) -> list[str]:
    """The placer's note in words, a line a thought."""
    noted: Mapping[str, Any] = row.placement or {}
    if row.copy_of is not None:
        return [_repeated(row.copy_of, noted)]
    if "probability" not in noted:
        told = ["no other story shared its words: it began this one"]
    else:
        told = [_judged(noted), *_measured(noted)]
    told += [f"it showed that stories {old} and {to} are one" for old, to in noted.get("fused", ())]
    if "earlier" in noted:
        told.append(f"goes on with story {noted['earlier']}, which had been silent for days")
    return told


def _repeated(first: ArticleId, noted: Mapping[str, Any]) -> str:
    if "version_of" in noted:
        return f"a later version of article {first}, by the same outlet"
    return f"a copy: another outlet had the same text first, as article {first}"


def _judged(noted: Mapping[str, Any]) -> str:
    """Whether it joined, and what was next best."""
    probability, needed = noted["probability"], noted.get("needed", 0.0)
    if probability >= needed:
        told = f"joined: likeness {probability:.2f} of 1, {needed:.2f} needed"
    else:
        best = f"story {noted['best']}" if "best" in noted else "the best story"
        told = f"began this story: likeness to {best} only {probability:.2f}, {needed:.2f} needed"
    if "runner_up" not in noted:
        return f"{told}; no second story shared its words"
    other, likeness = noted["runner_up"]
    return f"{told}; next best story {other}: {likeness:.2f}"


def _measured(noted: Mapping[str, Any]) -> list[str]:
    """The features that likeness was made of, in the order of `_MEANINGS`."""
    features = noted.get("features", {})
    known = [f"{name} {features[name]:.2f}" for name in _MEANINGS if name in features]
    return [" · ".join(known)] if known else []
