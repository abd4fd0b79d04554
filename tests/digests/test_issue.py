"""What a subscription is sent: one message where that can be, words where they are owed."""

from dataclasses import replace
from datetime import timedelta

from bot.digests.issue import body_key, issue, was_asked_for
from bot.digests.window import what_is_new
from bot.model import (
    BotId,
    ChatId,
    Length,
    Mark,
    Preferences,
    Quotation,
    Slot,
    Story,
    StoryId,
    Subscription,
    SubscriptionId,
)
from tests.digests.builders import NOW, SINCE, a_mark, a_quotation, a_story, a_window
from tests.render.builders import a_voice

SUB = Subscription(
    id=SubscriptionId(7),
    bot_id=BotId(1),
    chat_id=ChatId(1),
    thread_id=None,
    slot=Slot(zone="Europe/Berlin", minutes=(480,)),
    preferences=Preferences(topics=("world",)),
    next_due_at=NOW,
    told_until=SINCE,
    language="en",
    created_at=SINCE - timedelta(days=9),
)
NONE = what_is_new({})
TOPICS = {"world": "World"}


def a_long_story(number: int) -> Story:
    """Build a story whose sentences have 200 letters."""
    return a_story(number, summary=tuple(a_quotation(f"{n} {'x' * 200}.") for n in range(6)))


def test_a_short_digest_fits_into_one_message() -> None:
    """Eight stories of long sentences are told in fewer of them, and marked with those alone."""
    window = a_window(*(a_long_story(n) for n in range(1, 9)))
    made = issue(SUB, window, NONE, a_voice(), topics=TOPICS)
    assert len(made.messages) == 1
    assert [len(mark.texts) for mark in made.told] == [2] * 8


def test_what_does_not_fit_comes_in_parts() -> None:
    """Twenty such stories fit by no means into one message, so two sentences of each are told."""
    window = a_window(*(a_long_story(n) for n in range(1, 21)))
    wishes = replace(SUB, preferences=Preferences(n_stories=20))
    made = issue(wishes, window, NONE, a_voice(), topics=TOPICS)
    assert len(made.messages) > 1
    assert [len(mark.texts) for mark in made.told] == [2] * 20


def test_the_full_length_is_not_shortened() -> None:
    """Who wants five sentences of each gets them, in as many messages as it takes."""
    window = a_window(*(a_long_story(n) for n in range(1, 9)))
    wishes = replace(SUB, preferences=Preferences(length=Length.FULL))
    made = issue(wishes, window, NONE, a_voice(), topics=TOPICS)
    assert [len(mark.texts) for mark in made.told] == [5] * 8


def test_the_marks_hold_what_was_told() -> None:
    """Revision and sentences as they were shown, so that the next digest knows what is new."""
    made = issue(SUB, a_window(a_story()), NONE, a_voice(), topics=TOPICS)
    shown = tuple(quotation.text for quotation in a_story().summary[:3])
    assert made.told == (a_mark(1, at=NOW, revision=2, texts=shown),)


def test_silence_by_default() -> None:
    """With nothing new at its time a digest is silent, with a reason."""
    made = issue(SUB, a_window(), NONE, a_voice(), topics=TOPICS)
    assert (made.messages, made.reason) == ((), "nothing-new")


def test_who_asks_is_answered() -> None:
    """A due instant off the slot was asked for by a person."""
    asked = replace(SUB, next_due_at=NOW + timedelta(minutes=3))
    made = issue(asked, a_window(), NONE, a_voice(), topics=TOPICS)
    assert made.messages[0].plain == "Nothing new since Sun 22 Nov, 08:00."
    assert [was_asked_for(SUB), was_asked_for(asked)] == [False, True]


def test_a_newcomer_is_told_to_wait() -> None:
    """Before the first digest has arrived, nothing means that nothing is there yet."""
    fresh = replace(SUB, next_due_at=NOW + timedelta(minutes=3), created_at=NOW)
    made = issue(fresh, a_window(), NONE, a_voice(), topics=TOPICS)
    assert made.messages[0].plain.startswith("I have nothing on these topics yet.")


def test_bodies_are_shared_by_those_whose_digests_are_equal() -> None:
    """Another chat shares the body; another language, wish or mark does not."""
    window = a_window(a_story())
    marked = a_window(a_story(), marks=(a_mark(1, texts=("The port is closed.",)),))
    key = body_key(SUB, "hash", window)
    assert body_key(replace(SUB, id=SubscriptionId(8), chat_id=ChatId(2)), "hash", window) == key
    others = {
        body_key(replace(SUB, language="de"), "hash", window),
        body_key(SUB, "other hash", window),
        body_key(SUB, "hash", marked),
        body_key(SUB, "hash", replace(window, since=SINCE - timedelta(days=1))),
    }
    assert len(others - {key}) == 4


def test_new_sentences_are_told_once() -> None:
    """Two articles with the same new sentence tell it once; known ones are left out."""
    twice = (a_quotation("New."), a_quotation("New.", article=2), a_quotation("Known."))
    found: dict[StoryId, tuple[Quotation, ...]] = {StoryId(1): twice}
    seen: Mark = a_mark(1, texts=("Known.",))
    assert [q.text for q in what_is_new(found)(a_story(), seen)] == ["New."]


def test_why_meets_the_numbers_of_the_digest() -> None:
    """Stories are kept as the sections number them, not as they rank over all sections."""
    topics = {"world": "World", "space": "Space"}
    ranks = ((1, "world", 3), (2, "space", 2), (3, "world", 1))
    window = a_window(
        *(
            a_story(number, n_outlets=n_outlets, topics=(topic,))
            for number, topic, n_outlets in ranks
        )
    )
    wishes = replace(SUB, preferences=Preferences(topics=tuple(topics)))
    made = issue(wishes, window, NONE, a_voice(), topics=topics)
    assert [mark.story_id for mark in made.told] == [1, 3, 2]
