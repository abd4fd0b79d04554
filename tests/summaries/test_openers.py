"""What a sentence needs from those before it."""

import pytest

from summaries.languages import language
from summaries.openers import names_later, refers_inside


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


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("He wears no uniform, but the fisherman Lars Holm commands.", True),
        ("It changed the island with its ferries and now Sandholm Lines wants to fly.", True),
        ("She could lose her post -- though Anna Berg denies it.", True),
        ("They are very polite when they call.", False),
        ("She grew up in Sandholm under her uncle's roof.", False),
    ],
)
def test_a_pronoun_may_get_its_name_later(sentence: str, *, names: bool) -> None:
    """In one sentence, behind a comma, a dash or a conjunction; a place is no such name."""
    assert names_later(sentence) is names
