"""Commands and descriptions, told once."""

from bot.render.words import Words
from bot.telegram.commands import set_profile
from tests.telegram.house import House


async def test_the_profile_is_told_only_when_it_changed(house: House) -> None:
    """A second start tells Telegram nothing."""
    first = await set_profile(house.database, house.bot, bot_id=house.bot_id)
    second = await set_profile(house.database, house.bot, bot_id=house.bot_id)
    assert (first, second) == (True, False)


async def test_commands_are_told_in_the_reader_s_language(house: House) -> None:
    """A German private chat is shown German descriptions."""
    await set_profile(house.database, house.bot, bot_id=house.bot_id)
    told = house.playground.state.profile.commands
    texts = {c["command"]: c["description"] for c in told["all_private_chats", "de"]}
    assert texts["digest"] == Words("de")("help-digest")
