"""The thinnest path: a person writes, the bot answers."""

from tests.telegram.house import House


async def test_a_command_is_answered(house: House) -> None:
    """An update goes through inbox, handler and outbox, and comes back as a message."""
    ada = house.reader("Ada")
    async with house.running():
        house.playground.says(ada, "/help", sender=ada)
        [answer] = await house.playground.wait_for_messages(ada, 1)
    assert "What I do" in answer["text"]
