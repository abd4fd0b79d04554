"""A story's parts as every view shows them: headline, quoted sentences with marks, coverage.

May import the basic modules of `bot.render` and `bot.model`.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Quotation, Story
from bot.render.markup import Bold, Italic, Joined, Link, Node, clipped, dotted, line
from bot.render.words import Words

# Longer headlines are whole paragraphs that a feed put into its title.
MAX_HEADLINE_CHARACTERS = 240
# A sentence that goes on inside a run of the same article; the run's last one names the outlet.
SAME_SOURCE = "›"


def headline(story: Story, *, mark: str = "") -> Node:
    """Return the story's headline, linked where it has an address, after a mark if any."""
    link = Bold(Link(clipped(story.headline, MAX_HEADLINE_CHARACTERS), story.url))
    return link if not mark else Joined((Bold(mark), link), " · ")


def sentence(quotation: Quotation, mark: str | None = None) -> Node:
    """Return a quoted sentence that ends in its source: the linked outlet, or a linked mark."""
    text = " ".join(quotation.text.split())
    if mark is not None:
        return line(text, Link(mark, quotation.url))
    return line(text, Joined(("(", Link(quotation.outlet, quotation.url), ")")))


def running(quotations: Sequence[Quotation]) -> tuple[Node, ...]:
    """Return sentences to be read in one paragraph: each run of one article names it once."""
    return tuple(
        sentence(quotation, None if is_last else SAME_SOURCE)
        for quotation, is_last in with_ends(quotations)
    )


def with_ends(quotations: Sequence[Quotation]) -> list[tuple[Quotation, bool]]:
    """Return each sentence and whether the next one is of another article, or there is none."""
    following = [*(quotation.article_id for quotation in quotations[1:]), None]
    return [
        (quotation, quotation.article_id != after)
        for quotation, after in zip(quotations, following, strict=False)
    ]


def coverage_line(words: Words, story: Story, now: datetime) -> Node:
    """Return ``6 outlets · first 07:12 Harbour Times``, or ``single source · 07:12 …``."""
    outlets = story.outlets
    if not outlets:
        return Italic(words.moment(story.first_at, now))
    first = next(c for c in story.coverage if c.copy_of is None)
    when = words.moment(first.published_at, now)
    if len(outlets) == 1:
        return Italic(dotted([words("coverage-single"), f"{when} {first.outlet}"]))
    said = words("coverage-first", time=when, outlet=first.outlet)
    return Italic(dotted([words("coverage-outlets", n=len(outlets)), said]))
