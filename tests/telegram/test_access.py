"""Who is let in, and that a stranger is told so."""

from dataclasses import replace

import pytest

from bot.model import ChatId
from bot.settings import Access
from bot.store import bots, chats
from bot.telegram.access import invitation
from tests.telegram.house import KEY, House


@pytest.mark.parametrize(
    ("access", "first", "is_in"),
    [
        (Access.OPEN, "/start", True),
        (Access.INVITE, "/start", False),
        (Access.INVITE, f"/start {invitation(KEY)}", True),
        (Access.PRIVATE, f"/start {invitation(KEY)}", False),
        (Access.PRIVATE, "/start own-guessed", False),
    ],
)
async def test_only_who_may_is_let_in(
    house: House, *, access: Access, first: str, is_in: bool
) -> None:
    """A stranger of a closed bot gets one sentence, and no row is made of them."""
    house.application.desk = replace(house.application.desk, access=access)
    ada = house.reader()
    async with house.running():
        [answer] = await house.asks(ada, first)
    async with house.database.read() as tx:
        known = await chats.get(tx, house.bot_id, ChatId(ada.id))
    assert (known is not None, "private" not in answer["text"]) == (is_in, is_in)


async def test_the_one_time_link_makes_the_owner_and_lets_them_in(house: House) -> None:
    """Whoever opens the link of the log owns the bot, however closed it is."""
    house.application.desk = replace(house.application.desk, access=Access.PRIVATE)
    ada = house.reader()
    async with house.database.read() as tx:
        key = (await bots.get(tx, house.bot_id)).owner_key
    async with house.running():
        await house.asks(ada, f"/start own-{key}")
    async with house.database.read() as tx:
        assert (await bots.get(tx, house.bot_id)).owner_id == ada.id
