"""The set-up as people go through it."""

from bot.model import ChatId
from bot.store import subscriptions
from tests.builders import add_story
from tests.telegram.house import House


async def test_from_start_to_the_first_digest(house: House) -> None:
    """Four taps after /start a digest is set up, and the first one comes at once."""
    ada = house.reader("Ada", language_code="de")
    async with house.database.begin() as tx:
        await add_story(tx, headline="Alte Brücke schließt")
    async with house.running():
        [welcome] = await house.asks(ada, "/start")
        number = welcome["message_id"]
        await house.presses(ada, welcome, "Sport")
        times = await house.presses(ada, welcome, "Weiter") and await house.becomes(
            ada, number, "Wann"
        )
        await house.presses(ada, times, "08:00")
        zone = await house.becomes(ada, number, "Berlin")
        await house.presses(ada, zone, "Berlin")
        done = await house.becomes(ada, number, "08:00")
        messages = await house.playground.wait_for_messages(ada, 2)
    async with house.database.read() as tx:
        [digest] = await subscriptions.of_chat(tx, house.bot_id, ChatId(ada.id))
    assert "morgen" in done["text"]
    assert "Alte Brücke schließt" in messages[1]["text"]
    assert digest.preferences.topics == ("world", "science")
    assert (digest.slot.minutes, digest.slot.zone) == ((480,), "Europe/Berlin")
    assert not house.playground.report().violations
