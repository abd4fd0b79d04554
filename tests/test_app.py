"""The bot as a whole: what it tells whoever starts it."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import running
from bot.playground.server import open_playground
from bot.settings import Access, Settings


@pytest.mark.parametrize(("access", "is_told"), [(Access.INVITE, True), (Access.OPEN, False)])
async def test_guests_link_is_in_the_log(tmp_path: Path, *, access: Access, is_told: bool) -> None:
    """The owner of a bot for guests learns the link to send them."""
    async with open_playground() as playground:
        settings = Settings(
            token=playground.token,
            telegram_api=playground.url,
            database_url=f"sqlite:///{tmp_path}/nutgraf.db",
            http=None,
            access=access,
        )
        with capture_logs() as told:
            async with running(settings, roles=("house",), sources=()):
                pass
    links = [line["send_them_this_link"] for line in told if line["event"] == "guests.wanted"]
    start = f"https://t.me/{playground.bot.username}?start=invite-"
    assert [link.startswith(start) for link in links] == [True] * is_told
