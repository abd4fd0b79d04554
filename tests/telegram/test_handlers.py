"""What people type and press, and what comes back."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.digests.publish import FIRST_WINDOW
from bot.model import (
    ChatId,
    ChatState,
    MarkKind,
    NewArticle,
    Preferences,
    Quotation,
    Slot,
    StoryId,
    Subscription,
)
from bot.playground.chats import Chat, Person
from bot.render.buttons import Action, encode
from bot.store import articles, chats, search, subscriptions, tables
from bot.telegram.places import nearest_zone
from bot.telegram.updates import accept
from tests.builders import a_story, save_story
from tests.telegram.house import KEY, House, buttons

TEXT = (
    "The old bridge at Wendmouth closes on Monday for repairs. Ferries will run every ten"
    " minutes. Engineers found cracks in two of the nine piers last week. The repairs will cost"
    " 4.2 million crowns. About 12,000 people cross the bridge on a working day."
)


async def add_bridge_story(house: House) -> None:
    """Store a story with an article that can be asked about."""
    first = "The old bridge at Wendmouth closes on Monday for repairs."
    async with house.database.begin() as tx:
        article_id, _ = await articles.add(
            tx,
            NewArticle(
                url="https://harbour.example/bridge",
                url_key="https://harbour.example/bridge",
                title="Old bridge closes",
                text=TEXT,
                outlet="Harbour Times",
                language="en",
                published_at=house.now - timedelta(hours=2),
            ),
            now=house.now,
        )
        quotation = Quotation(
            text=first,
            article_id=article_id,
            start=0,
            end=len(first),
            outlet="Harbour Times",
            url="https://harbour.example/bridge",
        )
        story = a_story(headline="Old bridge closes", summary=(quotation,))
        await save_story(tx, story, topics=("world",), now=house.now)
        placing = articles.Placing(
            article_id=article_id,
            version=1,
            story_id=story.id,
            copy_of=None,
            fingerprint=b"",
            placement={},
        )
        await articles.set_placed(tx, [placing], now=house.now)
        await search.index(
            tx,
            [
                search.Entry(
                    story_id=story.id, text="Old bridge closes", stems=["bridg", "old", "repair"]
                )
            ],
        )


async def add_digest(
    house: House, person: Person | Chat, *, due_in: timedelta = timedelta(hours=20)
) -> Subscription:
    """Store a digest of *person*, or of a channel that is known, that is set up."""
    if isinstance(person, Person):
        await house.plan(person)
    async with house.database.begin() as tx:
        return await subscriptions.add(
            tx,
            bot_id=house.bot_id,
            chat_id=ChatId(person.id),
            slot=Slot(zone="Europe/London", minutes=(480,)),
            wishes=Preferences(topics=("world",)),
            next_due_at=house.now + due_in,
            told_until=house.now - FIRST_WINDOW,
            now=house.now,
        )


# What is typed, and a piece of what comes back.
CANNOT_BE_DONE = {
    "/nonsense": "/nonsense",
    "😀😀": "no words",
    "25:99": "no words",
    "/schedule 25:99": "25:99",
    "/timezone Atlantis": "Atlantis",
    "/timezone UTC+2": "UTC+2",
    "/language xx": "xx",
    "/story 99999999999999999999": "no such story",
    "/latest chess": "chess",
    "/catchup soon": "soon",
    "/search": "words that a story must hold",
    "/summary": "with a link",
    "/ask": "What do you want to know",
    "/why": "not sent a digest",
    "http://10.0.0.1/secret": "not on the public internet",
}


async def test_what_cannot_be_done_is_said_in_words(house: House) -> None:
    """Each wrong input gets one clear message that says what is wrong."""
    answers = {}
    async with house.running():
        for n, typed in enumerate(CANNOT_BE_DONE):
            # Each by a reader of their own: one chat gets one message a second.
            person = house.reader(f"Reader {n}")
            await add_digest(house, person)
            [told] = await house.asks(person, typed)
            answers[typed] = told["text"]
    wrong = {
        typed: answers[typed]
        for typed, part in CANNOT_BE_DONE.items()
        if part not in answers[typed]
    }
    assert wrong == {}


async def test_a_question_is_answered_with_quoted_sentences(house: House) -> None:
    """Plain text in a private chat finds the story and quotes it."""
    await add_bridge_story(house)
    ada = house.reader()
    async with house.running():
        [found] = await house.asks(ada, "what about the old bridge?")
        [nothing] = await house.asks(ada, "who won the chess cup?")
    assert "The old bridge at Wendmouth closes on Monday for repairs." in found["text"]
    assert "Nothing on" in nothing["text"]


async def test_a_pasted_text_is_kept_for_its_chat_alone(house: House) -> None:
    """It can be longer, is no article, and the press of another chat finds nothing."""
    ada, eve = house.reader("Ada"), house.reader("Eve")
    async with house.running():
        [short] = await house.asks(ada, f"{TEXT} {TEXT.replace('bridge', 'quay')}")
        n_characters = len(short["text"])
        await house.asks(eve, "/help")
        data = next(b["callback_data"] for b in buttons(short) if b["text"] == "Longer")
        refused = await house.presses_code(eve, data)
        await house.presses(ada, short, "Longer")
        longer = await house.wait_for_button(ada, short["message_id"], "Shorter")
    async with house.database.read() as tx:
        is_article = await articles.oldest_at(tx) is not None
    assert 0 < n_characters < len(longer["text"]) < 2 * len(TEXT)
    assert "no longer have that text" in refused["text"]
    assert not is_article


async def test_a_forwarded_post_joins_the_articles(house: House) -> None:
    """What a public channel published is an article; Telegram vouches for its name."""
    ada = house.reader()
    async with house.running():
        channel = house.playground.channel("Harbour Notes", username="harbournotes", rights=None)
        house.playground.says(ada, TEXT, sender=ada, forward_from=channel)
        [short] = await house.answers(ada, 1)
    async with house.database.read() as tx:
        by_key = tables.articles.c.url_key == "https://t.me/harbournotes/1"
        outlet = await tx.scalar(sa.select(tables.articles.c.outlet).where(by_key))
    assert outlet == "Harbour Notes"
    assert "Harbour Notes" in short["text"]


async def test_a_document_is_made_short_or_refused_in_words(house: House) -> None:
    """A text file is read; a PDF is not, and that is said."""
    ada = house.reader()
    async with house.running():
        house.playground.says(ada, "", sender=ada, document=("bridge.txt", TEXT.encode()))
        [short] = await house.answers(ada, 1)
        house.playground.says(ada, "", sender=ada, document=("bridge.pdf", b"%PDF-1.7"))
        [_, refused] = await house.answers(ada, 2)
    assert "bridge" in short["text"]
    assert ".txt and .html" in refused["text"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("…!? 12", "There is no word in that"),
        ("Leave a Reply", "no sentence of an article"),
        ("word " * 3_000 + ".", "ends within 5,000 characters"),
    ],
)
async def test_why_nothing_can_be_made_short_is_said(house: House, text: str, why: str) -> None:
    """A text without a word, an article or an end of a sentence is answered with the reason."""
    ada = house.reader()
    async with house.running():
        house.playground.says(ada, "", sender=ada, document=("text.txt", text.encode()))
        [refused] = await house.answers(ada, 1)
    assert why in refused["text"]


async def test_a_digest_opens_its_stories(house: House) -> None:
    """From the digest's number to the story, followed, its sources and back."""
    await add_bridge_story(house)
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        [digest] = await house.asks(ada, "/digest")
        await house.presses(ada, digest, "1")
        [_, story] = await house.playground.wait_for_messages(ada, 2)
        number = story["message_id"]
        followed = await house.presses(ada, story, "Follow")
        await house.wait_for_button(ada, number, "Stop following")
        await house.presses(ada, story, "Sources")
        await house.presses(ada, await house.becomes(ada, number, "1 outlet"), "Back")
        await house.becomes(ada, number, "Wendmouth")
    async with house.database.read() as tx:
        marks = await chats.marks_of(tx, house.bot_id, ChatId(ada.id), [StoryId(1)])
    assert "follow this story now" in followed["text"]
    assert {mark.kind for mark in marks} == {MarkKind.SEEN, MarkKind.FOLLOWED}


