"""What a sentence needs from those before it."""

import pytest

from summaries.languages import language
from summaries.openers import refers_inside


@pytest.mark.parametrize(
    ("sentence", "refers"),
    [
        ("Wir haben ihn lange gekannt.", True),
        ("Man kann ihm heute kaum noch helfen.", True),
        ("Bevor die Polizei kam, hatte man ihn gewarnt.", False),
        ("Wer den Bürgermeister kennt, mag ihn.", False),
        ("Paula hat ihn gestern in Bremen getroffen.", False),
    ],
)
def test_a_german_him_needs_a_noun_before_it(sentence: str, *, refers: bool) -> None:
    """Nouns have a capital in German: without one before it, "ihn" is somebody told of before."""
    assert refers_inside(sentence, language("de")) is refers
