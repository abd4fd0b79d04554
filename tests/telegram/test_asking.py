"""Which of the stories that share words with a question are read first."""

from bot.model import StoryId
from bot.store.search import Indexed
from bot.telegram.asking import likeliest, question_stems

PHONES = Indexed(
    story_id=StoryId(1),
    language="en",
    headline="Phones must have batteries that a hand can change",
    stems=frozenset({"phone", "batteri", "maker", "hand", "chang"}),
)
LUMORA = Indexed(
    story_id=StoryId(2),
    language="en",
    headline="Ferrant to buy battery maker Lumora for 2.1 billion crowns",
    stems=frozenset({"ferrant", "batteri", "maker", "lumora", "crown"}),
)
CHESS = Indexed(
    story_id=StoryId(3),
    language="en",
    headline="The club has a new hall",
    stems=frozenset({"chess", "club", "maker"}),
)


def stems(question: str) -> tuple[str, ...]:
    """The stems of an English question."""
    return question_stems(question, ["en"])


def test_what_the_headline_names_is_read_first() -> None:
    """Two stories hold both words of the question; the one whose headline does is meant."""
    found = likeliest([PHONES, CHESS, LUMORA], stems("What about the battery maker?"), n=2)
    assert found == [LUMORA.story_id, PHONES.story_id]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """All three stories hold "maker", one of them "chess"."""
    assert likeliest([PHONES, LUMORA, CHESS], stems("a chess maker"), n=1) == [CHESS.story_id]


def test_equal_stories_stay_as_they_came() -> None:
    """What the index ranks higher is read first where nothing else tells them apart."""
    found = likeliest([LUMORA, PHONES], stems("Anything about whales?"), n=2)
    assert found == [LUMORA.story_id, PHONES.story_id]
