"""Answers quote their sources, and say so when there is nothing to quote."""

from dataclasses import replace

from bot.model import ArticleId, TextId
from bot.render.answer import (
    ShortText,
    found,
    not_found,
    reading,
    summary,
    too_short,
    what_to_ask,
    what_to_summarise,
)
from bot.render.buttons import Action, Press, decode
from tests.render.builders import KEY, NOW, SINCE, a_story, a_voice

STORY = a_story()
TEXT = ShortText(
    sentences=("The ferry is back.", "It runs hourly.", "Tickets cost as before."),
    title="Ferry back in service",
    url="https://news.example.org/ferry",
    outlet="Harbour Times",
    published_at=NOW,
    article_id=ArticleId(9),
)


def pressed(message_buttons: object) -> list[tuple[str, Press | None]]:
    """Return each button's text and what it asks for."""
    return [
        (button.text, decode(button.data or "", KEY))
        for row in message_buttons  # type: ignore[attr-defined]  # rows of buttons
        for button in row
    ]


def test_an_answer_quotes_dates_and_offers_another() -> None:
    """The sentences with their sources, the newest report, and a second story if it is close."""
    also = a_story(2, headline="Ferry strike ends")
    message = found(a_voice(), STORY, STORY.summary[:1], NOW, also=also)
    assert message.plain.split("\n\n") == [
        "Halden reopens its port after the storm",
        "The port of Halden reopened on Monday, two days after the storm. (Harbour Times)",
        "2 outlets · first 06:12 Harbour Times\nnewest report 07:00",
        "Or did you mean: Ferry strike ends",
    ]
    assert pressed(message.buttons) == [
        ("Whole story", Press(Action.STORY, (1,))),
        ("The other story", Press(Action.STORY, (2,))),
    ]


def test_no_answer_says_since_when_and_what_is_near() -> None:
    """Never an invented word: the nearest headlines, with buttons that open them."""
    message = not_found(a_voice(), "whales " * 40, [STORY], NOW, since=SINCE)
    first, nearest = message.plain.split("\n\n")
    assert first.startswith("Nothing on “whales whales")
    assert first.endswith("…” since 22 Nov 2026.")
    assert nearest.splitlines()[:2] == [
        "The nearest headlines:",
        "1. Halden reopens its port after the storm",
    ]
    assert pressed(message.buttons) == [("1", Press(Action.STORY, (1,)))]


def test_no_answer_and_nothing_near() -> None:
    """Without a near headline there is the next step, without any news the reason."""
    nothing = not_found(a_voice(), "whales", [], NOW, since=SINCE).plain
    empty = not_found(a_voice(), "whales", [], NOW, since=None).plain
    assert nothing.endswith("Try fewer or other words, or /latest.")
    assert empty.startswith("I have not read any news yet")


def test_a_summary_has_its_source_and_can_be_longer() -> None:
    """Title, sentences, outlet and time; three sentences can become five."""
    message = summary(a_voice(), TEXT, NOW)
    assert message.plain.split("\n\n") == [
        "Ferry back in service",
        "The ferry is back.",
        "It runs hourly.",
        "Tickets cost as before.",
        "Harbour Times · 08:00",
    ]
    assert pressed(message.buttons) == [("Longer", Press(Action.SUMMARY, (9, 5)))]


def test_the_site_of_an_article_can_be_subscribed() -> None:
    """Where the article's site has a feed, a button adds it."""
    message = summary(a_voice(), replace(TEXT, site_feed=True), NOW)
    assert pressed(message.buttons)[-1] == (
        "Subscribe to this site",
        Press(Action.SUBSCRIBE_SITE, (9,)),
    )


def test_a_pasted_text_can_be_longer_too() -> None:
    """Its buttons name it by its own number, which means nothing among articles."""
    short = ShortText(sentences=("One.", "Two.", "Three."), text_id=TextId(4))
    message = summary(a_voice(), short, NOW)
    assert message.plain == "One.\n\nTwo.\n\nThree."
    assert pressed(message.buttons) == [("Longer", Press(Action.TEXT, (4, 5)))]


def test_a_short_text_is_shown_as_it_is() -> None:
    """And it says so."""
    message = too_short(a_voice(), ShortText(sentences=("One.",)), NOW)
    assert message.plain == "One.\n\nThis text is already short, so here it is whole."


def test_commands_without_anything_explain_themselves() -> None:
    """/ask and /summary alone say what they need."""
    assert "/ask" in what_to_ask(a_voice()).plain
    assert "/summary" in what_to_summarise(a_voice()).plain
    assert reading(a_voice()).plain == "Reading it…"
