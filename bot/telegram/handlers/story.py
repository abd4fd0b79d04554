"""One story: opened, its sources and timeline, followed or muted, shorter and longer.

Imports render's story and the store.
"""

from datetime import timedelta

from telegram import Update

from bot import compute
from bot.errors import NotFound, UsageError
from bot.ingest.telling import MAX_SOURCES
from bot.model import Mark, MarkKind, Message, Quotation, Story, StoryId
from bot.render import replies
from bot.render import story as pages
from bot.render.buttons import Action, Press
from bot.store import articles, chats, events, search, stories
from bot.store.database import Transaction
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress, length_of
from bot.telegram.handlers.written import command
from bot.telegram.quoting import TIMEOUT_SECONDS, summary_of_story

MUTE = timedelta(days=7)
MAX_ID_DIGITS = 18
# A digest counts as seen when it arrives, and what joins a story while it is made and waits is not
# in it. Queues are shorter (`publish.MAX_WAITING_SECONDS`).
_MARGIN = timedelta(minutes=15)


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("story", story_command))


async def story_command(_update: Update, context: Context) -> None:
    """``/story 17``, or with words that its headline or summary holds."""
    asked = " ".join(context.args or ())
    if not asked:
        context.reply(replies.say(context.voice, "story-how"))
        return
    try:
        wanted = story_id(asked)
    except NotFound:
        wanted = await _found(context, asked)
    await reply_with_story(context, wanted)


def story_id(typed: str) -> StoryId:
    """The id that someone typed or that stands in a deep link.

    Raises:
        NotFound: no story can have it.
    """
    if not typed.isdecimal() or len(typed) > MAX_ID_DIGITS:
        raise NotFound("story", typed)
    return StoryId(int(typed))


async def reply_with_story(context: Context, story_id: StoryId) -> None:
    """Open a story in a message of its own.

    Raises:
        NotFound: it is no longer kept.
    """
    async with context.read() as tx:
        story = await stories.get(tx, story_id)
    context.reply(await opened(context, story, story.summary))


async def open_story(context: Context, press: Press) -> None:
    """Open a story below; from its own pages go back to it in place."""
    story = await _story(context, press)
    message = await opened(context, story, story.summary)
    if context.label == context.voice.words("button-back"):
        context.edit(message)
    else:
        context.reply(message)


async def other_length(context: Context, press: Press) -> None:
    """Tell a story shorter or longer."""
    story = await _story(context, press)
    n_sentences = length_of(press)
    async with context.read() as tx:
        texts = await articles.sources_of(tx, story.id, n=MAX_SOURCES)
    told = await compute.run(summary_of_story, texts, n_sentences, timeout_seconds=TIMEOUT_SECONDS)
    context.edit(await opened(context, story, told or story.summary))


async def show_sources(context: Context, press: Press) -> None:
    """Show who wrote about a story."""
    story = await _story(context, press)
    page = max(0, press.number(1))
    context.edit(pages.sources(context.voice, story, context.now, page=page))


async def show_timeline(context: Context, press: Press) -> None:
    """Show how a story went, one sentence a development."""
    story = await _story(context, press)
    async with context.read() as tx:
        went = await events.of_story(tx, story.id)
        earlier = await stories.earlier(tx, story.id)
    told = [(event.at, event.sentences[0]) for event in went if event.sentences]
    page = max(0, press.number(1))
    context.edit(pages.timeline(context.voice, story, told, page=page, earlier=earlier))


async def follow(context: Context, press: Press) -> str:
    """Follow a story."""
    return await _mark(context, press, MarkKind.FOLLOWED, "notice-followed")


async def unfollow(context: Context, press: Press) -> str:
    """Follow it no more."""
    return await _unmark(context, press, MarkKind.FOLLOWED, "notice-unfollowed")


async def mute(context: Context, press: Press) -> str:
    """Leave a story out for a week."""
    return await _mark(context, press, MarkKind.MUTED, "notice-muted", until=MUTE)


async def unmute(context: Context, press: Press) -> str:
    """Let it in again."""
    return await _unmark(context, press, MarkKind.MUTED, "notice-unmuted")


