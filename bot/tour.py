"""A reader's first minute, on paper: from `/start` to a digest and a summary asked for.

Walks through the playground as a person would, by pressing the buttons that the bot shows, and
prints what that person sees. Imports the demonstration.
"""

from collections.abc import Callable
from textwrap import fill
from typing import Any, TextIO

from bot.demo import Demonstration, demonstration, everything_is_read
from bot.playground.chats import Person
from bot.render.buttons import Action, decode
from bot.render.words import Words, best_language

Json = dict[str, Any]

_WIDTH = 96
_PATIENCE_SECONDS = 30.0


async def print_tour(out: TextIO) -> None:
    """Run the whole bot once, and print the digest and the summary that a reader gets."""
    async with demonstration() as shown:
        await everything_is_read(shown.app)
        reader = Reader(shown)
        await reader.set_up()
        for message in await reader.digests_of(1):
            _print(out, message)
        link = await _an_article(shown)
        out.write(f"\n> /summary {link}\n\n")
        _print(out, await reader.asks(f"/summary {link}"))


class Reader:
    """Ada, who has never met the bot."""

    def __init__(self, shown: Demonstration, *, language_code: str = "en") -> None:
        self._shown = shown
        self._playground = shown.playground
        self._key = shown.app.application.desk.button_key
        self.person: Person = shown.playground.person("Ada", language_code=language_code)

    async def set_up(self) -> None:
        """Four messages and taps: start, topics, eight o'clock, the zone that the bot guessed."""
        self._playground.says(self.person, "/start", sender=self.person)
        for action in (Action.TOPICS_DONE, Action.TIME, Action.ZONE):
            await self.tap(action)

    async def tap(self, action: Action) -> None:
        """Press the first button with this action as soon as the bot shows one."""
        message, data = await self._wait(lambda: self._button(action))
        await self._playground.press(
            self.person, message["message_id"], data=data, sender=self.person
        )

    async def digests_of(self, n: int) -> list[Json]:
        """The messages of digests, as soon as there are *n*."""

        def enough() -> list[Json]:
            found = self.digests()
            return found if len(found) >= n else []

        return await self._playground.wait_for(enough, timeout_seconds=_PATIENCE_SECONDS)

    def digests(self) -> list[Json]:
        """The messages whose buttons open stories."""
        return [m for m in self._playground.from_bot(self.person) if self._opens_stories(m)]

    async def asks(self, text: str) -> Json:
        """What the bot answers; that it is reading is no answer yet."""
        n_before = len(self._playground.from_bot(self.person))
        is_reading = Words(best_language(self.person.language_code))("reading")

        def answers() -> list[Json]:
            told = self._playground.from_bot(self.person)[n_before:]
            return [message for message in told if message["text"] != is_reading]

        self._playground.says(self.person, text, sender=self.person)
        found = await self._playground.wait_for(answers, timeout_seconds=_PATIENCE_SECONDS)
        return found[-1]

    async def _wait(self, look: Callable[[], tuple[Json, str] | None]) -> tuple[Json, str]:
        found = await self._playground.wait_for(look, timeout_seconds=_PATIENCE_SECONDS)
        if found is None:  # wait_for gives true values only; this tells the type checker
            raise TimeoutError
        return found

    def _button(self, action: Action) -> tuple[Json, str] | None:
        for message in reversed(self._playground.from_bot(self.person)):
            for data in _codes(message):
                press = decode(data, self._key)
                if press is not None and press.action is action:
                    return message, data
        return None

    def _opens_stories(self, message: Json) -> bool:
        presses = [decode(data, self._key) for data in _codes(message)]
        return any(press is not None and press.action is Action.STORY for press in presses)


def _codes(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


async def _an_article(shown: Demonstration) -> str:
    """The address of the longest page in print: the one that most needs a summary."""
    room = shown.newsroom
    printed = [article for outlet in room.outlets() for article in room.in_print(outlet)]
    longest = max(printed, key=lambda article: sum(map(len, article.paragraphs)))
    return f"{shown.playground.url}{longest.path}"


def _print(out: TextIO, message: Json) -> None:
    """Text as it is, long lines folded; buttons in brackets below."""
    lines = [fill(line, _WIDTH) for line in message["text"].splitlines()]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    lines += ["  ".join(f"[ {button['text']} ]" for button in row) for row in rows]
    out.write("\n".join(lines) + "\n")
