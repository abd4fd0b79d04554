"""Files and standard input: bytes from where a person said, within limits, and the text in them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.errors import BotError
from bot.ingest import markup

# As much as the bot takes from the network.
MAX_BYTES = 10_000_000
# Text has hardly a control character; other files have one in ten, all through.
_PROBED = 4000
_MOST_CONTROLS = 0.02
_CONTROLS = {*range(9), *range(14, 27), *range(28, 32), 0x7F, 0xFFFD}


class BadInput(BotError):
    """A file that cannot be read, or holds no text."""


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; ``-`` is standard input.

    Raises:
        BadInput: it cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        source = Path(name).open("rb")  # noqa: SIM115 - closed below; errors of use are not ours
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.") from error
    with source:
        yield source


def read_bytes(name: str) -> bytes:
    """The bytes of a file; ``-`` is standard input.

    Raises:
        BadInput: it cannot be read, or is larger than 10 MB.
    """
    with opened(name) as source:
        body = source.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise BadInput(f"{shown(name)} is larger than {MAX_BYTES // 1_000_000} MB.")
    return body


def text_of(body: bytes, *, name: str) -> str:
    """The characters of a text or HTML file.

    Raises:
        BadInput: the bytes are no text.
    """
    text = markup.decode(body)
    probed = text[:_PROBED]
    n_controls = sum(ord(character) in _CONTROLS for character in probed)
    if n_controls > _MOST_CONTROLS * len(probed):
        raise BadInput(f"{shown(name)} holds no text. Give a text or HTML file.")
    return text


def is_html(text: str) -> bool:
    """Whether a file's text is markup: prose does not begin with an angle bracket."""
    return text.lstrip().startswith("<")


def shown(name: str) -> str:
    """A file's name as sentences call it."""
    return "Standard input" if name == "-" else name
