"""The set-up leads from topics to the first digest in four taps."""

from datetime import timedelta

from bot.model import Button, SubscriptionId
from bot.render.buttons import Action, Press, decode
from bot.render.setup import (
    Picker,
    TopicChoice,
    done,
    news_languages,
    times,
    topics,
    type_time,
    type_zone,
    welcome,
    which_zone,
    zone,
)
from tests.render.builders import KEY, NOW, a_voice

SUB = SubscriptionId(7)
CHOICES = [
    TopicChoice(id="world", name="World", chosen=True),
    TopicChoice(id="space", name="Space"),
]


def presses(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Press | None]:
    """Return what each button asks for, by its text."""
    return {button.text: decode(button.data or "", KEY) for row in rows for button in row}


def test_the_welcome_offers_topics() -> None:
    """Chosen topics are ticked, each can be tapped, and one button goes on."""
    message = welcome(a_voice(), Picker(choices=CHOICES, subscription=SUB))
    assert message.plain.startswith("Welcome to Nutgraf\n\nI read the news")
    assert presses(message.buttons) == {
        "✓ World": Press(Action.TOPIC, (7, "world")),
        "Space": Press(Action.TOPIC, (7, "space")),
        "Continue": Press(Action.TOPICS_DONE, (7,)),
    }


def test_many_topics_have_pages() -> None:
    """Thirty topics do not make a wall of buttons."""
    choices = [TopicChoice(id=f"t{n}", name=f"Topic {n}") for n in range(30)]
    middle = presses(topics(a_voice(), Picker(choices=choices, subscription=SUB, page=1)).buttons)
    assert middle["Next"] == Press(Action.TOPIC_PAGE, (7, 2))
    assert middle["Previous"] == Press(Action.TOPIC_PAGE, (7, 0))
    assert len(middle) == 15


def test_a_topic_in_another_language_says_so() -> None:
    """The button of a topic names the language of its news where that is none of the reader's."""
    choices = [TopicChoice(id="space", name="Space", chosen=True, told_in="es")]
    picker = Picker(choices=choices, subscription=SUB, news_in=("de", "pl", "uk", "zh"))
    assert list(presses(topics(a_voice(), picker).buttons)) == [
        "✓ Space (Español)",
        "News in: Deutsch, Polski, Українська…",
        "Continue",
    ]


def test_languages_of_the_news_are_chosen() -> None:
    """Each language that there are news in is one tap, in its own name."""
    message = news_languages(a_voice(), ("ar", "de"), subscription=SUB, chosen=("de",))
    assert presses(message.buttons) == {
        "العربية": Press(Action.NEWS_LANGUAGE, (7, "ar")),
        "✓ Deutsch": Press(Action.NEWS_LANGUAGE, (7, "de")),
        "Done": Press(Action.TOPICS, (7, 0)),
    }


def test_the_grid_of_hours() -> None:
    """An hour is one tap; any other time can be typed; the step can be skipped."""
    found = presses(times(a_voice(), subscription=SUB).buttons)
    assert found["08:00"] == Press(Action.TIME, (7, 480))
    assert found["Other…"] == Press(Action.TIME_OTHER, (7,))
    assert found["Back"] == Press(Action.TOPICS, (7, 0))
    assert found["Skip"] == Press(Action.SKIP, (7, "time"))


def test_times_that_are_set_are_ticked() -> None:
    """In the settings chosen hours are ticked, odd minutes are told, and one leaves by Done."""
    message = times(a_voice(), subscription=SUB, chosen=(465, 480))
    found = presses(message.buttons)
    assert "Also set: 07:45" in message.plain
    assert found["✓ 08:00"] == Press(Action.TIME, (7, 480))
    assert found["Done"] == Press(Action.SUBSCRIPTION, (7,))


def test_the_zone_is_asked_with_its_time() -> None:
    """Who sees the clock of the guessed place knows whether it is right."""
    message = zone(a_voice(), guess="America/New_York", now=NOW, subscription=SUB)
    found = presses(message.buttons)
    assert "New York? It is 02:00 there now." in message.plain
    assert found["Yes, New York"] == Press(Action.ZONE, (7, "America/New_York"))
    assert found["Other…"] == Press(Action.ZONE_OTHER, (7,))


def test_several_places_are_offered() -> None:
    """Each place found is a button."""
    found = presses(which_zone(a_voice(), ["Europe/Rome", "Africa/Cairo"]).buttons)
    assert found == {
        "Rome": Press(Action.ZONE, (0, "Europe/Rome")),
        "Cairo": Press(Action.ZONE, (0, "Africa/Cairo")),
    }


def test_what_is_to_be_typed_is_shown_by_example() -> None:
    """Requests for a text carry an example of it."""
    assert "7:45" in type_time(a_voice()).plain
    assert "New York" in type_zone(a_voice()).plain


def test_done_tells_when_the_first_digest_comes() -> None:
    """Day, date, time and place of the first digest."""
    message = done(a_voice(), next_due_at=NOW + timedelta(days=1), now=NOW, subscription=SUB)
    assert message.plain.startswith("First digest tomorrow, Tue 24 Nov, 08:00 (Berlin)")


def test_done_in_german() -> None:
    """The same in German."""
    message = done(a_voice("de"), next_due_at=NOW + timedelta(days=1), now=NOW, subscription=SUB)
    assert message.plain.startswith("Erster Überblick morgen, Di., 24. Nov., 08:00 Uhr (Berlin)")
