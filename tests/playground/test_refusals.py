"""Tests of what Telegram refuses: the tables of limits, in Telegram's words and codes."""

from typing import Any

import pytest

from bot.playground.chats import Chat, ChatType, Person
from bot.playground.server import Playground
from tests.playground.wire import Wire

# Text: of `sendMessage` with parse_mode HTML.
TEXTS = [
    ("", "message text is empty"),
    ("  \n ", "text must be non-empty"),
    ("<b></b>", "text must be non-empty"),
    ("\u200b", "text must be non-empty"),
    ("a" * 4097, "message is too long"),
    ("😀" * 4097, "message is too long"),
    ("<b>" + "a" * 4097 + "</b>", "message is too long"),
    ("é" * 16_385, "text is too long"),
    ("a<br>b", 'can\'t parse entities: Unsupported start tag "br" at byte offset 1'),
]

# Buttons: one button under a message to a private chat.
BUTTONS = [
    ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
    (
        {"text": "x"},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "callback_data": ""},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "callback_data": "x", "style": "pink"},
        "can't parse inline keyboard button: invalid button style specified",
    ),
    (
        {"text": "x", "url": "/news"},
        "inline keyboard button URL '/news' is invalid: URL host is empty",
    ),
    (
        {"text": "x", "url": "http://localhost/"},
        "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
    ),
    ({"text": "x", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
    (
        {"text": "x", "web_app": {"url": "http://app.example/"}},
        (
            "inline keyboard button Web App URL 'http://app.example/' is invalid:"
            " Only HTTPS links are allowed"
        ),
    ),
    ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
]

# Any call: method, parameters, code and words. Chat 7 does not exist.
CALLS: list[tuple[str, dict[str, Any], int, str]] = [
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 7, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": 7}, 400, "Bad Request: message text is empty"),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "parse_mode": "BBCode"},
        400,
        "Bad Request: unsupported parse_mode",
    ),
    ("getChat", {"chat_id": 7}, 400, "Bad Request: chat not found"),
    ("sendChatAction", {"chat_id": 7, "action": "singing"}, 400, ""),
    ("getFile", {"file_id": "x"}, 400, "Bad Request: invalid file_id"),
    ("getFile", {}, 400, "Bad Request: file_id not specified"),
    ("sendDocument", {"chat_id": 7}, 400, "Bad Request: there is no document in the request"),
    (
        "sendDocument",
        {"chat_id": 7, "document": "nothing"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": []},
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ),
    ("deleteMessage", {"message_id": 1}, 400, "Bad Request: chat identifier is not specified"),
    ("deleteMessage", {"chat_id": 7}, 400, "Bad Request: message identifier is not specified"),
    ("setMyCommands", {"commands": "["}, 400, "Bad Request: can't parse commands JSON object"),
    ("setMyCommands", {"commands": {}}, 400, "Bad Request: expected an Array of BotCommand"),
    (
        "setMyCommands",
        {"commands": [{"command": "a"}]},
        400,
        "Bad Request: can't parse BotCommand: Can't find field \"description\"",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "Großes", "description": "x"}]},
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": "x" * 257}]},
        400,
        "Bad Request: command description length must not exceed 256",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a", "description": " "}]},
        400,
        "Bad Request: command description must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "/", "description": "x"}]},
        400,
        "Bad Request: command must be non-empty",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": "a" * 33, "description": "x"}]},
        400,
        "Bad Request: command length must not exceed 32",
    ),
    (
        "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]},
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    ),
    (
        "setMyCommands",
        {"commands": [], "language_code": "eng"},
        400,
        "Bad Request: invalid language code specified",
    ),
    ("setMyName", {"name": "x" * 65}, 400, "Bad Request: BOT_TITLE_INVALID"),
    (
        "setMyShortDescription",
        {"short_description": "x" * 121},
        400,
        "Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG",
    ),
    (
        "setMyDescription",
        {"description": "x" * 513},
        400,
        "Bad Request: BOT_DESCRIPTION_TOO_LONG",
    ),
    ("sendRichMessage", {"chat_id": 7}, 501, "Not Implemented: sendRichMessage is not played here"),
    (
        "sendMessage",
        {"chat_id": 7, "text": "x", "parse_mode": "MarkdownV2"},
        501,
        "Not Implemented: sendMessage with Markdown is not played here",
    ),
    ("sendCarrierPigeon", {}, 404, "Not Found: method not found"),
]


@pytest.mark.parametrize(("text", "words"), TEXTS)
async def test_refuses_a_text(wire: Wire, ada: Person, text: str, words: str) -> None:
    """Empty, over-long and broken texts are refused, counted as Telegram counts."""
    answer = await wire.call("sendMessage", chat_id=ada.id, text=text, parse_mode="HTML")
    assert (answer.code, answer.words) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(("button", "words"), BUTTONS)
async def test_refuses_a_button(
    wire: Wire, ada: Person, button: dict[str, Any], words: str
) -> None:
    """A button that cannot work is refused."""
    markup = {"inline_keyboard": [[button]]}
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert (answer.code, answer.words) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(("method", "parameters", "code", "words"), CALLS)
async def test_refuses_a_call(
    wire: Wire, method: str, parameters: dict[str, Any], code: int, words: str
) -> None:
    """A wrong call gets Telegram's code and words."""
    answer = await wire.call(method, **parameters)
    expected = words or "Bad Request: wrong parameter action in request"
    assert (answer.code, answer.words) == (code, expected)


async def test_a_text_at_the_limit_is_taken(wire: Wire, ada: Person) -> None:
    """4,096 code points count after parsing, however long the markup is."""
    text = "".join(f"<b>{'😀' * 64}</b>\n" for _ in range(63)) + "x"
    answer = await wire.call("sendMessage", chat_id=ada.id, text=text, parse_mode="HTML")
    assert len(answer.result["text"]) == 63 * 65 + 1


