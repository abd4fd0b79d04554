"""Lists of headlines with numbers that open the stories. Imports as `edition`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model import Message, Story
from bot.render.buttons import Action
from bot.render.markup import Bold, Node, clipped, line, lines
from bot.render.quotations import coverage_line, headline
from bot.render.voice import Rows, Voice, message, rows_of

N_ON_PAGE = 8
# Bare headlines: this many of the longest still fit into one message.
N_BARE = 15
# Eight buttons are the widest row that Telegram takes; five can be hit with a thumb.
_N_NUMBERS_IN_ROW = 5
# What was searched for is repeated only as far as it helps to recognise it.
_MAX_ECHO_CHARACTERS = 80


def latest(
    voice: Voice,
    stories: Sequence[Story],
    now: datetime,
    *,
    topic: tuple[str, str] | None = None,
    page: int = 0,
    has_more: bool = False,
) -> Message:
    """Return headlines, newest first, each with its coverage.

    Args:
        voice: of the chat.
        stories: those of this page.
        now: instant of the answer.
        topic: id and name of the one topic asked for; None for all.
        page: counted from 0.
        has_more: whether stories come after this page.
    """
    words = voice.words
    name, shown = topic or ("all", "")
    title = words("latest-topic", topic=shown) if topic else words("latest-title")
    if not stories:
        return message(Bold(title), words("latest-none"))
    return message(
        Bold(title),
        *numbered(voice, stories, now, start=page * N_ON_PAGE + 1),
        buttons=[
            *numbers(voice, stories, start=page * N_ON_PAGE + 1),
            voice.pages(Action.LATEST, name, page=page, has_more=has_more),
        ],
    )


def rest(voice: Voice, stories: Sequence[Story], now: datetime) -> Message:
    """Return what a digest left below its cut.

    Args:
        voice: of the chat.
        stories: at most `N_ON_PAGE`, the most important first; none if all has been seen by now.
        now: instant of the answer.
    """
    title = Bold(voice.words("rest-title"))
    if not stories:
        return message(title, voice.words("rest-none"))
    return message(title, *numbered(voice, stories, now), buttons=numbers(voice, stories))


def matches(
    voice: Voice, query: str, stories: Sequence[Story], now: datetime, *, has_more: bool = False
) -> Message:
    """Return what a search found.

    Args:
        voice: of the chat.
        query: as it was typed.
        stories: at most `N_ON_PAGE`, the best first; may be none.
        now: instant of the answer.
        has_more: whether there are others, which narrower words would find.
    """
    words = voice.words
    title = words("search-title", query=clipped(query, _MAX_ECHO_CHARACTERS))
    if not stories:
        return message(Bold(title), words("search-none"))
    return message(
        Bold(title),
        *numbered(voice, stories, now),
        words("search-more") if has_more else "",
        buttons=numbers(voice, stories),
    )


def missed(voice: Voice, stories: Sequence[Story], period: timedelta, *, n_more: int) -> Message:
    """Return what the chat has not seen of a period, one line each.

    Args:
        voice: of the chat.
        stories: at most `N_BARE`, the most important first; may be none.
        period: how far back it goes; whole hours.
        n_more: how many less important ones there are.
    """
    words = voice.words
    title = words("catchup-title", period=words.period(period))
    if not stories:
        return message(Bold(title), words("catchup-none"))
    return message(
        Bold(title),
        lines(*_bare(stories)),
        words("catchup-more", n=n_more) if n_more else "",
        buttons=numbers(voice, stories),
    )


def marked(voice: Voice, followed: Sequence[Story], muted: Sequence[Story]) -> Message:
    """Return the stories that the chat follows, and those that it has muted for a week.

    Args:
        voice: of the chat.
        followed: the newest first.
        muted: likewise; both together are at most `N_BARE`.
    """
    words = voice.words
    if not followed and not muted:
        return message(words("follow-none"))
    sections = (("follow-title", followed, 1), ("follow-muted", muted, len(followed) + 1))
    return message(
        *(
            lines(Bold(words(title)), *_bare(stories, start=start))
            for title, stories, start in sections
            if stories
        ),
        buttons=numbers(voice, [*followed, *muted]),
    )


def numbered(
    voice: Voice, stories: Sequence[Story], now: datetime, *, start: int = 1
) -> list[Node]:
    """Return headlines with their coverage, counted from `start`."""
    return [
        lines(line(f"{n}.", headline(story)), coverage_line(voice.words, story, now))
        for n, story in enumerate(stories, start=start)
    ]


def numbers(voice: Voice, stories: Sequence[Story], *, start: int = 1) -> Rows:
    """Return rows of buttons that open the stories, counted from `start`."""
    buttons = [
        voice.labelled(str(n), Action.STORY, story.id) for n, story in enumerate(stories, start)
    ]
    return rows_of(buttons, _N_NUMBERS_IN_ROW)


def _bare(stories: Sequence[Story], *, start: int = 1) -> list[Node]:
    return [line(f"{n}.", headline(story)) for n, story in enumerate(stories, start)]
