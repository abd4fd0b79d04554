"""The chat's own sources: how each of them does, and what can be pressed."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Feed, FeedId, FeedState, Message
from bot.render import sources
from bot.render.buttons import Action, Press, decode
from bot.render.sources import N_ON_PAGE, Offered
from tests.render.builders import KEY, NOW, a_voice

FEED = Feed(
    id=FeedId(3),
    url="https://harbour.example/feed.xml",
    title="Harbour Times",
    site_url="https://harbour.example/",
    language="en",
    topics=(),
    state=FeedState.ACTIVE,
    next_look_at=NOW + timedelta(hours=1),
    last_look_at=NOW,
    interval_seconds=900.0,
    etag=None,
    last_modified=None,
    body_hash=None,
    failures=0,
    failing_since=None,
    reason=None,
)


HARBOUR = Offered(url="https://harbour.example/feed.xml", title="Harbour Times")
COAST = Offered(url="https://coast.example/rss?a=1&b=2", title="Coast <i>Daily</i>")


def pressed(message: Message) -> dict[str, Press | None]:
    """Return what each button asks for, by its text."""
    return {b.text: decode(b.data or "", KEY) for row in message.buttons for b in row}


def test_sources_tell_how_they_do() -> None:
    """Read, not yet read, failing with its reason, ended, and switched off."""
    failing = replace(FEED, failing_since=NOW - timedelta(days=2), failures=9, reason="http-503")
    gone = replace(FEED, state=FeedState.GONE, reason="gone")
    known = [
        FEED,
        replace(FEED, last_look_at=None),
        failing,
        gone,
        replace(FEED, state=FeedState.OFF),
    ]
    told = sources.feeds(a_voice(), known, NOW).plain.split("\n\n")[1:6]
    assert [state.removeprefix("Harbour Times\nharbour.example · ") for state in told] == [
        "read 08:00",
        "not read yet",
        "fails since Sat 21 Nov, 08:00: the site answered HTTP 503. Next try 09:00.",
        "ended: the site says that it no longer exists.",
        "switched off by the owner of this bot",
    ]


def test_source_goes_by_its_button() -> None:
    """Each source has a button that takes it out, and all of them can be had as a file."""
    page = sources.feeds(a_voice(), [FEED], NOW)
    assert pressed(page) == {
        "✕ Harbour Times": Press(Action.REMOVE_FEED, (FEED.id,)),
        "As a file (OPML)": Press(Action.EXPORT_FEEDS, ()),
    }


def test_many_sources_are_paged() -> None:
    """The first page leads on, the last one back, and one that is not there is the first."""
    many = [FEED] * (N_ON_PAGE + 4)
    first, last, beyond = (sources.feeds(a_voice(), many, NOW, page=page) for page in (0, 1, 7))
    assert pressed(first)["Next"] == Press(Action.FEEDS, (1,))
    assert pressed(last)["Previous"] == Press(Action.FEEDS, (0,))
    assert beyond == first
    assert "None yet." in sources.feeds(a_voice(), [], NOW).plain


def test_an_added_source_can_be_taken_back() -> None:
    """Undo carries the feed."""
    message = sources.added(a_voice(), FEED)
    assert pressed(message) == {"Undo": Press(Action.REMOVE_FEED, (3,))}
    assert sources.removed(a_voice(), FEED).plain == "Removed: Harbour Times"


def test_a_lost_source_is_told_with_a_way_out() -> None:
    """Why and since when, in the language of the chat, and two buttons."""
    failing = replace(FEED, failing_since=NOW - timedelta(days=2), failures=9, reason="dns")
    ended = replace(FEED, state=FeedState.GONE, failing_since=NOW, reason="gone")
    told = [sources.lost(a_voice(language), failing, NOW) for language in ("en", "de")]
    assert told[0].plain == (
        "I have not been able to read Harbour Times since Sat 21 Nov, 08:00:"
        " there is no site of that name. I go on trying."
    )
    assert "seit" in told[1].plain
    assert "has ended" in sources.lost(a_voice(), ended, NOW).plain
    assert pressed(told[0]) == {
        "Remove it": Press(Action.REMOVE_FEED, (3,)),
        "Keep it": Press(Action.KEEP_FEED, (3,)),
    }


def test_feeds_to_choose_from_show_their_whole_addresses() -> None:
    """A press reads the address in the message, by its place."""
    message = sources.choice(a_voice(), [HARBOUR, COAST])
    assert "<code>https://coast.example/rss?a=1&amp;b=2</code>" in message.html
    assert pressed(message) == {
        "1. Harbour Times": Press(Action.ADD_FEED, (0,)),
        "2. Coast <i>Daily</i>": Press(Action.ADD_FEED, (1,)),
    }


def test_a_list_is_asked_about_with_what_is_left_out() -> None:
    """Names, their number, the refused ones, and a button that says how many."""
    message = sources.list_question(a_voice(), [HARBOUR] * 9 + [COAST], n_refused=2)
    assert "There are 10 feeds" in message.plain
    assert "and 2 more" in message.plain
    assert "2 addresses are not on the public internet" in message.plain
    assert list(pressed(message)) == ["Add 10 feeds", "Cancel"]
