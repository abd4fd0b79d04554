"""A digest for a terminal: the same words, wrapped, with the addresses written out.

May import the other modules of `bot.render` and `bot.model`.
"""

import textwrap
from collections.abc import Sequence

from bot.model import Edition, Quotation, Told
from bot.render.markup import rendered
from bot.render.quotations import coverage_line, with_ends
from bot.render.words import Words

# Narrow enough to be read, and for a terminal of 80 columns.
WIDTH = 78
INDENT = " " * 4


def digest(words: Words, edition: Edition) -> str:
    """Return a digest as text for a terminal, without an end of line at its end."""
    title = words("digest-title", day=words.day(edition.until), time=words.time(edition.until))
    since = words.moment(edition.since, edition.until)
    if not edition.told:
        return f"{title}\n\n{words('digest-nothing', since=since)}"
    stories = [_story(words, edition, n, told) for n, told in enumerate(edition.told, start=1)]
    footer = [words("digest-since", since=since)]
    if edition.n_below_cut:
        footer.append(words("left-out-below", n=edition.n_below_cut))
    return "\n\n".join([title, *stories, " · ".join(footer)])


def _story(words: Words, edition: Edition, number: int, told: Told) -> str:
    lines = [
        textwrap.fill(
            told.story.headline, WIDTH, initial_indent=f"{number:>2}. ", subsequent_indent=INDENT
        ),
        f"{INDENT}{told.story.url}" if told.story.url else "",
        _wrapped(_sentences(told.quotations)),
        INDENT + rendered(coverage_line(words, told.story, edition.until)).plain,
    ]
    return "\n".join(line for line in lines if line.strip())


def _sentences(quotations: Sequence[Quotation]) -> str:
    return " ".join(
        f"{quotation.text} ({quotation.outlet})" if is_last else quotation.text
        for quotation, is_last in with_ends(quotations)
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
