"""Blocks of text → as few messages as Telegram's three limits allow. Imports only `markup`.

A cut falls between blocks (stories), never inside one. A block that is too large for a message of
its own is shortened at a sentence, marked "…" and named in `Part.shortened`, so that its message
can carry a button to the whole: nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.render.markup import (
    MAX_CHARACTERS,
    MAX_ENTITIES,
    MAX_RAW_BYTES,
    Joined,
    Node,
    Rendered,
    clipped,
    rendered,
)

SEPARATOR = "\n\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """What stays together: a head, sentences of which the last may go, and a tail.

    `separator` parts the sentences, `gap` the three.
    """

    head: Node
    sentences: tuple[Node, ...] = ()
    tail: Node = ""
    separator: str = " "
    gap: str = "\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One message: its text, the indices of its blocks, and of those that were shortened."""

    rendered: Rendered
    blocks: tuple[int, ...]
    shortened: tuple[int, ...] = ()


def split(blocks: Sequence[Block]) -> list[Part]:
    """Pack blocks into messages, in order, each message as full as it can be.

    Args:
        blocks: in the order of reading; a block of no text is left out.

    Returns:
        Messages that fit; none if there is no text at all.  Cost: linear in the text.
    """
    parts: list[Part] = []
    for index, block in enumerate(blocks):
        whole = rendered(_laid_out(block, len(block.sentences)))
        if not whole.plain:
            continue
        part = Part(rendered=whole, blocks=(index,))
        if not whole.fits:
            part = Part(rendered=_shortened(block), blocks=(index,), shortened=(index,))
        if parts and _fit(parts[-1].rendered, part.rendered):
            parts[-1] = _together(parts[-1], part)
        else:
            parts.append(part)
    return parts


def _laid_out(block: Block, n_sentences: int) -> Node:
    kept = block.sentences[:n_sentences]
    if n_sentences < len(block.sentences):
        kept = (*kept, "…")
    return Joined((block.head, Joined(kept, block.separator), block.tail), block.gap)


def _shortened(block: Block) -> Rendered:
    for n_sentences in range(len(block.sentences) - 1, -1, -1):
        made = rendered(_laid_out(block, n_sentences))
        if made.fits:
            return made
    # Not even the head fits: its bare text does, as no escape is longer than five bytes.
    return rendered(clipped(rendered(block.head).plain, MAX_CHARACTERS))


def _fit(a: Rendered, b: Rendered) -> bool:
    return (
        len(a.plain) + len(SEPARATOR) + len(b.plain) <= MAX_CHARACTERS
        and a.n_entities + b.n_entities <= MAX_ENTITIES
        and len(a.html.encode()) + len(SEPARATOR) + len(b.html.encode()) <= MAX_RAW_BYTES
    )


def _together(a: Part, b: Part) -> Part:
    joined = Rendered(
        a.rendered.html + SEPARATOR + b.rendered.html,
        a.rendered.plain + SEPARATOR + b.rendered.plain,
        a.rendered.n_entities + b.rendered.n_entities,
    )
    return Part(rendered=joined, blocks=a.blocks + b.blocks, shortened=a.shortened + b.shortened)
