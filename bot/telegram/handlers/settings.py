"""What a chat has set: `/settings` and the commands and buttons that change one thing each.

What it is about and when it comes change in `topics` and `slots`. Imports render and `topics`.
"""

from telegram import Update

from bot.digests.window import topics_of
from bot.errors import UsageError
from bot.model import Length, Message, Subscription
from bot.render import replies
from bot.render import settings as pages
from bot.render.buttons import Action, Press
from bot.render.voice import Voice
from bot.render.words import Words, languages
from bot.store import readership, subscriptions
from bot.store.database import Transaction
from bot.telegram import subscribed
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers.pressed import OnPress
from bot.telegram.handlers.topics import new_digest, show_topics_of
from bot.telegram.handlers.written import command
from bot.telegram.roles import check_may_change
from bot.telegram.subscribed import is_draft

MAX_STORIES = 30
MAX_MUTED_WORDS = 50
MAX_WORD_CHARACTERS = 60


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module."""
    for name, handler in _COMMANDS.items():
        application.add_handler(command(name, handler))


async def show(update: Update, context: Context) -> None:
    """``/settings``."""
    await check_may_change(update)
    context.reply(await subscribed.overview(context, await subscribed.of_chat(context)))


async def subscribe(update: Update, context: Context) -> None:
    """``/subscribe``: another digest."""
    await check_may_change(update)
    new_digest(context)


async def unsubscribe(update: Update, context: Context) -> None:
    """``/unsubscribe``: asks first; with several digests it asks which."""
    await check_may_change(update)
    known = await subscribed.of_chat(context)
    if not known:
        raise UsageError("no-subscription")
    if len(known) == 1:
        context.reply(await _question(context, known[0]))
    else:
        context.reply(await subscribed.overview(context, known))


async def language(update: Update, context: Context) -> None:
    """``/language``, also with a code: ``/language de``."""
    await check_may_change(update)
    if not context.args:
        context.reply(pages.languages_list(context.voice))
        return
    code = context.args[0].lower()
    if code not in languages():
        raise UsageError("error-language", text=context.args[0])
    _speak(context, code)
    context.reply(pages.languages_list(_in_language(context, code)))


async def mute(update: Update, context: Context) -> None:
    """``/mute football``: no story with that word, in any digest of the chat."""
    await check_may_change(update)
    await _change_muted(context, "muted")


async def unmute(update: Update, context: Context) -> None:
    """``/unmute football``."""
    await check_may_change(update)
    await _change_muted(context, "unmuted")


async def cancel(_update: Update, context: Context) -> None:
    """``/cancel``: what was awaited is awaited no more."""
    if context.chat.expects is None:
        context.reply(replies.say(context.voice, "nothing-to-cancel"))
        return
    context.change_chat(expects=None)
    context.reply(replies.say(context.voice, "cancelled"))


_COMMANDS = {
    "settings": show,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "language": language,
    "mute": mute,
    "unmute": unmute,
    "cancel": cancel,
}


# ---- presses -------------------------------------------------------------------------------------


async def press_settings(context: Context, _press: Press) -> None:
    """Show all settings; a message that is none of them stays, and they come below it."""
    page = await subscribed.overview(context, await subscribed.of_chat(context))
    if context.label == context.voice.words("button-settings"):
        context.reply(page)
    else:
        context.edit(page)


async def press_subscription(context: Context, press: Press) -> None:
    """Show one digest's settings; one that is half set up goes on where it began."""
    subscription = await subscribed.mine(context, press.number(0))
    if is_draft(subscription):
        await show_topics_of(context, subscription)
    else:
        context.edit(await subscribed.view(context, subscription))


async def press_new(context: Context, _press: Press) -> None:
    """Begin another digest."""
    new_digest(context)


async def press_length(context: Context, press: Press) -> str:
    """Set how much is told of each story."""
    word = press.word(1)
    if word not in set(Length):
        raise UsageError("notice-old-button")
    return await _wish(context, press, length=Length(word))


