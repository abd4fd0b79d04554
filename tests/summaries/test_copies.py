"""Copies: what is the same article, and what only looks like it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from summaries.copies import (
    Copies,
    Known,
    fingerprint,
    headline_key,
    is_near_duplicate,
    pack,
    unpack,
)

HOUR = 3_600.0
TEXT = (
    "The lighthouse at Cape Morrow went dark on Sunday night when a storm tore the cable from its "
    "mast. Keepers lit two oil lamps that had not been used for forty years, and a tug stood by "
    "until dawn. The harbour office says that a new cable will be laid within the week, and that "
    "ships should keep three miles off the reef until then. Nobody was hurt, though a barn lost "
    "its roof and the road to the village was closed by fallen pines for most of the morning."
)
OTHER = (
    "Engineers in Tallow have begun to take down the old grain mill, which had leaned over the "
    "river since the spring floods. The work will last eight weeks and the bridge beside it stays "
    "open to people on foot. Owners of nearby houses were asked to keep their windows shut while "
    "the upper floors are cut away, and to tell the town hall of any new crack in their walls."
)


def an_article(id_: int = 1, *, text: str = TEXT, **named: object) -> Known:
    """An article about a lighthouse, first of its kind, with named overrides."""
    article = Known(
        id=id_,
        first=id_,
        story=id_,
        url_key=None,
        source="Morrow Post",
        headline=headline_key(f"Headline number {id_}"),
        at=0.0,
        seen_at=0.0,
        text=fingerprint(text),
    )
    return replace(article, **named)  # type: ignore[arg-type] # a builder takes any field


def found(known: Known, article: Known) -> int | None:
    """The article that *article* repeats, if *known* is all we have."""
    copies = Copies()
    copies.add(known)
    hit = copies.find(article)
    return hit.first if hit else None


def test_a_new_byline_and_footer_leave_a_copy() -> None:
    """Words in front and behind do not make another text."""
    edited = f"By our own reporter. {TEXT} All rights reserved by the Morrow Post."

    assert is_near_duplicate(fingerprint(TEXT), fingerprint(edited))


def test_the_first_half_is_a_copy() -> None:
    """A cut text stands whole in the long one."""
    half = " ".join(TEXT.split()[:45])

    assert is_near_duplicate(fingerprint(half), fingerprint(TEXT))


def test_another_text_is_no_copy() -> None:
    """Two texts of one length have nothing in common."""
    assert not is_near_duplicate(fingerprint(TEXT), fingerprint(OTHER))


def test_texts_without_spaces_are_compared_by_characters() -> None:
    """A Chinese text with another opening is a copy."""
    text = (
        "市政府周二宣布，旧港口的灯塔将在年底前修复，工程预计花费三百万元，期间船只应绕行北侧航道。"
    )

    assert is_near_duplicate(fingerprint(text), fingerprint("本报讯。" + text))


def test_headlines_alone_are_copies_only_when_equal() -> None:
    """Without text one word decides: another motorway, another accident."""
    one, other = (fingerprint("", f"Two killed in crash on {road} near Tallow") for road in "AB")

    assert (one == fingerprint("", "Two killed in crash on A, near TALLOW"), one == other) == (
        True,
        False,
    )


def test_the_same_address_is_the_same_article() -> None:
    """Whatever the text says now."""
    known = an_article(1, url_key="post.example/1")

    assert found(known, an_article(2, text=OTHER, url_key="post.example/1")) == 1


def test_a_headline_of_one_source_is_one_article_for_two_days() -> None:
    """Rewritten within the hour it is a version."""
    known = an_article(1, headline="storm at the cape", text="")

    assert found(known, an_article(2, headline="storm at the cape", text=TEXT, at=HOUR)) == 1


def test_a_headline_recurs_after_two_days() -> None:
    """The briefing of Thursday is not that of Monday."""
    known = an_article(1, headline="morning briefing", text="")

    assert found(known, an_article(2, headline="morning briefing", text="", at=49 * HOUR)) is None


def test_a_recurring_headline_over_another_text_is_another_article() -> None:
    """Two long texts without a common run are two articles, even a day apart."""
    known = an_article(1, headline="morning briefing")
    article = an_article(2, headline="morning briefing", text=OTHER, at=24 * HOUR)

    assert found(known, article) is None


def test_a_footer_of_everybody_is_not_looked_up() -> None:
    """A sentence under each article makes no copies of them."""
    copies = Copies()
    footer = "this story was produced by the agency and may not be republished without permission"
    for id_ in range(1, 60):
        copies.add(an_article(id_, text=f"{footer} {footer}", source=f"outlet {id_}"))

    assert copies.find(an_article(99, text=footer, source="new")) is None


def test_a_text_posted_every_minute_costs_one_entry() -> None:
    """Repeats keep the first article alive and are not held themselves."""
    copies = Copies()
    for minute in range(5_000):
        article = an_article(minute + 1, url_key=f"u{minute}", seen_at=60.0 * minute)
        first = copies.find(article)
        copies.add(replace(article, first=first.first if first else article.id))
        copies.forget(article.seen_at - 72 * HOUR)

    assert len(copies) == 1


def test_a_new_version_of_an_article_replaces_its_text() -> None:
    """Afterwards copies of the new text are found, and those of the old one are not."""
    copies = Copies()
    copies.add(an_article(1, url_key="post.example/1"))
    copies.add(an_article(1, text=OTHER, url_key="post.example/1", seen_at=HOUR))

    hits = [copies.find(an_article(2, text=text, source="wire")) for text in (OTHER, TEXT)]

    assert [hit and hit.first for hit in hits] == [1, None]


def test_forgetting_leaves_nothing_behind() -> None:
    """After the horizon the index is as it was before."""
    copies = Copies()
    for id_ in (1, 2, 3):
        copies.add(an_article(id_, url_key=f"u{id_}"))
    copies.forget(1.0)

    assert vars(copies) == vars(Copies())


@given(st.text(max_size=400), st.text(max_size=40))
def test_any_text_has_a_fingerprint_that_survives_packing(text: str, title: str) -> None:
    """Packing loses nothing, and a text is a copy of itself."""
    prints = fingerprint(text, title)

    assert unpack(pack(prints)) == prints
    assert is_near_duplicate(prints, prints) == bool(prints)