async def test_settings_change_in_place(house: House) -> None:
    """Each button changes one thing, and the message says what is set now."""
    ada = house.reader()
    digest = await add_digest(house, ada)
    async with house.running():
        [overview] = await house.asks(ada, "/settings")
        number = overview["message_id"]
        await house.presses(ada, overview, "Digest 1")
        page = await house.wait_for_button(ada, number, "8 stories")
        for label, becomes in (("8 stories", "12"), ("Short", "Full"), ("every day", "Monday")):
            await house.presses(ada, page, label)
            page = await house.wait_for_button(ada, number, becomes)
    async with house.database.read() as tx:
        changed = await subscriptions.get(tx, digest.id)
    assert (changed.preferences.n_stories, changed.preferences.length) == (12, "full")
    assert changed.slot.weekdays == (0, 1, 2, 3, 4)


async def test_stories_are_found_caught_up_and_followed(house: House) -> None:
    """A search finds the story; what was followed is listed; what was seen is not missed."""
    ada = house.reader()
    await add_digest(house, ada)
    await add_bridge_story(house)
    async with house.running():
        [found] = await house.asks(ada, '/search "old bridge" -war')
        [missed] = await house.asks(ada, "/catchup 2d")
        [nothing] = await house.asks(ada, "/follow")
        [opened] = await house.asks(ada, "/story 1")
        await house.presses(ada, opened, "Follow")
        await house.wait_for_button(ada, opened["message_id"], "Stop following")
        [followed] = await house.asks(ada, "/follow")
        [seen] = await house.asks(ada, "/catchup 2d")
    assert found["text"].startswith('Found: "old bridge" -war\n\n1. Old bridge closes')
    assert missed["text"] == "Not seen yet · 2 days\n\n1. Old bridge closes"
    assert nothing["text"].startswith("You follow no story.")
    assert followed["text"] == "You follow\n1. Old bridge closes"
    assert seen["text"].endswith("You have seen all of it.")


