"""A message as a tree of marks, and its one way into Telegram's HTML and into plain text.

Imports only `bot.render.links`. A string is text and is always escaped; tags come only from here,
so they are closed and nested by construction. What Telegram would refuse or drop in silence
(telegram.md, section 1) is left out on the way: empty marks, links in links, quotes in quotes,
code inside other marks, addresses it does not take.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.render.links import linkable

# Telegram's limits of one message, after parsing and before (td).
MAX_CHARACTERS = 4096
MAX_ENTITIES = 100
MAX_RAW_BYTES = 32_768


@dataclass(frozen=True, slots=True)
class Bold:
    """Strong text."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Italic:
    """Slanted text, for what is beside the news: times, counts, reasons."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be typed or copied as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an address; plain text if the address is none that Telegram takes."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation; an expandable one shows three lines until it is tapped."""

    child: "Node"
    expandable: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Nodes one after the other with a separator; empty ones are left out with theirs."""

    children: tuple["Node", ...]
    separator: str = ""


Node = str | Bold | Italic | Code | Link | Quote | Joined


@dataclass(frozen=True, slots=True)
class Rendered:
    """A tree as Telegram gets it, with what its limits count.

    `n_entities` is never too low: a bold or italic run around others counts once for each of their
    edges, as Telegram cuts it there.
    """

    html: str
    plain: str
    n_entities: int

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it whole: code points, entities and raw bytes."""
        return (
            len(self.plain) <= MAX_CHARACTERS
            and self.n_entities <= MAX_ENTITIES
            and len(self.html.encode()) <= MAX_RAW_BYTES
        )


def line(*nodes: Node) -> Joined:
    """Nodes in one line, parted by spaces."""
    return Joined(nodes, " ")


def lines(*nodes: Node) -> Joined:
    """Each node in a line of its own."""
    return Joined(nodes, "\n")


def paragraphs(*nodes: Node) -> Joined:
    """Nodes parted by an empty line."""
    return Joined(nodes, "\n\n")


def dotted(nodes: Iterable[Node]) -> Joined:
    """Facts in one line, parted by middle dots."""
    return Joined(tuple(nodes), " · ")


def rendered(node: Node) -> Rendered:
    """Render a tree; both texts are trimmed, as Telegram trims."""
    made = _render(node, frozenset())
    return Rendered(made.html.strip(), made.plain.strip(), made.n_entities)


def clipped(text: str, n_characters: int) -> str:
    """Return the text in one line of at most that many code points, cut at a word with "…"."""
    text = " ".join(text.split())
    if len(text) <= n_characters:
        return text
    kept, _, rest = text[:n_characters].rpartition(" ")
    # A "word" longer than half of the room (no spaces, as in Chinese) is cut where the room ends.
    kept = (
        kept if len(kept) > n_characters // 2 else (kept + " " + rest).strip()[: n_characters - 1]
    )
    return kept.rstrip(" ,;:.–—-") + "…"


# Telegram turns control characters into spaces, drops direction overrides and three combining marks
# (one of them the ring of a decomposed "å", hence NFC), and refuses lone surrogates (td:
# clean_input_string). Done here first, so that our counts are Telegram's.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_DROPPED = re.compile(r"[\u200e\u200f\u2028-\u202e\u0333\u033f\u030a\ud800-\udfff]")


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return _DROPPED.sub("", _CONTROL.sub(" ", composed))


def _render(node: Node, within: frozenset[type]) -> Rendered:
    match node:
        case str():
            return _text(node)
        case Joined(children, separator):
            return _joined([_render(child, within) for child in children], _text(separator))
        case Link(text, url):
            return _link(_text(text), linkable(url) if Link not in within else None)
        case Code(text):
            return _text(text) if within - {Quote} else _tagged(_text(text), "<code>", "</code>")
        case Quote(child, expandable):
            made = _render(child, within | {Quote})
            opening = "<blockquote expandable>" if expandable else "<blockquote>"
            return made if within else _tagged(made, opening, "</blockquote>")
        case Bold(child) | Italic(child):
            made = _render(child, within | {type(node)})
            return made if type(node) in within else _slanted(made, node)


def _text(text: str) -> Rendered:
    plain = _clean(text)
    return Rendered(html.escape(plain, quote=False), plain, 0)


def _joined(parts: Iterable[Rendered], separator: Rendered) -> Rendered:
    kept = [part for part in parts if part.plain.strip()]
    return Rendered(
        separator.html.join(part.html for part in kept),
        separator.plain.join(part.plain for part in kept),
        sum(part.n_entities for part in kept),
    )


def _link(made: Rendered, url: str | None) -> Rendered:
    if url is None:
        return made
    return _tagged(made, f'<a href="{html.escape(url)}">', "</a>")


def _slanted(made: Rendered, node: Bold | Italic) -> Rendered:
    tag = "b" if isinstance(node, Bold) else "i"
    split = _tagged(made, f"<{tag}>", f"</{tag}>")
    # A link that is bold from end to end has no edge inside.
    n_edges = 0 if isinstance(node.child, Link) else 2 * made.n_entities
    return Rendered(split.html, split.plain, split.n_entities + n_edges)


def _tagged(made: Rendered, opening: str, closing: str) -> Rendered:
    if not made.plain.strip():
        return made
    return Rendered(f"{opening}{made.html}{closing}", made.plain, made.n_entities + 1)
