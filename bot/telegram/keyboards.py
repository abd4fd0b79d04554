"""Our buttons and previews as Telegram's classes. Pure; imports values."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.model import Button, Message


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons under a message; None where it has none."""
    if not message.buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in message.buttons])


def preview(message: Message) -> LinkPreviewOptions:
    """The one page that a message previews, or none: a list of links must not show a random one."""
    if message.preview_url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=message.preview_url, prefer_small_media=True)


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, callback_data=button.data, url=button.url)
