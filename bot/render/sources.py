"""A chat's own sources: the list, what is found behind a link or in a file, and what is lost.

Imports as `edition`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.model import Feed, FeedState, Message
from bot.render import reasons
from bot.render.buttons import Action
from bot.render.markup import Bold, Code, Italic, Link, Node, clipped, dotted, line, lines
from bot.render.voice import Voice, message, rows_of
from bot.render.words import Words

N_ON_PAGE = 12
MAX_NAME_CHARACTERS = 60
# Of a list that is to be added so many are named; their number says the rest.
N_NAMED = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A feed that may be added."""

    url: str
    title: str


def feeds(voice: Voice, sources: Sequence[Feed], now: datetime, *, page: int = 0) -> Message:
    """Return the chat's own sources and how each of them does; a press takes one out."""
    words = voice.words
    if not sources:
        return message(Bold(words("feeds-title")), words("feeds-none"))
    start = page * N_ON_PAGE if 0 <= page * N_ON_PAGE < len(sources) else 0
    shown = sources[start : start + N_ON_PAGE]
    removing = [
        voice.labelled(f"✕ {feed.title or feed.url}", Action.REMOVE_FEED, feed.id) for feed in shown
    ]
    return message(
        Bold(words("feeds-title")),
        *(_feed(words, feed, now) for feed in shown),
        Italic(words("feeds-how")),
        buttons=[
            *rows_of(removing, 2),
            voice.pages(
                Action.FEEDS, page=start // N_ON_PAGE, has_more=start + N_ON_PAGE < len(sources)
            ),
            [voice.button("export-feeds", Action.EXPORT_FEEDS)],
        ],
    )


def added(voice: Voice, feed: Feed) -> Message:
    """Say that a source was added, with a way to take it back."""
    return message(
        voice.words("feed-added", name=_name(feed)),
        buttons=[[voice.button("undo", Action.REMOVE_FEED, feed.id)]],
    )


def removed(voice: Voice, feed: Feed) -> Message:
    """Say that a source was removed."""
    return message(
        voice.words("feed-removed", name=_name(feed)),
        buttons=[[voice.button("feeds", Action.FEEDS, 0)]],
    )


def kept(voice: Voice, feed: Feed) -> Message:
    """Say that a source stays although it is lost."""
    return message(
        voice.words("feed-kept", name=_name(feed)),
        buttons=[[voice.button("feeds", Action.FEEDS, 0)]],
    )


def lost(voice: Voice, feed: Feed, now: datetime) -> Message:
    """Tell that nothing comes of a source any more, and why, with a way out."""
    return message(
        _lost(voice.words, feed, now),
        buttons=[
            [
                voice.button("remove-feed", Action.REMOVE_FEED, feed.id),
                voice.button("keep-feed", Action.KEEP_FEED, feed.id),
            ]
        ],
    )


def lost_in_channel(voice: Voice, feed: Feed, now: datetime, *, channel: str) -> Message:
    """Tell it to who keeps the channel that has the source, and where it can be taken out."""
    return message(
        _lost(voice.words, feed, now), Italic(voice.words("feed-of-channel", channel=channel))
    )


def choice(voice: Voice, found: Sequence[Offered]) -> Message:
    """Offer the feeds of a site, each a button with its place in the list.

    The addresses stand in the message as code, whole: a press reads them there (`Action.ADD_FEED`).
    """
    buttons = [
        voice.labelled(f"{place}. {one.title}", Action.ADD_FEED, place - 1)
        for place, one in enumerate(found, start=1)
    ]
    return message(
        Bold(voice.words("feeds-choose")),
        *(
            lines(line(f"{place}.", clipped(one.title, MAX_NAME_CHARACTERS)), Code(one.url))
            for place, one in enumerate(found, start=1)
        ),
        buttons=rows_of(buttons, 1),
    )


def list_question(voice: Voice, found: Sequence[Offered], *, n_refused: int) -> Message:
    """Ask before the feeds of a list are added."""
    words = voice.words
    named = [f"· {clipped(one.title, MAX_NAME_CHARACTERS)}" for one in found[:N_NAMED]]
    more = len(found) - len(named)
    return message(
        Bold(words("list-question", n=len(found))),
        lines(*named, words("feeds-more", n=more) if more else ""),
        words("list-refused", n=n_refused) if n_refused else "",
        buttons=[
            [
                voice.labelled(words("button-add-list", n=len(found)), Action.ADD_LIST),
                voice.button("cancel", Action.CANCEL),
            ]
        ],
    )


def list_added(voice: Voice, *, n_added: int, n_known: int) -> Message:
    """Say how many feeds of a list were added, and how many the chat had."""
    known = voice.words("list-known", n=n_known) if n_known else ""
    return message(
        voice.words("list-added", n=n_added),
        known,
        buttons=[[voice.button("feeds", Action.FEEDS, 0)]],
    )


def export_caption(voice: Voice) -> str:
    """Return the caption of the list of feeds that is sent as a file."""
    return voice.words("feeds-export-caption")


def _lost(words: Words, feed: Feed, now: datetime) -> str:
    name, reason = _name(feed), _reason(words, feed)
    if feed.state is FeedState.GONE:
        return words("feed-ended", name=name, reason=reason)
    since = words.moment(feed.failing_since or now, now)
    return words("feed-lost", name=name, since=since, reason=reason)


def _feed(words: Words, feed: Feed, now: datetime) -> Node:
    host = (urlsplit(feed.url).hostname or "").removeprefix("www.")
    return lines(
        Link(_name(feed), feed.site_url or feed.url),
        Italic(dotted([host, _state(words, feed, now)])),
    )


def _state(words: Words, feed: Feed, now: datetime) -> str:
    if feed.state is FeedState.OFF:
        return words("feed-off")
    if feed.state is FeedState.GONE:
        return words("feed-gone", reason=_reason(words, feed))
    if feed.failing_since is not None:
        return words(
            "feed-failing",
            since=words.moment(feed.failing_since, now),
            reason=_reason(words, feed),
            again=words.moment(feed.next_look_at, now),
        )
    if feed.last_look_at is None:
        return words("feed-new")
    return words("feed-well", when=words.moment(feed.last_look_at, now))


def _reason(words: Words, feed: Feed) -> str:
    """Return the sentence for a feed's reason; what is gone as a page has ended as a feed."""
    reason = "ended" if feed.reason == "gone" else feed.reason
    return reasons.told(words, reason)


def _name(feed: Feed) -> str:
    return clipped(feed.title or feed.url, MAX_NAME_CHARACTERS)