async def test_a_markup_over_ten_kilobytes_is_refused(wire: Wire, ada: Person) -> None:
    """The keyboard as a whole has a limit too."""
    row = [{"text": "x" * 200, "callback_data": f"{n}"} for n in range(50)]
    markup = {"inline_keyboard": [[button] for button in row]}
    answer = await wire.call("sendMessage", chat_id=ada.id, text="x", reply_markup=markup)
    assert answer.words == "Bad Request: reply markup is too long"


async def test_a_wrong_token_is_unauthorised(wire: Wire) -> None:
    """Another token is a 401, for methods and for files."""
    for path in ("bot1:wrong/getMe", "file/bot1:wrong/documents/x"):
        async with wire.session.get(f"{wire.playground.url}/{path}") as response:
            assert (response.status, (await response.json())["description"]) == (
                401,
                "Unauthorized",
            )


async def test_a_body_that_is_no_json_is_refused(wire: Wire) -> None:
    """A broken JSON body is a 400 and no crash."""
    url = f"{wire.playground.url}/bot{wire.playground.token}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with wire.session.post(url, data=b"{", headers=headers) as response:
        assert response.status == 400


def kicked(playground: Playground, ada: Person) -> Chat:
    """A group that threw the bot out."""
    group = playground.group("Readers", admins=[ada])
    playground.remove(group, by=ada)
    return group


def never_started(playground: Playground, _ada: Person) -> Chat:
    """The private chat of somebody who never wrote."""
    return playground.chat(playground.person("Ben"))


def deactivated(playground: Playground, ada: Person) -> Chat:
    """The private chat of a deleted account."""
    ada.is_deactivated = True
    return playground.chat(ada)


def without_rights(playground: Playground, ada: Person) -> Chat:
    """A channel in which the bot may not post."""
    return playground.channel("News", admins=[ada], rights=frozenset({"can_manage_chat"}))


def elsewhere(playground: Playground, ada: Person) -> Chat:
    """A channel that the bot never joined."""
    return playground.channel("News", admins=[ada], rights=None)


def left_supergroup(playground: Playground, ada: Person) -> Chat:
    """A supergroup from which the bot was thrown out."""
    group = playground.group("Readers", admins=[ada], kind=ChatType.SUPERGROUP)
    playground.remove(group, by=ada)
    return group


def muted_group(playground: Playground, ada: Person) -> Chat:
    """A group in which the bot may only read."""
    group = playground.group("Readers", admins=[ada], kind=ChatType.SUPERGROUP)
    playground.mute(group, by=ada)
    return group


CHATS = [
    (kicked, "Forbidden: bot was kicked from the group chat"),
    (left_supergroup, "Forbidden: bot was kicked from the supergroup chat"),
    (never_started, "Forbidden: bot can't initiate conversation with a user"),
    (deactivated, "Forbidden: user is deactivated"),
    (without_rights, "Bad Request: need administrator rights in the channel chat"),
    (elsewhere, "Forbidden: bot is not a member of the channel chat"),
    (muted_group, "Bad Request: not enough rights to send text messages to the chat"),
]


@pytest.mark.parametrize(("make", "words"), CHATS)
async def test_refuses_a_chat(
    playground: Playground, wire: Wire, ada: Person, make: Any, words: str
) -> None:
    """A chat that does not want the bot says so, and nothing arrives."""
    chat = make(playground, ada)
    before = len(chat.messages)
    answer = await wire.call("sendMessage", chat_id=chat.id, text="hello")
    assert (answer.words, len(chat.messages)) == (words, before)


async def test_rights_are_named_by_what_is_sent(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A document that may not be sent has words of its own, and nobody leaves a private chat."""
    playground.says(ada, "", sender=ada, document=("feeds.opml", b"<opml/>"))
    known = playground.messages(ada)[-1]["document"]["file_id"]
    group = muted_group(playground, ada)
    document = await wire.call("sendDocument", chat_id=group.id, document=known)
    left = await wire.call("leaveChat", chat_id=ada.id)
    assert (document.words, left.words) == (
        "Bad Request: not enough rights to send documents to the chat",
        "Bad Request: can't leave private chats",
    )


async def test_a_channel_takes_only_inline_buttons(
    playground: Playground, wire: Wire, ada: Person
) -> None:
    """A reply keyboard in a channel is refused."""
    channel = playground.channel("News", admins=[ada])
    markup = {"keyboard": [[{"text": "x"}]]}
    answer = await wire.call("sendMessage", chat_id=channel.id, text="x", reply_markup=markup)
    assert answer.words == "Bad Request: inline keyboard expected"


async def test_only_own_messages_can_be_edited(wire: Wire, ada: Person) -> None:
    """A person's message is not the bot's to edit, and a missing one is not found."""
    theirs = await wire.call("editMessageText", chat_id=ada.id, message_id=1, text="x")
    none = await wire.call("editMessageText", chat_id=ada.id, message_id=9, text="x")
    assert (theirs.words, none.words) == (
        "Bad Request: message can't be edited",
        "Bad Request: message to edit not found",
    )


async def test_an_edit_that_is_too_long_has_other_words(wire: Wire, ada: Person) -> None:
    """Telegram words the same limit otherwise for edits."""
    sent = await wire.call("sendMessage", chat_id=ada.id, text="x")
    message_id = sent.result["message_id"]
    answer = await wire.call(
        "editMessageText", chat_id=ada.id, message_id=message_id, text="x" * 4097
    )
    assert answer.words == "Bad Request: MESSAGE_TOO_LONG"
