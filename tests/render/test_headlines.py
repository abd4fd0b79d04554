"""Lists of headlines: every number opens its story, and an empty list says what to do."""

from datetime import timedelta

from bot.render.buttons import Action, Press, decode
from bot.render.headlines import latest, marked, matches, missed, rest
from tests.render.builders import KEY, NOW, a_story, a_voice

STORY = a_story()


def pressed(message_buttons: object) -> list[tuple[str, Press | None]]:
    """Return each button's text and what it asks for."""
    return [
        (button.text, decode(button.data or "", KEY))
        for row in message_buttons  # type: ignore[attr-defined]  # rows of buttons
        for button in row
    ]


def test_the_latest_stories_go_on() -> None:
    """The second page numbers on and leads both ways."""
    message = latest(a_voice(), [STORY], NOW, topic=("world", "World"), page=1, has_more=True)
    assert message.plain.splitlines()[:3] == [
        "Latest stories: World",
        "",
        "9. Halden reopens its port after the storm",
    ]
    assert pressed(message.buttons) == [
        ("9", Press(Action.STORY, (1,))),
        ("Previous", Press(Action.LATEST, ("world", 0))),
        ("Next", Press(Action.LATEST, ("world", 2))),
    ]


def test_no_latest_stories() -> None:
    """An empty store says what to do."""
    assert "Nothing yet." in latest(a_voice(), [], NOW).plain


def test_the_rest_of_a_digest() -> None:
    """What was below the cut, numbered, or that it has all been seen since."""
    message = rest(a_voice(), [STORY], NOW)
    assert message.plain.startswith("More from this digest\n\n1. Halden reopens its port")
    assert pressed(message.buttons) == [("1", Press(Action.STORY, (1,)))]
    assert rest(a_voice(), [], NOW).plain.endswith("You have seen all of it by now.")


def test_what_a_search_found() -> None:
    """The words are repeated; too many finds ask for narrower words, none for fewer."""
    found = matches(a_voice(), "port -war", [STORY], NOW, has_more=True)
    assert found.plain.startswith("Found: port -war\n\n1. Halden reopens its port")
    assert found.plain.endswith("One more word narrows them down.")
    assert matches(a_voice(), "port", [], NOW).plain.endswith("or just ask me.")


def test_what_was_missed() -> None:
    """One line each, how far back, and how many come after them."""
    message = missed(a_voice(), [STORY, a_story(2)], timedelta(days=5), n_more=1)
    title, listed, more = message.plain.split("\n\n")
    assert (title, more) == ("Not seen yet · 5 days", "1 more story ranks below these.")
    assert [line[:3] for line in listed.splitlines()] == ["1. ", "2. "]
    german = missed(a_voice("de"), [], timedelta(hours=12), n_more=0).plain
    assert german == "Noch nicht gesehen · 12 Stunden\n\nDu hast alles davon gesehen."


def test_followed_and_muted_stories() -> None:
    """Both lists are numbered through, so that each number opens its own story."""
    message = marked(a_voice(), [STORY], [a_story(2)])
    assert [line for line in message.plain.splitlines() if not line[:1].isdecimal()] == [
        "You follow",
        "",
        "Muted for now",
    ]
    assert pressed(message.buttons) == [
        ("1", Press(Action.STORY, (1,))),
        ("2", Press(Action.STORY, (2,))),
    ]
    assert marked(a_voice(), [], []).plain.startswith("You follow no story.")
