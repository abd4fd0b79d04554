"""Plain text out of hostile text and markup: one cleaning for feeds, pages, messages and pushes.

Everything here is linear in its input: no pattern can backtrack over more than a bounded stretch.
The standard library only; nothing of the project.
"""

import html
import re
import unicodedata
from functools import lru_cache

MAX_TITLE = 300
"""Code points of a title; Telegram shows about 60 in a notification and five lines in a chat."""

MAX_MARKS = 3
"""Combining marks in a row. Vietnamese and polytonic Greek need two, pointed Hebrew three."""

# Scripts whose letters change shape at a joiner, and emoji, which are glued together by one.
_JOINING = "\u0600-\u06ff\u0700-\u07bf\u08a0-\u08ff\u0900-\u0dff\ufe0f\U0001f300-\U0001faff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_MANY_MARKS = re.compile(f"([{_MARKS}]{{{MAX_MARKS}}})[{_MARKS}]+")
# These are so common that they are replaced before anything else is searched for.
_PLAIN = (("\t", " "), ("\xa0", " "))
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SPACES = "\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANKS = re.compile(f"[{_SPACES}]")
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
# The joiner stands first, so that the search does not look around every letter.
_LOOSE_JOINER = re.compile(f"[\u200c\u200d](?:(?<![{_JOINING}][\u200c\u200d])|(?![{_JOINING}]))")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Most texts have none of all these, and a plain class is searched fast; the smaller one faster.
_ODD = re.compile(f"[\x0b\x0c\x85\u2028\u2029{_SPACES}{_UNSEEN}\u200c\u200d\ud800-\udfff{_MARKS}]")
_ODD_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_NOT_ODD_BYTES = bytes([0x0A, *range(0x20, 0x7F)])
_WIDE = re.compile("  +")
_BLANK_LINE = re.compile(r"\n *\n")

# A quoted attribute value may hold ">"; a quotation mark that never closes is taken as a letter.
# Some writers make even the line breaks within a value into tags.
_QUOTED = r"""(?:"[^"<]*+(?:<br ?/?>[^"<]*+)*+"|'[^'<]*+'|["'])"""
_TAG = re.compile(rf"""<(/?[A-Za-z][A-Za-z0-9]*+|[!?])(?:>|[^<>"']*+(?>{_QUOTED}[^<>"']*+)*+>)""")
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
_CUT_TAG = re.compile(r"<(?:/|!|/?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?)?\Z")
_SILENT = re.compile(r"<(?=[!STst])(?:(script|style|svg|select|template)\b|!--)", re.IGNORECASE)
_SILENT_NAMES = frozenset({"script", "style", "svg", "select", "template"})
_BLOCK_NAMES_TEXT = """
    p pre li div dd dl dt details ol ul h1 h2 h3 h4 h5 h6 hr header table td th tr figcaption figure
    fieldset footer form address article aside blockquote main nav section
"""
_BLOCKS = frozenset(_BLOCK_NAMES_TEXT.split())
_INLINES = "a abbr b cite code del em font i img ins q s small span strong sub tt u"


class _Glue(dict[str, str]):
    """What stands in place of a tag, by its name; of a name in capitals that of the small one."""

    def __missing__(self, name: str) -> str:
        small = name.lower()
        return self.get(small, "")


def _glue(between_blocks: str) -> _Glue:
    tags = {slash + name: between_blocks for name in _BLOCKS for slash in ("", "/")}
    tags |= {slash + name: "" for name in _INLINES.split() for slash in ("", "/")}
    return _Glue(tags | {"br": "\n", "/br": "\n", "sup": " "})  # the 2 of 2026² is no digit more


_GLUE = _glue("\n\n")
_EDGES = _glue("\n")


def clean(text: str) -> str:
    """Return *text* in NFC without controls, hidden and bidi characters; line breaks are LF.

    Joiners stay where a script or an emoji needs them. At most `MAX_MARKS` combining marks follow
    each other; lone surrogates become U+FFFD, so that the result can be stored.
    """
    is_ascii = text.isascii()
    if is_ascii and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for odd, plain in _PLAIN:
        if odd in text:
            text = text.replace(odd, plain)
    if _is_odd(text, is_ascii=is_ascii):
        text = _C1.sub(_meant, text)
        text = _BLANKS.sub(" ", _SURROGATE.sub("\ufffd", _BREAKS.sub("\n", text)))
        if "\u200c" in text or "\u200d" in text:
            text = _LOOSE_JOINER.sub("", text)
        # Marks are cut before they are ordered: that is quadratic in CPython.
        text = _MANY_MARKS.sub(r"\1", _HIDDEN.sub("", text))
    return text if is_ascii else unicodedata.normalize("NFC", text)


def line(text: str) -> str:
    """Return *text* cleaned, as one line with single spaces."""
    return " ".join(clean(text).split())


def lines(text: str) -> list[str]:
    """Return the lines of *text* that are not empty, each cleaned and with single spaces."""
    found = (" ".join(part.split()) for part in clean(text).split("\n"))
    return [part for part in found if part]


