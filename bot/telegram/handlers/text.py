"""Everything written that is no known command: what was awaited, a link, a text, a question.

In a private chat all of it is meant for the bot; in a group only a mention or a reply to it is.
Imports the modules whose work it hands on to.
"""

from collections.abc import Awaitable

from telegram import Message, MessageEntity, Update
from telegram.ext import filters

from bot.errors import NotFound, UsageError
from bot.model import ChatKind
from bot.render import replies
from bot.telegram.context import Context, NutgrafApplication
from bot.telegram.handlers import ask, outlines, slots, summary
from bot.telegram.handlers.written import message
from bot.telegram.places import nearest_zone
from bot.telegram.roles import may_change

# Nobody asks at such length: it is a text that was pasted.
PASTED_CHARACTERS = 300


def add(application: NutgrafApplication) -> None:
    """Add the handlers of this module; they take what all others left."""
    application.add_handler(message(filters.COMMAND, unknown_command))
    application.add_handler(message(filters.LOCATION, location))
    application.add_handler(message(filters.ALL & ~filters.StatusUpdate.ALL, anything))


async def unknown_command(update: Update, context: Context) -> None:
    """Say that there is no such command; in a group only if it was meant for us."""
    told = update.message
    name = (told.text or "").split()[0] if told and told.text else ""
    at_us = name.lower().endswith(f"@{context.desk.username.lower()}")
    if context.chat.kind is ChatKind.PRIVATE or at_us:
        context.reply(replies.unknown_command(context.voice, name.partition("@")[0]))


async def location(update: Update, context: Context) -> None:
    """Take the zone of a shared place; in a group only where it was asked for."""
    told = update.message
    place = told.location if told else None
    kind, number = _awaited(context)
    is_for_us = kind == "zone" or context.chat.kind is ChatKind.PRIVATE
    if place is None or not is_for_us or not await may_change(update):
        return
    zone = nearest_zone(place.latitude, place.longitude)
    await _taken(context, slots.take_zone(context, number, zone))


async def anything(update: Update, context: Context) -> None:
    """Hand a message on to whom it is for."""
    told = update.message
    if told is None:
        return
    text = _for_us(told, context)
    if text is None:
        return
    kind, number = _awaited(context)
    if kind and told.text and await may_change(update):
        await _typed(context, kind, number, text)
    elif told.document is not None and outlines.is_list(told.document):
        await outlines.ask(context, told, told.document)
    elif told.document is not None:
        await summary.of_document(context, told.document)
    elif _is_a_text(told, text):
        await summary.of_written(context, told, text)
    elif not any(character.isalpha() for character in text):
        raise UsageError("error-no-words")
    else:
        await ask.tell(context, text)


def _for_us(told: Message, context: Context) -> str | None:
    """What was said to the bot, mentions of it left out; None if it was not spoken to."""
    text = told.text or told.caption or ""
    if context.chat.kind is ChatKind.PRIVATE:
        return text
    mention = _mention(told, f"@{context.desk.username}")
    if mention is not None:
        return _without(text, mention)
    replied = told.reply_to_message.from_user if told.reply_to_message else None
    return text if replied is not None and replied.id == context.desk.bot_id else None


def _mention(told: Message, name: str) -> MessageEntity | None:
    """Where a message names us: as Telegram reads it, so that `@news` is not in `@newsroom`."""
    kinds: list[str | None] = [MessageEntity.MENTION]
    said = told.parse_entities(kinds) if told.text else {}
    said |= told.parse_caption_entities(kinds) if told.caption else {}
    return next((at for at, text in said.items() if text.lower() == name.lower()), None)


def _without(text: str, entity: MessageEntity) -> str:
    """The text with one entity left out, whose place is counted in UTF-16 as Telegram does."""
    units = text.encode("utf-16-le")
    before, after = units[: 2 * entity.offset], units[2 * (entity.offset + entity.length) :]
    return f"{before.decode('utf-16-le')} {after.decode('utf-16-le')}".strip()


def _is_a_text(told: Message, text: str) -> bool:
    is_long = len(text) >= PASTED_CHARACTERS
    is_forwarded = told.forward_origin is not None and bool(text)
    return is_long or is_forwarded or summary.link_of(told) is not None


def _awaited(context: Context) -> tuple[str, int]:
    """What is to be typed, and for which digest: ``time:42``."""
    kind, _, number = (context.chat.expects or "").partition(":")
    return kind, int(number) if number.isdecimal() else 0


async def _typed(context: Context, kind: str, number: int, text: str) -> None:
    if kind == "time" and not any(character.isdecimal() for character in text):
        # Nobody writes a time without a figure: the question goes before what was awaited.
        context.change_chat(expects=None)
        await ask.tell(context, text)
    elif kind == "time":
        await _taken(context, slots.typed_time(context, number, text))
    else:
        await _taken(context, slots.typed_zone(context, number, text))


async def _taken(context: Context, taking: Awaitable[None]) -> None:
    """Let what was typed be taken; for a digest that is gone nothing is awaited any more."""
    try:
        await taking
    except NotFound:
        context.change_chat(expects=None)
        context.reply(replies.say(context.voice, "error-no-digest"))
