"""How the bot speaks to one chat: its words, the key of its buttons, and whole messages.

May import the other basic modules of `bot.render` and `bot.model`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Button, Message
from bot.render.buttons import Action, encode
from bot.render.markup import Node, clipped
from bot.render.split import Block, Part, split
from bot.render.words import Words

Rows = Sequence[Sequence[Button]]

# Longer labels are cut by Telegram's clients, in the middle of a word.
MAX_LABEL_CHARACTERS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """The language and zone of a chat, and the key that its bot signs buttons with."""

    words: Words
    key: bytes

    def button(self, label: str, action: Action, *ids: int | str) -> Button:
        """Return a button with the text of the catalogue for ``button-<label>``."""
        return self.labelled(self.words(f"button-{label}"), action, *ids)

    def labelled(self, text: str, action: Action, *ids: int | str) -> Button:
        """Return a button with a text of its own: a number, a topic, a city."""
        label = clipped(text, MAX_LABEL_CHARACTERS)
        return Button(text=label, data=encode(action, *ids, key=self.key))

    def pages(self, action: Action, *ids: int | str, page: int, has_more: bool) -> list[Button]:
        """Return the buttons to the pages before and after this one, whose number is the last id.

        Args:
            action: turns the pages.
            ids: what stands before the number.
            page: counted from 0.
            has_more: there is a page after it.
        """
        before = [self.button("previous-page", action, *ids, page - 1)] if page > 0 else []
        after = [self.button("next-page", action, *ids, page + 1)] if has_more else []
        return before + after


def message(head: Node, *rest: Node, buttons: Rows = (), preview_url: str | None = None) -> Message:
    """Return one message of paragraphs; what does not fit into it ends in "…".

    Args:
        head: the paragraph that stays whatever happens.
        rest: paragraphs, of which the last ones may have to go.
        buttons: rows; empty ones are left out.
        preview_url: the address whose preview is shown, if any.
    """
    part = split([Block(head=head, sentences=rest, separator="\n\n", gap="\n\n")])[0]
    return _message(part, buttons, preview_url)


def messages(parts: Sequence[Part], *, buttons: Sequence[Rows]) -> list[Message]:
    """Return a message for each part, with its own rows of buttons."""
    return [_message(part, rows, None) for part, rows in zip(parts, buttons, strict=True)]


def rows_of(buttons: Sequence[Button], n_in_row: int) -> list[tuple[Button, ...]]:
    """Lay buttons out in rows of that many."""
    return [tuple(buttons[start : start + n_in_row]) for start in range(0, len(buttons), n_in_row)]


def _message(part: Part, rows: Rows, preview_url: str | None) -> Message:
    return Message(
        html=part.rendered.html,
        plain=part.rendered.plain,
        buttons=tuple(tuple(row) for row in rows if row),
        preview_url=preview_url,
    )
