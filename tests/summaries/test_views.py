"""Views, terms and idf: what an article is compared by."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.idf import KEPT_TERMS, MAX_TERMS, Background, Idf, background
from summaries.terms import number, stems_of, terms
from summaries.vectors import UNIT, Packed, unit
from summaries.views import N_QUERY_TERMS, read, weigh

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def stems(text: str, code: str = "en") -> list[str]:
    """Terms of each word of a text without punctuation."""
    return [stem for word in text.split() for stem in stems_of(word, code)]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("the mayor's prize-winning gardens", "en", ["mayor", "prize", "win", "garden"]),
        ("40,000 visitors in 2021", "en", ["40000", "visitor", "2021"]),
        ("die Häuser der Städte", "de", ["haus", "stadt"]),
        ("l'hôtel d'Angers", "fr", ["hôtel", "anger"]),
        ("Президента и президентом", "ru", ["президент", "президент"]),
        ("市政府", "zh", ["市政", "政府"]),
        ("서울시", "ko", ["서울", "울시"]),
    ],
)
def test_words_become_terms_of_their_language(text: str, code: str, expected: list[str]) -> None:
    """Stop words go, endings go, scripts without spaces give pairs of characters."""
    assert stems(text, code) == expected


def test_vowel_signs_do_not_part_a_word() -> None:
    """Arabic with and without its vowels is the same term; a Hindi word stays whole."""
    assert stems("مَدْرَسَة", "ar") == stems("مدرسة", "ar")
    assert len(terms("हिन्दी", "hi", most=9)) == 1


def test_a_term_has_the_same_number_in_every_process() -> None:
    """Stored states would be worthless otherwise."""
    assert number("lighthouse") == 2_342_686_976


def test_only_the_opening_counts() -> None:
    """What stands after 120 words changes nothing."""
    opening = " ".join(f"word{n}" for n in range(120))

    assert read("Title", opening, "en") == read("Title", f"{opening} and much more", "en")


def test_a_view_has_length_one_and_few_query_terms() -> None:
    """Cosines stay in [0, 1], look-ups are bounded."""
    text = " ".join(f"word{n}" for n in range(100))
    views = weigh(read("Harbour lights fail", text, "en"), Idf(Background(n=1_000.0)))

    assert views.body_length == pytest.approx(UNIT, rel=0.01)
    assert len(views.query) == N_QUERY_TERMS
    assert {number("harbour"), number("light"), number("fail")} <= set(views.query)


def test_a_frequent_term_tells_little() -> None:
    """Idf falls with the share of documents that have the term."""
    idf = Idf(background("en"))
    found = idf.of([number("presid"), number("bridg"), number("never-seen")])
    president, bridge, unseen = found.values()

    assert president < bridge < unseen


def test_old_documents_fade() -> None:
    """A word of last year is as good as new, one of yesterday is not."""
    old, fresh = Idf(Background(n=100.0)), Idf(Background(n=100.0))
    for idf, days in ((old, 365), (fresh, 1)):
        for _ in range(50):
            idf.add([1], MONDAY.timestamp())
        idf.add([2], (MONDAY + timedelta(days=days)).timestamp())

    assert old.of([1])[1] > fresh.of([1])[1] + 2.0


def test_counts_survive_years() -> None:
    """Rescaling after many half-lives keeps the counts finite and their proportions."""
    idf = Idf(Background(n=100.0))
    for month in range(60):
        idf.add([1], (MONDAY + timedelta(days=30 * month)).timestamp())
    restored = Idf.load(idf.state(), Background(n=100.0))

    assert restored.of([1, 2]) == idf.of([1, 2])
    assert 3.0 < idf.of([1])[1] < idf.of([2])[2]


def test_too_many_terms_are_let_go_of_in_bulk() -> None:
    """Past the bound the rare quarter goes at once, so that the next articles cost nothing."""
    idf = Idf(Background(n=100.0))
    for _ in range(3):
        idf.add(range(100), MONDAY.timestamp())

    idf.add(range(MAX_TERMS + 1), MONDAY.timestamp())

    assert len(idf) == KEPT_TERMS
    assert idf.of([50])[50] < idf.of([MAX_TERMS])[MAX_TERMS]


@given(st.dictionaries(st.integers(0, 2**32 - 1), st.floats(0.01, 10.0), max_size=40))
def test_a_packed_vector_is_the_same_vector(weights: dict[int, float]) -> None:
    """Packing and unpacking lose nothing, and a vector has cosine 1 with itself."""
    vector = unit(weights, limit=160)
    packed = Packed.of(vector)

    assert Packed.from_text(packed.to_text()).as_dict() == vector
    assert packed.dot(vector) == packed.square
