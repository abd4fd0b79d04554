"""Long texts become messages that Telegram takes, and nothing is lost between them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.markup import MAX_ENTITIES, Bold, Link, Node
from bot.render.split import Block, split

WORDS = st.text(alphabet="abcdefgü<& ", min_size=1, max_size=900)
SENTENCES: st.SearchStrategy[Node] = WORDS | st.builds(
    Link, WORDS, st.just("https://news.example.org/" + "x" * 800)
)
BLOCKS = st.lists(
    st.builds(
        lambda head, sentences, tail: Block(head=head, sentences=tuple(sentences), tail=tail),
        st.builds(Bold, WORDS),
        st.lists(SENTENCES, max_size=12),
        WORDS,
    ),
    max_size=12,
)


@given(BLOCKS)
@settings(max_examples=60, deadline=None)
def test_every_message_fits(blocks: list[Block]) -> None:
    """No message passes one of the three limits."""
    assert all(part.rendered.fits for part in split(blocks))


@given(BLOCKS)
@settings(max_examples=60, deadline=None)
def test_blocks_keep_their_order_and_none_is_lost(blocks: list[Block]) -> None:
    """Each block with a text stands in exactly one message, in order."""
    found = [index for part in split(blocks) for index in part.blocks]
    with_text = [index for index, block in enumerate(blocks) if split([block])]
    assert found == with_text


@given(BLOCKS)
@settings(max_examples=60, deadline=None)
def test_only_blocks_too_large_for_a_message_are_shortened(blocks: list[Block]) -> None:
    """A block that is not named as shortened stands whole in its message."""
    for part in split(blocks):
        for index in set(part.blocks) - set(part.shortened):
            (alone,) = split([blocks[index]])
            assert alone.rendered.html in part.rendered.html
            assert not alone.shortened


def test_a_block_too_large_is_cut_at_a_sentence() -> None:
    """The sentences that fit stay whole, "…" stands for the others, head and tail remain."""
    sentences = tuple(f"Sentence {n} " + "x" * 1200 + "." for n in range(5))
    (part,) = split([Block(head="Head", sentences=sentences, tail="Tail")])
    assert part.shortened == (0,)
    assert part.rendered.plain == f"Head\n{' '.join(sentences[:3])} …\nTail"


def test_a_head_too_large_loses_its_marks_but_is_told() -> None:
    """Even one endless headline becomes a message."""
    (part,) = split([Block(head=Bold("word " * 2000))])
    assert part.rendered.plain.startswith("word word")
    assert part.rendered.plain.endswith("…")


def test_linked_headlines_split_before_telegram_drops_their_bold() -> None:
    """Sixty bold links are more than a hundred entities, so they need a second message."""
    blocks = [Block(head=Bold(Link(f"Story {n}", "https://a.example"))) for n in range(60)]
    parts = split(blocks)
    assert len(parts) > 1
    assert max(part.rendered.n_entities for part in parts) <= MAX_ENTITIES


def test_messages_are_as_full_as_they_can_be() -> None:
    """Two blocks that fit together share a message, a third that does not begins the next."""
    blocks = [Block(head="x" * 2000), Block(head="y" * 2000), Block(head="z" * 500)]
    assert [part.blocks for part in split(blocks)] == [(0, 1), (2,)]