PRESSES: dict[Action, OnPress] = {
    Action.STORY: open_story,
    Action.LENGTH_OF_STORY: other_length,
    Action.SOURCES: show_sources,
    Action.TIMELINE: show_timeline,
    Action.FOLLOW: follow,
    Action.UNFOLLOW: unfollow,
    Action.MUTE_STORY: mute,
    Action.UNMUTE_STORY: unmute,
}


async def opened(
    context: Context, story: Story, quotations: tuple[Quotation, ...], **marks: bool
) -> Message:
    """A story as this chat sees it; from then on its sentences count as seen.

    Args:
        context: of the chat.
        story: the story.
        quotations: its summary in the length asked for.
        marks: `followed` and `muted` where they are just being changed.
    """
    async with context.read() as tx:
        known = await chats.marks_of(tx, context.desk.bot_id, context.chat.id, [story.id])
        by_kind = {mark.kind: mark for mark in known}
        seen = by_kind.get(MarkKind.SEEN)
        changed = await _changed(tx, story, seen)
        earlier = await stories.earlier(tx, story.id)
    _count_as_seen(context, story, (*changed, *quotations))
    muted = by_kind.get(MarkKind.MUTED)
    is_muted = muted is not None and (muted.until is None or muted.until > context.now)
    view = pages.View(
        story=story,
        quotations=quotations,
        changed=changed,
        seen_at=seen.at if seen else None,
        followed=marks.get("followed", MarkKind.FOLLOWED in by_kind),
        muted=marks.get("muted", is_muted),
        earlier=earlier,
    )
    return pages.opened(context.voice, view, context.now)


async def _changed(tx: Transaction, story: Story, seen: Mark | None) -> tuple[Quotation, ...]:
    """The sentences that have joined a story since the chat saw it; each once.

    A mark without a revision was moved here from a story that turned out to be this one: then all
    that the chat was not shown is new to it.
    """
    if seen is None or story.revision <= seen.revision:
        return ()
    since = (seen.at if seen.revision else story.first_at) - _MARGIN
    joined = await events.of_story(tx, story.id, since=since)
    sentences = [s for event in joined for s in event.sentences]
    return tuple({s.text: s for s in sentences if s.text not in seen.texts}.values())


async def _found(context: Context, words: str) -> StoryId:
    async with context.read() as tx:
        found = await search.find(tx, search.parse(words), limit=1)
    if not found:
        raise UsageError("error-no-story")
    return found[0]


async def _story(context: Context, press: Press) -> Story:
    async with context.read() as tx:
        return await stories.get(tx, StoryId(press.number(0)))


def _count_as_seen(context: Context, story: Story, shown: tuple[Quotation, ...]) -> None:
    mark = Mark(
        story_id=story.id,
        kind=MarkKind.SEEN,
        at=context.now,
        revision=story.revision,
        texts=tuple(quotation.text for quotation in shown),
    )

    async def effect(tx: Transaction) -> None:
        await chats.mark(tx, context.desk.bot_id, context.chat.id, mark)

    context.write(effect)


async def _mark(
    context: Context, press: Press, kind: MarkKind, said: str, *, until: timedelta | None = None
) -> str:
    story = await _story(context, press)
    mark = Mark(
        story_id=story.id,
        kind=kind,
        at=context.now,
        until=context.now + until if until else None,
        revision=story.revision,
    )

    async def effect(tx: Transaction) -> None:
        await chats.mark(tx, context.desk.bot_id, context.chat.id, mark)

    context.write(effect)
    await _show_again(context, story, kind, is_set=True)
    return context.voice.words(said)


async def _unmark(context: Context, press: Press, kind: MarkKind, said: str) -> str:
    story = await _story(context, press)

    async def effect(tx: Transaction) -> None:
        await chats.unmark(tx, context.desk.bot_id, context.chat.id, story.id, kind)

    context.write(effect)
    await _show_again(context, story, kind, is_set=False)
    return context.voice.words(said)


async def _show_again(context: Context, story: Story, kind: MarkKind, *, is_set: bool) -> None:
    name = "followed" if kind is MarkKind.FOLLOWED else "muted"
    context.edit(await opened(context, story, story.summary, **{name: is_set}))