async def press_n_stories(context: Context, press: Press) -> str:
    """Set how many stories a digest has."""
    return await _wish(context, press, n_stories=min(max(press.number(1), 1), MAX_STORIES))


async def press_when_empty(context: Context, press: Press) -> str:
    """Set whether a digest without news says so."""
    return await _wish(context, press, say_when_empty=press.number(1) == 1)


async def press_repeat(context: Context, press: Press) -> str:
    """Set whether a digest that may not have arrived is sent once more."""
    return await _wish(context, press, at_least_once=press.number(1) == 1)


async def press_languages(context: Context, _press: Press) -> None:
    """Show the languages."""
    context.edit(pages.languages_list(context.voice))


async def press_language(context: Context, press: Press) -> str:
    """Speak another language from now on."""
    code = press.word(0)
    if code not in languages():
        raise UsageError("error-language", text=code)
    _speak(context, code)
    voice = _in_language(context, code)
    context.edit(pages.languages_list(voice))
    return voice.words("notice-saved")


async def press_unsubscribe(context: Context, press: Press) -> None:
    """Ask before a digest ends."""
    context.edit(await _question(context, await subscribed.mine(context, press.number(0))))


async def press_unsubscribe_yes(context: Context, press: Press) -> None:
    """End a digest."""
    subscription = await subscribed.mine(context, press.number(0))

    async def effect(tx: Transaction) -> None:
        await subscriptions.remove(tx, subscription.id)

    context.change_chat(expects=None)
    context.write(effect)
    context.edit(pages.unsubscribed(context.voice))


async def press_cancel(context: Context, _press: Press) -> None:
    """Take nothing back, because nothing was changed."""
    context.change_chat(expects=None)
    context.edit(replies.say(context.voice, "cancelled"))


PRESSES: dict[Action, OnPress] = {
    Action.SETTINGS: press_settings,
    Action.SUBSCRIPTION: press_subscription,
    Action.NEW_SUBSCRIPTION: press_new,
    Action.LENGTH: press_length,
    Action.N_STORIES: press_n_stories,
    Action.EMPTY: press_when_empty,
    Action.REPEAT: press_repeat,
    Action.LANGUAGES: press_languages,
    Action.LANGUAGE: press_language,
    Action.UNSUBSCRIBE: press_unsubscribe,
    Action.UNSUBSCRIBE_YES: press_unsubscribe_yes,
    Action.CANCEL: press_cancel,
}


async def _wish(context: Context, press: Press, **changes: object) -> str:
    subscription = await subscribed.mine(context, press.number(0))
    changed = subscribed.rewish(context, subscription, **changes)
    context.edit(await subscribed.view(context, changed))
    return context.voice.words("notice-saved")


async def _question(context: Context, subscription: Subscription) -> Message:
    async with context.read() as tx:
        names = await topics_of(tx, subscription.preferences, context.topics)
    return pages.unsubscribe_question(context.voice, subscription, context.now, topics=names)


async def _change_muted(context: Context, said: str) -> None:
    known = await subscribed.of_chat(context)
    if not known:
        raise UsageError("no-subscription")
    word = " ".join(context.args or ()).strip().lower()[:MAX_WORD_CHARACTERS]
    if not word:
        context.reply(pages.muted_words(context.voice, known[0].preferences))
        return
    for one in known:
        others = tuple(w for w in one.preferences.muted_words if w != word)
        muted = (*others, word) if said == "muted" else others
        if len(muted) > MAX_MUTED_WORDS:
            raise UsageError("error-too-many", n=MAX_MUTED_WORDS)
        subscribed.rewish(context, one, muted_words=muted)
    context.reply(replies.say(context.voice, said, word=word))


def _speak(context: Context, code: str) -> None:
    """Speak another language, and read the news in it for the digests that follow the chat's."""

    async def effect(tx: Transaction) -> None:
        await readership.wake(tx, (code,), now=context.now)

    context.change_chat(language=code)
    context.write(effect)


def _in_language(context: Context, code: str) -> Voice:
    return Voice(words=Words(code, zone=context.chat.zone), key=context.desk.button_key)
