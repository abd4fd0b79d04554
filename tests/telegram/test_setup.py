"""The set-up as people go through it."""

from collections.abc import Mapping, Sequence

from bot.model import ChatId, FeedOrigin, FeedState
from bot.playground.chats import Person
from bot.store import feeds, readership, subscriptions
from bot.store.feeds import NewFeed
from tests.builders import add_story
from tests.telegram.house import PATIENCE_SECONDS, House, buttons
from tests.waiting import until


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


async def add_feeds(house: House, told: Mapping[str, Sequence[str]]) -> None:
    """Store feeds of the catalogue: the languages of each topic."""
    async with house.database.begin() as tx:
        for topic, languages in told.items():
            for language in languages:
                url = f"https://{topic}.example/{language}"
                await feeds.add(
                    tx,
                    NewFeed(
                        url=url,
                        url_key=url,
                        title=url,
                        topics=(topic,),
                        language=language,
                        origin=FeedOrigin.CATALOGUE,
                    ),
                    now=house.now,
                )
        await readership.attend(tx, always=("en",), now=house.now)


async def looked_at(house: House) -> list[str]:
    """The languages whose feeds are looked at."""
    async with house.database.read() as tx:
        every = await feeds.every(tx)
    return sorted({str(one.language) for one in every if one.state is FeedState.ACTIVE})


async def test_who_reads_a_language_that_the_bot_cannot_speak(house: House) -> None:
    """A Spanish client gets Spanish news under English buttons, read from the first message on."""
    await add_feeds(house, {"world": ("en",), "sport": ("en", "es")})
    before = await looked_at(house)
    ana = house.reader("Ana", language_code="es-MX")
    async with house.running():
        [welcome] = await house.asks(ana, "/start")
    async with house.database.read() as tx:
        [digest] = await subscriptions.of_chat(tx, house.bot_id, ChatId(ana.id))
    labels = [button["text"] for button in buttons(welcome)]
    assert labels[:2] == ["✓ Sport", "✓ World (English)"]
    assert "News in: Español" in labels
    assert digest.preferences.languages == ("es",)
    assert (before, await looked_at(house)) == (["en"], ["en", "es"])


async def test_the_languages_of_the_news_are_a_setting(house: House) -> None:
    """A language is added with a tap; the last one stays, and the chat's own is not written."""
    await add_feeds(house, {"world": ("de", "en")})
    ada = house.reader("Ada")
    async with house.running():
        [page] = await house.asks(ada, "/start")
        await house.presses(ada, page, "News in: English")
        page = await house.wait_for_button(ada, page["message_id"], "Deutsch")
        for label, kept in (
            ("Deutsch", ("de", "en")),
            ("English", ("de",)),
            ("English", ("de", "en")),
            ("Deutsch", ()),
            ("English", ()),
        ):
            await house.presses(ada, page, label)
            await until_news_in(house, ada, kept)


async def until_news_in(house: House, person: Person, languages: tuple[str, ...]) -> None:
    """Wait until a person's digest names these languages."""
    await until(
        house.database,
        lambda tx: subscriptions.of_chat(tx, house.bot_id, ChatId(person.id)),
        lambda digests: [digest.preferences.languages for digest in digests] == [languages],
        seconds=PATIENCE_SECONDS,
    )


async def test_a_chat_that_changes_its_language_reads_the_news_in_it(house: House) -> None:
    """The feeds of the new language are looked at from then on."""
    await add_feeds(house, {"world": ("de", "en")})
    ada = house.reader("Ada")
    async with house.running():
        await house.asks(ada, "/start")
        before = await looked_at(house)
        await house.asks(ada, "/language de")
    assert (before, await looked_at(house)) == (["en"], ["de", "en"])