def paragraphs(text: str) -> str:
    """Return *text* cleaned, its paragraphs parted by one blank line.

    A text without a blank line has a paragraph on every line.
    """
    text = _single_spaced(clean(text)).strip()
    if "\n" not in text:
        return text
    blocks = _BLANK_LINE.split(text)
    parts = map(_joined, blocks) if len(blocks) > 1 else map(str.strip, text.split("\n"))
    return "\n\n".join(part for part in parts if part)


def title(markup: str) -> str:
    """Return a title as plain text: no tags, unescaped once, one line, at most 300 long."""
    if "<" in markup:
        markup = _TAG.sub("", _without_silent(markup))
    if "&" in markup:
        markup = _unescaped(markup)
    return cut(line(markup), MAX_TITLE)


def headline_of(body: str) -> str:
    """Return the first line of a text that has no title, short enough for one."""
    return cut(body.partition("\n")[0], 120)


def from_html(markup: str) -> str:
    """Return the text of an HTML fragment, paragraphs parted by a blank line.

    Cost: linear, about 20 ms a megabyte.
    """
    has_edges = False
    if "<" in markup:
        markup, has_edges = _without_tags(markup)
        markup = _CUT_TAG.sub("", markup)
    if "&" in markup:
        has_edges = has_edges and "&#1" not in markup and "&N" not in markup  # line breaks
        markup = _unescaped(markup)
    return _edged(markup) if has_edges else paragraphs(markup)


def cut(text: str, most: int) -> str:
    """Return *text* with at most *most* code points, never cut inside a letter and its marks."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _clings(text[end]):
        end -= 1
    return text[:end].rstrip() + "…"


def _meant(control: re.Match[str]) -> str:
    """Return the dash or quotation mark of windows-1252 that a C1 control was, as browsers do."""
    return control[0].encode("latin-1").decode("cp1252", "ignore")


def _is_odd(text: str, *, is_ascii: bool) -> bool:
    """Tell whether a text holds a character that `clean` changes or drops.

    The letters of ASCII are left out of the search: in most texts little else is left to look at.
    """
    if is_ascii:
        return _ODD_ASCII.search(text) is not None
    other = text.encode("utf-8", "surrogatepass").translate(None, _NOT_ODD_BYTES)
    return _ODD.search(other.decode("utf-8", "surrogatepass")) is not None


def _unescaped(markup: str) -> str:
    """Return markup with its character references replaced, as `html.unescape` does."""
    return _REFERENCE.sub(lambda found: _character(found[0]), markup)


# The same few references stand in every feed.
_character = lru_cache(maxsize=1024)(html.unescape)


def _without_tags(markup: str) -> tuple[str, bool]:
    """Return markup with its tags made line breaks or nothing.

    And whether each line break left in it is the edge of a paragraph, and none a mere break.
    """
    if _TAG.search(markup) is None:
        return markup, False
    if "!--" in markup:
        markup = _without_silent(markup)
    markup = markup.replace("\r", " ").replace("\n", " ").strip()
    pieces = _TAG.split(markup)  # text, name, text, name …
    tags = pieces[1::2]
    names = {name.lower() for name in set(tags)}
    if not _SILENT_NAMES.isdisjoint(names):
        pieces = _TAG.split(_without_silent(markup))
        tags = pieces[1::2]
    has_edges = "br" not in names and not _BLOCKS.isdisjoint(names)
    pieces[1::2] = map((_EDGES if has_edges else _GLUE).__getitem__, tags)
    return "".join(pieces), has_edges


def _edged(text: str) -> str:
    """Return the paragraphs of a text in which every line is one."""
    lines = _single_spaced(clean(text)).split("\n")
    return "\n\n".join(filter(None, map(str.strip, lines)))


def _single_spaced(text: str) -> str:
    return _WIDE.sub(" ", text) if "  " in text else text


def _joined(block: str) -> str:
    """Join the lines of a block; most have but one, and asking is ten times cheaper."""
    return " ".join(block.split()) if "\n" in block else block.strip()


def _without_silent(markup: str) -> str:
    """Drop comments and elements whose text nobody reads; an unclosed one reaches to the end."""
    found = _SILENT.search(markup)
    if found is None:
        return markup
    lowered = markup.lower() if len(markup.lower()) == len(markup) else markup
    kept: list[str] = []
    at = 0
    while found is not None:
        kept.append(markup[at : found.start()])
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        end = lowered.find(closing, found.end())
        if end < 0:
            return " ".join(kept)
        # The closing tag itself stays for a comment's ">" or falls to the tag pattern.
        at = end + len(closing) if not found[1] else end
        found = _SILENT.search(markup, at)
    kept.append(markup[at:])
    return " ".join(kept)


def _clings(character: str) -> bool:
    """Tell whether *character* belongs to the letter or emoji before it."""
    return (
        unicodedata.combining(character) > 0
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
