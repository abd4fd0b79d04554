"""What a chat has set: its digests, its status, its data. Imports as `edition`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.model import Button, Length, Message, Preferences, Slot, Subscription
from bot.render.buttons import Action
from bot.render.markup import Bold, Italic, Node, dotted, lines
from bot.render.setup import CHOSEN
from bot.render.voice import Rows, Voice, message, rows_of
from bot.render.words import Words, clock, language_name, languages

# A digest of all sources that someone has kept for years has hundreds.
N_TOPICS_NAMED = 10
# What the button "stories" goes through.
NUMBERS_OF_STORIES = (5, 8, 12, 20)
# What the button "days" goes through, as bits, Monday first: every day, working days, weekend.
WEEKS = {"every": 0b1111111, "working": 0b0011111, "weekend": 0b1100000}

_LENGTHS = tuple(Length)

T = TypeVar("T", int, Length)


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """What `/status` tells of one chat.

    `next_due` are the next instants over all its digests, soonest first; `unknown` names the
    delivery that may not have arrived; `retry_at` is when a failed one is tried again.
    """

    last_sent_at: datetime | None
    next_due: tuple[datetime, ...]
    n_stories_told: int = 0
    n_failed: int = 0
    retry_at: datetime | None = None
    unknown_delivery: int | None = None


def settings(
    voice: Voice,
    subscriptions: Sequence[Subscription],
    now: datetime,
    *,
    topics: Mapping[str, str],
) -> Message:
    """Return the chat's digests, each a button, and what holds for the whole chat."""
    words = voice.words
    told = [
        _overview(words, subscription, now, topics=topics, number=number)
        for number, subscription in enumerate(subscriptions, start=1)
    ]
    numbers = [
        voice.labelled(words("button-digest", n=number), Action.SUBSCRIPTION, subscription.id)
        for number, subscription in enumerate(subscriptions, start=1)
    ]
    return message(
        Bold(words("settings-title")),
        *(told or [words("settings-none")]),
        dotted([words("settings-language", name=language_name(words.language)), words.city()]),
        buttons=[
            *rows_of(numbers, 2),
            [
                voice.button("new-digest", Action.NEW_SUBSCRIPTION),
                voice.button("language", Action.LANGUAGES),
            ],
        ],
    )


def subscription(
    voice: Voice, chosen: Subscription, now: datetime, *, topics: Mapping[str, str]
) -> Message:
    """Return one digest's settings; each button says what is set and changes it when pressed."""
    return message(
        _overview(voice.words, chosen, now, topics=topics),
        Italic(voice.words("settings-how")),
        buttons=_subscription_rows(voice, chosen),
    )


def languages_list(voice: Voice) -> Message:
    """Return the languages that the bot speaks, each a button in its own name."""
    buttons = [
        voice.labelled(
            f"{CHOSEN if code == voice.words.language else ''}{language_name(code)}",
            Action.LANGUAGE,
            code,
        )
        for code in languages()
    ]
    return message(
        Bold(voice.words("language-title")),
        buttons=[*rows_of(buttons, 2), [voice.button("back", Action.SETTINGS)]],
    )


def unsubscribe_question(
    voice: Voice, chosen: Subscription, now: datetime, *, topics: Mapping[str, str]
) -> Message:
    """Ask before a digest ends."""
    return message(
        voice.words("unsubscribe-question"),
        _overview(voice.words, chosen, now, topics=topics),
        buttons=[
            [
                voice.button("unsubscribe-yes", Action.UNSUBSCRIBE_YES, chosen.id),
                voice.button("cancel", Action.CANCEL),
            ]
        ],
    )


def unsubscribed(voice: Voice) -> Message:
    """Say that a digest has ended, and how it comes back."""
    return message(voice.words("unsubscribed"))


def status(voice: Voice, told: Status, now: datetime) -> Message:
    """Return the last digest, the next three in local time, and what failed."""
    words = voice.words
    last = (
        words("status-last", when=words.moment(told.last_sent_at, now), n=told.n_stories_told)
        if told.last_sent_at
        else words("status-no-last")
    )
    coming = [f"· {words.day(at)}, {words.time(at)}" for at in told.next_due[:3]]
    again = told.unknown_delivery
    return message(
        Bold(words("status-title")),
        last,
        lines(words("status-next", city=words.city()), *coming) if coming else words("status-none"),
        _failures(words, told, now),
        words("status-unknown") if again is not None else "",
        buttons=[[voice.button("send-again", Action.SEND_AGAIN, again)] if again else []],
    )