async def test_a_second_digest_needs_no_welcome(house: House) -> None:
    """Who has a digest and asks for one more is asked for topics, also after a tap."""
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        [another] = await house.asks(ada, "/subscribe")
        await house.presses(ada, another, "Sport")
        tapped = await house.wait_for_button(ada, another["message_id"], "✓ Sport")
    assert [shown["text"].splitlines()[0] for shown in (another, tapped)] == ["One more digest"] * 2


async def test_another_chat_s_digest_cannot_be_changed(house: House) -> None:
    """A button forwarded from elsewhere grants nothing."""
    ada, eve = house.reader("Ada"), house.reader("Eve")
    await add_digest(house, ada)
    async with house.running():
        [overview] = await house.asks(ada, "/settings")
        await house.asks(eve, "/help")
        data = next(b["callback_data"] for b in buttons(overview) if "Digest 1" in b["text"])
        answer = await house.presses_code(eve, data)
    assert "no such digest" in answer["text"]


@pytest.mark.parametrize("data", ["1:s:42:AAAAAAAA", "0:old", "x" * 64])
async def test_an_old_button_is_answered_with_words(house: House, data: str) -> None:
    """A code that this release did not write is never acted upon, and never left turning."""
    ada = house.reader()
    async with house.running():
        answer = await house.presses_code(ada, data)
    assert "older message" in answer["text"]


async def test_in_a_group_only_admins_change_and_everyone_asks(house: House) -> None:
    """A member's press and command are refused in words; a mention is answered."""
    await add_bridge_story(house)
    ada, ben = house.reader("Ada"), house.reader("Ben")
    async with house.running():
        group = house.playground.group("Rowing club", admins=[ada], members=[ben])
        [welcome] = await house.playground.wait_for_messages(group, 1)
        data = next(b["callback_data"] for b in buttons(welcome) if "Sport" in b["text"])
        number = welcome["message_id"]
        refused = await house.playground.press(group, number, data=data, sender=ben)
        allowed = await house.playground.press(group, number, data=data, sender=ada)
        house.playground.says(group, "Nice weather", sender=ben)
        name = house.playground.bot.username
        house.playground.says(group, f"@{name} what about the old bridge?", sender=ben)
        [_, answer] = await house.playground.wait_for_messages(group, 2)
    assert refused is not None
    assert allowed is not None
    assert ("admins" in refused["text"], allowed["text"]) == (True, None)
    assert "Wendmouth" in answer["text"]


async def test_a_reader_of_a_channel_gets_the_story_in_private(house: House) -> None:
    """A press under a channel's digest leads to the reader's own chat and fills no channel."""
    await add_bridge_story(house)
    ada, ben = house.reader("Ada"), house.reader("Ben")
    channel = house.playground.channel("Harbour news", admins=[ada], members=[ben])
    async with house.running():
        [latest] = await house.asks(ada, "/latest")
        data = next(b["callback_data"] for b in buttons(latest) if b["text"] == "1")
        pressed = await house.presses_code(ben, data, chat=channel)
        payload = pressed["url"].partition("start=")[2]
        [opened, _] = await house.asks(ben, f"/start {payload}", n=2)
    assert "Old bridge closes" in opened["text"]
    assert len(house.playground.from_bot(channel)) == 1


async def test_everything_can_be_had_and_erased(house: House) -> None:
    """/export gives a file with what is known; after /forget nothing is known."""
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        [file] = await house.asks(ada, "/export")
        [question] = await house.asks(ada, "/forget")
        await house.presses(ada, question, "Yes")
        await house.becomes(ada, question["message_id"], "Erased")
    async with house.database.read() as tx:
        chat = await chats.get(tx, house.bot_id, ChatId(ada.id))
        known = await subscriptions.of_chat(tx, house.bot_id, ChatId(ada.id))
    assert file["document"]["file_name"] == "nutgraf.json"
    assert (chat, known) == (None, [])


