"""The set-up of a reader: welcome with topics, time, zone, done. Imports as `edition`.

Each function returns the whole message of its step; a press edits the message into the next one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Button, Message, SubscriptionId
from bot.render.buttons import Action
from bot.render.markup import Bold, Italic
from bot.render.voice import Rows, Voice, message, rows_of
from bot.render.words import clock, language_name

# Hours that the grid offers: those in which people ask for a digest; "Other…" takes any minute.
HOURS = (6, 7, 8, 9, 12, 13, 17, 18, 19, 20, 21, 22)
N_TOPICS_ON_PAGE = 12
# As many as a button has room for.
N_LANGUAGES_NAMED = 3
# A subscription that is not stored yet.
NONE = SubscriptionId(0)

CHOSEN = "✓ "


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicChoice:
    """A topic of the catalogue on a button: its id, its name in the chat's language, its state.

    `told_in` is the language of its news where that is none of those that the digest is told in.
    """

    id: str
    name: str
    chosen: bool = False
    told_in: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Picker:
    """The topics to choose from, in the order in which they are offered.

    `news_in` are the languages that the digest is told in; none where there is no choice of them.
    """

    choices: Sequence[TopicChoice]
    subscription: SubscriptionId = NONE
    page: int = 0
    news_in: Sequence[str] = ()


def welcome(voice: Voice, picker: Picker) -> Message:
    """Return the first message of all: what the bot does, and the topics to choose from."""
    words = voice.words
    return message(
        Bold(words("welcome-title")),
        words("welcome-what"),
        words("welcome-topics"),
        buttons=_topic_rows(voice, picker),
    )


def another(voice: Voice, picker: Picker) -> Message:
    """Return the first step of one more digest, for a chat that knows the bot."""
    return message(
        Bold(voice.words("another-title")),
        voice.words("welcome-topics"),
        buttons=_topic_rows(voice, picker),
    )


def topics(voice: Voice, picker: Picker) -> Message:
    """Return the choice of topics of a subscription that exists."""
    return message(
        Bold(voice.words("topics-title")),
        voice.words("topics-how"),
        buttons=_topic_rows(voice, picker),
    )


def news_languages(
    voice: Voice, offered: Sequence[str], *, subscription: SubscriptionId, chosen: Sequence[str]
) -> Message:
    """Return the languages that there are news in, each a button in its own name."""
    buttons = [
        voice.labelled(
            _ticked(language_name(code), chosen=code in chosen),
            Action.NEWS_LANGUAGE,
            subscription,
            code,
        )
        for code in offered
    ]
    return message(
        Bold(voice.words("news-languages-title")),
        voice.words("news-languages-how"),
        buttons=[*rows_of(buttons, 2), [voice.button("done", Action.TOPICS, subscription, 0)]],
    )


def times(
    voice: Voice, *, subscription: SubscriptionId = NONE, chosen: Sequence[int] = ()
) -> Message:
    """Return the grid of hours.

    Args:
        voice: of the chat.
        subscription: the digest that is set.
        chosen: minutes of the day that are set already, ticked and taken away by a tap; none in
            the set-up, where a tap chooses and goes on.
    """
    hours = [
        voice.labelled(
            _ticked(clock(hour * 60), chosen=hour * 60 in chosen),
            Action.TIME,
            subscription,
            hour * 60,
        )
        for hour in HOURS
    ]
    leave = (
        [voice.button("done", Action.SUBSCRIPTION, subscription)]
        if chosen
        else [
            voice.button("back", Action.TOPICS, subscription, 0),
            voice.button("skip", Action.SKIP, subscription, "time"),
        ]
    )
    others = [clock(minute) for minute in chosen if minute not in {hour * 60 for hour in HOURS}]
    return message(
        Bold(voice.words("time-title")),
        voice.words("time-how"),
        voice.words("time-also", times=", ".join(others)) if others else "",
        buttons=[
            *rows_of(hours, 4),
            [voice.button("other", Action.TIME_OTHER, subscription), *leave],
        ],
    )


def type_time(voice: Voice) -> Message:
    """Return the request to type a time."""
    return message(voice.words("time-type"))


def zone(
    voice: Voice, *, guess: str, now: datetime, subscription: SubscriptionId = NONE
) -> Message:
    """Ask whether the guessed zone is right, telling what the clock shows there."""
    city = voice.words.city(guess)
    there = Voice(words=type(voice.words)(voice.words.language, zone=guess), key=voice.key)
    return message(
        Bold(voice.words("zone-title")),
        voice.words("zone-guess", city=city, time=there.words.time(now)),
        Italic(voice.words("zone-how")),
        buttons=[
            [
                voice.labelled(
                    voice.words("button-zone-yes", city=city), Action.ZONE, subscription, guess
                ),
                voice.button("other", Action.ZONE_OTHER, subscription),
            ],
            [voice.button("back", Action.TIMES, subscription)],
        ],
    )


def type_zone(voice: Voice) -> Message:
    """Return the request to type a city."""
    return message(voice.words("zone-type"))


def which_zone(
    voice: Voice, zones: Sequence[str], *, subscription: SubscriptionId = NONE
) -> Message:
    """Ask which of several zones was meant by what was typed."""
    found = [
        voice.labelled(voice.words.city(name), Action.ZONE, subscription, name)
        for name in zones[:N_TOPICS_ON_PAGE]
    ]
    return message(voice.words("zone-which"), buttons=rows_of(found, 2))


def done(
    voice: Voice, *, next_due_at: datetime, now: datetime, subscription: SubscriptionId
) -> Message:
    """Say when the first digest comes: ``First digest tomorrow, Mon 23 Nov, 08:00 (Berlin)``."""
    words = voice.words
    first = words(
        "done-first",
        day=words.day_in_words(next_due_at, now),
        time=words.time(next_due_at),
        city=words.city(),
    )
    return message(
        Bold(first),
        words("done-now"),
        buttons=[
            [
                voice.button("change", Action.SUBSCRIPTION, subscription),
                voice.button("settings", Action.SETTINGS),
            ]
        ],
    )


def _topic_rows(voice: Voice, picker: Picker) -> Rows:
    start = picker.page * N_TOPICS_ON_PAGE
    buttons = [
        voice.labelled(_label(choice), Action.TOPIC, picker.subscription, choice.id)
        for choice in picker.choices[start : start + N_TOPICS_ON_PAGE]
    ]
    return [
        *rows_of(buttons, 2),
        _page_row(voice, picker.subscription, page=picker.page, n_items=len(picker.choices)),
        _news_row(voice, picker),
        [voice.button("continue", Action.TOPICS_DONE, picker.subscription)],
    ]


def _label(choice: TopicChoice) -> str:
    told_in = f" ({language_name(choice.told_in)})" if choice.told_in else ""
    return _ticked(f"{choice.name}{told_in}", chosen=choice.chosen)


def _news_row(voice: Voice, picker: Picker) -> list[Button]:
    if not picker.news_in:
        return []
    shown = [language_name(code) for code in picker.news_in[:N_LANGUAGES_NAMED]]
    more = "…" if len(picker.news_in) > N_LANGUAGES_NAMED else ""
    label = voice.words("button-news-languages", names=", ".join(shown) + more)
    return [voice.labelled(label, Action.NEWS_LANGUAGES, picker.subscription)]


def _page_row(
    voice: Voice, subscription: SubscriptionId, *, page: int, n_items: int
) -> list[Button]:
    has_more = (page + 1) * N_TOPICS_ON_PAGE < n_items
    return voice.pages(Action.TOPIC_PAGE, subscription, page=page, has_more=has_more)


def _ticked(text: str, *, chosen: bool) -> str:
    return f"{CHOSEN}{text}" if chosen else text
