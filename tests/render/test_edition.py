"""A digest reads as its readers get it."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Button, Edition, Message, Told
from bot.render.buttons import Action, decode
from bot.render.edition import digest, nothing_new
from tests.render.builders import (
    KEY,
    NOW,
    a_coverage,
    a_quotation,
    a_story,
    a_told,
    a_voice,
    an_edition,
)

TOPICS = {"world": "World", "space": "Space"}
SENTENCES = (
    "The port of Halden reopened on Monday, two days after the storm. ›"
    " Divers found the missing barge at the northern pier. (Harbour Times)"
    " Insurers put the damage at 40 million crowns. (Coast Radio)"
)


def plain(edition: Edition, *, language: str = "en") -> str:
    """Return the text of a digest that fits into one message."""
    (message,) = digest(a_voice(language), edition, topics=TOPICS)
    return message.plain


def pressed(messages: list[Message]) -> list[tuple[str, object]]:
    """Return each button's text with what it asks for."""
    buttons = [b for message in messages for row in message.buttons for b in row]
    return [(button.text, action_of(button)) for button in buttons]


def action_of(button: Button) -> object:
    """Return what a button asks for, with its ids."""
    press = decode(button.data or "", KEY)
    assert press is not None
    return (press.action, *press.ids)


def test_a_whole_digest_as_it_is_read() -> None:
    """Sections, numbers, sentences with their sources, coverage, and what was left out."""
    assert plain(an_edition()).splitlines() == [
        "Your digest · Mon 23 Nov, 08:00",
        "",
        "WORLD",
        "",
        "1. Halden reopens its port after the storm",
        SENTENCES,
        "2 outlets · first 06:12 Harbour Times",
        "",
        "SPACE",
        "",
        "2. Update · Probe <Marten> enters the orbit of Pallas & sends pictures",
        SENTENCES,
        "single source · 06:32 Orbit Weekly",
        "",
        "new since Sun 22 Nov, 08:00 · left out: 7 muted, 5 below the cut · /why",
    ]


def test_every_sentence_and_headline_is_linked() -> None:
    """Each sentence is one tap from its source, the headline from its article."""
    (message,) = digest(a_voice(), an_edition(told=(a_told(),)), topics=TOPICS)
    (told,) = an_edition(told=(a_told(),)).told
    assert message.html.count("<a href=") == 1 + len(told.quotations)


def test_the_buttons_open_stories_and_go_on() -> None:
    """Numbers open the stories as they are numbered; more and settings stand below."""
    messages = digest(a_voice(), an_edition(), topics=TOPICS)
    since, until = int(an_edition().since.timestamp()), int(NOW.timestamp())
    assert pressed(messages) == [
        ("1", (Action.STORY, 1)),
        ("2", (Action.STORY, 2)),
        ("5 more", (Action.MORE, since, until)),
        ("Settings", (Action.SETTINGS,)),
    ]


def test_without_a_cut_there_is_no_more() -> None:
    """Where everything was told, only the settings stand below the numbers."""
    messages = digest(a_voice(), an_edition(n_below_cut=0, told=(a_told(),)), topics=TOPICS)
    assert [text for text, _ in pressed(messages)] == ["1", "Settings"]


def test_one_topic_needs_no_sections() -> None:
    """A digest on one topic begins with its first story."""
    (message,) = digest(a_voice(), an_edition(), topics={"world": "World"})
    assert "WORLD" not in message.plain


def test_stories_of_no_topic_asked_for_come_last() -> None:
    """A story that came by another way stands in a section of its own, numbered on."""
    told = (a_told(1, topics=("feed:3",)), a_told(2), a_told(3, topics=("space", "world")))
    text = plain(an_edition(told=told))
    headings = [line for line in text.splitlines() if line.isupper()]
    assert headings == ["WORLD", "MORE"]


def test_a_late_digest_says_so() -> None:
    """Due and sent stand under the title, which names the day on which it comes."""
    late = an_edition(late=True, until=NOW + timedelta(days=1, minutes=72))
    assert plain(late).splitlines()[:2] == [
        "Your digest · Tue 24 Nov, 09:12",
        "late: due Mon 23 Nov, 08:00, sent 09:12",
    ]


def test_what_does_not_fit_is_split_between_stories() -> None:
    """Forty stories come in several messages, each story whole, the buttons under the last."""
    told = tuple(a_told(n, headline=f"Headline {n}") for n in range(1, 41))
    messages = digest(a_voice(), an_edition(told=told), topics={})
    assert len(messages) > 1
    assert [m.plain.count("2 outlets") for m in messages] == [
        m.plain.count("Headline ") for m in messages
    ]
    assert [bool(m.buttons) for m in messages[:-1]] == [False] * (len(messages) - 1)
    assert [text for text, _ in pressed(messages)][:40] == [str(n) for n in range(1, 41)]


def test_an_endless_story_can_still_be_opened() -> None:
    """A story too long for a message is shortened, with a button to the whole under it."""
    long = tuple(a_quotation("word " * 200 + f"{n}.", article=n) for n in range(6))
    told = (Told(story=a_story(1), quotations=long), a_told(2), a_told(3))
    messages = digest(a_voice(), an_edition(told=told), topics={})
    first = next(m for m in messages if "…" in m.plain)
    assert pressed([first])[0] == ("1", (Action.STORY, 1))


def test_headlines_alone() -> None:
    """Without sentences a story is its headline and its coverage."""
    told = (Told(story=a_story(), quotations=()),)
    lines = plain(replace(an_edition(), told=told)).splitlines()
    assert lines[2:6] == [
        "WORLD",
        "",
        "1. Halden reopens its port after the storm",
        "2 outlets · first 06:12 Harbour Times",
    ]


def test_an_older_first_report_is_dated() -> None:
    """What began yesterday tells its day."""
    before = a_coverage(1, "Harbour Times", published_at=NOW - timedelta(days=1))
    text = plain(an_edition(told=(a_told(coverage=(before, a_coverage(2, "Coast Radio"))),)))
    assert "2 outlets · first Sun 22 Nov, 08:00 Harbour Times" in text


def test_nothing_new_is_one_line_and_why() -> None:
    """The line for those who want it, with what was left out."""
    message = nothing_new(a_voice(), an_edition(told=(), n_seen=3))
    assert message.plain == (
        "Nothing new since Sun 22 Nov, 08:00.\n\nleft out: 3 shown before, 7 muted, 5 below the cut"
    )


def test_german() -> None:
    """The same digest in German, with the same stories."""
    text = plain(an_edition(), language="de")
    assert text.startswith("Dein Überblick · Mo., 23. Nov., 08:00 Uhr")
    assert "2 Medien · zuerst 06:12 Harbour Times" in text
    assert text.endswith(
        "neu seit So., 22. Nov., 08:00 · weggelassen: 7 stumm, 5 weiter unten · /why"
    )