async def test_what_is_written_after_forget_is_still_answered(house: House) -> None:
    """Erasing takes what was there when it was asked for, and not the next question."""
    ada = house.reader()
    await add_digest(house, ada)
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    person = {"id": ada.id, "is_bot": False, "first_name": "Ada"}
    said = {"message_id": 1, "date": 1, "chat": chat, "from": person}
    yes = {"id": "1", "from": person, "message": said, "chat_instance": "1"}
    yes["data"] = encode(Action.FORGET_YES, key=KEY)
    entities = [{"type": "bot_command", "offset": 0, "length": 5}]
    for update in (
        {"update_id": 1, "callback_query": yes},
        {"update_id": 2, "message": said | {"text": "/help", "entities": entities}},
    ):
        await accept(house.database, update, bot_id=house.bot_id, now=house.now)
    await house.consume()
    await house.deliver_all()
    assert ["What I do" in text for text in house.texts(ada)] == [True]


async def test_a_digest_that_is_gone_awaits_nothing(house: House) -> None:
    """After *unsubscribe* a word that is typed is a question again."""
    ada = house.reader()
    digest = await add_digest(house, ada)
    async with house.running():
        await house.presses_code(ada, encode(Action.TIME_OTHER, digest.id, key=KEY))
        await house.presses_code(ada, encode(Action.UNSUBSCRIBE_YES, digest.id, key=KEY))
        [answer] = await house.asks(ada, "7:45")
    assert "no such digest" not in answer["text"]


async def test_who_awaits_for_what_is_gone_is_told_once(house: House) -> None:
    """Where the digest went another way, the first word says so and the second is a question."""
    ada = house.reader()
    await house.plan(ada)
    async with house.database.begin() as tx:
        await chats.change(tx, house.bot_id, ChatId(ada.id), {"expects": "time:77"})
    async with house.running():
        [first] = await house.asks(ada, "7:45")
        [second] = await house.asks(ada, "7:45")
    assert "no such digest" in first["text"]
    assert "no such digest" not in second["text"]


async def test_who_blocked_is_paused_and_welcome_back(house: House) -> None:
    """Blocked: nothing is sent and nothing erased. Back again: the settings are still there."""
    ada = house.reader()
    await add_digest(house, ada)
    async with house.running():
        await house.asks(ada, "/help")
        house.playground.block(ada)
        assert await house.until_state(ada, ChatState.PAUSED)
        house.playground.unblock(ada)
        assert await house.until_state(ada, ChatState.ACTIVE)
    async with house.database.read() as tx:
        assert len(await subscriptions.of_chat(tx, house.bot_id, ChatId(ada.id))) == 1


async def test_a_group_that_moves_takes_its_settings_along(house: House) -> None:
    """Told by the service messages, in whichever order they are handled."""
    ada = house.reader()
    async with house.running():
        group = house.playground.group("Rowing club", admins=[ada])
        await house.playground.wait_for_messages(group, 1)
        moved = house.playground.migrate(group)
        assert await house.until_state(moved.id, ChatState.ACTIVE)
    async with house.database.read() as tx:
        old = await chats.get(tx, house.bot_id, ChatId(group.id))
        known = await subscriptions.of_chat(tx, house.bot_id, ChatId(moved.id))
    assert (old, len(known)) == (None, 1)


async def test_a_digest_that_may_be_lost_is_said_once(house: House) -> None:
    """The next answer carries one line with *send it again*, and the one after it none."""
    ada = house.reader()
    await add_bridge_story(house)
    await add_digest(house, ada, due_in=timedelta(0))
    await house.publish()
    house.playground.add_fault("reset", method="sendMessage")
    await house.deliver_all()
    async with house.running():
        [_, lost] = await house.asks(ada, "/help", n=2)
        await house.presses(ada, lost, "Send it again")
        await house.playground.wait_for(
            lambda: any("Wendmouth" in text for text in house.texts(ada))
        )
        [again] = await house.asks(ada, "/cancel")
    assert "may not have arrived" in lost["text"]
    assert "nothing to cancel" in again["text"]


def test_a_shared_place_has_a_zone() -> None:
    """The nearest city that a zone is named for."""
    places: dict[str, Any] = {
        "Europe/Berlin": (52.4, 13.1),
        "Europe/Lisbon": (41.1, -8.6),
        "America/New_York": (40.0, -75.2),
        "Australia/Sydney": (-34.4, 150.9),
    }
    assert {zone: nearest_zone(*place) for zone, place in places.items()} == {
        zone: zone for zone in places
    }
