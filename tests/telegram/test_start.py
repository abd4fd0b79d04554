"""What `/start` and its links lead to, and what a second tap does not undo."""

from datetime import timedelta

import pytest

from bot.model import ChatId
from bot.store import bots, subscriptions
from bot.store.database import Transaction
from tests.builders import add_story
from tests.telegram.house import House, buttons
from tests.telegram.test_handlers import add_digest


async def test_a_second_tap_keeps_the_first_digest(house: House) -> None:
    """The button that ends the set-up, tapped twice, still brings a digest at once."""
    ada = house.reader()
    async with house.running(publishes=False):
        [welcome] = await house.asks(ada, "/start")
        await house.presses(ada, welcome, "Continue")
        number = welcome["message_id"]
        await house.presses(ada, await house.wait_for_button(ada, number, "08:00"), "08:00")
        zone = await house.wait_for_button(ada, number, "Yes")
        for _ in range(2):
            await house.presses_code(ada, buttons(zone)[0]["callback_data"])
    async with house.database.read() as tx:
        assert len(await subscriptions.overdue(tx, now=house.now)) == 1


async def test_a_digest_that_is_due_stays_due(house: House) -> None:
    """Who changes its times while it is being made still gets it."""
    ada = house.reader()
    digest = await add_digest(house, ada, due_in=timedelta(minutes=-1))
    async with house.running(publishes=False):
        await house.asks(ada, "/schedule 9:15")
    async with house.database.read() as tx:
        [changed] = await subscriptions.overdue(tx, now=house.now)
    assert (changed.next_due_at, changed.slot.minutes) == (digest.next_due_at, (555,))


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("channel", "Settings"),
        ("story-1", "Old bridge closes"),
        ("story-77", "no such story"),
        (f"story-{'9' * 40}", "no such story"),
        ("own-guessed", "not valid"),
    ],
)
async def test_every_link_is_answered(house: House, payload: str, said: str) -> None:
    """Whoever has a digest and follows a link gets one answer, to that link."""
    async with house.database.begin() as tx:
        await add_story(tx, headline="Old bridge closes")
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        [answer] = await house.asks(ada, f"/start {payload}")
    assert said in answer["text"]


async def test_the_owner_is_told_so(house: House) -> None:
    """The right key is answered, also where a digest is set up."""
    ada = house.reader()
    await add_digest(house, ada)
    async with house.database.read() as tx:
        key = (await bots.get(tx, house.bot_id)).owner_key
    async with house.running():
        [answer] = await house.asks(ada, f"/start own-{key}")
    assert answer["text"] == "You are the owner now."


async def test_a_half_done_digest_is_gone_on_with(house: House) -> None:
    """`/subscribe` twice begins one digest."""
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        await house.asks(ada, "/subscribe")
        await house.asks(ada, "/subscribe")
    async with house.database.read() as tx:
        assert await n_digests(tx, house, ada.id) == 2


async def n_digests(tx: Transaction, house: House, chat_id: int) -> int:
    """How many digests a chat has."""
    return len(await subscriptions.of_chat(tx, house.bot_id, ChatId(chat_id)))
