"""A story that goes on after days of silence, from the placing stage to the chat."""

from datetime import datetime, timedelta

import pytest

from bot.ingest.place import Placer
from bot.model import NewArticle, Quotation
from bot.playground.chats import Person
from bot.store import articles, events
from bot.store.claims import new_owner
from tests.builders import add_story, articles_of
from tests.telegram.house import House, buttons

# Silences with and without the earlier story in the placer's memory.
SILENCES = (timedelta(hours=70), timedelta(days=12))
AGROUND = "Ferry Aurora runs aground off Brindle Point"
AGROUND_TEXT = (
    "The ferry Aurora with 214 people on board ran aground off Brindle Point on Monday morning. "
    "Two passengers were slightly hurt, the coastguard said."
)
STUCK = "Aurora ferry stuck on rocks near Brindle Point"
STUCK_TEXT = (
    "More than 200 passengers waited for hours after the Aurora hit rocks at Brindle Point. "
    "The coastguard sent three boats to the ferry."
)
AFLOAT = "Grounded ferry Aurora refloated at Brindle Point"
AFLOAT_TEXT = (
    "The ferry Aurora, which ran aground off Brindle Point with 214 people on board, was "
    "refloated by tugs. The coastguard towed the ferry to port."
)


async def place(house: House, title: str, text: str, *, at: datetime) -> None:
    """Store an article of *at* and let the placing stage work at that time."""
    url = f"https://harbour.example/{title.replace(' ', '-')}"
    article = NewArticle(
        url=url,
        url_key=url,
        title=title,
        text=text,
        outlet="Coast Radio" if title == STUCK else "Harbour Times",
        language="en",
        published_at=at,
    )
    async with house.database.begin() as tx:
        await articles.add(tx, article, now=at)
    await Placer(house.database, owner=new_owner(), lease_seconds=0.001).place_waiting(at)


@pytest.mark.parametrize("silence", SILENCES, ids=str)
async def test_a_story_leads_to_what_came_before(house: House, silence: timedelta) -> None:
    """The story names the one that went silent; buttons lead to it, and to how that one went."""
    for title, text in ((AGROUND, AGROUND_TEXT), (STUCK, STUCK_TEXT)):
        await place(house, title, text, at=house.now - silence)
    await place(house, AFLOAT, AFLOAT_TEXT, at=house.now)
    ada: Person = house.reader()
    async with house.running():
        [story] = await house.asks(ada, f"/story {AFLOAT}")
        told = story["text"]
        await house.presses(ada, story, "Earlier")
        _, before = await house.playground.wait_for_messages(ada, 2)
        await house.presses(ada, story, "Timeline")
        went = await house.becomes(ada, story["message_id"], "How it went")
        await house.presses(ada, went, "Earlier")
        first = await house.becomes(ada, story["message_id"], "ran aground off Brindle Point on")
    assert told.startswith(AFLOAT)
    assert told.splitlines()[-1].startswith("Earlier, until ")
    assert told.splitlines()[-1].endswith(before["text"].splitlines()[0])
    assert "Earlier" not in [button["text"] for button in buttons(before)]
    assert "How it went" in first["text"]


async def test_only_what_joined_since_is_new(house: House) -> None:
    """What a story told before the chat first saw it is not called new, though it was not shown."""
    ada = house.reader()
    hours = timedelta(hours=1)
    await grow(house, 1, "The boats were out all night.", known_at=house.now - 9 * hours)
    async with house.running():
        await house.asks(ada, "/story 1")
        await grow(house, 2, "The ferry is back in port.", known_at=house.now + hours)
        [again] = await house.asks(ada, "/story 1")
    assert "New since" in again["text"]
    assert "back in port" in again["text"]
    assert "all night" not in again["text"]


async def grow(house: House, revision: int, sentence: str, *, known_at: datetime) -> None:
    """Let a story come to a revision by an article that adds a sentence."""
    async with house.database.begin() as tx:
        story = await add_story(tx, revision=revision)
        [article] = await articles_of(tx, story.id)
        quotation = Quotation(
            text=sentence,
            article_id=article.id,
            start=0,
            end=len(sentence),
            outlet=article.outlet,
            url=article.url,
        )
        event = events.Event(
            story_id=story.id,
            article_id=article.id,
            version=revision,
            at=known_at,
            known_at=known_at,
            kind="added",
            sentences=(quotation,),
        )
        await events.add(tx, [event])
