"""What Telegram shows of the bot: its commands by scope and language, and what it says it does.

Told at the start, and only when something changed: the hash of it all stands in ``bots``.
Imports render's words and the store.
"""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import structlog
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.model import BotId
from bot.render.replies import HELP
from bot.render.words import FALLBACK, Words, languages
from bot.store import bots
from bot.store.database import Database

# What a member of a group may use; the others change what the group gets.
FOR_MEMBERS = ("latest", "catchup", "ask", "summary", "story", "search", "status", "why")
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
MAX_COMMAND_DESCRIPTION = 256

_SCOPES: dict[str, BotCommandScope] = {
    "private": BotCommandScopeAllPrivateChats(),
    "groups": BotCommandScopeAllGroupChats(),
    "admins": BotCommandScopeAllChatAdministrators(),
}

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What is told in one language; `language` is empty for those that we do not speak."""

    language: str
    description: str
    short_description: str
    commands: dict[str, list[tuple[str, str]]]


async def set_profile(database: Database, bot: Bot, *, bot_id: BotId) -> bool:
    """Tell Telegram the commands and descriptions if they changed; return whether they did.

    Raises:
        TelegramError: Telegram could not be told; the next start tries again.
    """
    digest = profile_hash()
    async with database.read() as tx:
        if (await bots.get(tx, bot_id)).profile_hash == digest:
            return False
    profiles = profile()
    for one in profiles:
        await _tell(bot, one)
    async with database.begin() as tx:
        await bots.set_profile_hash(tx, bot_id, digest)
    _log.info("profile.set", bot_id=bot_id, n_languages=len(profiles))
    return True


def profile() -> list[Profile]:
    """What is told in each language, first in English for all others."""
    return [_profile("", Words(FALLBACK)), *(_profile(code, Words(code)) for code in languages())]


def profile_hash() -> str:
    """The hash of all that a profile is made of: lists of commands, and the catalogues as they lie.

    To fill in the texts would load what a bot that nobody asks anything need not hold (16 MB).
    """
    made_of = hashlib.blake2b(repr((HELP, FOR_MEMBERS, sorted(_SCOPES))).encode(), digest_size=16)
    for code in languages():
        catalogue = files("bot.render.translations").joinpath(f"{code}.ftl")
        made_of.update(catalogue.read_bytes())
    return made_of.hexdigest()


def _profile(language: str, words: Words) -> Profile:
    commands = [(name, words(f"help-{name}")[:MAX_COMMAND_DESCRIPTION]) for name in HELP]
    members = [(name, text) for name, text in commands if name in FOR_MEMBERS]
    return Profile(
        language=language,
        description=words("welcome-what")[:MAX_DESCRIPTION],
        short_description=_first_sentence(words("welcome-what")),
        commands={"private": commands, "groups": members, "admins": commands},
    )


def _first_sentence(text: str) -> str:
    sentence = text.split(". ", maxsplit=1)[0].rstrip(".") + "."
    return sentence if len(sentence) <= MAX_SHORT_DESCRIPTION else ""


async def _tell(bot: Bot, one: Profile) -> None:
    language = one.language or None
    await bot.set_my_description(one.description, language_code=language)
    await bot.set_my_short_description(one.short_description, language_code=language)
    for scope, commands in one.commands.items():
        await bot.set_my_commands(commands, scope=_SCOPES[scope], language_code=language)
