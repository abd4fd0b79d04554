"""What is set can be read and changed, and what failed is told."""

from dataclasses import replace
from datetime import timedelta

from bot.model import (
    BotId,
    ChatId,
    Length,
    Message,
    Preferences,
    Slot,
    Subscription,
    SubscriptionId,
)
from bot.render.buttons import Action, Press, decode
from bot.render.settings import (
    Status,
    export_caption,
    forget_question,
    forgotten,
    languages_list,
    muted_words,
    settings,
    status,
    subscription,
    unsubscribe_question,
    unsubscribed,
    when,
)
from tests.render.builders import KEY, NOW, SINCE, a_voice

TOPICS = {"world": "World", "space": "Space"}
SUB = Subscription(
    id=SubscriptionId(7),
    bot_id=BotId(1),
    chat_id=ChatId(1),
    thread_id=None,
    slot=Slot(zone="Europe/Berlin", minutes=(480, 1110), weekdays=(0, 1, 2, 3, 4)),
    preferences=Preferences(topics=("world", "space")),
    next_due_at=NOW + timedelta(days=1),
    told_until=NOW,
    language="en",
    created_at=NOW,
)


def pressed(message: Message) -> dict[str, Press | None]:
    """Return what each button asks for, by its text."""
    return {b.text: decode(b.data or "", KEY) for row in message.buttons for b in row}


def test_settings_list_the_digests() -> None:
    """Each digest with its topics, times, place and next instant, and a button to it."""
    message = settings(a_voice(), [SUB], NOW, topics=TOPICS)
    assert message.plain.split("\n\n")[1].splitlines() == [
        "1. World and Space",
        "08:00, 18:30 · Monday to Friday · Berlin",
        "next: Tue 24 Nov, 08:00",
    ]
    assert pressed(message)["Digest 1"] == Press(Action.SUBSCRIPTION, (7,))


def test_settings_without_a_digest_offer_one() -> None:
    """Nothing set up is said, and the button makes one."""
    message = settings(a_voice(), [], NOW, topics=TOPICS)
    assert "No digest is set up." in message.plain
    assert pressed(message)["New digest"] == Press(Action.NEW_SUBSCRIPTION, ())


def test_each_button_shows_what_is_set_and_names_what_comes() -> None:
    """A press changes to the next value, and the code carries that value."""
    found = pressed(subscription(a_voice(), SUB, NOW, topics=TOPICS))
    assert found["Short"] == Press(Action.LENGTH, (7, "full"))
    assert found["8 stories"] == Press(Action.N_STORIES, (7, 12))
    assert found["Monday to Friday"] == Press(Action.WEEKDAYS, (7, 0b1100000))
    assert found["Nothing new: silence"] == Press(Action.EMPTY, (7, 1))
    assert found["If it may be lost: ask me"] == Press(Action.REPEAT, (7, 1))


def test_values_come_round_again() -> None:
    """After the last value comes the first, from an odd value as well."""
    wishes = Preferences(length=Length.FULL, n_stories=13, say_when_empty=True)
    odd = replace(SUB, preferences=wishes, slot=replace(SUB.slot, weekdays=(1, 3)))
    found = pressed(subscription(a_voice(), odd, NOW, topics=TOPICS))
    assert found["Full length"] == Press(Action.LENGTH, (7, "headlines"))
    assert found["13 stories"] == Press(Action.N_STORIES, (7, 5))
    assert found["Tue, Thu"] == Press(Action.WEEKDAYS, (7, 0b1111111))
    assert found["Nothing new: one line"] == Press(Action.EMPTY, (7, 0))


def test_ending_a_digest_is_asked_first() -> None:
    """The question names the digest; the answer can be no."""
    found = pressed(unsubscribe_question(a_voice(), SUB, NOW, topics=TOPICS))
    assert found["Yes, unsubscribe"] == Press(Action.UNSUBSCRIBE_YES, (7,))
    assert found["Cancel"] == Press(Action.CANCEL, ())
    assert "/start" in unsubscribed(a_voice()).plain


def test_status_tells_past_and_future() -> None:
    """Last digest, the next three, and what failed with its next try."""
    told = Status(
        last_sent_at=SINCE,
        next_due=tuple(NOW + timedelta(days=n) for n in range(5)),
        n_stories_told=1,
        n_failed=2,
        retry_at=NOW + timedelta(minutes=5),
        unknown_delivery=55,
    )
    message = status(a_voice(), told, NOW)
    assert message.plain.split("\n\n") == [
        "Status",
        "Last digest: Sun 22 Nov, 08:00, 1 story.",
        "Next digests (Berlin):\n· Mon 23 Nov, 08:00\n· Tue 24 Nov, 08:00\n· Wed 25 Nov, 08:00",
        "2 messages could not be sent; I try again at 08:05.",
        "The last digest may not have arrived.",
    ]
    assert pressed(message) == {"Send it again": Press(Action.SEND_AGAIN, (55,))}


def test_an_empty_status() -> None:
    """A chat without a digest is told how to get one."""
    told = Status(last_sent_at=None, next_due=(), n_failed=1)
    text = status(a_voice(), told, NOW).plain
    assert "No digest has been sent yet." in text
    assert "No digest is due. /start sets one up." in text
    assert "1 message could not be sent." in text


def test_muted_words_are_listed() -> None:
    """With the way to change them."""
    text = muted_words(a_voice(), Preferences(muted_words=("football", "darts"))).plain
    assert text.startswith("Muted words: football, darts")
    assert muted_words(a_voice(), Preferences()).plain.startswith("No words are muted.")


def test_forgetting_is_asked_first() -> None:
    """What is erased is named, and the copy that can be had before."""
    message = forget_question(a_voice())
    assert "/export" in message.plain
    assert pressed(message)["Yes, erase everything"] == Press(Action.FORGET_YES, ())
    assert forgotten(a_voice()).plain.startswith("Erased.")
    assert len(export_caption(a_voice())) <= 1024


def test_languages_call_themselves_by_name() -> None:
    """The language in use is ticked."""
    found = pressed(languages_list(a_voice("de")))
    assert found["✓ Deutsch"] == Press(Action.LANGUAGE, ("de",))
    assert found["English"] == Press(Action.LANGUAGE, ("en",))


def test_when_a_digest_comes() -> None:
    """Times and days in words."""
    words = a_voice().words
    assert when(words, Slot(zone="UTC", minutes=(480,))) == "08:00 · every day"
    assert when(words, Slot(zone="UTC", minutes=(480,), weekdays=(5, 6))).endswith("Sunday")
