"""What is worked out for words, and how long it is kept."""

from summaries import remembered
from summaries.remembered import Remembered


def test_a_word_in_use_is_worked_out_once_whatever_is_met_between() -> None:
    """A word that comes again and again stays, though three times what is held passes by."""
    asked: list[str] = []

    def tell(word: str) -> str:
        asked.append(word)
        return word.upper()

    known = Remembered(tell)
    for number in range(3 * remembered.N_WORDS):
        assert known["harbour"] == "HARBOUR"
        assert known[str(number)] == str(number)
    assert asked.count("harbour") == 1
    assert len(known) <= remembered.N_WORDS


def test_what_is_too_long_for_a_word_is_not_kept() -> None:
    """A hostile text of endless words costs no memory."""
    known = Remembered(len)
    assert known["x" * 5_000] == 5_000
    assert not known
