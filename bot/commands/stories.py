"""`stories`: what the store tells, and why each article is in its story."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from bot.commands import stored
from bot.model import Coverage, Story, StoryId
from bot.store import articles
from bot.store import stories as store
from bot.store.articles import Explained


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
@click.option("--topic", "topics", multiple=True, help="Only of this topic; may be repeated.")
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
        click.echo(f"{row.id} · {row.outlet} · {row.title}\n    {_reason(row)}")


async def _latest(topics: Sequence[str], n_stories: int) -> list[Story]:
    async with stored.store() as database, database.read() as tx:
        return await store.latest(tx, topics=topics, limit=n_stories)


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
    return f"{told}: says most of what the {others} others say (agreement {agreement:.2f})"


def _reason(row: Explained) -> str:
    """The placer's note in words."""
    noted: Mapping[str, Any] = row.placement or {}
    if row.copy_of is not None:
        return f"repeats article {row.copy_of}"
    if "probability" not in noted:
        return "nothing like it was there: it began a story"
    told = [f"likeness to the best story {noted['probability']:.2f}"]
    if "needed" in noted:
        joined = "joined" if noted["probability"] >= noted["needed"] else "began a story"
        told[0] += f", needed {noted['needed']:.2f}: {joined}"
    told += [f"story {old} turned out to be story {to}" for old, to in noted.get("fused", ())]
    features = noted.get("features", {})
    told += [f"{name} {value:.2f}" for name, value in sorted(features.items())]
    if "runner_up" in noted:
        other, probability = noted["runner_up"]
        told.append(f"next best story {other}: {probability:.2f}")
    if "earlier" in noted:
        told.append(f"goes on with story {noted['earlier']}, which was silent too long")
    return " · ".join(told)
