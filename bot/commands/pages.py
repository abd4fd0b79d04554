"""Pages in files, read in a worker: what is in a file may be as hostile as what a host sends."""

from functools import partial

from bot import compute
from bot.commands import inputs
from bot.ingest import page
from bot.model import Page


async def read(body: bytes, *, name: str, url: str | None = None) -> Page:
    """The article in a text or HTML file, read in a worker that can be killed.

    Raises:
        BadInput: the bytes are no text.
        NoArticleText: nothing in it reads like an article.
        ComputeError: reading it took too long or too much memory.
    """
    inputs.text_of(body, name=name)
    return await compute.run(
        partial(page.read, body, url=url), timeout_seconds=page.TIMEOUT_SECONDS
    )


def title_of(text: str) -> str:
    """The title that a plain text begins with; empty if it has none.

    Raises:
        NoArticleText: there is no line with a letter.
    """
    return page.read_text(text).title or ""
