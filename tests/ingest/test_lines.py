"""Which lines are the article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import lines

BODY = [
    "The council agreed to mend the sea wall before winter.",
    "Work begins on Monday at the northern end.",
    "Fishing boats may stay in the harbour, said Ann Lee.",
    "She hopes for a calm month.",
]


def test_comment_form_is_cut_to_the_end() -> None:
    """An opener that a form line follows ends the article."""
    form = ["Leave a Reply", "Your email address will not be published.", "Name *", "What I think"]
    assert lines.article_lines(BODY + form) == BODY


def test_words_of_an_opener_inside_a_story_cut_nothing() -> None:
    """The heading of a section is no comment form without a form below it."""
    told = ["Leave a comment", *BODY * 8]
    assert lines.article_lines(told) == told


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Storm closes the pier",
        "Lesen Sie auch: Sturm schließt den Hafen",
        "A lire aussi",
        "Lea también",
        "Leggi anche",
        "Czytaj także: Sztorm",
        "Читайте также: Шторм",
        "Sign up for our free newsletter",
        "Share this article",
        "Facebook Twitter WhatsApp",
        "Advertisement",
        "© 2026 Coast Media. All rights reserved.",
        "You must be logged in to post a comment.",
        "12 Kommentare",
    ],
)
def test_furniture_is_dropped(line: str) -> None:
    """Teasers, share bars and notices in many languages."""
    assert lines.article_lines([*BODY[:2], line, *BODY[2:]]) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Read the whole letter aloud, the judge told the court.",
        "Share prices fell by four per cent on Monday. Analysts had expected less.",
        "Follow us if you dare, the skipper called. Nobody moved, and the boat left alone.",
        "Related to the king by marriage, she never met him.",
        "Comments by the minister caused an uproar.",
        "Name the thing and it loses its power.",
        "Newsletters were the first newspapers of Venice.",
    ],
)
def test_prose_that_begins_alike_stays(line: str) -> None:
    """A sentence is no furniture for its first word."""
    assert lines.article_lines([*BODY[:2], line, *BODY[2:]]) == [*BODY[:2], line, *BODY[2:]]


def test_first_line_that_repeats_the_title_is_dropped() -> None:
    """Case, spaces and dots aside."""
    told = ["THE SEA WALL IS MENDED.", *BODY]
    assert lines.article_lines(told, title="The sea wall is mended") == BODY


@given(st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1), max_size=20))
def test_what_stays_was_there_in_that_order(told: list[str]) -> None:
    """Lines are dropped and nothing else."""
    rest = iter(told)
    assert all(line in rest for line in lines.article_lines(told))