def muted_words(voice: Voice, preferences: Preferences) -> Message:
    """Return the muted words and how they are changed."""
    muted = preferences.muted_words
    listed = voice.words("mute-list", words=", ".join(muted)) if muted else voice.words("mute-none")
    return message(listed, voice.words("mute-how"))


def forget_question(voice: Voice) -> Message:
    """Ask before everything about a chat is erased."""
    return message(
        Bold(voice.words("forget-title")),
        voice.words("forget-what"),
        buttons=[
            [
                voice.button("forget-yes", Action.FORGET_YES),
                voice.button("cancel", Action.CANCEL),
            ]
        ],
    )


def forgotten(voice: Voice) -> Message:
    """Say that everything about the chat is erased."""
    return message(voice.words("forgotten"))


def export_caption(voice: Voice) -> str:
    """Return the caption of the file that `/export` sends (at most 1024 characters)."""
    return voice.words("export-caption")


def _overview(
    words: Words,
    chosen: Subscription,
    now: datetime,
    *,
    topics: Mapping[str, str],
    number: int | None = None,
) -> Node:
    title = _topics(words, [topics.get(topic, topic) for topic in chosen.preferences.topics])
    prefix = f"{number}. " if number else ""
    due = chosen.next_due_at
    return lines(
        Bold(f"{prefix}{title}"),
        dotted([when(words, chosen.slot), words.city(chosen.slot.zone)]),
        Italic(words("settings-next", when=words.moment(due, now))) if due else "",
    )


def _topics(words: Words, names: Sequence[str]) -> str:
    """Return the first of the names, each once, and how many there are besides."""
    different = list(dict.fromkeys(names))
    if not different:
        return words("topics-all")
    more = len(different) - N_TOPICS_NAMED
    shown = different[:N_TOPICS_NAMED]
    return words.listed(shown) + (f" {words('feeds-more', n=more)}" if more > 0 else "")


def when(words: Words, slot: Slot) -> str:
    """Return when a digest comes: ``08:00, 18:30 · every day``."""
    times = ", ".join(clock(minute) for minute in slot.minutes)
    return f"{times} · {_days(words, slot)}"


def _days(words: Words, slot: Slot) -> str:
    mask = sum(1 << day for day in slot.weekdays)
    named = next((name for name, bits in WEEKS.items() if bits == mask), None)
    if named is not None:
        return words(f"days-{named}")
    return ", ".join(words.weekday(day) for day in sorted(slot.weekdays))


def _subscription_rows(voice: Voice, chosen: Subscription) -> Rows:
    words, sub, wanted = voice.words, chosen.id, chosen.preferences
    week = _following(sum(1 << day for day in chosen.slot.weekdays), tuple(WEEKS.values()))
    length = words(f"length-{wanted.length}")
    return [
        [
            voice.button("topics", Action.TOPICS, sub, 0),
            voice.button("times", Action.TIMES, sub),
        ],
        [
            voice.labelled(_days(words, chosen.slot), Action.WEEKDAYS, sub, week),
            voice.labelled(words.city(chosen.slot.zone), Action.ZONE_OTHER, sub),
        ],
        [
            voice.labelled(length, Action.LENGTH, sub, _following(wanted.length, _LENGTHS)),
            voice.labelled(
                words("button-n-stories", n=wanted.n_stories),
                Action.N_STORIES,
                sub,
                _following(wanted.n_stories, NUMBERS_OF_STORIES),
            ),
        ],
        [_when_empty(voice, chosen)],
        [_repeat(voice, chosen)],
        [
            voice.button("digest-now", Action.DIGEST_NOW, sub),
            voice.button("unsubscribe", Action.UNSUBSCRIBE, sub),
        ],
        [voice.button("back", Action.SETTINGS)],
    ]


def _when_empty(voice: Voice, chosen: Subscription) -> Button:
    says = chosen.preferences.say_when_empty
    label = "empty-line" if says else "empty-silence"
    return voice.button(label, Action.EMPTY, chosen.id, 0 if says else 1)


def _repeat(voice: Voice, chosen: Subscription) -> Button:
    repeats = chosen.preferences.at_least_once
    label = "repeat-once" if repeats else "repeat-never"
    return voice.button(label, Action.REPEAT, chosen.id, 0 if repeats else 1)


def _following(value: T, values: tuple[T, ...]) -> T:
    """Return the value that a press goes on to; the first one from any other."""
    return values[(values.index(value) + 1) % len(values)] if value in values else values[0]


def _failures(words: Words, told: Status, now: datetime) -> str:
    if not told.n_failed:
        return ""
    if told.retry_at is None:
        return words("status-failed", n=told.n_failed)
    return words("status-retry", n=told.n_failed, when=words.moment(told.retry_at, now))
