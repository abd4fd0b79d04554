"""What is not the article."""

import pytest

from summaries.furniture import Furniture, clean_title
from summaries.languages import language


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Quay opens at last | Coast and Country News", "Quay opens at last"),
        ("Quay opens at last - The Daily Coast", "Quay opens at last"),
        ("Quay opens at last | Island | Coast News", "Quay opens at last"),
        ("Ferries - the island's last link", "Ferries - the island's last link"),
        ("Live | Quay opens", "Live | Quay opens"),
        ("  Quay   opens  ", "Quay opens"),
        ("", ""),
    ],
)
def test_clean_title_drops_the_site(title: str, expected: str) -> None:
    """The site goes, the headline's own dashes stay."""
    assert clean_title(title) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "READ ALSO: Council denies report",
        "By Jane Harbour",
        "© 2026 The Daily Coast",
        "10:14 GMT, 8 May 2026",
        "3.00pm BST",
        "SANDHOLM, May 3 (PTI)",
        "You can add location information to your Tweets, such as your city.",
        "Mayor Aalto (above) opens the quay.",
        "ALSO WATCH: The ferry at sea",
        '{"@context":"http://schema.org","@type":"Review"}',
        "https://example.org/story",
        "Image source, Getty Images",
        "5 min read",
        "* * *",
        "Sign up for our daily newsletter.",
        "FILE - In this May 3 file photo Aalto opens the quay.",
        "Two masons look at the roof in Sandholm, Ohio, Tuesday, May 3, 2022.",
        "Masons cheer on the quay in Sandholm Tuesday May 3, 2022.",
        "In this Tuesday, May 3, 2022 file photo the mayor opens the quay.",
        "Mayor opens the quay Posted: Tuesday, May 3, 2022 11:03 PM Updated: Friday, May 6, 2022",
        "Anyone with information is asked to call the coast guard.",
    ],
)
def test_furniture_lines_are_known(line: str) -> None:
    """Forms, links, bylines, notices and times are no part of an article."""
    assert Furniture(line, language("en")).is_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sharelle Moore won the race on Sunday.",
        "More than forty people came to the meeting.",
        "By Tuesday the water had gone.",
        "The council meets again on Tuesday, May 3, 2022, to vote on the roof.",
        "The ferry sails for the first time Tuesday, May 3, 2022.",
        "Live music will be played on the quay until ten.",
    ],
)
def test_sentences_are_no_furniture(line: str) -> None:
    """A sentence that only begins like furniture stays."""
    assert not Furniture(line, language("en")).is_line(line)


@pytest.mark.parametrize(
    ("text", "n_lines"),
    [
        ("Quay opens at last | Coast News\n\nThe quay opened.", 1),
        ("Quay opens at last\n\nThe quay opened.", 1),
        ("Quay opens at last.\n\nThe quay opened.", 2),
        ("Quay opens at last, twice\n\nThe quay opened.", 2),
        ("Quay opens at last", 1),
    ],
)
def test_a_headline_that_the_text_repeats_is_none_of_its_lines(text: str, n_lines: int) -> None:
    """What ends like a sentence, says more, or is all there is, stays."""
    furniture = Furniture(text, language("en"), title="Quay opens at last | Coast News")
    assert len(list(furniture.article_lines())) == n_lines
