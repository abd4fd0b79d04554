"""`/start` and the set-up: topics, time, zone, done, first digest at once.

Each step is a row, so that a half-done set-up survives a restart: the digest is stored at the first
step, as a draft without a due instant, and the same buttons change one that is set up. What is
awaited as typed text stands in ``chats.expects``, e.g. ``time:42``. Imports render and digests.
"""

from dataclasses import replace

import structlog
from telegram import Update

from bot.digests.due import next_due
from bot.digests.languages import elsewhere, read_by
from bot.digests.times import HOURS_A_DAY, MINUTES_AN_HOUR, minutes_of_day, zones
from bot.errors import NotFound, UsageError
from bot.model import Message, Subscription, SubscriptionId
from bot.render import replies, setup
from bot.render.buttons import Action, Press
from bot.render.setup import N_TOPICS_ON_PAGE, Picker, TopicChoice
from bot.render.voice import Voice
from bot.render.words import Words, clock
from bot.store import bots, readership
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.access import OWNER_PREFIX
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import STORY_PREFIX, OnPress
from bot.telegram.handlers.story import reply_with_story, story_id
from bot.telegram.handlers.written import command
from bot.telegram.roles import may_change
from bot.telegram.subscribed import is_draft

MINUTES_A_DAY = HOURS_A_DAY * MINUTES_AN_HOUR

log = structlog.get_logger()


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("start", start))


async def start(update: Update, context: Context) -> None:
    """Follow a deep link; begin the set-up, go on with one that is half done, or show what is set.

    Whoever has a digest gets the answer to the link alone.
    """
    payload = context.args[0] if context.args else ""
    is_answered = await _follow_link(update, context, payload)
    known = await subscribed.of_chat(context)
    if not await may_change(update):
        context.reply(replies.help_page(context.voice))
    elif not known or any(is_draft(one) for one in known):
        new_digest(context)
    elif not is_answered:
        context.reply(await subscribed.overview(context, known))


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


async def topics_done(context: Context, press: Press) -> None:
    """Go on to the time, or back to the settings."""
    subscription = await subscribed.mine(context, press.number(0))
    if is_draft(subscription):
        if not subscription.preferences.topics:
            raise UsageError("notice-topic-needed")
        context.edit(setup.times(context.voice, subscription=subscription.id))
    else:
        context.edit(await subscribed.view(context, subscription))


async def show_times(context: Context, press: Press) -> None:
    """Show the hours."""
    subscription = await subscribed.mine(context, press.number(0))
    chosen = () if is_draft(subscription) else subscription.slot.minutes
    context.edit(setup.times(context.voice, subscription=subscription.id, chosen=chosen))


async def choose_time(context: Context, press: Press) -> str | None:
    """Take the hour of a new digest; add or remove one of a digest that is set up."""
    subscription, minute = await subscribed.mine(context, press.number(0)), press.number(1)
    if not 0 <= minute < MINUTES_A_DAY:
        raise UsageError("notice-old-button")
    if is_draft(subscription):
        changed = _with_minutes(context, subscription, (minute,))
        context.edit(_zone_step(context, changed))
        return None
    # The last time stays: a digest that never comes is what "Unsubscribe" is for.
    minutes = tuple(sorted(set(subscription.slot.minutes) ^ {minute})) or (minute,)
    changed = _with_minutes(context, subscription, minutes)
    context.edit(setup.times(context.voice, subscription=changed.id, chosen=minutes))
    return context.voice.words("notice-saved")


async def ask_time(context: Context, press: Press) -> None:
    """Wait for a time to be typed."""
    subscription = await subscribed.mine(context, press.number(0))
    context.change_chat(expects=f"time:{subscription.id}")
    context.edit(setup.type_time(context.voice))


async def choose_zone(context: Context, press: Press) -> None:
    """Take the zone; with it a set-up is done."""
    context.edit(await _with_zone(context, press.number(0), press.word(1)))


async def ask_zone(context: Context, press: Press) -> None:
    """Wait for a city to be typed."""
    number = press.number(0)
    if number != setup.NONE:
        await subscribed.mine(context, number)
    context.change_chat(expects=f"zone:{number}")
    context.edit(setup.type_zone(context.voice))


async def skip(context: Context, press: Press) -> None:
    """Leave a step as it stands."""
    subscription = await subscribed.mine(context, press.number(0))
    if is_draft(subscription):
        context.edit(_zone_step(context, subscription))
    else:
        context.edit(await subscribed.view(context, subscription))


