"""A headless Chromium for the tests of the chat page, if the machine has one."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEMAND = "NUTGRAF_DEMAND_BROWSER"
HOW = f"no Chromium found: install it with the system's package manager ({' or '.join(NAMES)})"
# No network beyond loopback, and no start-up chores.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Open a browser; skip the test where there is none, or fail where one is demanded.

    The environment variable ``NUTGRAF_DEMAND_BROWSER`` demands it, as `.ci/run` does.
    """
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get(DEMAND):
            pytest.fail(HOW)
        pytest.skip(HOW)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        await browser.close()
