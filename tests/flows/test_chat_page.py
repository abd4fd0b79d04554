"""The chat page in a real browser, over a playground whose bot is played by hand."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, FilePayload, Page, expect

from bot.playground import page as chat_page
from bot.playground.chats import Person
from bot.playground.server import Playground, open_playground
from tests.flows.chromium import open_browser

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


class Scene:
    """A playground with one reader, a bot that calls the API by hand, and the page on screen."""

    playground: Playground
    reader: Person
    page: Page
    client: ClientSession

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method of the Bot API; return its result."""
        url = f"{self.playground.url}/bot{self.playground.token}/{method}"
        async with self.client.post(url, json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, html: str, *, chat_id: int | None = None, **more: Any) -> int:
        """Let the bot write HTML to the reader or a chat; return the message's id."""
        where = self.reader.id if chat_id is None else chat_id
        sent = await self.call("sendMessage", chat_id=where, text=html, parse_mode="HTML", **more)
        return int(sent["message_id"])

    async def update(self, kind: str) -> Any:
        """Wait for the next update of a kind, and confirm what came."""
        async with asyncio.timeout(10):
            while True:
                for update in await self.call("getUpdates", timeout=5):
                    await self.call("getUpdates", offset=update["update_id"] + 1, limit=1)
                    if kind in update:
                        return update[kind]

    async def open(self) -> None:
        """Load the page and wait until it shows a chat."""
        await self.page.goto(self.playground.url)
        await expect(self.page.get_by_test_id("chat-title")).to_have_text("Nutgraf")

    async def start(self) -> None:
        """Open the page with a chat that the reader has begun."""
        self.playground.says(self.reader, "/start", sender=self.reader)
        await self.update("message")
        await self.open()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One headless Chromium for all tests of this module."""
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    """A fresh playground with a reader, and a page that must not throw."""
    scene = Scene()
    errors: list[str] = []
    async with (
        open_playground(extra_routes=chat_page.routes()) as scene.playground,
        ClientSession() as scene.client,
        await browser.new_context(viewport={"width": 1200, "height": 900}) as context,
    ):
        scene.reader = scene.playground.person("Mira")
        scene.page = await context.new_page()
        scene.page.set_default_timeout(10_000)
        scene.page.on("pageerror", lambda error: errors.append(str(error)))
        yield scene
    assert errors == []


async def test_start_and_writing_reach_the_bot(scene: Scene) -> None:
    """An empty chat shows Start, which sends /start; then one writes and sends with Enter."""
    await scene.open()
    await scene.page.get_by_test_id("start").click()
    assert (await scene.update("message"))["text"] == "/start"
    await scene.page.get_by_test_id("text").fill("what burns?\nsay")
    await scene.page.get_by_test_id("text").press("Enter")
    assert (await scene.update("message"))["text"] == "what burns?\nsay"
    await expect(scene.page.locator(".is-mine")).to_have_count(2)


async def test_formats_are_shown(scene: Scene) -> None:
    """Every format of a message becomes an element; offsets behind emoji are right."""
    await scene.start()
    await scene.say(
        "🗞 <b>bold</b> <i>slanted</i> <u>under</u> <s>struck</s> <code>code</code>"
        ' <a href="http://news.example.org/a">a <b>link</b></a> <tg-spoiler>secret</tg-spoiler>'
        "\n<pre>two\nlines</pre>\n<blockquote>quoted</blockquote>\n"
        f"<blockquote expandable>{'long ' * 200}</blockquote>"
    )
    text = scene.page.get_by_test_id("message-text").last
    for selector, words in (
        (":scope > strong", "bold"),
        ("em", "slanted"),
        ("u", "under"),
        ("s", "struck"),
        (":scope > code", "code"),
        ("a", "a link"),
        ("a > strong", "link"),
        ("pre", "two\nlines"),
        ("blockquote:not(.expandable)", "quoted"),
    ):
        await expect(text.locator(selector)).to_have_text(words)
    await text.locator(".spoiler").click()
    await expect(text.locator(".spoiler-text")).to_be_visible()
    await text.get_by_role("button", name="Show all").click()
    await expect(text.locator(".expandable")).to_have_class("expandable is-open")


async def test_hostile_text_stays_text(scene: Scene) -> None:
    """Markup in a message, a name, a button or a preview is shown and never run."""
    await scene.start()
    group = scene.playground.group(HOSTILE, admins=[scene.reader])
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;")
    await scene.say(escaped, reply_markup={"inline_keyboard": [[_button(HOSTILE[:60], "x")]]})
    await scene.say(escaped, chat_id=group.id)
    await expect(scene.page.get_by_test_id("message-text").last).to_contain_text("<img src=x")
    assert await scene.page.locator("#app img, #app script").count() == 0
    await expect(scene.page).to_have_title("(1) Nutgraf playground")


async def test_a_press_is_answered_with_a_toast_or_an_alert(scene: Scene) -> None:
    """A pressed button waits for the answer, then shows it as a toast or in a dialog."""
    await scene.start()
    keys = [[_button("One", "one"), _button("Two", "two")]]
    await scene.say("Choose", reply_markup={"inline_keyboard": keys})
    one = scene.page.get_by_test_id("key").first
    await one.click()
    query = await scene.update("callback_query")
    await expect(one).to_have_attribute("aria-busy", "true")
    await scene.call("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    await expect(scene.page.get_by_test_id("toasts")).to_contain_text("Noted")
    await expect(one).not_to_have_attribute("aria-busy", "true")
    await scene.page.get_by_test_id("key").last.click()
    query = await scene.update("callback_query")
    await scene.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="Careful", show_alert=True
    )
    await expect(scene.page.get_by_test_id("alert")).to_contain_text("Careful")
    await scene.page.get_by_test_id("alert-ok").click()
    await expect(scene.page.get_by_test_id("alert")).to_be_hidden()


async def test_links_into_telegram_stay_on_the_page(scene: Scene) -> None:
    """A link to the bot itself says /start with its payload; other links open a new tab."""
    await scene.start()
    link = f"https://t.me/{scene.playground.bot.username}?start=s17"
    await scene.say(f'<a href="{link}">the story</a>')
    await scene.page.get_by_role("link", name="the story").click()
    assert (await scene.update("message"))["text"] == "/start s17"
    page_link = f"{scene.playground.url}/page/style.css"
    keys = [[{"text": "Read", "url": page_link}]]
    await scene.say("An article", reply_markup={"inline_keyboard": keys})
    async with scene.page.context.expect_page() as opened:
        await scene.page.get_by_test_id("key").click()
    assert (await opened.value).url == page_link


async def test_edits_happen_in_place_and_deletions_vanish(scene: Scene) -> None:
    """An edited message changes where it stands and says so; a deleted one goes."""
    await scene.start()
    first = await scene.say("before")
    second = await scene.say("to go")
    await expect(scene.page.get_by_test_id("message")).to_have_count(3)
    await scene.call("editMessageText", chat_id=scene.reader.id, message_id=first, text="after")
    await scene.call("deleteMessage", chat_id=scene.reader.id, message_id=second)
    await expect(scene.page.get_by_test_id("message")).to_have_count(2)
    last = scene.page.get_by_test_id("message").last
    await expect(last.get_by_test_id("message-text")).to_have_text("after")
    await expect(last.locator(".edited")).to_be_visible()


async def test_commands_are_offered_and_completed(scene: Scene) -> None:
    """Typing a slash offers fitting commands; arrows choose, Enter sends, the button lists all."""
    commands = [
        {"command": name, "description": f"About {name}"} for name in ("ask", "story", "status")
    ]
    await scene.call("setMyCommands", commands=commands)
    await scene.start()
    await scene.page.get_by_test_id("menu").click()
    await expect(scene.page.get_by_test_id("command")).to_have_count(3)
    await scene.page.get_by_test_id("text").press_sequentially("/st")
    await expect(scene.page.get_by_test_id("command")).to_have_count(2)
    await scene.page.get_by_test_id("text").press("ArrowDown")
    await scene.page.get_by_test_id("text").press("Enter")
    assert (await scene.update("message"))["text"] == "/status"


async def test_a_reply_carries_the_message_it_answers(scene: Scene) -> None:
    """The reply button quotes a message, and the sent one refers to it."""
    await scene.start()
    message_id = await scene.say("a statement")
    message = scene.page.get_by_test_id("message").last
    await message.hover()
    await message.get_by_test_id("reply").click()
    await expect(scene.page.get_by_test_id("replying")).to_contain_text("a statement")
    await scene.page.get_by_test_id("text").fill("why?")
    await scene.page.get_by_test_id("send").click()
    sent = await scene.update("message")
    assert sent["reply_to_message"]["message_id"] == message_id
    await expect(scene.page.get_by_test_id("quoted")).to_contain_text("a statement")


async def test_a_document_is_sent(scene: Scene) -> None:
    """A chosen file reaches the bot under its name and is shown in the chat."""
    await scene.start()
    file = FilePayload(name="feeds.opml", mimeType="text/x-opml", buffer=b"<opml/>")
    await scene.page.get_by_test_id("file").set_input_files(file)
    assert (await scene.update("message"))["document"]["file_name"] == "feeds.opml"
    await expect(scene.page.get_by_test_id("message").last).to_contain_text("feeds.opml")


async def test_other_chats_count_what_is_unread(scene: Scene) -> None:
    """A message in a channel that is not open raises its count; opening it clears the count."""
    channel = scene.playground.channel("Morning", admins=[scene.reader])
    await scene.start()
    await scene.say("<b>News</b>", chat_id=channel.id)
    entry = scene.page.get_by_test_id("chat").filter(has_text="Morning")
    await expect(entry.get_by_test_id("unread")).to_have_text("1")
    await entry.click()
    await expect(scene.page.get_by_test_id("message-text")).to_have_text("News")
    await expect(entry.get_by_test_id("unread")).to_have_count(0)


async def test_typing_is_shown(scene: Scene) -> None:
    """While the bot composes, the heading says so."""
    await scene.start()
    await scene.call("sendChatAction", chat_id=scene.reader.id, action="typing")
    await expect(scene.page.get_by_test_id("chat-status")).to_contain_text("typing")
    await scene.say("done")
    await expect(scene.page.get_by_test_id("chat-status")).to_have_text("bot")


async def test_a_blocked_bot_can_be_started_again(scene: Scene) -> None:
    """Blocking tells the bot and takes the text field away; Restart brings both back."""
    await scene.start()
    await scene.page.get_by_test_id("more").click()
    await scene.page.get_by_test_id("block").click()
    assert (await scene.update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await expect(scene.page.get_by_test_id("text")).to_be_hidden()
    await scene.page.get_by_test_id("restart").click()
    assert (await scene.update("message"))["text"] == "/start"
    await expect(scene.page.get_by_test_id("text")).to_be_visible()


async def test_the_clock_moves_forward(scene: Scene) -> None:
    """The buttons move the playground's clock by an hour, and to the next morning."""
    await scene.start()
    await scene.page.get_by_test_id("clock-hour").click()
    await expect(scene.page.get_by_test_id("clock-shift")).to_have_text("1 h ahead")
    assert scene.playground.clock.shift_seconds == 3600
    await scene.page.get_by_test_id("clock-tomorrow").click()
    await expect(scene.page.get_by_test_id("clock-now")).to_contain_text("08:00")


async def test_a_phone_shows_one_thing_at_a_time(scene: Scene) -> None:
    """On 390 pixels the chat fills the screen, Back shows the list, and nothing is cut off."""
    await scene.page.set_viewport_size({"width": 390, "height": 800})
    await scene.start()
    await scene.say("x" * 300 + " " + "word " * 80)
    await expect(scene.page.get_by_test_id("message")).to_have_count(2)
    width = await scene.page.evaluate("document.documentElement.scrollWidth")
    await scene.page.get_by_label("Back to the chat list").click()
    await expect(scene.page.get_by_test_id("chat").first).to_be_visible()
    await expect(scene.page.get_by_test_id("text")).to_be_hidden()
    assert width == 390


def _button(text: str, data: str) -> dict[str, str]:
    return {"text": text, "callback_data": data}
