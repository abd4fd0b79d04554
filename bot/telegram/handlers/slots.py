"""When a digest comes: times, days, zone; typed or pressed, in a set-up and afterwards.

What is awaited as typed text stands in ``chats.expects``, e.g. ``time:42``. Imports render and
digests.
"""

from dataclasses import replace

from telegram import Update

from bot.digests.due import DAYS_OF_WEEK, next_due
from bot.digests.times import HOURS_A_DAY, MINUTES_AN_HOUR, minutes_of_day, zones
from bot.errors import UsageError
from bot.model import Message, Subscription, SubscriptionId
from bot.render import replies, setup
from bot.render.buttons import Action, Press
from bot.render.voice import Voice
from bot.render.words import Words, clock
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change
from bot.telegram.subscribed import is_draft

MINUTES_A_DAY = HOURS_A_DAY * MINUTES_AN_HOUR


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    application.add_handler(command("schedule", schedule))
    application.add_handler(command("timezone", timezone))


async def schedule(update: Update, context: Context) -> None:
    """``/schedule``, also with times: ``/schedule 7:45 18.30``."""
    await check_may_change(update)
    subscription = await subscribed.first(context)
    if context.args:
        await typed_time(context, subscription.id, " ".join(context.args))
        return
    times = setup.times(
        context.voice, subscription=subscription.id, chosen=subscription.slot.minutes
    )
    context.reply(times)


async def timezone(update: Update, context: Context) -> None:
    """``/timezone``, also with a city; it holds for the first digest and what is told here."""
    await check_may_change(update)
    known = [one for one in await subscribed.of_chat(context) if not is_draft(one)]
    number = known[0].id if known else setup.NONE
    if context.args:
        await typed_zone(context, number, " ".join(context.args))
        return
    guess = known[0].slot.zone if known else context.chat.zone
    context.reply(setup.zone(context.voice, guess=guess, now=context.now, subscription=number))


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


# ---- presses -------------------------------------------------------------------------------------


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


async def choose_days(context: Context, press: Press) -> str:
    """Set the days, given as bits, Monday first."""
    mask = press.number(1)
    days = tuple(day for day in range(DAYS_OF_WEEK) if mask >> day & 1)
    if not days:
        raise UsageError("notice-old-button")
    subscription = await subscribed.mine(context, press.number(0))
    slot = replace(subscription.slot, weekdays=days)
    context.edit(await subscribed.view(context, subscribed.reschedule(context, subscription, slot)))
    return context.voice.words("notice-saved")


PRESSES: dict[Action, OnPress] = {
    Action.TIMES: show_times,
    Action.TIME: choose_time,
    Action.TIME_OTHER: ask_time,
    Action.WEEKDAYS: choose_days,
    Action.ZONE: choose_zone,
    Action.ZONE_OTHER: ask_zone,
    Action.SKIP: skip,
}


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
