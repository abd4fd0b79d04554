"""An opened story tells what is known, what is new, and who said so."""

from datetime import timedelta

from bot.model import ArticleId, Button
from bot.render.buttons import Action, decode
from bot.render.story import N_ON_PAGE, View, opened, sources, timeline
from tests.render.builders import KEY, NOW, SINCE, a_coverage, a_quotation, a_story, a_voice

STORY = a_story()


def labels(rows: tuple[tuple[Button, ...], ...]) -> list[list[str]]:
    """Return the texts of the buttons, row by row."""
    return [[button.text for button in row] for row in rows]


def test_an_opened_story_links_each_sentence() -> None:
    """Headline, a paragraph for each sentence with its outlet, and the coverage."""
    message = opened(a_voice(), View(story=STORY, quotations=STORY.summary), NOW)
    assert message.plain.split("\n\n") == [
        "Halden reopens its port after the storm",
        "The port of Halden reopened on Monday, two days after the storm. (Harbour Times)",
        "Divers found the missing barge at the northern pier. (Harbour Times)",
        "Insurers put the damage at 40 million crowns. (Coast Radio)",
        "2 outlets · first 06:12 Harbour Times",
    ]
    assert message.html.count("<a href=") == 4


def test_what_changed_comes_first() -> None:
    """The sentences that are new since the last look, then the others, none twice."""
    view = View(story=STORY, quotations=STORY.summary, changed=STORY.summary[2:], seen_at=SINCE)
    paragraphs = opened(a_voice(), view, NOW).plain.split("\n\n")
    assert paragraphs[1:4] == [
        "New since Sun 22 Nov, 08:00",
        "Insurers put the damage at 40 million crowns. (Coast Radio)",
        "What was known before",
    ]
    assert len(paragraphs) == 7


def test_nothing_changed_is_said() -> None:
    """Who looks again without news is told so."""
    view = View(story=STORY, quotations=STORY.summary, seen_at=SINCE)
    text = opened(a_voice(), view, NOW).plain
    assert "Nothing new since you looked at it (Sun 22 Nov, 08:00)." in text


def test_nothing_is_said_of_a_look_just_before() -> None:
    """Who opens a story from the digest of a minute ago knows that it has not changed."""
    seen_at = NOW - timedelta(minutes=1)
    view = View(story=STORY, quotations=STORY.summary, seen_at=seen_at)
    assert "Nothing new" not in opened(a_voice(), view, NOW).plain


def test_the_buttons_follow_the_marks() -> None:
    """What is followed can be left, what is muted can be heard again."""
    view = View(story=STORY, quotations=STORY.summary, followed=True, muted=True)
    assert labels(opened(a_voice(), view, NOW).buttons) == [
        ["Stop following", "Unmute"],
        ["Sources", "Timeline"],
        ["Longer", "Share"],
    ]


def test_the_earlier_story_is_named_and_a_press_away() -> None:
    """A story that goes on after days of silence says with what, and opens it; so its timeline."""
    before = a_story(7, headline="Storm shuts the port of Halden", last_at=NOW - timedelta(days=4))
    view = View(story=STORY, quotations=STORY.summary, earlier=before)
    message = opened(a_voice(), view, NOW)
    went = timeline(a_voice(), STORY, [], earlier=before)
    presses = [decode(rows[-1].data or "", KEY) for rows in (message.buttons[1], went.buttons[0])]
    german = opened(a_voice("de"), view, NOW).plain
    assert message.plain.endswith("\n\nEarlier, until Thu 19 Nov: Storm shuts the port of Halden")
    assert german.endswith("\n\nFrüher, bis Do., 19. Nov.: Storm shuts the port of Halden")
    assert labels(message.buttons)[1] == ["Sources", "Timeline", "Earlier"]
    assert [(press.action, press.ids) for press in presses if press] == [
        (Action.STORY, (7,)),
        (Action.TIMELINE, (7, 0)),
    ]


def test_shorter_and_longer_where_there_is_something_to_gain() -> None:
    """Between the steps both are offered; a summary that ran out of sentences gets no longer."""
    five = tuple(a_quotation(f"Sentence {n}.") for n in range(5))
    both = opened(a_voice(), View(story=STORY, quotations=five), NOW).buttons[2]
    press = decode(both[1].data or "", KEY)
    assert [button.text for button in both] == ["Shorter", "Longer", "Share"]
    assert press is not None
    assert (press.action, press.ids) == (Action.LENGTH_OF_STORY, (1, 8))
    four = opened(a_voice(), View(story=STORY, quotations=five[:4]), NOW).buttons[2]
    assert [button.text for button in four] == ["Shorter", "Share"]


def test_a_story_without_address_is_not_shared() -> None:
    """Where there is no link, there is no button that would need it."""
    story = a_story(url=None)
    message = opened(a_voice(), View(story=story, quotations=story.summary), NOW)
    assert labels(message.buttons)[2] == ["Longer"]


def test_a_very_long_story_still_fits() -> None:
    """Sentences that do not fit go from the end, marked, and the buttons stay."""
    long = tuple(a_quotation("word " * 190 + f"{n}.") for n in range(8))
    message = opened(a_voice(), View(story=STORY, quotations=long), NOW)
    assert len(message.plain) <= 4096
    assert message.plain.endswith("…")
    assert message.buttons


def test_sources_fold_copies() -> None:
    """Each outlet with its time and title, copies under the text they repeat."""
    coverage = (
        a_coverage(1, "Harbour Times"),
        a_coverage(2, "Coast Radio", copy_of=ArticleId(1)),
        a_coverage(3, "Evening Post", title="Barge found"),
    )
    text = sources(a_voice(), a_story(coverage=coverage), NOW).plain
    assert text.split("\n\n")[1:] == [
        "06:12 · Harbour Times\nHarbour Times on the port\nsame text: Coast Radio",
        "06:32 · Evening Post\nBarge found",
    ]


def test_many_sources_have_pages() -> None:
    """The second page goes on where the first ended, and leads back."""
    coverage = tuple(a_coverage(n, f"Outlet {n}") for n in range(1, N_ON_PAGE + 3))
    story = a_story(coverage=coverage)
    first, second = (sources(a_voice(), story, NOW, page=page) for page in (0, 1))
    assert labels(first.buttons) == [["Next"], ["Back"]]
    assert labels(second.buttons) == [["Previous"], ["Back"]]
    assert "Outlet 13 on the port" in second.plain


def test_the_timeline_dates_each_development() -> None:
    """One dated sentence each, oldest first."""
    events = [(NOW - timedelta(days=1), STORY.summary[0]), (NOW, STORY.summary[2])]
    text = timeline(a_voice(), STORY, events).plain
    assert text.split("\n\n")[1].splitlines()[0] == "Sun 22 Nov, 08:00"
    assert text.split("\n\n")[2].splitlines() == [
        "Mon 23 Nov, 08:00",
        "Insurers put the damage at 40 million crowns. (Coast Radio)",
    ]
