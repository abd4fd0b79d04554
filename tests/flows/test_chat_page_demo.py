"""A new reader at the chat page, with the whole bot behind it: what `make demo` shows."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.demo import Demonstration, demonstration, everything_is_read
from tests.flows.chromium import open_browser

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000
DIGEST = re.compile(r"\b1\. [\s\S]+ outlets · first")


@pytest.fixture(scope="module")
async def shown() -> AsyncIterator[Demonstration]:
    """The whole bot; its newsroom is read. SQLite alone: the page does not know the database."""
    async with demonstration() as shown:
        shown.playground.person("Mira")
        await everything_is_read(shown.app)
        yield shown


@pytest.fixture(scope="module")
async def page(shown: Demonstration) -> AsyncIterator[Page]:
    """The chat page in a browser; no script on it may fail."""
    errors: list[str] = []
    async with (
        open_browser() as browser,
        await browser.new_context(
            viewport={"width": 1200, "height": 900}, timezone_id="Europe/London"
        ) as context,
    ):
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(shown.playground.url)
        yield page
    assert errors == []


async def press(page: Page, label: str) -> None:
    """Press the newest inline button with that label."""
    await page.get_by_test_id("key").filter(has_text=label).last.click()


async def test_the_first_minute(shown: Demonstration, page: Page) -> None:
    """Start and three taps bring the first digest; a number opens a story, a link its source.

    The source says word for word what the story quotes. Then the clock moves to the next morning,
    and the digest of that day comes by itself.
    """
    texts = page.get_by_test_id("message-text")
    digests = texts.filter(has_text=DIGEST)
    await page.get_by_test_id("start").click()
    await press(page, "Continue")
    await press(page, "08:00")
    await press(page, "Yes, London")
    await expect(digests).to_have_count(1, timeout=PATIENCE_MS)

    n_before = await texts.count()
    await page.get_by_test_id("key").filter(has_text=re.compile("^1$")).last.click()
    await expect(texts).to_have_count(n_before + 1, timeout=PATIENCE_MS)
    story = await texts.last.inner_text()
    quoted = re.findall(r"^(.+) \(.+\)$", story, re.MULTILINE)
    assert len(quoted) >= 3

    async with page.context.expect_page() as opened:
        await texts.last.locator('a[href*="/news/"]').nth(1).click()
    article = (await opened.value).locator("article")
    await expect(article).to_contain_text(quoted[0])

    await page.get_by_test_id("clock-tomorrow").click()
    await expect(digests).to_have_count(2, timeout=2 * PATIENCE_MS)
    assert shown.playground.report().violations == []
