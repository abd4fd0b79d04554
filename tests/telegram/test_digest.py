"""What `/latest`, *More*, `/status` and `/export` show."""

from datetime import timedelta

from bot.model import ChatId, DeliveryState, Priority
from bot.render.buttons import Action, encode
from bot.store import endings, outbox
from tests.builders import add_story
from tests.telegram.house import KEY, House, a_part
from tests.telegram.test_handlers import add_digest


async def test_more_shows_the_rest_of_a_digest(house: House) -> None:
    """What lies below the cut comes under its own title, each story once."""
    async with house.database.begin() as tx:
        for n in range(1, 4):
            await add_story(tx, n, headline=f"Headline {n}")
    ada = house.reader()
    for _ in range(2):
        await add_digest(house, ada)
    window = [int((house.now + timedelta(hours=h)).timestamp()) for h in (-48, 1)]
    async with house.running(publishes=False):
        await house.presses_code(ada, encode(Action.MORE, *window, key=KEY))
        [_, more] = await house.playground.wait_for_messages(ada, 2)
    assert more["text"].startswith("More from this digest")
    assert more["text"].count("Headline") == 3


async def test_the_latest_are_in_the_language_of_the_chat(house: House) -> None:
    """A reader of English sees no German headline while there are English ones."""
    async with house.database.begin() as tx:
        await add_story(tx, 1, headline="Old bridge closes", language="en")
        await add_story(tx, 2, headline="Alte Brücke schließt", language="de")
    ada = house.reader()
    async with house.running():
        [latest] = await house.asks(ada, "/latest")
    assert "Old bridge" in latest["text"]
    assert "Brücke" not in latest["text"]


async def test_what_was_sent_again_has_not_failed(house: House) -> None:
    """`/status` counts no message as failed that has arrived in the end."""
    ada = house.reader()
    house.playground.add_fault("reset", method="sendMessage")
    await house.plan(ada, a_part("news"))
    await house.deliver_all()
    async with house.database.begin() as tx:
        [lost] = await outbox.of_chat(
            tx, house.bot_id, ChatId(ada.id), states=[DeliveryState.UNKNOWN]
        )
        await endings.send_again(tx, house.bot_id, ChatId(ada.id), lost.id, now=house.now)
    await house.deliver_all()
    async with house.running():
        [status] = await house.asks(ada, "/status")
    assert "could not be sent" not in status["text"]


async def test_what_was_lost_long_ago_is_no_news(house: House) -> None:
    """Neither `/status` nor an answer speaks of a digest of last month."""
    ada = house.reader()
    await add_digest(house, ada, due_in=timedelta(0))
    async with house.database.begin() as tx:
        await add_story(tx)
    await house.publish()
    house.playground.add_fault("reset", method="sendMessage")
    await house.deliver_all()
    house.began_at += timedelta(days=30)
    async with house.running(publishes=False):
        [status] = await house.asks(ada, "/status")
        [help_page] = await house.asks(ada, "/help")
    assert "may not have arrived" not in status["text"]
    assert "What I do" in help_page["text"]


async def test_an_export_holds_every_message(house: House) -> None:
    """Also where there are more than a screen of them."""
    ada = house.reader()
    await house.plan(ada, *(a_part(f"part {n}") for n in range(60)), priority=Priority.DIGEST)
    async with house.database.begin() as tx:
        await outbox.freeze_chat(tx, house.bot_id, ChatId(ada.id), seconds=60)
    async with house.running():
        [file] = await house.asks(ada, "/export")
    found = house.playground.state.files[file["document"]["file_id"]].content
    assert found.count(b"part ") == 60