PRESSES: dict[Action, OnPress] = {
    Action.TOPIC: toggle_topic,
    Action.TOPIC_PAGE: show_topics,
    Action.TOPICS: show_topics,
    Action.NEWS_LANGUAGES: show_news_languages,
    Action.NEWS_LANGUAGE: toggle_news_language,
    Action.TOPICS_DONE: topics_done,
    Action.TIMES: show_times,
    Action.TIME: choose_time,
    Action.TIME_OTHER: ask_time,
    Action.ZONE: choose_zone,
    Action.ZONE_OTHER: ask_zone,
    Action.SKIP: skip,
}


# ---- typed ---------------------------------------------------------------------------------------


async def typed_time(context: Context, number: int, text: str) -> None:
    """Take one or several times as typed.

    Raises:
        UsageError: they are none.
    """
    subscription = await subscribed.mine(context, number)
    changed = _with_minutes(context, subscription, minutes_of_day(text))
    if is_draft(changed):
        context.reply(_zone_step(context, changed))
        return
    words = context.voice.words
    times = words.listed([clock(minute) for minute in changed.slot.minutes])
    when = words.moment(next_due(changed.slot, context.now), context.now)
    context.reply(replies.say(context.voice, "times-set", times=times, when=when))


async def typed_zone(context: Context, number: int, text: str) -> None:
    """Take a city as typed; ask which if several are meant.

    Raises:
        UsageError: there is no such place.
    """
    found = zones(text)
    if len(found) > 1:
        which = setup.which_zone(context.voice, found, subscription=SubscriptionId(number))
        context.reply(which)
    else:
        await take_zone(context, number, found[0])


async def take_zone(context: Context, number: int, zone: str) -> None:
    """Take a zone for a digest, or for the chat alone where that is 0."""
    context.reply(await _with_zone(context, number, zone))


async def _with_zone(context: Context, number: int, zone: str) -> Message:
    if number == setup.NONE:
        context.change_chat(zone=zone, expects=None)
        voice = _in_zone(context, zone)
        return replies.say(voice, "zone-set", city=voice.words.city())
    subscription = await subscribed.mine(context, number)
    slot = replace(subscription.slot, zone=zone)
    if not is_draft(subscription):
        changed = subscribed.reschedule(context, subscription, slot)
        return await subscribed.view(context, changed)
    return setup.done(
        _in_zone(context, zone),
        next_due_at=subscribed.begin(context, subscription, slot),
        now=context.now,
        subscription=subscription.id,
    )


def _with_minutes(
    context: Context, subscription: Subscription, minutes: tuple[int, ...]
) -> Subscription:
    return subscribed.reschedule(context, subscription, replace(subscription.slot, minutes=minutes))


def _zone_step(context: Context, subscription: Subscription) -> Message:
    return setup.zone(
        context.voice,
        guess=subscription.slot.zone,
        now=context.now,
        subscription=subscription.id,
    )


def _in_zone(context: Context, zone: str) -> Voice:
    return Voice(words=Words(context.chat.language, zone=zone), key=context.desk.button_key)


async def _follow_link(update: Update, context: Context, payload: str) -> bool:
    """Do what a deep link asks for; return whether that is answered."""
    if payload.startswith(OWNER_PREFIX) and update.effective_user:
        _claim_ownership(context, update.effective_user.id, payload.removeprefix(OWNER_PREFIX))
        return True
    if payload.startswith(STORY_PREFIX):
        await _open_linked(context, payload.removeprefix(STORY_PREFIX))
        return True
    return False


async def _open_linked(context: Context, number: str) -> None:
    """Open the story of a deep link, or say that it is gone; the set-up goes on behind it."""
    try:
        await reply_with_story(context, story_id(number))
    except NotFound:
        context.reply(replies.say(context.voice, "error-no-story"))


def _claim_ownership(context: Context, user_id: int, key: str) -> None:
    async def effect(tx: Transaction) -> None:
        is_owner = await bots.claim_ownership(tx, context.desk.bot_id, user_id=user_id, key=key)
        log.info("owner.claimed" if is_owner else "owner.refused", user_id=user_id)
        said = "owner-claimed" if is_owner else "owner-refused"
        context.reply(replies.say(context.voice, said))

    context.write(effect)
