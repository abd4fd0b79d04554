"""What a digest is about: its topics, and the languages of its news; the first step of a set-up.

Each step is a row, so that a half-done set-up survives a restart: the digest is stored at the first
step, as a draft without a due instant, and the same buttons change one that is set up. The next
steps stand in `slots`. Imports render and digests.
"""

from telegram import Update

from bot.digests.languages import elsewhere, read_by
from bot.errors import UsageError
from bot.model import Message, Subscription
from bot.render import setup
from bot.render.buttons import Action, Press
from bot.render.setup import N_TOPICS_ON_PAGE, Picker, TopicChoice
from bot.store import readership
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change
from bot.telegram.subscribed import is_draft


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("topics", topics_command))


async def topics_command(update: Update, context: Context) -> None:
    """``/topics`` of the first digest."""
    await check_may_change(update)
    known = await subscribed.of_chat(context)
    if known:
        async with context.read() as tx:
            context.reply(await topics_step(tx, context, known[0]))
    else:
        new_digest(context)


def new_digest(context: Context) -> None:
    """Begin a digest with its first step, or go on with one whose set-up is not done."""

    async def effect(tx: Transaction) -> None:
        context.reply(await topics_step(tx, context, await subscribed.draft(tx, context)))

    context.write(effect)


async def topics_step(
    tx: Transaction, context: Context, subscription: Subscription, page: int = 0
) -> Message:
    """The choice of topics: the welcome of a set-up, or a setting of what is set up.

    Args:
        tx: open.
        context: of the update.
        subscription: whose topics are chosen.
        page: which to show.
    """
    picker = await _picker(tx, context, subscription, page)
    if not is_draft(subscription):
        return setup.topics(context.voice, picker)
    # A chat that has a digest already needs no welcome.
    another = await subscribed.is_another(tx, subscription)
    return (setup.another if another else setup.welcome)(context.voice, picker)


async def show_topics_of(context: Context, subscription: Subscription, page: int = 0) -> None:
    """Show the choice of topics in place of the pressed message."""
    async with context.read() as tx:
        context.edit(await topics_step(tx, context, subscription, page))


# ---- presses -------------------------------------------------------------------------------------


async def toggle_topic(context: Context, press: Press) -> None:
    """Add or remove a topic."""
    subscription, topic = await subscribed.mine(context, press.number(0)), press.word(1)
    async with context.read() as tx:
        told = await readership.languages_of_topics(tx)
    wanted = set(subscription.preferences.topics) ^ {topic}
    own = [one for one in subscription.preferences.topics if one not in context.topics]
    ordered = [one for one in context.topics if one in wanted]
    changed = subscribed.add_topics(context, subscription, (*ordered, *own))
    read = read_by(subscription.preferences, context.chat.language)
    offered = subscribed.offered_first(context.topics, read=read, told=told)
    place = offered.index(topic) if topic in offered else 0
    await show_topics_of(context, changed, page=place // N_TOPICS_ON_PAGE)


async def show_topics(context: Context, press: Press) -> None:
    """Turn the pages of the topics."""
    subscription = await subscribed.mine(context, press.number(0))
    await show_topics_of(context, subscription, page=max(0, press.number(1)))


async def show_news_languages(context: Context, press: Press) -> None:
    """Show the languages that there are news in."""
    await _show_news_languages(context, await subscribed.mine(context, press.number(0)))


async def toggle_news_language(context: Context, press: Press) -> None:
    """Read one language more, or one less; the last one stays."""
    subscription, code = await subscribed.mine(context, press.number(0)), press.word(1)
    read = read_by(subscription.preferences, context.chat.language)
    wanted = tuple(sorted(set(read) ^ {code})) or read
    # What follows from the language of the chat is not written down, so that it goes on following.
    own = () if wanted == (context.chat.language,) else wanted
    changed = subscribed.rewish(context, subscription, languages=own)

    async def effect(tx: Transaction) -> None:
        await readership.wake(tx, wanted, now=context.now)

    context.write(effect)
    await _show_news_languages(context, changed)


async def topics_done(context: Context, press: Press) -> None:
    """Go on to the time, or back to the settings."""
    subscription = await subscribed.mine(context, press.number(0))
    if is_draft(subscription):
        if not subscription.preferences.topics:
            raise UsageError("notice-topic-needed")
        context.edit(setup.times(context.voice, subscription=subscription.id))
    else:
        context.edit(await subscribed.view(context, subscription))


PRESSES: dict[Action, OnPress] = {
    Action.TOPIC: toggle_topic,
    Action.TOPIC_PAGE: show_topics,
    Action.TOPICS: show_topics,
    Action.NEWS_LANGUAGES: show_news_languages,
    Action.NEWS_LANGUAGE: toggle_news_language,
    Action.TOPICS_DONE: topics_done,
}


async def _picker(
    tx: Transaction, context: Context, subscription: Subscription, page: int
) -> Picker:
    told = await readership.languages_of_topics(tx)
    chosen = subscription.preferences.topics
    read = read_by(subscription.preferences, context.chat.language)
    offered = subscribed.offered_first(context.topics, read=read, told=told)
    choices = [
        TopicChoice(
            id=topic,
            name=context.topics[topic],
            chosen=topic in chosen,
            told_in=elsewhere(topic, read=read, told=told),
        )
        for topic in offered
    ]
    has_choice = len(subscribed.languages_told(told)) > 1
    return Picker(
        choices=choices,
        subscription=subscription.id,
        page=page,
        news_in=read if has_choice else (),
    )


async def _show_news_languages(context: Context, subscription: Subscription) -> None:
    async with context.read() as tx:
        told = await readership.languages_of_topics(tx)
    context.edit(
        setup.news_languages(
            context.voice,
            subscribed.languages_told(told),
            subscription=subscription.id,
            chosen=read_by(subscription.preferences, context.chat.language),
        )
    )
